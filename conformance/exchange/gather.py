"""The exchanges of a run: planned, counted, then sent one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from conformance.contract.openapi import Contract, Operation
from conformance.contract.schemas import Schemas
from conformance.exchange.cases import GENERATED, GENERATED_OF_EACH, chosen
from conformance.exchange.credentials import present
from conformance.exchange.generation import FIXED, Drawing, Generated, generate, load_schema
from conformance.exchange.optional import kept
from conformance.exchange.planner import Plan, Planner
from conformance.exchange.settling import settle
from conformance.exchange.target import SAFE_METHODS, alternatives_for, with_token
from conformance.exchange.transport import Transport
from conformance.model import Case, Exchange, InputError, Intent, Target, Trouble

INTERRUPTED = Trouble("interrupted", "not answered: the run was interrupted")


_UNAUTHORIZED = 401
_DRAWS, _DRAWS_OF_MANY, _MANY = 5, 3, 24
"""How many draws are made for each one wanted: some repeat, and some could not be judged.

A draw takes milliseconds, and the fewer suffice for an operation that shares the requests with many.
"""


@dataclass(frozen=True)
class Bounds:
    """How many requests there may be."""

    max_requests: int
    """The ceiling; operations share it in turns."""
    explore: int = 0
    """How many additional generated cases there are, below the ceiling."""

    def share(self, operations: int) -> int:
        """Return how many generated cases each of some operations has at most."""
        return max(GENERATED_OF_EACH, GENERATED // operations) + ceil(self.explore / operations)

    def draws(self, operations: int) -> int:
        """Return how many cases are drawn for each of some operations, of which its share is chosen."""
        return self.share(operations) * (_DRAWS_OF_MANY if operations > _MANY else _DRAWS)


def plan_run(contract: Contract, schemas: Schemas, target: Target, bounds: Bounds, drawing: Drawing = FIXED) -> Plan:
    """Return the cases of a run against a target, as far as they are known before the first answer."""
    return planner_for(contract, schemas, target, bounds, drawing).plan()


def planner_for(
    contract: Contract,
    schemas: Schemas,
    target: Target,
    bounds: Bounds,
    drawing: Drawing = FIXED,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Planner:
    """Return what plans a run against a target.

    Args:
        contract: The operations to ask for.
        schemas: The contract's schemas.
        target: Its credentials and known values decide which cases there are.
        bounds: How many there may be.
        drawing: How the generated cases are drawn.
        progress: Is called with the number of operations that cases were drawn for, and of all.
    """
    # Beyond the ceiling no operation would get a turn, and drawing cases takes time.
    safe = [operation for operation in contract.operations if operation.method in SAFE_METHODS]
    reached = [operation for operation in safe[: bounds.max_requests] if operation.parameters]
    if not reached:
        return Planner(contract, schemas, target, bounds.max_requests, drawing)
    share, examples = bounds.share(len(reached)), bounds.draws(len(reached))
    drawing = replace(drawing, examples=min(examples, drawing.generation.get("max-examples", examples)))
    schema = load_schema(contract, drawing)
    drawn = {}
    for number, each in enumerate(reached, start=1):
        drawn[each.id] = chosen(each, schemas, _drawn(schema, each, drawing), share)
        progress(number, len(reached))
    return Planner(contract, schemas, target, bounds.max_requests, drawing, drawn)


def _drawn(schema: Any, operation: Operation, drawing: Drawing) -> Iterator[Generated]:
    return (kept(each, operation, drawing.optional) for each in generate(schema, operation))


def send(transport: Transport, contract: Contract, case: Case) -> Exchange:
    """Send a case with the credentials that its intent asks for, and once more with a new token if it has expired."""
    operation = next(each for each in contract.operations if each.id == case.operation)
    alternatives = alternatives_for(operation, transport.target)
    schemes = alternatives[case.alternative] if alternatives else ()
    exchange = transport.send(case, present(schemes, transport.target, case.intent))
    if any(scheme.is_bearer for scheme in schemes) and _has_expired(exchange, transport) and renew(transport):
        again = transport.send(case, present(schemes, transport.target, case.intent))
        if _status(again) == _UNAUTHORIZED:  # the key is refused for another reason, which no new token changes
            transport.token_command = None
        return again
    return exchange


def renew(transport: Transport) -> bool:
    """Drop the last exchange and get a new token for all that follow; return whether there is one."""
    if transport.token_command is None:
        return False
    last = transport.exchanges.pop()
    try:
        token = transport.token_command.token()
    except InputError as error:
        transport.stopped = Trouble("token", f"not sent: the token has expired, and {error}")
        transport.exchanges.append(replace(last, response=None, trouble=transport.stopped))
        return False
    transport.target = with_token(transport.target, token)
    return True


def _has_expired(exchange: Exchange, transport: Transport) -> bool:
    """Return whether an answer refuses a token that was accepted before."""
    is_right = not exchange.case.intent.is_refusable and exchange.case.intent is not Intent.ANONYMOUS
    return is_right and _status(exchange) == _UNAUTHORIZED and any(map(_is_opened, transport.exchanges))


def _is_opened(exchange: Exchange) -> bool:
    return exchange.case.intent is Intent.KNOWN and _status(exchange) // 100 == 2


def _status(exchange: Exchange) -> int:
    return 0 if exchange.response is None else exchange.response.status


def gather(
    transport: Transport, contract: Contract, cases: Sequence[Case], progress: Callable[[int, int], None]
) -> tuple[Exchange, ...]:
    """Send every case and return all that came back, in order; `progress` is called with the number done and the total.

    Raises:
        KeyboardInterrupt: The user interrupted the run; it is the trouble of every case not answered by then.
    """
    before = len(transport.exchanges)
    try:
        for number, case in enumerate(cases, start=before + 1):
            send(transport, contract, case)
            progress(number, before + len(cases))
    except KeyboardInterrupt:
        transport.stopped = INTERRUPTED
        for case in cases[len(transport.exchanges) - before :]:
            send(transport, contract, case)
        raise
    return tuple(transport.exchanges)


def gather_in_stages(
    transport: Transport, contract: Contract, planner: Planner, progress: Callable[[int, int], None]
) -> Plan:
    """Send what decides what is known, then all that follows from it; return the whole plan.

    Raises:
        KeyboardInterrupt: The user interrupted the run; the transport has what was exchanged by then.
    """
    total = len(planner.plan().cases)
    while probes := planner.probes(transport.exchanges):
        gather(transport, contract, probes, lambda done, _: progress(done, max(done, total)))
    while pages := planner.pages(transport.exchanges):
        gather(transport, contract, pages, lambda done, _: progress(done, max(done, total)))
    plan = planner.plan(transport.exchanges)
    gather(transport, contract, plan.cases[len(transport.exchanges) :], progress)
    settle(transport.exchanges, lambda case: _ask(transport, contract, case))
    return plan


def _ask(transport: Transport, contract: Contract, case: Case) -> Exchange | None:
    is_over = transport.stopped is not None or transport.sent >= transport.max_requests
    return None if is_over else send(transport, contract, case)
