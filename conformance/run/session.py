"""One run from its options to its result, as a recipe: load, plan, gather, judge, waive, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.contract.document import Document
from conformance.contract.load import SPEC, display, load_contract
from conformance.exchange.gather import INTERRUPTED, Bounds, Plan, gather, plan_run, send
from conformance.exchange.generation import FIXED, Drawing
from conformance.exchange.playback import Playback
from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.paths import recordings
from conformance.exchange.recordings.redacting import redaction_key
from conformance.exchange.recordings.writing import write_recording
from conformance.exchange.replay import Replay, replay
from conformance.exchange.target import is_loopback, load_target, load_values
from conformance.exchange.transport import Transport
from conformance.exchange.user_settings import UserSettings, read_settings
from conformance.exchange.waiting import interval_of
from conformance.model import Case, Exchange, InputError, Intent, Result, Subject, Target, Verdict
from conformance.reference.api import KEY, Api
from conformance.reference.data import AGENTS, FOREIGN_AGENT
from conformance.reference.server import serve
from conformance.report.history import of_target, read_baseline, read_history, snapshot_of
from conformance.report.record import Run, target_data, title_of
from conformance.report.replay import playback_line, replay_lines
from conformance.rules.evidence import Evidence
from conformance.rules.presence import presences
from conformance.rules.registry import change_rules
from conformance.rules.strictness import strengths
from conformance.run.settings import Options
from conformance.run.stock_checks import witnessed
from conformance.verdict.affected_items import AffectedItems, affected_items
from conformance.verdict.baseline import News, Snapshot, known, news_of, snapshot
from conformance.verdict.change import Comparison, compared_contracts
from conformance.verdict.judge_change import CHANGE, judge_change, with_levels
from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.obstacle import obstacle_of
from conformance.verdict.preserving import redacted
from conformance.verdict.result import breaks_run, result_of
from conformance.verdict.suite import load_suite
from conformance.verdict.waivers import Applied, WaiverState, apply

Key = tuple[str, str]
"""A requirement's id and an operation's."""
_RATE = "5/s"


class Session:
    """A run that sends nothing before it is asked what came back."""

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        """Load everything that can be wrong before the first request.

        Raises:
            InputError: A file, a value or a variable cannot be used; says where and how to mend it.
        """
        options.check()
        self.options = options
        self._rate = None if options.rate is None else interval_of(options.rate)
        self.started = datetime.now(UTC)
        self._clock = time.monotonic()
        self._stack = ExitStack()
        self._verdicts: dict[Subject, dict[Key, Verdict]] = {}
        waivers = options.waiver_files
        self.suite = witnessed(load_suite(options.spec or SPEC / "openapi.yaml", SPEC / "requirements", waivers))
        self.pairs = {(requirement.id, operation): requirement for requirement, operation in self.suite.pairs()}
        self._replay = self._replayed()
        self._key = b"" if options.record is None else redaction_key(environment)
        self._is_unrecorded = False
        self._redacted: frozenset[str] | None = None
        self.target = self._target(environment)
        self.user_settings = UserSettings()
        if options.folder is not None and self.target.kind in ("live", "recording"):
            self.user_settings = read_settings(options.folder, self.suite.contract)
        self.earlier = self._earlier_runs()
        if self.target.kind == "live" and not self.suite.operations:
            file = self.suite.contract.document.file
            raise InputError("has no GET or HEAD operation, and nothing else is ever sent", file)
        self.comparison = self._compared()
        self.pairs |= {(each.requirement.id, CHANGE): each.requirement for each in self.change_applied.verdicts}

    def _replayed(self) -> Replay | None:
        if not self.options.recordings:
            return None
        if self.options.base_url is not None:
            raise InputError("--recording judges what was exchanged, and --base-url asks anew: give one of them")
        found = replay(recordings(self.options.recordings), self.suite.contract, self.options.mapping)
        if self.options.target is not None and any(each.case.intent is not Intent.OBSERVED for each in found.exchanges):
            raise InputError("--target tells nothing new: recordings of this suite say themselves what was asked for")
        return found

    def _compared(self) -> Comparison | None:
        """Compare with the older contract; what was recorded is looked for among the operations that it has."""
        if self.options.against is None:
            return None
        old = load_contract(self.options.against)
        given = self.options.recordings
        exchanges = replay(recordings(given), old, self.options.mapping).exchanges if given else ()
        return compared_contracts(old, self.suite.contract, self.suite.ledger, exchanges)

    def _earlier_runs(self) -> Sequence[Mapping[str, Any]]:
        """Return the lines of history that this run is compared with."""
        options = self.options
        if options.baseline is not None:
            return read_baseline(options.baseline)
        entries = [] if options.history is None else read_history(options.history)
        return of_target(entries, target_data(self.target), title_of(self.suite.contract))

    def _target(self, environment: Mapping[str, str]) -> Target:
        options, suite = self.options, self.suite
        if self._replay is not None and options.target is not None:
            known = load_values(options.target, environment, suite.contract, suite.schemas)
            return replace(known, base_url=self._replay.target.base_url)
        if self._replay is not None:
            return self._replay.target
        if options.base_url is not None:
            file = options.target or SPEC / "target.yaml"
            return load_target(options.base_url, file, environment, suite.contract, suite.schemas)
        if options.spec is not None or options.against is not None:
            return Target("none", "")
        variables = {"bearerAuth": "BOLNA_API_KEY", "agent_id": "BOLNA_AGENT_ID"}
        return Target(
            kind="reference",
            base_url="",
            credentials={"bearerAuth": KEY},
            parameters={"agent_id": AGENTS},
            variables=variables,
            foreign={"agent_id": FOREIGN_AGENT},
            owners=frozenset({"agent_id"}),
        )

    @cached_property
    def plan(self) -> Plan:
        """The cases that will be sent, or are asked of a recording; drawing them sends nothing."""
        if self.target.kind == "none":
            return Plan((), 0)
        options = self.options
        bounds = Bounds(options.max_requests, options.explore)
        seeds = (each for each in (options.seed, self.user_settings.seed, FIXED.seed) if each is not None)
        drawing = Drawing(next(seeds), generation=self.user_settings.generation)
        return plan_run(self.suite.contract, self.suite.schemas, self.target, bounds, drawing)

    @cached_property
    def transport(self) -> Transport:
        """The way to the target; the embedded reference is started when it is first needed."""
        if self.target.kind == "reference":
            self.target = replace(self.target, base_url=self._stack.enter_context(serve(Api())))
        ceiling = min(self.options.max_requests, len(self.plan.cases) + self.options.explore)
        timeout, interval = self.options.timeout, self.interval
        more = self.user_settings.credentials
        return Transport(self.target, self.suite.operations, ceiling, timeout, interval=interval, more=more)

    @cached_property
    def playback(self) -> Playback:
        """What recordings hold, once they were asked for the planned cases."""
        assert self._replay is not None
        made = Playback(self.suite.contract, self.target, list(self._replay.exchanges), self.options.timeout)
        made.play(self.plan.cases)
        return made

    @property
    def interval(self) -> float:
        """The seconds from one request to the next at least."""
        is_elsewhere = self.target.kind == "live" and not is_loopback(urlsplit(self.target.base_url).hostname or "")
        usual = interval_of(_RATE) if is_elsewhere else 0.0
        return usual if self._rate is None else self._rate

    @property
    def is_interrupted(self) -> bool:
        """Whether the user has had enough before all was sent."""
        return "transport" in vars(self) and self.transport.stopped is INTERRUPTED

    def gather(self, progress: Callable[[int, int], None]) -> tuple[Exchange, ...]:
        """Send the planned cases and return what came back; a recording has it already."""
        if self._replay is not None:
            return tuple(self.playback.exchanges)
        return gather(self.transport, self.suite.contract, self.plan.cases, progress)

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What was exchanged so far; nothing, and nothing is started, where no answer was asked for."""
        if self._replay is not None:
            return self.playback.exchanges if "playback" in vars(self) else self._replay.exchanges
        return self.transport.exchanges if "transport" in vars(self) else ()

    @property
    def obstacle(self) -> str | None:
        """Why the target could not be judged as it was meant to be, once all was sent; None where it could."""
        # Of what other people asked for, one answer that was none says nothing of the rest.
        exchanges = self.exchanges if self._replay is None else self._replay.exchanges
        stopped = self.transport.stopped if self._replay is None else None
        return obstacle_of(exchanges, self.target, self.suite.operations, stopped)

    def ask(self, case: Case) -> Exchange | None:
        """Ask for a case beyond the plan; return None where the ceiling leaves no request for it."""
        if self._replay is not None:
            return self.playback.ask(case)
        if self.transport.sent >= self.transport.max_requests:
            return None
        # What is judged by now lacks this answer.
        for name in ("applied", "_judged", "_evidences"):
            vars(self).pop(name, None)
        self._verdicts.pop(Subject.API, None)
        return send(self.transport, self.suite.contract, case)

    @cached_property
    def _evidences(self) -> list[Evidence]:
        """What was exchanged by the end; read once for the verdicts and the facts beside them."""
        evidences = self.suite.evidences(self.exchanges, self.target)
        if self._replay is None:
            return evidences
        unrecorded = self.playback.unrecorded
        return [replace(each, unrecorded=unrecorded[each.operation.id]) for each in evidences]

    @cached_property
    def applied(self) -> Applied:
        """The verdicts over everything that was exchanged, with what is known of them."""
        return self.weigh(self._judged)

    @cached_property
    def _judged(self) -> Sequence[Verdict]:
        hidden = self._replay.hidden if self._replay is not None else ()
        return self.suite.judge(self._evidences, hidden)

    def record(self) -> list[str]:
        """Write the recording that was asked for, redacted, and tell of it in lines; a run that cannot fails."""
        if self.options.record is None or not self.exchanges:
            return []
        try:
            return list(self._record(self.options.record))
        except (InputError, OSError) as error:
            self._is_unrecorded = True
            return [f"no recording: {error}"]

    def _record(self, file: Path) -> Iterator[str]:
        kept = redacted(self.suite, self.exchanges, self.target, self._key, self._judged)
        write_recording(file, (line_of(each, kept.target, kept.hidden) for each in kept.exchanges), kept.forbidden)
        self._redacted = kept.hidden
        yield f"recording: {display(file)} ({len(kept.exchanges)} exchanges, redacted)"
        yield from (f"  inconclusive on replay, for redaction hides it: {name}" for name in sorted(kept.hidden))

    def replayed(self) -> Iterator[str]:
        """Tell in lines what recordings hold: nothing is sent for them."""
        if self._replay is not None:
            yield from (*replay_lines(self._replay), playback_line(self.playback))

    @cached_property
    def document_applied(self) -> Applied:
        """The verdicts on the document, with what is known of them; needs no target."""
        return self.weigh(self.suite.judge_document())

    @cached_property
    def change_applied(self) -> Applied:
        """The verdicts on the change, with what is known of them; none where there is nothing to compare with."""
        verdicts = () if self.comparison is None else judge_change(self.comparison, self.suite.ledger, change_rules())
        applied = self.weigh(verdicts)
        return replace(applied, verdicts=with_levels(applied.verdicts, self.suite.waivers))

    def weigh(self, verdicts: Sequence[Verdict]) -> Applied:
        """Return verdicts with what is known of them: waivers, and the runs before."""
        parts = urlsplit(self.target.base_url)
        targets = {parts.hostname or "", parts.netloc, DOCUMENT, CHANGE}
        is_live = self.target.kind in ("live", "recording")
        applied = apply(verdicts, self.suite.waivers, targets, self.started.date(), is_live=is_live)
        return replace(applied, verdicts=known(applied.verdicts, self._snapshots))

    @cached_property
    def _snapshots(self) -> Sequence[Snapshot]:
        return [snapshot_of(entry) for entry in self.earlier]

    def _news(self, verdicts: Sequence[Verdict]) -> News:
        reasons = {(each.requirement.id, each.operation): each.reason for each in verdicts}
        asked = (key for key in self.pairs if self.target.kind != "none" or subject_of(key) is not Subject.API)
        left_out = set(asked) - reasons.keys()
        now = snapshot(self.started.isoformat(timespec="seconds"), verdicts, is_whole=not left_out)
        return news_of(now, self._snapshots, reasons, left_out)

    def verdict(self, key: Key) -> Verdict:
        """Return the verdict for a requirement and an operation, or the document, or its change."""
        subject = subject_of(key)
        if subject not in self._verdicts:
            self._verdicts[subject] = _by_key(self._applied(subject))
        return self._verdicts[subject][key]

    def _applied(self, subject: Subject) -> Applied:
        if subject is Subject.DOCUMENT:
            return self.document_applied
        return self.change_applied if subject is Subject.CHANGE else self.applied

    def breaks(self, verdict: Verdict) -> bool:
        """Tell whether a verdict makes the run fail."""
        return breaks_run(verdict, self.options.threshold)

    def run(self, selected: Collection[Key], settled: Collection[Key]) -> Run:
        """Return the run as reports tell it: the verdicts that were settled, of those that were selected."""
        verdicts = [self.verdict(key) for key in self.pairs if key in settled]
        subjects = set(map(subject_of, settled))
        states, gone = self._waivers(subjects)
        result = result_of(verdicts, self.options.threshold)
        obstacle = self.obstacle if Subject.API in subjects else None
        return Run(
            contract=self.suite.contract,
            target=self.target,
            started=self.started,
            seconds=time.monotonic() - self._clock,
            planned=len(self.plan.cases),
            left_out=self.plan.left_out if self._replay is None else 0,
            requests=self.transport.sent if self._replay is None and self.exchanges else 0,
            exchanges=self.exchanges,
            verdicts=verdicts,
            waivers=self.suite.waivers,
            states=states,
            gone=gone,
            strengths=strengths(self.suite.document_evidence) if Subject.DOCUMENT in subjects else [],
            presences=presences(self._evidences),
            result=Result.FAILURE if self._is_unrecorded or obstacle else result,
            complete=set(settled) == set(selected) and not self.is_interrupted,
            replay=self._replay,
            redacted=self._redacted,
            comparison=self.comparison,
            affected_items=self._radii(),
            documents=tuple(self._documents()),
            threshold=self.options.threshold,
            news=self._news(verdicts),
            earlier=self.earlier,
            obstacle=obstacle,
        )

    def _radii(self) -> Mapping[str, AffectedItems]:
        if self.comparison is None:
            return {}
        file = self.options.baseline
        seen = {} if file is None else {display(file): self._snapshots[-1].deviations.values()}
        return affected_items(self.comparison, self.suite.ledger, self.suite.waivers, seen)

    def _documents(self) -> Iterator[Document]:
        yield from (self.suite.contract.document, *self.suite.origin.pages)
        if self.comparison is not None:
            yield self.comparison.old.document

    def _waivers(self, subjects: Collection[Subject]) -> tuple[dict[str, WaiverState], dict[str, tuple[str, ...]]]:
        """Return what became of each waiver: those on what was judged, the others are unused."""
        states = {waiver.id: WaiverState.UNUSED for waiver in self.suite.waivers}
        gone: dict[str, tuple[str, ...]] = {}
        for subject in subjects:
            applied = self._applied(subject)
            ours = [each.id for each in self.suite.waivers if subject_of((each.requirement, each.operation)) is subject]
            states.update((name, applied.states[name]) for name in ours)
            gone.update((name, applied.gone[name]) for name in ours if name in applied.gone)
        return states, gone

    def close(self) -> None:
        """Stop the embedded reference, if it was started."""
        self._stack.close()


def _by_key(applied: Applied) -> dict[Key, Verdict]:
    return {(each.requirement.id, each.operation): each for each in applied.verdicts}


def subject_of(key: Key) -> Subject:
    """Return who is judged: the document and its change stand in the place of an operation."""
    return {DOCUMENT: Subject.DOCUMENT, CHANGE: Subject.CHANGE}.get(key[1], Subject.API)
