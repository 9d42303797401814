"""The cases of a run: every request that will be sent, known before the first one is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from conformance.contract.openapi import Contract, Operation, Parameter
from conformance.contract.schemas import Schemas
from conformance.exchange.credentials import intents_for
from conformance.exchange.generation import Generated, with_constants
from conformance.exchange.parameter_values import validity
from conformance.exchange.parameters import Pairs, given, is_json, written
from conformance.exchange.placing import placed
from conformance.exchange.target import SAFE_METHODS, schemes_for
from conformance.exchange.values import Validity, near_misses, neighbours, other_case
from conformance.model import Case, Intent, JsonValue, Target

# The same request three times: with two, a row that came or went in between looks like an unstable list.
_REPEATS = 3
# A wrong key that one server of three accepts is the worst intermittent fault. Other requests are not repeated: a fault
# of every server shows at once, and one that affects any request shows among these.
_REPEATED = frozenset({Intent.KNOWN, Intent.WRONG_KEY})
NEAR_MISS, GENERATED_ORIGIN = "near-miss", "schemathesis"
"""The origin of a case: written down here, or generated."""
GENERATED, GENERATED_OF_EACH = 12, 2
"""How many generated cases are added to the fixed ones: for all operations, and for each one at least."""

_INTENT_OF = {
    Validity.VALID: Intent.UNKNOWN,
    Validity.LENIENT: Intent.LENIENT,
    Validity.MALFORMED: Intent.MALFORMED,
}


@dataclass(frozen=True)
class _Values:
    """Texts for the required parameters of an operation, by name."""

    texts: Mapping[str, str]
    known: str | None


def plan(
    contract: Contract, schemas: Schemas, target: Target, generated: Mapping[str, Sequence[Generated]]
) -> list[Case]:
    """Return the cases for every operation with a safe method, the most informative of each operation first.

    Operations take turns, so that a ceiling on the number of requests leaves none of them out entirely.
    """
    planned = [
        _distinct(_cases(operation, schemas, target, generated.get(operation.id, ())))
        for operation in contract.operations
        if operation.method in SAFE_METHODS
    ]
    return [case for case in chain.from_iterable(zip_longest(*planned)) if case is not None]


def case_for(operation: Operation, schemas: Schemas, drawn: Generated, number: int) -> Case | None:
    """Return the case for a draw of schemathesis; None if it cannot be sent or its answer judged.

    A malformed optional parameter is such a case: a sound API may ignore it.
    """
    values = drawn.of(each for each in operation.parameters if each.required or each.location in ("path", "query"))
    carried = {each: _carried(each, value, schemas) for each, value in values.items() if not each.is_ignored}
    judged = {each: pairs and validity(each, pairs, schemas) for each, pairs in carried.items()}
    found = {each: validity for each, validity in judged.items() if isinstance(validity, Validity)}
    if len(found) < len(judged) or any(each not in found for each in operation.required_parameters):
        return None
    if any(validity is not Validity.VALID and not each.required for each, validity in found.items()):
        return None
    worst = max(found.values(), key=list(Validity).index, default=Validity.VALID)
    intent, label = _INTENT_OF[worst], f"generated-{number}"
    return _request(operation, intent, label, carried, _Values({}, None), origin=GENERATED_ORIGIN)


def _carried(parameter: Parameter, value: JsonValue, schemas: Schemas) -> Pairs | None:
    """Return what carries a drawn value; None if its style leaves that undefined."""
    if is_json(parameter) and parameter.schema is not None and schemas.accepts(parameter.schema, with_constants(value)):
        return written(parameter, with_constants(value))
    return written(parameter, value)


def chosen(operation: Operation, schemas: Schemas, drawn: Iterable[Generated], wanted: int) -> list[Generated]:
    """Return the draws that make a case, in their order: as many malformed as valid ones, if there are enough."""
    found: dict[object, tuple[bool, Generated]] = {}
    for each in drawn:
        case = case_for(operation, schemas, each, 0)
        if case is not None:
            found.setdefault((case.path, case.query, case.headers), (case.intent is Intent.UNKNOWN, each))
    valid, broken = ([key for key, (is_valid, _) in found.items() if is_valid is kind] for kind in (True, False))
    few = min(len(valid), len(broken), wanted // 2)
    kept = {*valid[: max(few, wanted - len(broken))], *broken[: max(few, wanted - len(valid))]}
    return [each for key, (_, each) in found.items() if key in kept]


def _cases(
    operation: Operation, schemas: Schemas, target: Target, generated: Iterable[Generated]
) -> Iterator[Case | None]:
    known = list(_known(operation, target))
    drawn = [case_for(operation, schemas, each, number) for number, each in enumerate(generated, start=1)]
    if not known:
        # There is nothing to compare a refusal with: whether the right key opens this operation is unknown.
        yield from drawn
        return
    first = known[0]
    yield _case(operation, Intent.KNOWN, "1", first)
    yield _case(operation, Intent.KNOWN, "again-1", first)
    for number, values in enumerate(known[1:], start=2):
        yield _case(operation, Intent.KNOWN, str(number), values)
    for repeat in range(2, _REPEATS):
        yield _case(operation, Intent.KNOWN, f"again-{repeat}", first)
    yield from _foreign(operation, first, target, schemas)
    # Wrong keys come after the requests with the right one: some APIs lock out a client that sends too many.
    schemes = schemes_for(operation, target)
    for intent in intents_for(schemes, target) if operation.security and schemes is not None else ():
        yield _case(operation, intent, "1", first)
        for repeat in range(1, _REPEATS if intent in _REPEATED else 1):
            yield _case(operation, intent, f"again-{repeat}", first)
    yield from _respelled(operation, first, schemas)
    fixed = list(_near_misses(operation, first, schemas))
    for pair in zip_longest(drawn, fixed):
        yield from pair
    # Whether the right key still works: if not, the refusals before prove nothing.
    yield _case(operation, Intent.KNOWN, "again-at-last", first)


def _known(operation: Operation, target: Target) -> Iterator[_Values]:
    """Yield the known values for all required parameters; one empty set if there are none."""
    required = [parameter.name for parameter in operation.required_parameters]
    if any(name not in target.parameters for name in required):
        return
    for values in zip(*(target.parameters[name] for name in required), strict=False) if required else [()]:
        yield _Values(dict(zip(required, values, strict=True)), values[0] if values else None)


def _respelled(operation: Operation, known: _Values, schemas: Schemas) -> Iterator[Case | None]:
    for parameter in operation.required_parameters:
        respelled = other_case(known.texts[parameter.name])
        is_uuid = parameter.schema is not None and schemas.keyword(parameter.schema, "format") == "uuid"
        if is_uuid and respelled != known.texts[parameter.name]:
            values = _Values({**known.texts, parameter.name: respelled}, known.known)
            yield _case(operation, Intent.RESPELLED, parameter.name, values)


def _foreign(operation: Operation, known: _Values, target: Target, schemas: Schemas) -> Iterator[Case | None]:
    """Yield a case for what belongs to somebody else, and for unknown values next to it to compare the answers with."""
    for parameter in operation.required_parameters:
        value = target.foreign.get(parameter.name)
        if value is None:
            continue
        yield _case(operation, Intent.FOREIGN, parameter.name, _with(known, parameter, value))
        for number, text in enumerate(neighbours(value), start=1):
            is_valid = _validity(text, parameter, schemas) is Validity.VALID
            if is_valid and text not in target.parameters[parameter.name]:
                label = f"{parameter.name}-neighbour-{number}"
                yield _case(operation, Intent.UNKNOWN, label, _with(known, parameter, text))


def _with(known: _Values, parameter: Parameter, text: str) -> _Values:
    """Return known values with another text for one parameter."""
    return _Values({**known.texts, parameter.name: text}, None)


def _near_misses(operation: Operation, known: _Values, schemas: Schemas) -> Iterator[Case | None]:
    for parameter in operation.required_parameters:
        for name, text in near_misses(known.texts[parameter.name]):
            found = _validity(text, parameter, schemas)
            if found is not None and found is not Validity.VALID:
                yield _case(operation, _INTENT_OF[found], f"{parameter.name}-{name}", _with(known, parameter, text))


def _validity(text: str, parameter: Parameter, schemas: Schemas) -> Validity | None:
    pairs = given(parameter, text)
    return None if pairs is None else validity(parameter, pairs, schemas)


def _case(operation: Operation, intent: Intent, label: str, values: _Values) -> Case | None:
    """Return the case for known texts."""
    named = [each for each in operation.parameters if each.name in values.texts and not each.is_ignored]
    carried = {each: given(each, values.texts[each.name]) for each in named}
    return _request(operation, intent, label, carried, values)


def _request(
    operation: Operation,
    intent: Intent,
    label: str,
    carried: Mapping[Parameter, Pairs | None],
    values: _Values,
    origin: str = NEAR_MISS,
) -> Case | None:
    """Return the case that sends what carries the parameters; None if that cannot be sent."""
    place = placed(operation, carried)
    if place is None:
        return None
    return Case(
        id=f"{intent.value}-{label}",
        operation=operation.id,
        intent=intent,
        method=operation.method,
        path=place.path,
        query=place.query,
        headers=place.headers,
        origin=origin,
        known=values.known,
    )


def _distinct(cases: Iterable[Case | None]) -> list[Case]:
    """Drop cases that cannot be sent or that repeat another one by accident."""
    kept: dict[object, Case] = {}
    for case in cases:
        if case is not None:
            request = (case.intent, case.path, case.query, case.headers)
            kept.setdefault(case.id if case.intent in _REPEATED else request, case)
    return list(kept.values())
