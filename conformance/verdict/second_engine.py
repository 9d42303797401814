"""The second engine: `jsonschema` confirms the violations that the first engine finds.

Import this module only if there is a deviation: it takes a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from conformance.contract.assertions import choice_at, choices_of
from conformance.contract.dialect import uri_fragment
from conformance.contract.document import escape
from conformance.contract.keywords import CHOICES, PARTS, REFERENCES
from conformance.contract.schema_graph import closure, targets
from conformance.contract.schemas import Path, Schemas
from conformance.model import JsonValue
from conformance.verdict.opinion import Opinion
from conformance.verdict.righted import MAX_STEPS, UNFIT, BoundedFormatChecker, UnjudgedError, Validator, key_of

MAX_STEPS_IN_ALL = 5 * MAX_STEPS
"""The maximum number of steps for one operation."""
_BASE = "urn:contract"


@dataclass(frozen=True)
class _Evaluation:
    """A part of a body, judged once for all deviations in it."""

    body: JsonValue
    above: Path
    found: frozenset[tuple[str, Path]] = frozenset()
    """The broken assertions, each with its path."""
    unjudged: Mapping[tuple[str, object], str] = field(default_factory=dict)
    failure: str | None = None
    """Why nothing in it is judged."""

    def opinion(self, pointer: str, path: Path, value: JsonValue) -> Opinion:
        """Return whether an assertion is broken at a path; `value` is that of its keyword."""
        keyword = pointer.rpartition("/")[2]
        why = self.failure
        if why is None and keyword in CHOICES:
            # It may choose by a schema that is not judged.
            why = next(iter(self.unjudged.values()), None)
        if why is None and any(each == pointer and _is_along(path, place) for each, place in self.found):
            return Opinion(is_broken=True)
        why = why or self.unjudged.get((keyword, key_of(value)))
        return Opinion(None, why) if why else Opinion(is_broken=False)


class SecondEngine:
    """The schemas of a contract as translated for the first engine, judged by `jsonschema`.

    `jsonschema` does not know the dialect of OpenAPI 3.0, and both engines must judge the same schemas.
    """

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._last: _Evaluation | None = None
        self._steps_left = MAX_STEPS_IN_ALL

    def opinion(self, schema: str, body: JsonValue, pointer: str, path: Path) -> Opinion:
        """Return whether a body breaks an assertion.

        Args:
            schema: The pointer of the schema of the body.
            body: The judged body.
            pointer: Of the assertion that it is reported to break.
            path: Where in the body.
        """
        at, above, part = self._schemas.part_with(schema, body, path)
        if self._last is None or self._last.body is not body or self._last.above != above:
            self._last = self._evaluation(at, above, part, body)
        return self._last.opinion(pointer, path, self._schemas.value_at(pointer))

    def _evaluation(self, at: str, above: Path, part: JsonValue, body: JsonValue) -> _Evaluation:
        if "$schema" in self._mentions:
            return _Evaluation(body, above, failure="a schema of the contract has `$schema`")
        watch = BoundedFormatChecker(self._mentions, min(self._steps_left, MAX_STEPS))
        schema = {"$ref": f"{_BASE}{uri_fragment(at)}"}
        judge = Validator(schema, registry=self._registry, format_checker=watch)
        try:
            errors = list(judge.iter_errors(part))
        except UnjudgedError as error:
            return _Evaluation(body, above, failure=str(error))
        except Exception as error:
            return _Evaluation(body, above, failure=f"it failed: {type(error).__name__}")
        finally:
            self._steps_left -= watch.steps
        found = frozenset(each for error in errors for each in self._places(at, above, error))
        return _Evaluation(body, above, found, watch.unjudged)

    def _places(self, at: str, above: Path, error: ValidationError) -> Iterator[tuple[str, Path]]:
        """Yield the assertions that an error is reported under by its schema path, each with the instance path."""
        assertions = self._schemas.assertions(at)
        known, choices = {each.pointer for each in assertions}, choices_of(assertions)
        for pointer in self._ends(at, error, choices):
            assertion = self._schemas.assertion_of(pointer, known)
            owner, _, keyword = assertion.rpartition("/")
            # Too few or too many items are reported under `contains`.
            alike = [f"{owner}/{each}" for each in PARTS[keyword]] if keyword == "contains" else []
            yield from ((each, (*above, *error.absolute_path)) for each in (assertion, *alike))

    def _ends(self, at: str, error: ValidationError, choices: frozenset[str]) -> Iterable[str]:
        """Return the targets of an error's path, or the first choices of schemas on it, which decide the rest."""
        pointers: Sequence[str] = [at]
        for token in error.absolute_schema_path:
            pointers = self._children(pointers, token)
            chosen = [choice for each in pointers if (choice := choice_at(each, choices)) is not None]
            if chosen:
                return chosen
        if error.schema is False:
            # For a `false` schema the path ends at its parent.
            return [each for each in self._below(pointers) if self._schemas.value_at(each) is False]
        return pointers

    def _children(self, pointers: Sequence[str], token: str | int) -> Sequence[str]:
        """Return the targets of a step of an error's path: in a schema, or in one that it refers to."""
        steps = [f"{one}/{escape(str(token))}" for one in self._in_place(pointers)]
        reached = [each for each in filter(self._schemas.has, steps) if not self._is_reference(each)]
        # A path may contain `$dynamicRef`, and never contains `$ref`.
        return pointers if token in REFERENCES and not reached else reached

    def _is_reference(self, pointer: str) -> bool:
        return pointer.rpartition("/")[2] in REFERENCES and isinstance(self._schemas.value_at(pointer), str)

    def _below(self, pointers: Sequence[str]) -> Iterator[str]:
        """Yield pointers, those of the targets of their references, and those of the children of both."""
        for at in self._in_place(pointers):
            yield at
            node = self._schemas.value_at(at)
            names = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
            yield from (f"{at}/{escape(str(name))}" for name in names)

    def _in_place(self, pointers: Sequence[str]) -> list[str]:
        """Return pointers, and those of the targets of their references, which the path of an error leaves out."""
        return list(closure(pointers, lambda at: targets(self._schemas.value_at(at))))

    @cached_property
    def _registry(self) -> Registry[Any]:
        """A registry with the document alone: nothing is fetched."""
        resource: Resource[Any] = DRAFT202012.create_resource(self._schemas.value_at("#"))
        registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        return registry

    @cached_property
    def _mentions(self) -> frozenset[str]:
        """The keywords of `UNFIT` that occur anywhere in the contract; names count as well."""
        found: set[str] = set()
        waiting = [self._schemas.value_at("#")]
        while waiting:
            node = waiting.pop()
            found |= node.keys() & UNFIT if isinstance(node, dict) else set()
            waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        return frozenset(found)


def _is_along(path: Path, other: Path) -> bool:
    """Return whether one path is a prefix of the other: engines report a closed list at its end or at the list."""
    length = min(len(path), len(other))
    return path[:length] == other[:length]
