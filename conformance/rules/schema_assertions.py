"""Judges the derived assertions: every documented body, every instance, every keyword."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.contract.derived_requirements import response_assertions
from conformance.contract.schemas import Path, Violation
from conformance.contract.unread import UNREAD
from conformance.exchange.redaction import show, show_path
from conformance.model import Aspect, Exchange, JsonValue
from conformance.rules.alternatives import OVERLAP, closest, overlap
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.showing import unshown

_MAX_EXPECTED = 80
_TOO_MUCH = "a body violates its schema, and is too large to find out where"


def check_assertions(evidence: Evidence) -> Iterator[tuple[str, Observation]]:
    """Yield the observations on the assertions of an operation's responses, each with the id of its requirement.

    An assertion has a conforming observation only where an instance was evaluated at its pointer, and matched.
    """
    if evidence.operation.method == "HEAD":
        for name in response_assertions(evidence.operation, evidence.schemas):
            yield name, Inapplicable("answers to HEAD have no body")
        return
    for exchange in evidence.answers:
        reading = evidence.reading(exchange)
        unjudged = reading.unjudged if Aspect.OCCURRENCE in exchange.shows else unshown(Aspect.OCCURRENCE)
        if not unjudged and reading.text is not None and not reading.text.has_value:
            unjudged = reading.text.limit or "a body cannot be read as JSON"
        for schema in reading.schemas:
            if unjudged:
                yield from ((each.id, Inconclusive(unjudged)) for each in evidence.schemas.assertions(schema))
            elif reading.is_raw:
                yield from _judge_bytes(evidence, exchange, schema)
        for schema, above, part in reading.parts if not unjudged else ():
            yield from _judge(evidence, exchange, schema, above, part)


def _judge_bytes(evidence: Evidence, exchange: Exchange, schema: str) -> Iterator[tuple[str, Observation]]:
    """Yield that bytes are a string, as OpenAPI calls them, and that no other assertion is judged by them."""
    for each in evidence.schemas.applying(schema, "string"):
        unjudged = Inconclusive(f"raw bytes are not judged by `{each.keyword}`")
        yield each.id, Conforming(exchange) if each.keyword == "type" else unjudged


def _judge(
    evidence: Evidence, exchange: Exchange, schema: str, above: Path, body: JsonValue
) -> Iterator[tuple[str, Observation]]:
    counts = evidence.schemas.evaluated(schema, body)
    assertions = evidence.schemas.assertions(schema)
    unread = {each.pointer for each in assertions if each.pointer in counts and not evidence.schemas.reads(each)}
    is_valid = evidence.schemas.accepts(schema, body)
    if not is_valid and not evidence.schemas.tells(schema, body):
        yield from ((assertion.id, Inconclusive(_TOO_MUCH)) for assertion in evidence.schemas.assertions(schema))
        return
    if not is_valid:
        for violation in evidence.schemas.violations(schema, body):
            yield f"schema:{violation.pointer}", _observation(evidence, exchange, above, violation)
            counts[violation.pointer] -= 1
    for pointer, count in counts.items():
        if count > 0:
            yield f"schema:{pointer}", Inconclusive(UNREAD) if pointer in unread else Conforming(exchange, count)


def _observation(evidence: Evidence, exchange: Exchange, above: Path, violation: Violation) -> Observation:
    if not violation.judged:
        return Inconclusive(UNREAD)
    if overlap(evidence.schemas, violation):
        return Inconclusive(OVERLAP)
    keyword = violation.pointer.rpartition("/")[2]
    kind = f"{keyword} {violation.missing}" if violation.missing else keyword
    value = evidence.schemas.value_at(violation.pointer)
    return Deviation(
        exchange,
        kind=kind,
        message=_message(keyword, violation) + _closest(evidence, violation),
        expected=f"{keyword}: {_short(value)}",
        actual=f"no {violation.missing}" if violation.missing else _shown(violation.instance, keyword, value),
        location=(*above, *violation.path),
    )


def _message(keyword: str, violation: Violation) -> str:
    if violation.missing:
        return f"the required property {violation.missing} is missing"
    return f"a value does not match the contract's `{keyword}`"


def _closest(evidence: Evidence, violation: Violation) -> str:
    """Return in words what breaks the closest of several alternatives; empty where there are none."""
    inner = closest(evidence.schemas, violation)
    if inner is None:
        return ""
    place = show_path(inner.path, evidence.contract.declared_names) or "the value itself"
    return f"; the closest alternative fails at {place} by `{inner.pointer.rpartition('/')[2]}`"


def _shown(instance: JsonValue, keyword: str, value: JsonValue) -> str:
    """Return a value unmasked only as a word where the contract lists words, or a number where it bounds numbers."""
    shown = show(
        instance, words=keyword in ("enum", "const"), numbers=keyword != "type" and isinstance(instance, int | float)
    )
    return shown if keyword != "type" else f"{_type_name(instance)} {shown}"


def _type_name(instance: JsonValue) -> str:
    return {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}.get(type(instance), "")


def _short(value: JsonValue) -> str:
    text = json.dumps(value)
    return text if len(text) <= _MAX_EXPECTED else f"{text[: _MAX_EXPECTED - 1]}…"
