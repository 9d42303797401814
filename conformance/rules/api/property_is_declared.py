"""Every property in a response is declared in a schema, unless the schema leaves it open.

What it checks: The names in every object, unless a schema of it has `additionalProperties`, a composition or the like.

Why it matters: An undocumented property is used all the same; it then changes without notice, and may be data that was
never meant to leave.

Example: `"telephony_provider": "plivo"` where no schema of the object has such a property.

Fix: Declare the property, or stop sending it by serialising from an explicit list of fields.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from conformance.contract.schema_graph import in_place
from conformance.contract.schemas import Path
from conformance.exchange.redaction import show, show_path
from conformance.model import Level
from conformance.rules.api._described import inapplicability
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence, ObjectKind
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.3.0")
_NOTHING = "no answer holds an object whose properties are described"
# Keywords that say which other properties there are, or choose among schemas that may name them.
_OPEN = frozenset(
    ("additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames", "anyOf", "oneOf", "if")
) | frozenset(("not", "dependentSchemas", "dependencies", "$dynamicRef", "discriminator"))
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for names that no schema of an object declares, unless one of them leaves it open."""
    reason = inapplicability(evidence, lambda kind: bool(kind.properties), _NOTHING)
    if reason:
        yield Inapplicable(reason)
        return
    kinds = {each.kind.schema: each.kind for each in evidence.objects}
    is_open = {schema: _is_open(evidence, kind) for schema, kind in kinds.items()}
    places: dict[tuple[int, Path], list[DescribedObject]] = defaultdict(list)
    for each in evidence.objects:
        places[each.exchange.sequence, each.path].append(each)
    open_places = {place for place, found in places.items() if any(is_open[each.kind.schema] for each in found)}
    closed = [
        (found[0], _unknown(found))
        for (number, path), found in places.items()
        if not any((number, path[:length]) in open_places for length in range(len(path) + 1))
    ]
    counts = Counter(name for _, names in closed for name in names)
    for first, names in closed:
        for name in names:
            shown = show_path((name,), frozenset())[1:]
            message = f"{shown} is in {counts[name]} of {len(closed)} objects, and in none of their schemas"
            kind, actual = f"undeclared {shown}", show(first.value[name])
            yield Deviation(first.exchange, kind, message, "a declared property", actual, (*first.path, name))
        if not names:
            yield Conforming(first.exchange)


def _unknown(found: list[DescribedObject]) -> list[str]:
    return [name for name in found[0].value if not any(name in each.kind.properties for each in found)]


def _is_open(evidence: Evidence, kind: ObjectKind) -> bool:
    document, at = evidence.contract.document, kind.schema
    return any(_OPEN & node.keys() for _, node in in_place(document, at))
