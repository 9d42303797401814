"""The derived assertions judged: every documented body, every instance, every keyword."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from conformance.contract.ledger import response_assertions
from conformance.contract.schemas import Violation
from conformance.exchange.redaction import show
from conformance.model import Exchange, JsonValue
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Deviation, Doubt, Inapplicable, Observation, Witness

_MAX_EXPECTED = 80
_NO_MATCH = "a pattern of the contract is of another dialect than ECMA-262, or takes too long to match"


def check_assertions(evidence: Evidence) -> Mapping[str, Sequence[Observation]]:
    """Return what was observed for each assertion of an operation's responses, by requirement id.

    An assertion has a witness only where an instance was evaluated at its pointer, and kept it.
    """
    observed: dict[str, list[Observation]] = {
        name: [] for name in response_assertions(evidence.operation, evidence.schemas)
    }
    for exchange in evidence.answers:
        schema, text = evidence.schema(exchange), evidence.instance(exchange)
        if schema is None or text is None:
            continue
        if not text.has_value:
            for assertion in evidence.schemas.assertions(schema):
                observed[assertion.id].append(Doubt(text.limit or "a body cannot be read as JSON"))
            continue
        for name, found in _judge(evidence, exchange, schema, text.value).items():
            observed[name] += found
    if evidence.operation.method == "HEAD":
        return {name: [Inapplicable("answers to HEAD have no body")] for name in observed}
    return observed


def _judge(evidence: Evidence, exchange: Exchange, schema: str, body: JsonValue) -> Mapping[str, Sequence[Observation]]:
    observed: dict[str, list[Observation]] = defaultdict(list)
    visited = [assertion for assertion, _, _ in evidence.schemas.visits(schema, body)]
    counts = Counter(assertion.id for assertion in visited)
    unread = {assertion.id for assertion in set(visited) if not evidence.schemas.reads(assertion)}
    if not evidence.schemas.accepts(schema, body):
        for violation in evidence.schemas.violations(schema, body):
            name = f"schema:{violation.pointer}"
            observed[name].append(_observation(evidence, exchange, violation))
            counts[name] -= 1
    for name, count in counts.items():
        if count > 0:
            observed[name].append(Doubt(_NO_MATCH) if name in unread else Witness(exchange, count))
    return observed


def _observation(evidence: Evidence, exchange: Exchange, violation: Violation) -> Observation:
    if not violation.judged:
        return Doubt(_NO_MATCH)
    keyword = violation.pointer.rpartition("/")[2]
    kind = f"{keyword} {violation.missing}" if violation.missing else keyword
    value = evidence.schemas.value_at(violation.pointer)
    return Deviation(
        exchange,
        kind=kind,
        message=_message(keyword, violation),
        expected=f"{keyword}: {_short(value)}",
        actual=f"no {violation.missing}" if violation.missing else _shown(violation.instance, keyword, value),
        location=violation.path,
    )


def _message(keyword: str, violation: Violation) -> str:
    if violation.missing:
        return f"the required property {violation.missing} is missing"
    return f"a value does not keep the contract's `{keyword}`"


def _shown(instance: JsonValue, keyword: str, value: JsonValue) -> str:
    """Show words where the contract lists words, and numbers where it asks for numbers."""
    shown = show(
        instance, words=keyword in ("enum", "const"), numbers=keyword != "type" and isinstance(instance, int | float)
    )
    return shown if keyword != "type" else f"{_type_name(instance)} {shown}"


def _type_name(instance: JsonValue) -> str:
    return {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}.get(type(instance), "")


def _short(value: JsonValue) -> str:
    text = json.dumps(value)
    return text if len(text) <= _MAX_EXPECTED else f"{text[: _MAX_EXPECTED - 1]}…"
