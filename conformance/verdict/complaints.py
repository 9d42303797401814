"""The complaints of schemathesis's stock checks about the exchanges, compared with what the rules report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from conformance.exchange.redaction import pattern_path
from conformance.model import Aspect, Exchange, Intent, Level, Requirement, Subject, Verdict
from conformance.rules.evidence import Evidence, has_body
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Note, Observation, Rule
from conformance.rules.showing import unshown
from conformance.verdict.complaint_reasons import REASONS, Complaint
from conformance.verdict.outcome import Observed
from conformance.verdict.tally import Tally

PREFIX = "schemathesis:"
"""The prefix of the id of a requirement that stands for a check."""
SCHEMA = "schema:"
_ALSO, _ASIDE = "also reported by ", "set aside: "
DISPUTED = "the engines disagree about a schema, so nobody is blamed"
"""Why a complaint about a schema is set aside if the second engine finds no deviation."""


@dataclass(frozen=True)
class Unread:
    """An answer that a check could not judge, and why."""

    check: str
    exchange: int
    reason: str


@dataclass(frozen=True)
class CheckCounts:
    """How the complaints of a check about an operation are classified."""

    check: str
    operation: str
    judged: int
    """Answers about which it has no complaint that counts."""
    alone: int
    """Complaints that no requirement reports."""
    said_too: Mapping[str, int]
    """Complaints that a requirement reports as well, by its id."""
    set_aside: Mapping[str, int]
    """Complaints that are wrong here, by the reason."""


Said: TypeAlias = Complaint | Unread

_SOUND = frozenset({Intent.KNOWN, Intent.RESPELLED, Intent.UNKNOWN, Intent.FOREIGN})
_BROKEN = frozenset({Intent.MALFORMED, Intent.LENIENT})
_ANY_STATUS = (
    *("status-is-documented", "answer-is-not-a-redirect", "answer-is-not-a-server-error"),
    "request-without-optional-parameters-succeeds",
)


@dataclass(frozen=True)
class Check:
    """A check, and the requirements of this suite that report the same."""

    told_by: tuple[str, ...]
    """Their ids; `schema:` stands for every assertion of the contract."""
    judges: Callable[[Evidence, Exchange], bool] = lambda evidence, exchange: True
    """Whether it judges an answer."""
    needs: frozenset[Aspect] = frozenset({Aspect.OCCURRENCE})
    level: Level = Level.SHOULD
    silence: Callable[[Evidence], str] = lambda evidence: ""
    """Why it does not apply to an operation; empty if it does."""


def _documents_body(evidence: Evidence, exchange: Exchange) -> bool:
    spec = evidence.documented(exchange)
    return spec is not None and bool(spec.media) and has_body(exchange)


def _documents_headers(evidence: Evidence, exchange: Exchange) -> bool:
    spec = evidence.documented(exchange)
    return spec is not None and has_headers(evidence, spec.pointer)


def has_headers(evidence: Evidence, response: str) -> bool:
    """Return whether the response at a pointer of the contract declares headers."""
    document = evidence.contract.document
    return document.has(f"{response}/headers") and bool(document.at(f"{response}/headers"))


def _no_headers(evidence: Evidence) -> str:
    declared = any(has_headers(evidence, each.pointer) for each in evidence.operation.responses.values())
    return "" if declared else "the contract declares no response headers here"


def _no_key(evidence: Evidence) -> str:
    return "" if evidence.operation.needs_credentials else "the contract asks for no credentials here"


def _no_body(evidence: Evidence) -> str:
    return "answers to HEAD have no body" if evidence.operation.method == "HEAD" else ""


_TEXT = frozenset({Aspect.OCCURRENCE, Aspect.HEADERS, Aspect.TEXT})
CHECKS: Mapping[str, Check] = {
    "not_a_server_error": Check(("answer-is-not-a-server-error",)),
    "status_code_conformance": Check((*_ANY_STATUS, "called-for-status-is-documented")),
    "content_type_conformance": Check(
        ("content-type-is-documented",),
        _documents_body,
        frozenset({Aspect.OCCURRENCE, Aspect.HEADERS}),
        silence=_no_body,
    ),
    "response_headers_conformance": Check(
        ("declared-header-is-present", "declared-header-matches-its-schema"),
        _documents_headers,
        frozenset({Aspect.OCCURRENCE, Aspect.HEADERS}),
        Level.MUST,
        _no_headers,
    ),
    "response_schema_conformance": Check(
        (
            *(SCHEMA, "body-is-json", "body-is-utf-8", "body-has-no-byte-order-mark", "content-type-is-documented"),
            *("json-numbers-are-finite", "json-strings-are-unicode", "one-of-alternatives-exclude-each-other"),
            *("json-nesting-is-moderate", "json-nesting-is-readable", "write-only-property-is-absent"),
        ),
        _documents_body,
        _TEXT,
        silence=_no_body,
    ),
    "negative_data_rejection": Check(
        (*_ANY_STATUS, "malformed-parameter-is-refused"), lambda evidence, exchange: exchange.case.intent in _BROKEN
    ),
    "positive_data_acceptance": Check(
        (*_ANY_STATUS, "valid-request-succeeds", "uuid-parameter-ignores-case"),
        lambda evidence, exchange: exchange.case.intent in _SOUND,
    ),
    "ignored_auth": Check(
        (
            *("missing-key-is-refused", "empty-key-is-refused", "wrong-key-is-refused", "truncated-key-is-refused"),
            *("half-key-is-refused", "appended-key-is-refused", "other-scheme-is-refused", "public-operation-says-so"),
        ),
        lambda evidence, exchange: exchange.case.intent.is_refusable,
        silence=_no_key,
    ),
}
"""The checks that need nothing but an exchange and its intent."""


def check_requirements() -> dict[str, Requirement]:
    """Return the checks as requirements, by id: that no check finds more than this suite does."""
    return {
        f"{PREFIX}{name}": Requirement(
            id=f"{PREFIX}{name}",
            level=check.level,
            text=f"The check `{name}` of schemathesis reports nothing that no other requirement reports.",
            clause="{operation}/responses",
            subject=Subject.API,
            since="0.1.0",
            source=f"schemathesis, check {name}",
        )
        for name, check in CHECKS.items()
    }


def rules_of(said: Sequence[Said], observed: Mapping[str, Observed]) -> dict[str, Rule]:
    """Return the checks as rules, by the id of their requirement.

    Args:
        said: What the checks say about the exchanges.
        observed: What is observed for the requirements of this suite.
    """
    by_check: dict[str, dict[int, list[Said]]] = {name: defaultdict(list) for name in CHECKS}
    for each in said:
        by_check[each.check][each.exchange].append(each)
    return {
        f"{PREFIX}{name}": partial(_observations, check, by_check[name], observed) for name, check in CHECKS.items()
    }


def _observations(
    check: Check, said: Mapping[int, Sequence[Said]], observed: Mapping[str, Observed], evidence: Evidence
) -> Iterator[Observation]:
    silence = check.silence(evidence) if evidence.answers else ""
    if silence:
        yield Inapplicable(silence)
        return
    for exchange in evidence.exchanges:
        if not check.needs <= exchange.shows:
            yield from (Inconclusive(unshown(aspect)) for aspect in sorted(check.needs - exchange.shows))
            continue
        found = [_observation(check, each, exchange, observed, evidence) for each in said.get(exchange.sequence, ())]
        yield from found
        is_judged = evidence.is_answered(exchange) and check.judges(evidence, exchange)
        if is_judged and not any(isinstance(each, Deviation | Inconclusive) for each in found):
            yield Conforming(exchange)


def _observation(
    check: Check, said: Said, exchange: Exchange, observed: Mapping[str, Observed], evidence: Evidence
) -> Observation:
    """Return what a complaint amounts to: reported by a requirement as well, wrong for a known reason, or new."""
    if isinstance(said, Unread):
        return Inconclusive(said.reason)
    reporter = next(_reporters(check, said, observed, evidence), None)
    if reporter is not None:
        return Note(f"{_ALSO}{reporter}")
    if SCHEMA in check.told_by and any(isinstance(each, Tally) and each.disputed for each in observed.values()):
        return Note(f"{_ASIDE}{DISPUTED}")
    reason = next((text for text, holds in REASONS.items() if holds(evidence, exchange, said)), None)
    if reason is not None:
        return Note(f"{_ASIDE}{reason}")
    return Deviation(exchange, said.kind, said.message, said.expected, said.actual, said.location)


def _reporters(
    check: Check, complaint: Complaint, observed: Mapping[str, Observed], evidence: Evidence
) -> Iterator[str]:
    """Yield the requirements that report the same about the same exchange."""
    for name, tally in observed.items():
        if not isinstance(tally, Tally) or complaint.exchange not in tally.broken:
            continue
        if name in check.told_by:
            yield name
        elif name.startswith(SCHEMA) and SCHEMA in check.told_by and _is_same_place(complaint, tally, evidence):
            yield "an assertion of the contract"


def _is_same_place(complaint: Complaint, tally: Tally, evidence: Evidence) -> bool:
    """Return whether an assertion is broken at, below or above the location of a complaint."""
    if isinstance(complaint.location, str) or tally.unlisted:
        return True
    place = pattern_path(complaint.location, evidence.contract.declared_names)
    patterns = (group.pattern for group in tally.groups.values() if complaint.exchange in group.exchanges)
    return any(each == "body" or _is_within(place, each) or _is_within(each, place) for each in patterns)


def _is_within(inner: str, outer: str) -> bool:
    return f"{inner}/".startswith(f"{outer}/")


def account_of(verdict: Verdict) -> CheckCounts:
    """Return how the complaints of a check are classified, from the verdict on it."""
    return CheckCounts(
        check=verdict.requirement.id.removeprefix(PREFIX),
        operation=verdict.operation,
        judged=verdict.witnesses,
        alone=sum(finding.count for finding in verdict.findings),
        said_too=_counted(verdict, _ALSO),
        set_aside=_counted(verdict, _ASIDE),
    )


def _counted(verdict: Verdict, prefix: str) -> Mapping[str, int]:
    return {text.removeprefix(prefix): count for text, count in verdict.said if text.startswith(prefix)}
