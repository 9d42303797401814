r"""`jsonschema`, corrected where it is known to be wrong, and kept from what it cannot judge in reasonable time.

The two engines may differ about answers, but not about Python or about what the standard leaves open:

| `jsonschema` on its own | here |
|---|---|
| matches by Python's `re`: `$` before a last newline, `\d` in any script, no `\p{…}` | by `regress`, as ECMA-262 does |
| may backtrack without end | not judged, unless the form of the pattern bounds the time (`backtracking`) |
| evaluates schemas repeatedly that refer to each other twice | not judged beyond `MAX_STEPS` |
| compares the items of `uniqueItems` one by one | counted as that many steps |
| accepts characters outside of a format's grammar: `\n` at the end of a time, `_` in a UUID | refused |
| checks `time` by its oldest draft, and `regex` by Python's syntax | by 2020-12, and by ECMA-262 |
| looks only for the `@` of an `email` | what it refuses is broken, what it accepts is not judged |
| checks formats other than those of `CHECKED` only with slow packages | not judged |
| reads `patternProperties` by `re`, and `dependentSchemas` repeatedly, for `unevaluated…` | not judged beside these |
| changes to another draft at `$schema` | not judged |

What it wrongly refuses, such as a leap second, does no harm: it is not asked about what the first engine accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from string import ascii_letters, digits, hexdigits
from typing import Any, TypeAlias

import regress
from jsonschema import FormatChecker
from jsonschema.exceptions import FormatError, ValidationError
from jsonschema.validators import Draft202012Validator, extend

from conformance.contract.assertions import STRING_FORMATS
from conformance.model import JsonValue
from conformance.verdict.backtracking import paths

MAX_STEPS = 200_000
"""Keywords that are evaluated for one part of a body at most: about a second's worth."""
MAX_PATHS = 3e7
"""Paths that a pattern may take through a text: a third of a second's worth."""
_PATHS_A_STEP = 1_000
_MAX_DEPTH = 220
"""Keywords within keywords: several calls each."""
_TIME = frozenset(f"{digits}TtZz:.+-")
_NAME = frozenset(f"{digits}{ascii_letters}-.")
_URI = _NAME | frozenset("_~:/?#[]@!$&'()*+,;=%")
CHECKED = {
    "date-time": _TIME,
    "time": _TIME,
    "date": frozenset(f"{digits}-"),
    "ipv4": frozenset(f"{digits}."),
    "ipv6": frozenset(f"{hexdigits}:."),
    "uuid": frozenset(f"{hexdigits}-"),
    "hostname": _NAME,
    "uri": _URI,
    "uri-reference": _URI,
}
"""The formats for which `jsonschema` is trusted, each with the characters of its grammar."""
_HALF_CHECKED = ("email", "idn-email")
UNFIT = frozenset({"$schema", "patternProperties", "dependentSchemas"})
"""Keywords that make others unfit to be judged, anywhere in the contract."""
_Keyword: TypeAlias = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]


class UnjudgedError(Exception):
    """Something that cannot be judged; says why."""


class BoundedFormatChecker(FormatChecker):
    """Accompanies one evaluation: checks formats, counts steps, and notes what is not judged."""

    def __init__(self, mentions: frozenset[str], limit: int = MAX_STEPS) -> None:
        """Start with nothing.

        Args:
            mentions: The keywords of `UNFIT` that the contract uses.
            limit: The maximum number of steps.
        """
        super().__init__(formats=())
        # Looked up by name, a format is that of the oldest draft that has it.
        known = Draft202012Validator.FORMAT_CHECKER.checkers
        self.checkers = {name: known[name] for name in (*CHECKED, *_HALF_CHECKED)}
        self.checks("regex", raises=regress.RegressError)(_is_regex)
        self.mentions = mentions
        self.steps = 0
        self.unjudged: dict[tuple[str, object], str] = {}
        """Why it cannot be determined whether a value matches a keyword."""
        self._limit = limit
        self._depth = 0

    def count(self, number: float) -> None:
        """Count steps.

        Raises:
            UnjudgedError: There are too many.
        """
        self.steps += int(number)
        if self.steps > self._limit:
            raise UnjudgedError("it takes too long")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count what is evaluated within another.

        Raises:
            UnjudgedError: It is too deep. Where Python itself finds that out, what it calls may end the process.
        """
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                raise UnjudgedError("it nests too deep")
            yield
        finally:
            self._depth -= 1

    def matches(self, pattern: str, text: str) -> bool:
        """Return whether a text matches a pattern.

        Raises:
            UnjudgedError: The pattern cannot be read, or may take too long.
        """
        number = paths(pattern, len(text))
        if number > MAX_PATHS:
            raise UnjudgedError("a pattern may take too long")
        self.count(number / _PATHS_A_STEP)
        return _compiled(pattern).find(text) is not None

    def check(self, instance: object, format: str) -> None:
        """Check the format of a text; other values have none."""
        if not isinstance(instance, str):
            return
        self.count(len(instance))
        if not CHECKED.get(format, frozenset(instance)).issuperset(instance):
            raise FormatError(f"{instance!r} is not a {format!r}")
        super().check(instance, format)
        if format in STRING_FORMATS and (format not in self.checkers or format in _HALF_CHECKED):
            self.unjudged["format", format] = f"it does not check `format: {format}`"


def key_of(value: JsonValue) -> object:
    """Return a keyword's value as a key; None for lists, objects and numbers, which are never unjudged themselves."""
    return value if isinstance(value, str | bool) else None


def _counted(keyword: _Keyword) -> _Keyword:
    """Return a keyword that counts each of its evaluations, and each error that it passes on."""

    def judged(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        validator.format_checker.count(1 + (len(value) if isinstance(value, list | dict) else 0))
        with validator.format_checker.deeper():
            for error in keyword(validator, value, instance, schema) or ():
                validator.format_checker.count(1)
                yield error

    return judged


def _pattern(validator: Any, value: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, str):
        return
    try:
        matches = validator.format_checker.matches(value, instance)
    except UnjudgedError as error:
        validator.format_checker.unjudged["pattern", value] = str(error)
        return
    if not matches:
        yield ValidationError(f"{instance!r} does not match {value!r}")


def _pattern_properties(validator: Any, value: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for pattern, schema in value.items():
        for name, part in instance.items():
            if validator.format_checker.matches(pattern, name):
                yield from validator.descend(part, schema, path=name, schema_path=pattern)


def _additional_properties(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    patterns = schema.get("patternProperties", {})
    for name in instance.keys() - schema.get("properties", {}).keys():
        if any(validator.format_checker.matches(pattern, name) for pattern in patterns):
            continue
        if value is False:
            yield ValidationError(f"{name!r} is not allowed")
        else:
            yield from validator.descend(instance[name], value, path=name)


def _unique_items(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Apply the engine's own keyword, and count the comparisons of what cannot be sorted."""
    if value and isinstance(instance, list):
        is_plain = len({*map(type, instance)}) == 1 and isinstance(instance[0], str | int | float)
        validator.format_checker.count(len(instance) * (1 if is_plain else _size(instance)))
    yield from Draft202012Validator.VALIDATORS["uniqueItems"](validator, value, instance, schema) or ()


def _unevaluated(name: str) -> _Keyword:
    def judged(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        beside = sorted(validator.format_checker.mentions - {"$schema"})
        if beside:
            why = f"`{name}` in a contract with `{beside[0]}`"
            validator.format_checker.unjudged[name, key_of(value)] = why
            return
        yield from Draft202012Validator.VALIDATORS[name](validator, value, instance, schema) or ()

    return judged


def _size(value: JsonValue) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, parts))


def _is_regex(text: object) -> bool:
    return bool(regress.Regex(str(text), "u"))


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> regress.Regex:
    r"""Return a compiled pattern of ECMA-262 with the `u` flag, or else without: many escape more than needed."""
    for flags in ("u", ""):
        with suppress(regress.RegressError):
            return regress.Regex(pattern, flags)
    raise UnjudgedError("it cannot read a pattern")


_RIGHTED: dict[str, _Keyword] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "uniqueItems": _unique_items,
    **{name: _unevaluated(name) for name in ("unevaluatedProperties", "unevaluatedItems")},
}
_KEYWORDS = {**Draft202012Validator.VALIDATORS, **_RIGHTED}
Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {name: _counted(keyword) for name, keyword in _KEYWORDS.items()}
)
"""The dialect 2020-12; its `format_checker` must be an `BoundedFormatChecker`."""
