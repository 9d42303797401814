"""The difference of two versions of a schema as a schema: proven empty, or sampled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from conformance.comparison.budget import MAX_PROVEN
from conformance.comparison.edits import Pair
from conformance.contract.effective_schema import Origins
from conformance.contract.keywords import REFERENCES
from conformance.contract.schema_graph import closure, local_pointer, references_in, rewritten
from conformance.contract.schemas import Schemas
from conformance.exchange.generation import ignore_literals
from conformance.exchange.tables import tables_in_memory
from conformance.model import JsonValue

DRAWS = 20
_MAX_ATTEMPTS = 40
"""The number of draws, including rejected ones."""
_PATTERNS = ("pattern", "patternProperties", "propertyNames")
_LEAST = ("minLength", "minItems", "minProperties", "minContains")
_MAX_SAID = 40
MAX_DRAWN = 4
"""The number of differences that are sampled: each takes a second."""


class _EnoughError(Exception):
    """Enough was drawn."""


class Difference:
    """The differences of two documents' schemas."""

    def __init__(self, old: Schemas, new: Schemas) -> None:
        self._schemas = {"old": old, "new": new}
        self._drawn: dict[tuple[Pair, str], list[JsonValue]] = {}
        self._empty: dict[tuple[Pair, str], bool] = {}
        self._left = MAX_DRAWN

    @property
    def is_spent(self) -> bool:
        """Whether no more is proven."""
        return len(self._empty) >= MAX_PROVEN

    def is_empty(self, pair: Pair, side: str) -> bool:
        """Return whether it is proven that the other version accepts everything that one version accepts."""
        if (pair, side) not in self._empty and not self.is_spent:
            self._empty[pair, side] = self._is_empty(pair, side)
        return self._empty.get((pair, side), False)

    def _is_empty(self, pair: Pair, side: str) -> bool:
        if not self._is_whole(pair):
            return False
        try:
            form = jsonschema_rs.canonicalize(
                self._of(pair, side), draft=jsonschema_rs.Draft202012, validate_formats=True, offline=True
            )
        except (ValueError, jsonschema_rs.ValidationError):
            return False
        return form.satisfiability() == jsonschema_rs.canonical.Satisfiability.NO

    def drawn(self, pair: Pair, side: str) -> list[JsonValue]:
        """Return instances that schemathesis draws from the difference; none if it cannot, or the limit is reached.

        Schemas with patterns are never sampled: the generator may search for a match forever.
        """
        if (pair, side) not in self._drawn:
            is_fit = self._is_whole(pair) and self._is_drawable(pair) and self._left > 0
            self._drawn[pair, side] = self._draw(pair, side) if is_fit else []
        return self._drawn[pair, side]

    @tables_in_memory()
    def _draw(self, pair: Pair, side: str) -> list[JsonValue]:
        self._left -= 1
        # Imported on demand: it takes most of a second, and most edits have a witness without it.
        import hypothesis  # noqa: PLC0415
        from schemathesis.core.errors import InvalidSchema, UnsupportedSchema  # noqa: PLC0415
        from schemathesis.generation.jsonschema.builder import build  # noqa: PLC0415

        ignore_literals()
        found: list[JsonValue] = []
        attempts = iter(range(_MAX_ATTEMPTS))

        def keep(data: hypothesis.strategies.DataObject) -> None:
            if next(attempts, None) is None:
                raise _EnoughError
            found.append(data.draw(strategy))

        quiet = hypothesis.settings(
            derandomize=True,
            database=None,
            phases=[hypothesis.Phase.generate],
            verbosity=hypothesis.Verbosity.quiet,
            max_examples=DRAWS,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        try:
            strategy = build(self._of(pair, side), draft=jsonschema_rs.Draft202012, formats={})
            quiet(hypothesis.given(hypothesis.strategies.data())(keep))()
        except (InvalidSchema, UnsupportedSchema, hypothesis.errors.HypothesisException, ValueError, RecursionError):
            return found
        except _EnoughError:
            return found
        return found

    def _of(self, pair: Pair, side: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        refs: dict[str, list[JsonValue]] = {}
        for each, origins in zip(("old", "new"), pair, strict=True):
            names = self._reached(each, origins)
            refs[each] = [{"$ref": f"#/$defs/{names[at]}"} for at in origins]
            values = ((at, self._schemas[each].value_at(at)) for at in names)
            found |= {names[at]: _moved(value, names) for at, value in values}
        one, other = (refs[each] for each in _in_order(side))
        return {"allOf": [*one, {"not": {"allOf": other} if other else {}}], "$defs": found}

    def _reached(self, side: str, origins: Origins) -> Mapping[str, str]:
        """Return a name for each of some schemas and of all that they refer to, by pointer."""
        schemas = self._schemas[side]

        def referred(at: str) -> Iterator[str]:
            return filter(schemas.has, (local_pointer(to) for _, to in references_in(schemas.value_at(at))))

        return {at: f"{side}{index}" for index, at in enumerate(closure(origins, referred))}

    def _is_whole(self, pair: Pair) -> bool:
        """Return whether the compared schemas are complete: unreadable patterns are left out of them."""
        return all(schemas.reads_all(at) for schemas, at in self._sides(pair))

    def _is_drawable(self, pair: Pair) -> bool:
        """Return whether the instances are small and need no patterns."""
        said = [(schemas, each) for schemas, at in self._sides(pair) for each in schemas.assertions(at)]
        return len(said) <= _MAX_SAID and not any(
            each.keyword in _PATTERNS or (each.keyword in _LEAST and _is_large(schemas.value_at(each.pointer)))
            for schemas, each in said
        )

    def _sides(self, pair: Pair) -> Iterator[tuple[Schemas, str]]:
        for schemas, origins in zip(self._schemas.values(), pair, strict=True):
            yield from ((schemas, at) for at in origins)


def _is_large(value: JsonValue) -> bool:
    return isinstance(value, int | float) and value > 50


def _in_order(side: str) -> tuple[str, str]:
    return ("old", "new") if side == "old" else ("new", "old")


def _moved(schema: JsonValue, names: Mapping[str, str]) -> Any:
    """Return a schema whose references point to the new names of their targets."""

    def moved(copy: dict[str, Any], _: str) -> dict[str, Any]:
        for keyword in REFERENCES:
            if isinstance(copy.get(keyword), str) and local_pointer(copy[keyword]) in names:
                copy[keyword] = f"#/$defs/{names[local_pointer(copy[keyword])]}"
        return copy

    return rewritten(schema, moved)
