"""One run from its options to its result: load, plan, gather, judge, waive, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.contract.document import Document
from conformance.contract.load import SPEC, display, load_contract
from conformance.exchange.gather import INTERRUPTED
from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.paths import recordings
from conformance.exchange.recordings.redacting import redaction_key
from conformance.exchange.recordings.writing import write_recording
from conformance.exchange.replay import replay
from conformance.model import Case, Exchange, InputError, Result, Subject, Verdict
from conformance.report.history import of_target, read_baseline, read_history, snapshot_of
from conformance.report.record import Run, target_data, title_of
from conformance.rules.evidence import Evidence
from conformance.rules.presence import presences
from conformance.rules.registry import change_rules
from conformance.rules.strictness import strengths
from conformance.run.settings import Options
from conformance.run.source import Progress, unwatched
from conformance.run.sources import source_of
from conformance.run.stock_checks import with_stock_checks
from conformance.verdict.affected_items import AffectedItems, affected_items
from conformance.verdict.baseline import News, Snapshot, known, news_of, snapshot
from conformance.verdict.change import Comparison, compared_contracts
from conformance.verdict.change_policy import read_policy, weighed
from conformance.verdict.judge_change import CHANGE, judge_change, with_levels
from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.preserving import redacted
from conformance.verdict.result import breaks_run, result_of
from conformance.verdict.suite import load_suite
from conformance.verdict.waivers import Applied, WaiverState, apply

Key = tuple[str, str]
"""A requirement's id and an operation's."""


class Session:
    """A run; nothing is sent before its exchanges are asked for."""

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        """Load everything that can be wrong before the first request.

        Raises:
            InputError: A file, a value or a variable cannot be used; says where and how to fix it.
        """
        options.check()
        self.options = options
        self.started = datetime.now(UTC)
        self._clock = time.monotonic()
        self._verdicts: dict[Subject, dict[Key, Verdict]] = {}
        waivers = options.waiver_files
        whole = with_stock_checks(
            load_suite(options.spec or SPEC / "openapi.yaml", SPEC / "requirements", waivers, options.beside)
        )
        self.suite = replace(whole, selection=options.selection)
        every = {(requirement.id, operation): requirement for requirement, operation in whole.pairs()}
        judged = {DOCUMENT, *(operation.id for operation in self.suite.operations)}
        self.pairs = {key: requirement for key, requirement in every.items() if key[1] in judged}
        self._unselected = every.keys() - self.pairs.keys()
        self.source = source_of(options, self.suite, environment)
        self._key = b"" if options.record is None else redaction_key(environment)
        self._is_unrecorded = self._is_begun = self._is_interrupted = False
        self.judging: Callable[[], Progress] = unwatched
        """Returns the function that reports the progress of judging, which is about to begin."""
        self._redacted: frozenset[str] | None = None
        self.earlier = self._earlier_runs()
        self.comparison = self._compared()
        self.pairs |= {(each.requirement.id, CHANGE): each.requirement for each in self.change_applied.verdicts}

    def _compared(self) -> Comparison | None:
        """Compare with the older contract; recorded exchanges are attributed to its operations."""
        if self.options.against is None:
            return None
        old = load_contract(self.options.against, self.options.beside)
        given = self.options.recordings
        exchanges = replay(recordings(given), old, self.options.mapping).exchanges if given else ()
        comparison = compared_contracts(old, self.suite.contract, self.suite.ledger, exchanges)
        policy = self.options.policy
        return comparison if policy is None else weighed(comparison, read_policy(policy, self.suite.ledger))

    def _earlier_runs(self) -> Sequence[Mapping[str, Any]]:
        """Return the history entries that this run is compared with."""
        options = self.options
        if options.baseline is not None:
            return read_baseline(options.baseline)
        entries = [] if options.history is None else read_history(options.history)
        return of_target(entries, target_data(self.source.target), title_of(self.suite.contract))

    def gather(self, progress: Progress) -> tuple[Exchange, ...]:
        """Ask for the planned cases and return their exchanges; recordings have them already."""
        self._is_begun = True
        return self.source.gather(progress)

    def ask(self, case: Case) -> Exchange | None:
        """Ask for a case beyond the plan; return None where there is no answer."""
        known = len(self.source.exchanges)
        found = self.source.ask(case)
        if len(self.source.exchanges) > known:
            self._forget()
        return found

    def _forget(self) -> None:
        """Drop the verdicts so far: they lack an answer."""
        for name in ("applied", "broken_operations", "_judged", "_evidences"):
            vars(self).pop(name, None)
        self._verdicts.pop(Subject.API, None)

    @cached_property
    def _evidences(self) -> list[Evidence]:
        """The evidence of all exchanges; built once for the verdicts and the facts beside them."""
        evidences = self.suite.evidences(self.source.exchanges, self.source.target)
        unrecorded = self.source.unrecorded
        return [replace(each, unrecorded=unrecorded[each.operation.id]) for each in evidences]

    @cached_property
    def applied(self) -> Applied:
        """The verdicts on all exchanges, with their dispositions."""
        return self.weigh(self._judged)

    @cached_property
    def broken_operations(self) -> frozenset[str]:
        """The operations with a verdict that makes the run fail."""
        return frozenset(each.operation for each in self.applied.verdicts if self.breaks(each))

    @cached_property
    def _judged(self) -> Sequence[Verdict]:
        """The verdicts on all exchanges; of an interrupted run those so far, since it is not to go on for them."""
        asked = self._asked if self._is_interrupted else {each.id for each in self.suite.operations}
        evidences = [each for each in self._evidences if each.operation.id in asked]
        verdicts: list[Verdict] = []
        progress = self.judging()
        try:
            for number, each in enumerate(evidences, start=1):
                verdicts += self.suite.judge([each], self.source.hidden)
                progress(number, len(evidences))
        except KeyboardInterrupt:
            self._is_interrupted = True
            self._judged = verdicts
            raise
        return verdicts

    @property
    def _asked(self) -> set[str]:
        """The operations that had an answer before the run was interrupted, and the one that was being asked."""
        exchanges = self.source.exchanges
        answered = [each.case.operation for each in exchanges if each.trouble is not INTERRUPTED]
        return {*answered, *(each.case.operation for each in exchanges[len(answered) :][:1])}

    def interrupt(self) -> Collection[Key]:
        """Note that the run was interrupted; return the keys of the verdicts on the API that it has all the same."""
        self._is_interrupted = True
        judged = self._judged if self._is_begun else ()
        return {(each.requirement.id, each.operation) for each in judged}

    def record(self) -> list[str]:
        """Write the redacted recording that was asked for and return lines about it; on failure the run fails."""
        if self.options.record is None or not self.source.exchanges:
            return []
        try:
            return list(self._record(self.options.record))
        except (InputError, OSError) as error:
            self._is_unrecorded = True
            return [f"no recording: {error}"]

    def _record(self, file: Path) -> Iterator[str]:
        kept = redacted(self.suite, self.source.exchanges, self.source.target, self._key, self._judged)
        write_recording(file, (line_of(each, kept.target, kept.hidden) for each in kept.exchanges), kept.forbidden)
        self._redacted = kept.hidden
        yield f"recording: {display(file)} ({len(kept.exchanges)} exchanges, redacted)"
        yield from (f"  inconclusive on replay, since redaction hides it: {name}" for name in sorted(kept.hidden))

    @cached_property
    def document_applied(self) -> Applied:
        """The verdicts on the document, with their dispositions; needs no target."""
        return self.weigh(self.suite.judge_document())

    @cached_property
    def change_applied(self) -> Applied:
        """The verdicts on the change, with their dispositions; none without an older contract."""
        verdicts = () if self.comparison is None else judge_change(self.comparison, self.suite.ledger, change_rules())
        applied = self.weigh(verdicts)
        return replace(applied, verdicts=with_levels(applied.verdicts, self.suite.waivers))

    def weigh(self, verdicts: Sequence[Verdict]) -> Applied:
        """Return verdicts with their dispositions: by waivers, and by earlier runs."""
        parts = urlsplit(self.source.target.base_url)
        targets = {parts.hostname or "", parts.netloc, DOCUMENT, CHANGE}
        is_live = self.source.is_asked and not self.source.is_ours
        applied = apply(verdicts, self.suite.waivers, targets, self.started.date(), is_live=is_live)
        return replace(applied, verdicts=known(applied.verdicts, self._snapshots))

    @cached_property
    def _snapshots(self) -> Sequence[Snapshot]:
        return [snapshot_of(entry) for entry in self.earlier]

    def _news(self, verdicts: Sequence[Verdict]) -> News:
        reasons = {(each.requirement.id, each.operation): each.reason for each in verdicts}
        asked = {key for key in self.pairs if self.source.is_asked or subject_of(key) is not Subject.API}
        left_out = (asked | self._unselected) - reasons.keys()
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
        """Return whether a verdict makes the run fail."""
        return breaks_run(verdict, self.options.threshold)

    def run(self, selected: Collection[Key], settled: Collection[Key]) -> Run:
        """Return the run as reports show it: those of the selected verdicts that were settled."""
        verdicts = [self.verdict(key) for key in self.pairs if key in settled]
        subjects = set(map(subject_of, settled))
        states, gone = self._waivers(subjects)
        result = result_of(verdicts, self.options.threshold)
        obstacle = self.source.obstacle if Subject.API in subjects else None
        return Run(
            contract=self.suite.contract,
            target=self.source.target,
            started=self.started,
            seconds=time.monotonic() - self._clock,
            planned=len(self.source.plan.cases),
            left_out=self.source.left_out,
            requests=self.source.sent,
            exchanges=self.source.exchanges,
            verdicts=verdicts,
            waivers=self.suite.waivers,
            states=states,
            gone=gone,
            strengths=strengths(self.suite.document_evidence) if Subject.DOCUMENT in subjects else [],
            presences=presences(self._evidences),
            result=Result.FAILURE if self._is_unrecorded or obstacle else result,
            complete=set(settled) == set(selected) and not self._is_interrupted,
            replay=self.source.replay,
            redacted=self._redacted,
            comparison=self.comparison,
            affected_items=self._affected_items(),
            documents=tuple(self._documents()),
            threshold=self.options.threshold,
            news=self._news(verdicts),
            earlier=self.earlier,
            waiting=self.source.plan.waiting if self.source.is_sent else (),
            obstacle=obstacle,
            selection=self.options.selection,
            judged=len(self.suite.operations),
        )

    def _affected_items(self) -> Mapping[str, AffectedItems]:
        if self.comparison is None:
            return {}
        file = self.options.baseline
        seen = {} if file is None else {display(file): self._snapshots[-1].deviations.values()}
        return affected_items(self.comparison, self.suite.ledger, self.suite.waivers, seen)

    def _documents(self) -> Iterator[Document]:
        yield from (*self.suite.contract.document.files, *self.suite.origin.pages)
        if self.comparison is not None:
            yield from self.comparison.old.document.files

    def _waivers(self, subjects: Collection[Subject]) -> tuple[dict[str, WaiverState], dict[str, tuple[str, ...]]]:
        """Return the state of each waiver; those on subjects that were not judged are unused."""
        states = {waiver.id: WaiverState.UNUSED for waiver in self.suite.waivers}
        gone: dict[str, tuple[str, ...]] = {}
        for subject in subjects:
            applied = self._applied(subject)
            ours = [each.id for each in self.suite.waivers if subject_of((each.requirement, each.operation)) is subject]
            states.update((name, applied.states[name]) for name in ours)
            gone.update((name, applied.gone[name]) for name in ours if name in applied.gone)
        return states, gone


def _by_key(applied: Applied) -> dict[Key, Verdict]:
    return {(each.requirement.id, each.operation): each for each in applied.verdicts}


def subject_of(key: Key) -> Subject:
    """Return who is judged: keys of the document and of its change have a placeholder as their operation."""
    return {DOCUMENT: Subject.DOCUMENT, CHANGE: Subject.CHANGE}.get(key[1], Subject.API)
