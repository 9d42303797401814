"""The exchanges of a run: planned, counted, then sent one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from conformance.contract.openapi import Contract
from conformance.contract.schemas import Schemas
from conformance.exchange.cases import GENERATED, GENERATED_OF_EACH, GENERATED_ORIGIN, chosen, plan
from conformance.exchange.credentials import present
from conformance.exchange.generation import FIXED, Drawing, generate, load_schema
from conformance.exchange.target import SAFE_METHODS, schemes_for
from conformance.exchange.transport import Transport
from conformance.model import Case, Exchange, Target, Trouble

INTERRUPTED = Trouble("interrupted", "not answered: the run was interrupted")


_DRAWS, _DRAWS_OF_MANY = 5, 3
"""How many draws are made for each one wanted: some repeat, and some could not be judged.

A draw takes milliseconds, and the fewer suffice for an operation that shares the requests with many.
"""


@dataclass(frozen=True)
class Plan:
    """The cases that will be sent, and how many more there would be without the ceiling."""

    cases: tuple[Case, ...]
    left_out: int
    drawing: Drawing = FIXED
    """How the generated cases were drawn."""

    @property
    def drawn(self) -> frozenset[str]:
        """The operations that have a generated case."""
        return frozenset(case.operation for case in self.cases if case.origin == GENERATED_ORIGIN)


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
        are_many = GENERATED // operations < GENERATED_OF_EACH
        return self.share(operations) * (_DRAWS_OF_MANY if are_many else _DRAWS)


def plan_run(
    contract: Contract,
    schemas: Schemas,
    target: Target,
    bounds: Bounds,
    drawing: Drawing = FIXED,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Plan:
    """Return the cases of a run against a target.

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
        return _plan(plan(contract, schemas, target, {}), bounds, drawing)
    share, examples = bounds.share(len(reached)), bounds.draws(len(reached))
    drawing = replace(drawing, examples=min(examples, drawing.generation.get("max-examples", examples)))
    schema = load_schema(contract, drawing)
    drawn = {}
    for number, each in enumerate(reached, start=1):
        drawn[each.id] = chosen(each, schemas, generate(schema, each), share)
        progress(number, len(reached))
    return _plan(plan(contract, schemas, target, drawn), bounds, drawing)


def _plan(cases: Sequence[Case], bounds: Bounds, drawing: Drawing) -> Plan:
    kept = tuple(cases[: bounds.max_requests])
    return Plan(kept, len(cases) - len(kept), drawing)


def send(transport: Transport, contract: Contract, case: Case) -> Exchange:
    """Send a case with the credentials that its intent asks for."""
    operation = next(each for each in contract.operations if each.id == case.operation)
    schemes = schemes_for(operation, transport.target) or ()
    return transport.send(case, present(schemes, transport.target, case.intent))


def gather(
    transport: Transport, contract: Contract, cases: Sequence[Case], progress: Callable[[int, int], None]
) -> tuple[Exchange, ...]:
    """Send every case and return what came back, in order; `progress` is called with the number done and the total.

    Raises:
        KeyboardInterrupt: The user interrupted the run; it is the trouble of every case not answered by then.
    """
    try:
        for number, case in enumerate(cases, start=1):
            send(transport, contract, case)
            progress(number, len(cases))
    except KeyboardInterrupt:
        transport.stopped = INTERRUPTED
        for case in cases[len(transport.exchanges) :]:
            send(transport, contract, case)
        raise
    return tuple(transport.exchanges)
