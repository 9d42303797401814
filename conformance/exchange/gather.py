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
from conformance.exchange.target import SAFE_METHODS, schemes_for
from conformance.exchange.transport import Transport
from conformance.model import Case, Exchange, Target, Trouble

INTERRUPTED = Trouble("interrupted", "not answered: the run was interrupted")


_DRAWS = 5
"""How many draws are made for each one wanted: some repeat, and some could not be judged."""


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


def plan_run(contract: Contract, schemas: Schemas, target: Target, bounds: Bounds, drawing: Drawing = FIXED) -> Plan:
    """Return the cases of a run against a target, as far as they are known before the first answer."""
    return planner_for(contract, schemas, target, bounds, drawing).plan()


def planner_for(
    contract: Contract, schemas: Schemas, target: Target, bounds: Bounds, drawing: Drawing = FIXED
) -> Planner:
    """Return what plans a run against a target.

    Args:
        contract: The operations to ask for.
        schemas: The contract's schemas.
        target: Its credentials and known values decide which cases there are.
        bounds: How many there may be.
        drawing: How the generated cases are drawn.
    """
    # Beyond the ceiling no operation would get a turn, and drawing cases takes time.
    safe = [operation for operation in contract.operations if operation.method in SAFE_METHODS]
    reached = [operation for operation in safe[: bounds.max_requests] if operation.parameters]
    if not reached:
        return Planner(contract, schemas, target, bounds.max_requests, drawing)
    share = bounds.share(len(reached))
    examples = _DRAWS * share
    drawing = replace(drawing, examples=min(examples, drawing.generation.get("max-examples", examples)))
    schema = load_schema(contract, drawing)
    drawn = {each.id: chosen(each, schemas, _drawn(schema, each, drawing), share) for each in reached}
    return Planner(contract, schemas, target, bounds.max_requests, drawing, drawn)


def _drawn(schema: Any, operation: Operation, drawing: Drawing) -> Iterator[Generated]:
    return (kept(each, operation, drawing.optional) for each in generate(schema, operation))


def send(transport: Transport, contract: Contract, case: Case) -> Exchange:
    """Send a case with the credentials that its intent asks for."""
    operation = next(each for each in contract.operations if each.id == case.operation)
    schemes = schemes_for(operation, transport.target) or ()
    return transport.send(case, present(schemes, transport.target, case.intent))


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
    plan = planner.plan(transport.exchanges)
    gather(transport, contract, plan.cases[len(transport.exchanges) :], progress)
    settle(transport.exchanges, lambda case: _ask(transport, contract, case))
    return plan


def _ask(transport: Transport, contract: Contract, case: Case) -> Exchange | None:
    is_over = transport.stopped is not None or transport.sent >= transport.max_requests
    return None if is_over else send(transport, contract, case)
