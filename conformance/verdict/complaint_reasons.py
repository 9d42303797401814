"""Why a complaint of a stock check is set aside: each reason with its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.contract.keywords import KEYWORDS
from conformance.contract.media_types import is_json
from conformance.contract.schemas import Path
from conformance.model import Exchange, Intent
from conformance.rules.evidence import Evidence, has_body, is_success, status
from conformance.rules.expectations import is_called_for
from conformance.rules.reading import content_type, leaves_type_open

_SCHEMA_CHECK = "response_schema_conformance"


@dataclass(frozen=True)
class Complaint:
    """What a check objects to in an answer; its texts are masked already."""

    check: str
    exchange: int
    kind: str
    """What went wrong, as stable as schemathesis's code for it."""
    message: str
    expected: str
    actual: str
    location: Path | str = "status"


def _is_busy(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    return exchange.trouble is not None


def _is_locked_out(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    return not evidence.is_answered(exchange)


def _is_out_of_bounds(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    return exchange.case.intent is Intent.OUT_OF_BOUNDS and not evidence.is_answered(exchange)


def _needs_no_key(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    is_other = complaint.check == "ignored_auth" and exchange.case.intent is not Intent.NO_KEY
    return is_other and any(map(is_success, evidence.of(Intent.NO_KEY)))


def _is_of_nothing(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    return evidence.is_of_nothing(exchange)


def _is_unopened(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    return evidence.key_is_refused(exchange)


def _is_pausing(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    assert exchange.response is not None
    return status(exchange) == 503 and bool(exchange.response.header("retry-after"))


def _is_another_spelling(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    return complaint.check == "negative_data_rejection" and exchange.case.intent is Intent.LENIENT


def _is_called_for(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    is_about_status = complaint.check in (
        "positive_data_acceptance",
        "negative_data_rejection",
        "status_code_conformance",
    )
    return is_about_status and is_called_for(status(exchange), exchange.case.intent)


def _is_described(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    spec = evidence.documented(exchange)
    if complaint.check != "content_type_conformance" or spec is None:
        return False
    return bool(spec.described_by(content_type(exchange))) or leaves_type_open(evidence.schemas, spec)


def _is_of_no_json(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    if complaint.check != _SCHEMA_CHECK:
        return False
    reading = evidence.reading(exchange)
    is_text = reading.text is not None and isinstance(reading.text.value, str) and not is_json(content_type(exchange))
    return not has_body(exchange) or bool(reading.unjudged) or reading.is_raw or reading.is_sequence or is_text


def _is_without_effect(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    if complaint.check != _SCHEMA_CHECK:
        return False
    keyword = KEYWORDS.get(complaint.kind.rpartition(" ")[2])
    if keyword is not None and evidence.contract.dialect not in keyword.dialects:
        return True
    schema = evidence.schema(exchange)
    is_partly_read = schema is not None and not evidence.schemas.reads_all(schema)
    return is_partly_read and _is_accepted(evidence, exchange, complaint)


def _is_of_another_type(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    spec = evidence.documented(exchange)
    return spec is not None and len(spec.media) > 1 and _is_accepted(evidence, exchange, complaint)


def _is_only_written(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    is_missing = complaint.kind.endswith(" required")
    return is_missing and evidence.schemas.has_write_only and _is_accepted(evidence, exchange, complaint)


def _is_written_by_choice(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    # The check puts `not` in place of a write-only schema, also of one among the alternatives of `anyOf`.
    return complaint.kind.endswith(" not") and _is_accepted(evidence, exchange, complaint)


def _is_accepted(evidence: Evidence, exchange: Exchange, complaint: Complaint) -> bool:
    """Return whether a complaint is about a body that the schema of its own media type allows."""
    schema, text = evidence.schema(exchange), evidence.instance(exchange)
    if complaint.check != _SCHEMA_CHECK or schema is None or text is None or not text.has_value:
        return False
    return evidence.schemas.accepts(schema, text.value)


REASONS: Mapping[str, Callable[[Evidence, Exchange, Complaint], bool]] = {
    "the target asks for fewer requests (429), which says nothing about the contract": _is_busy,
    "the contract does not say what answers a value out of its bounds": _is_out_of_bounds,
    "the key given is no longer accepted by then, as after too many wrong ones": _is_locked_out,
    "the key given is refused, so the answer says nothing else": _is_unopened,
    "what was asked for as known is not there, and nothing shows that it is": _is_of_nothing,
    "no key is needed at all, so what a wrong one gets says nothing more": _needs_no_key,
    "a 503 with Retry-After is a temporary pause": _is_pausing,
    "the contract describes the media type, with its parameters or as a range": _is_described,
    "the body is a text, bytes, a sequence, or of a type that is not judged": _is_of_no_json,
    "the keyword has no effect in this version of OpenAPI": _is_without_effect,
    "the check reads the body by another media type of the contract": _is_of_another_type,
    "the property is only written, which no answer needs": _is_only_written,
    "only one of the property's alternatives is only written": _is_written_by_choice,
    "another spelling of an allowed value may be accepted": _is_another_spelling,
    "HTTP itself calls for this status here (RFC 9110 section 15.5)": _is_called_for,
}
"""The reasons to set a complaint aside, each with its test; the first one that holds counts."""
