"""Judges an exchange of a user's test as a run judges observed traffic, and its request too."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from conformance.contract.load import SPEC
from conformance.contract.openapi import Operation
from conformance.contract.requirement_ids import fingerprint
from conformance.exchange.attribution import attribute, host_of, operation_of, servers_of
from conformance.exchange.redaction import scrub
from conformance.exchange.target import load_values
from conformance.kit.client import TEXTS, Fault, faults, requirement_of
from conformance.kit.seen import AllowedAnswer, Seen, SeenRequest
from conformance.model import (
    Aspect,
    Case,
    Disposition,
    Exchange,
    Finding,
    InputError,
    Intent,
    Level,
    Outcome,
    Recorded,
    Request,
    Target,
    Verdict,
)
from conformance.report.terminal import deviation_lines
from conformance.rules.evidence import has_body, status
from conformance.rules.observation import Inconclusive
from conformance.run.settings import Options
from conformance.verdict.judge import judge
from conformance.verdict.result import NonConformance
from conformance.verdict.suite import Suite, load_suite
from conformance.verdict.waivers import apply

# Forbidden for a server, but a mock must be able to play it, to test how a client handles errors.
_OF_SERVERS = frozenset({"answer-is-not-a-server-error", "answer-is-not-a-redirect"})


class Blame(enum.StrEnum):
    """Who is responsible for a deviation that a test shows."""

    API = "the API"
    MOCK = "your mock"
    CLIENT = "your client"


class BrokenContractError(NonConformance):
    """An answer, a mock or a request is not what the contract allows; the message shows the evidence."""

    def __init__(self, text: str, verdicts: Sequence[Verdict] = ()) -> None:
        super().__init__(text)
        self.verdicts = tuple(verdicts)


class UnknownRequestError(InputError):
    """A request that is not for an operation of the contract at all."""


@dataclass(frozen=True)
class Judgement:
    """The judgement on one exchange: its verdicts, who is responsible for each, and what could not be judged."""

    operation: str
    exchange: Exchange = field(repr=False)
    verdicts: tuple[Verdict, ...] = field(repr=False)
    blame: Mapping[str, Blame] = field(repr=False)
    """By the id of the requirement."""
    unjudged: tuple[str, ...] = ()

    @property
    def kept(self) -> tuple[Verdict, ...]:
        """The verdicts on requirements that the exchange meets."""
        return tuple(each for each in self.verdicts if each.outcome is Outcome.PASS)

    @property
    def deviations(self) -> tuple[Verdict, ...]:
        """The verdicts on requirements that it breaks, except where a waiver excuses it."""
        failed = (each for each in self.verdicts if each.outcome is Outcome.FAIL)
        return tuple(each for each in failed if each.disposition is not Disposition.WAIVED)

    def lines(self, verdict: Verdict) -> Iterator[str]:
        """Yield the lines that a run reports for a deviation."""
        return deviation_lines(verdict, [self.exchange], self.blame[verdict.requirement.id])


@dataclass(frozen=True)
class Judge:
    """A contract, and whatever else exchanges are judged by."""

    suite: Suite
    target: Target
    threshold: Level
    hosts: frozenset[str]
    """The hosts of the API; empty means any host."""
    drawn: dict[tuple[str, int], tuple[AllowedAnswer, ...]] = field(default_factory=dict, repr=False)
    """The answers derived so far, by operation and status: deriving them takes a fraction of a second."""

    def is_elsewhere(self, url: str) -> bool:
        """Return whether a URL names another host than the API's."""
        host = host_of(url)
        return bool(self.hosts) and bool(host) and host not in self.hosts

    def knows(self, asked: SeenRequest) -> bool:
        """Return whether a request is for an operation of the contract."""
        contract = self.suite.contract
        path = urlsplit(asked.url).path
        return operation_of(asked.method, path, contract) is not None

    def answer(self, seen: Seen, place: str, blame: Blame) -> Judgement:
        """Judge an answer and the request for it.

        Args:
            seen: Both.
            place: The name of the exchange in reports.
            blame: Who gave the answer.

        Raises:
            UnknownRequestError: The contract has no such operation, or it is at another host.
        """
        hidden = (Aspect.HEADERS,) if blame is Blame.MOCK else ()
        exchange, operation = self._attributed(seen.recorded(self._shown(place), *hidden))
        evidence = self.suite.evidence(operation, [exchange], self.target)
        judged = judge(evidence, self.suite.ledger, self.suite.rules)
        if blame is Blame.MOCK:
            judged = [each for each in judged if each.requirement.id not in _OF_SERVERS]
        verdicts = judged if blame is Blame.MOCK else self._waived(judged, seen.asked.url)
        broken = next((each for each in verdicts if each.outcome is Outcome.ERROR), None)
        if broken is not None:
            raise RuntimeError(f"{broken.requirement.id}: {broken.reason}; please report it")
        # A request that is refused was judged by whoever refused it, and may be wrong on purpose.
        asked = [] if 400 <= seen.status < 500 else [*self._asked(seen.asked, operation)]
        return Judgement(
            operation=operation.id,
            exchange=exchange,
            verdicts=(*verdicts, *(each for each in asked if isinstance(each, Verdict))),
            blame={**dict.fromkeys((each.requirement.id for each in verdicts), blame), **_CLIENT},
            unjudged=(*_unjudged(exchange, operation, verdicts), *(each for each in asked if isinstance(each, str))),
        )

    def request(self, asked: SeenRequest, operation: Operation, place: str) -> Judgement:
        """Judge a request without an answer."""
        case = Case(self._shown(place), operation.id, Intent.OBSERVED, asked.method, urlsplit(asked.url).path)
        exchange = Exchange(0, case, Request(asked.method, asked.url, asked.headers or ()))
        judged = [*self._asked(asked, operation)]
        return Judgement(
            operation=operation.id,
            exchange=exchange,
            verdicts=tuple(each for each in judged if isinstance(each, Verdict)),
            blame=_CLIENT,
            unjudged=tuple(each for each in judged if isinstance(each, str)),
        )

    def unmatched(self, asked: SeenRequest, place: str) -> Judgement:
        """Return the judgement on a request to the API that is not for an operation of the contract."""
        case = Case(self._shown(place), "-", Intent.OBSERVED, asked.method, urlsplit(asked.url).path)
        name = f"{asked.method} {urlsplit(asked.url).path}"
        expected = self.alike(name)
        fault = Fault(
            "operation-is-documented", "#/paths", "the contract has no such operation", expected, name, "request"
        )
        verdict = self._verdict(fault, name)
        exchange = Exchange(0, case, Request(asked.method, asked.url, asked.headers or ()))
        return Judgement(name, exchange, (verdict,), _CLIENT)

    def _shown(self, place: str) -> str:
        """Return the name of an exchange without the keys that may be in its URL."""
        return scrub(place, self.target.credentials.values())

    def _attributed(self, recorded: Recorded) -> tuple[Exchange, Operation]:
        contract = self.suite.contract
        if self.is_elsewhere(recorded.url):
            host, ours = host_of(recorded.url), ", ".join(sorted(self.hosts))
            raise UnknownRequestError(
                f"{host} is not a host of the contract's API ({ours}); "
                "if it stands in for the API, add it to `conformance_hosts` in the ini file"
            )
        found = attribute([recorded], contract).exchanges
        if not found:
            name = f"{recorded.method} {urlsplit(recorded.url).path}"
            message = f"the contract has no operation {name}; it has {self.alike(name)}"
            raise UnknownRequestError(message, contract.document.file)
        by_id = {each.id: each for each in contract.operations}
        return found[0], by_id[found[0].case.operation]

    def alike(self, name: str) -> str:
        """Return the operations of the contract that are spelled most like a name."""
        known = [each.id for each in self.suite.contract.operations]
        return ", ".join(difflib.get_close_matches(name, known, 3, 0.3) or known[:3])

    def _asked(self, asked: SeenRequest, operation: Operation) -> Iterator[Verdict | str]:
        for each in faults(asked, operation, self.suite.contract, self.suite.schemas):
            yield each.text if isinstance(each, Inconclusive) else self._verdict(each, operation.id)

    def _verdict(self, fault: Fault, operation: str) -> Verdict:
        requirement, document = requirement_of(fault), self.suite.contract.document
        finding = Finding(
            requirement=requirement.id,
            operation=operation,
            location=fault.location,
            pattern=fault.location,
            kind=fault.pointer,
            message=fault.message,
            expected=fault.expected,
            actual=fault.actual,
            exchange=0,
            count=1,
            fingerprint=fingerprint(requirement.id, operation, fault.location, fault.pointer),
        )
        clause = document.clause(fault.pointer, requirement.source)
        return Verdict(requirement, operation, Outcome.FAIL, clause, findings=(finding,))

    def _waived(self, verdicts: Sequence[Verdict], url: str) -> Sequence[Verdict]:
        parts = urlsplit(url)
        targets = {parts.hostname or "", parts.netloc}
        return apply(verdicts, self.suite.waivers, targets, datetime.now(UTC).date(), is_live=True).verdicts


_CLIENT = dict.fromkeys(TEXTS, Blame.CLIENT)


def _unjudged(exchange: Exchange, operation: Operation, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield what of an answer could not be judged, except what no single answer can show."""
    code = status(exchange)
    spec = operation.response(code)
    if exchange.trouble is not None:
        yield f"{operation.id}: {exchange.trouble.reason}"
    elif spec is None:
        yield f"{operation.id}: {code} is not documented, so its body is not judged"
    elif has_body(exchange) and spec.media:
        of_schema = [each for each in verdicts if each.requirement.id.startswith("schema:")]
        if not any(each.outcome in (Outcome.PASS, Outcome.FAIL) for each in of_schema):
            yield f"{operation.id}: the body of the {code} could not be judged by a schema"
    yield from dict.fromkeys(
        f"{operation.id}: {each.reason}"
        for each in verdicts
        if each.requirement.id.startswith("schema:") and each.outcome is Outcome.INCONCLUSIVE and _is_reported(each)
    )


def _is_reported(verdict: Verdict) -> bool:
    return verdict.reason != "no answer shows it" and not verdict.reason.startswith("no answer that can be judged")


def load_judge(
    spec: Path | None, target: Path | None, threshold: Level, hosts: Sequence[str], environment: Mapping[str, str]
) -> Judge:
    """Return the judge for the exchanges of a test run.

    Args:
        spec: The contract; None for the bundled one.
        target: Which variables feed which security scheme and parameter; None without such a file.
        threshold: The level from which a deviation fails a test.
        hosts: The hosts that stand in for the API, in addition to the servers of the contract.
        environment: The variables.

    Raises:
        InputError: A file cannot be used; says file and line.
    """
    if spec is not None and not spec.is_file():
        raise InputError("is not a file; give the contract by --spec or `conformance_spec` in the ini file", str(spec))
    suite = load_suite(spec or SPEC / "openapi.yaml", SPEC / "requirements", Options(spec=spec).waiver_files)
    known = Target("none", "")
    if target is not None:
        known = load_values(target, environment, suite.contract, suite.schemas)
    servers = [host_of(each) for each in servers_of(suite.contract)]
    # A server without a host, or with a variable in it, may be anywhere.
    is_known = servers and all(each and "{" not in each for each in servers)
    return Judge(suite, known, threshold, frozenset({*servers, *hosts}) if is_known else frozenset())


def text_of(judgements: Sequence[Judgement], threshold: Level) -> tuple[str, list[Verdict]]:
    """Return the report on the deviations at or above a level, each once, and their verdicts."""
    reported: dict[str, Verdict] = {}
    for each in judgements:
        for verdict in each.deviations:
            if verdict.requirement.level.reaches(threshold):
                reported.setdefault("\n".join(each.lines(verdict)), verdict)
    return "\n\n".join(reported), list(reported.values())


def advice_of(judgement: Judgement, threshold: Level) -> Iterator[str]:
    """Yield a line for each deviation that is waived, or below a level."""
    for verdict in judgement.verdicts:
        if verdict.disposition is Disposition.WAIVED:
            yield f"waived by {verdict.waiver}: {verdict.requirement.id}: {judgement.operation}"
    for verdict in judgement.deviations:
        if not verdict.requirement.level.reaches(threshold):
            blame, requirement = judgement.blame[verdict.requirement.id], verdict.requirement
            first = verdict.findings[0]
            place = f"{judgement.operation} at {first.location}"
            yield f"{requirement.level} {requirement.id}: {place}: {first.message} (blame: {blame})"
