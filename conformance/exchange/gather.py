"""The exchanges of a run: planned, counted, then sent one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conformance.contract.openapi import Contract
from conformance.contract.schemas import Schemas
from conformance.exchange.cases import GENERATED_OF_EACH, plan
from conformance.exchange.credentials import present
from conformance.exchange.generation import generate, load_schema
from conformance.exchange.target import SAFE_METHODS, schemes_for
from conformance.exchange.transport import Transport
from conformance.model import Case, Exchange, Target, Trouble

INTERRUPTED = Trouble("interrupted", "not answered: the run was interrupted")


@dataclass(frozen=True)
class Plan:
    """The cases that will be sent, and how many more there would be without the ceiling."""

    cases: tuple[Case, ...]
    left_out: int


def plan_run(contract: Contract, schemas: Schemas, target: Target, max_requests: int, seed: int | None) -> Plan:
    """Return the cases of a run against a target, `max_requests` at most.

    Args:
        contract: The operations to ask for.
        schemas: The contract's schemas.
        target: Its credentials and known values decide which cases there are.
        max_requests: The ceiling; operations share it in turns.
        seed: For the generated cases; None gives the same ones in every run.
    """
    # Beyond the ceiling no operation would get a turn, and drawing cases takes time.
    reached = [operation for operation in contract.operations if operation.method in SAFE_METHODS][:max_requests]
    schema = load_schema(contract) if reached else None
    generated = {
        operation.id: list(generate(schema, operation, GENERATED_OF_EACH, seed))
        for operation in reached
        if operation.parameters
    }
    cases = plan(contract, schemas, target, generated)
    return Plan(tuple(cases[:max_requests]), max(0, len(cases) - max_requests))


def send(transport: Transport, contract: Contract, case: Case) -> Exchange:
    """Send a case with the credentials that its intent asks for."""
    operation = next(each for each in contract.operations if each.id == case.operation)
    schemes = schemes_for(operation, transport.target) or ()
    return transport.send(case, present(schemes, transport.target, case.intent))


def gather(
    transport: Transport, contract: Contract, cases: Sequence[Case], progress: Callable[[int, int], None]
) -> tuple[Exchange, ...]:
    """Send every case and return what came back, in order; `progress` hears how many of how many are done.

    Raises:
        KeyboardInterrupt: The user has had enough; what was not answered until then is trouble of every other case.
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
