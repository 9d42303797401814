"""The cases of a run: every request that will be sent, known before the first one is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice, zip_longest

from conformance.contract.openapi import Contract, Operation, Parameter
from conformance.contract.schemas import Schemas
from conformance.exchange.accepting import further_types
from conformance.exchange.credentials import intents_for
from conformance.exchange.discovery import Discovery, Fits, Values
from conformance.exchange.generation import Generated, Optional, with_constants
from conformance.exchange.optional import BEYOND, beyond
from conformance.exchange.parameter_values import validity
from conformance.exchange.parameters import Pairs, given, is_json, written
from conformance.exchange.placing import placed
from conformance.exchange.target import SAFE_METHODS, alternatives_for, schemes_for
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


def plan(
    contract: Contract,
    schemas: Schemas,
    target: Target,
    generated: Mapping[str, Sequence[Generated]],
    known: Mapping[str, Sequence[Values]] | None = None,
    optional: Optional = Optional.KNOWN,
) -> list[Case]:
    """Return the cases for every operation with a safe method, the most informative of each operation first.

    Operations take turns, so that a ceiling on the number of requests leaves none of them out entirely.

    Args:
        contract: The operations.
        schemas: The contract's schemas.
        target: Its credentials decide which cases there are.
        generated: The drawn values, by the id of the operation.
        known: The known values, likewise; by default those that the target gives.
        optional: Which optional parameters are sent.
    """
    discovery = Discovery(contract, target, fitting(schemas))
    planned = []
    for operation in (each for each in contract.operations if each.method in SAFE_METHODS):
        sure = (
            [each for each in discovery.values(operation) if each.is_certain] if known is None else known[operation.id]
        )
        more = () if optional is Optional.NONE else _beyond(operation, schemas, sure)
        drawn = generated.get(operation.id, ())
        planned.append(_distinct(_cases(operation, schemas, target, drawn, sure, more)))
    return [case for case in chain.from_iterable(zip_longest(*planned)) if case is not None]


def fitting(schemas: Schemas) -> Fits:
    """Return the function that decides whether a text is a valid value of a parameter."""
    return lambda text, parameter: _validity(text, parameter, schemas) is Validity.VALID


def known_case(operation: Operation, values: Values, number: int) -> Case | None:
    """Return the case that asks an operation for some values; None if it cannot be sent."""
    return _case(operation, Intent.KNOWN if values.is_certain else Intent.GUESSED, str(number), values)


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
    return _request(operation, intent, label, carried, Values({}, None), origin=GENERATED_ORIGIN)


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
    operation: Operation,
    schemas: Schemas,
    target: Target,
    generated: Iterable[Generated],
    known: Sequence[Values],
    beyond: Iterable[Case | None],
) -> Iterator[Case | None]:
    drawn = [case_for(operation, schemas, each, number) for number, each in enumerate(generated, start=1)]
    if not known:
        # There is nothing to compare a refusal with: whether the right key opens this operation is unknown.
        yield from drawn
        return
    first = known[0]
    yield known_case(operation, first, 1)
    yield _case(operation, Intent.KNOWN, "again-1", first)
    for number, values in enumerate(known[1:], start=2):
        yield known_case(operation, values, number)
    for repeat in range(2, _REPEATS):
        yield _case(operation, Intent.KNOWN, f"again-{repeat}", first)
    yield from _in_other_types(operation, first)
    yield from _foreign(operation, first, target, schemas)
    yield from _alternatives(operation, first, target)
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
    yield from beyond
    # Whether the right key still works: if not, the refusals before prove nothing.
    yield _case(operation, Intent.KNOWN, "again-at-last", first)


def _alternatives(operation: Operation, known: Values, target: Target) -> Iterator[Case | None]:
    """Yield a case for each other alternative of the security that there are credentials for, or that needs none."""
    for number, schemes in enumerate(alternatives_for(operation, target)[1:], start=1):
        case = _case(operation, Intent.ALTERNATIVE if schemes else Intent.ANONYMOUS, f"scheme-{number}", known)
        yield case and replace(case, alternative=number)


def _in_other_types(operation: Operation, known: Values) -> Iterator[Case | None]:
    for number, accept in enumerate(further_types(operation), start=1):
        case = _case(operation, Intent.OTHER_TYPE, f"accept-{number}", known)
        yield replace(case, headers=(*case.headers, ("Accept", accept))) if case is not None else None


def _respelled(operation: Operation, known: Values, schemas: Schemas) -> Iterator[Case | None]:
    for parameter in operation.required_parameters:
        respelled = other_case(known.texts[parameter.name])
        is_uuid = parameter.schema is not None and schemas.keyword(parameter.schema, "format") == "uuid"
        if is_uuid and respelled != known.texts[parameter.name]:
            values = replace(known, texts={**known.texts, parameter.name: respelled})
            yield _case(operation, Intent.RESPELLED, parameter.name, values)


def _foreign(operation: Operation, known: Values, target: Target, schemas: Schemas) -> Iterator[Case | None]:
    """Yield a case for what belongs to somebody else, and for unknown values next to it to compare the answers with."""
    for parameter in operation.required_parameters:
        value = target.foreign.get(parameter.name)
        if value is None:
            continue
        yield _case(operation, Intent.FOREIGN, parameter.name, _with(known, parameter, value))
        for number, text in enumerate(neighbours(value), start=1):
            is_known = text in target.parameters.get(parameter.name, ())
            if not is_known and _validity(text, parameter, schemas) is Validity.VALID:
                label = f"{parameter.name}-neighbour-{number}"
                yield _case(operation, Intent.UNKNOWN, label, _with(known, parameter, text))


def _beyond(operation: Operation, schemas: Schemas, known: Sequence[Values]) -> Iterator[Case | None]:
    """Yield cases with an optional parameter just out of its bounds, and everything else known."""
    for name, how, text in islice(beyond(operation, schemas.document), BEYOND) if known else ():
        values = Values({**known[0].texts, name: text}, None)
        yield _case(operation, Intent.OUT_OF_BOUNDS, f"{name}-{how}", values)


def _with(known: Values, parameter: Parameter, text: str) -> Values:
    """Return known values with another text for one parameter."""
    return Values({**known.texts, parameter.name: text}, None)


def _near_misses(operation: Operation, known: Values, schemas: Schemas) -> Iterator[Case | None]:
    for parameter in operation.required_parameters:
        for name, text in near_misses(known.texts[parameter.name]):
            found = _validity(text, parameter, schemas)
            if found is not None and found is not Validity.VALID:
                yield _case(operation, _INTENT_OF[found], f"{parameter.name}-{name}", _with(known, parameter, text))


def _validity(text: str, parameter: Parameter, schemas: Schemas) -> Validity | None:
    pairs = given(parameter, text)
    return None if pairs is None else validity(parameter, pairs, schemas)


def _case(operation: Operation, intent: Intent, label: str, values: Values) -> Case | None:
    """Return the case for known texts."""
    named = [each for each in operation.parameters if each.name in values.texts and not each.is_ignored]
    carried = {each: given(each, values.texts[each.name]) for each in named}
    return _request(operation, intent, label, carried, values)


def _request(
    operation: Operation,
    intent: Intent,
    label: str,
    carried: Mapping[Parameter, Pairs | None],
    values: Values,
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
        found=values.found,
    )


def _distinct(cases: Iterable[Case | None]) -> list[Case]:
    """Drop cases that cannot be sent or that repeat another one by accident."""
    kept: dict[object, Case] = {}
    for case in cases:
        if case is not None:
            request = (case.intent, case.alternative, case.path, case.query, case.headers)
            kept.setdefault(case.id if case.intent in _REPEATED else request, case)
    return list(kept.values())
