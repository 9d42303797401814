"""Derives the answers that the contract allows, as a client may get them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.contract.bodies import headers
from conformance.contract.media_types import is_json
from conformance.contract.openapi import Operation, ResponseSpec
from conformance.kit.judging import Blame, Judge
from conformance.kit.seen import AllowedAnswer, Seen, SeenRequest
from conformance.kit.variants import variants
from conformance.model import InputError, Level
from conformance.rules.sample_instance import sample_instance

_MOST = 200
"""The maximum of answers for one operation and status."""


def answers_of(judge: Judge, operation: Operation, wanted: int | None) -> tuple[AllowedAnswer, ...]:
    """Return answers of an operation that conform to everything that the contract requires.

    Args:
        judge: The contract, and the judge of its answers.
        operation: The operation.
        wanted: The status; None for the first success that is documented.

    Raises:
        InputError: No such status is documented, or nothing can be drawn for it.
    """
    status, spec = _spec(judge, operation, wanted)
    if (operation.id, status) not in judge.drawn:
        judge.drawn[operation.id, status] = _conforming(judge, operation, spec, status)
    return judge.drawn[operation.id, status]


def _conforming(judge: Judge, operation: Operation, spec: ResponseSpec, status: int) -> tuple[AllowedAnswer, ...]:
    found: list[AllowedAnswer] = []
    for answer in _drawn(judge, spec, status):
        if len(found) < _MOST and _is_conforming(judge, operation, answer):
            found.append(answer)
    if not found:
        place = judge.suite.contract.document.position(spec.pointer).line
        message = f"no answer of {operation.id} with {status} can be derived from its schema; play a recording instead"
        raise InputError(message, judge.suite.contract.document.file, place)
    return tuple(found)


def _spec(judge: Judge, operation: Operation, wanted: int | None) -> tuple[int, ResponseSpec]:
    named = sorted(name for name in operation.responses if name[0] == "2") or ["default"]
    code = wanted if wanted is not None else int(named[0].replace("XX", "00")) if named[0] != "default" else 200
    spec = operation.response(code)
    if spec is None:
        listed = ", ".join(operation.responses) or "none"
        message = f"{operation.id} documents no status {code}; it documents {listed}"
        raise InputError(message, judge.suite.contract.document.file)
    return code, spec


def _drawn(judge: Judge, spec: ResponseSpec, status: int) -> Iterator[AllowedAnswer]:
    evidence = judge.suite.document_evidence
    sent = []
    for header in headers(evidence.contract.document, spec.pointer):
        schema = f"{header.pointer}/schema"
        if evidence.contract.document.has(schema):
            sent.append((header.name, str(sample_instance(evidence, schema))))
    if not spec.media:
        yield AllowedAnswer("no body", status, tuple(sent), b"")
    for media, pointer in spec.media.items():
        # A range such as `*/*` allows JSON too.
        kind = "application/json" if "*" in media else media
        if pointer is not None and is_json(kind):
            for name, instance in variants(evidence, pointer):
                body = json.dumps(instance, ensure_ascii=False).encode()
                yield AllowedAnswer(name, status, (("Content-Type", kind), *sent), body)


def _is_conforming(judge: Judge, operation: Operation, answer: AllowedAnswer) -> bool:
    """Return whether an answer meets every MUST: schemas do not express all of them, such as unique ids."""
    asked = SeenRequest(operation.method, operation.path)
    seen = Seen(asked, answer.status, answer.headers, answer.body)
    judged = judge.answer(seen, answer.name, Blame.MOCK)
    return not any(
        each.requirement.level is Level.MUST and judged.blame[each.requirement.id] is Blame.MOCK
        for each in judged.deviations
    )
