"""Redaction that preserves the verdicts, and names the requirements whose verdicts it changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.contract.load import display
from conformance.contract.openapi import Contract
from conformance.exchange.forbidden_texts import forbidden_texts_of
from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.redacting import pseudonyms_for, redacted_exchange, redacted_target
from conformance.exchange.recordings.writing import write_recording
from conformance.exchange.replay import Replay, replay
from conformance.model import Exchange, InputError, JsonValue, Outcome, Target, Verdict
from conformance.rules.relation_kinds import FINISHED, NOT_STARTED, PLANNED, STARTED
from conformance.verdict.suite import Suite


@dataclass(frozen=True)
class Redacted:
    """Exchanges that may be written, and what is known about them."""

    exchanges: tuple[Exchange, ...]
    target: Target
    hidden: frozenset[str]
    """The requirements whose verdicts change with redaction: they must be inconclusive on replay."""
    forbidden: frozenset[str]
    """Texts of the originals that must not be written."""


def redacted(
    suite: Suite,
    exchanges: Sequence[Exchange],
    target: Target,
    key: bytes,
    before: Sequence[Verdict],
    hidden: frozenset[str] = frozenset(),
) -> Redacted:
    """Redact what was judged, and judge it again; requirements that differ are hidden by the redaction.

    Args:
        suite: Judges before and after.
        exchanges: The exchanges to write.
        target: Where they took place.
        key: The key of the pseudonyms.
        before: The verdicts on them.
        hidden: The requirements that were hidden already.
    """
    kept = kept_texts(suite)
    made = pseudonyms_for(exchanges, target, key, kept)
    clean = tuple(redacted_exchange(each, made) for each in exchanges)
    clean_target = redacted_target(target, made)
    after = suite.judge(suite.evidences(clean, clean_target), hidden)
    pairs = zip(before, after, strict=True)
    lost = {one.requirement.id for one, other in pairs if telling(one) != telling(other)}
    return Redacted(clean, clean_target, hidden | lost, forbidden_texts_of(exchanges, target, kept))


def redact_recording(
    suite: Suite, source: Path, destination: Path, key: bytes, mapping: str | None = None
) -> tuple[Replay, frozenset[str]]:
    """Redact a recording of any format; return what it contained, and which requirements the redaction hides.

    Args:
        suite: Judges before and after.
        source: The recording.
        destination: The file to write.
        key: The key of the pseudonyms.
        mapping: Which field is which in a log; None if it is not a log.

    Raises:
        InputError: The recording cannot be used, or the result still contains a forbidden text.
    """
    if destination.exists() and destination.samefile(source):
        raise InputError("is the recording itself; give another file for the redacted one", display(destination))
    held = replay([source], suite.contract, mapping)
    before = suite.judge(suite.evidences(held.exchanges, held.target), held.hidden)
    clean = redacted(suite, held.exchanges, held.target, key, before, held.hidden)
    write_recording(
        destination, (line_of(each, clean.target, clean.hidden) for each in clean.exchanges), clean.forbidden
    )
    return held, clean.hidden


def kept_texts(suite: Suite) -> frozenset[str]:
    """Return the texts that identify nobody, since the contract or its vocabulary contains them."""
    contract = suite.contract
    members = (name for fact in suite.origin.vocabulary.keys.values() for name in fact.value)
    segments = (segment for each in contract.operations for segment in each.path.split("/") if "{" not in segment)
    parameters = (parameter.name for each in contract.operations for parameter in each.parameters)
    schemes = (scheme.name for each in contract.operations for listed in each.security for scheme in listed)
    states = NOT_STARTED | STARTED | FINISHED | PLANNED
    return frozenset(
        {*contract.declared_names, *members, *segments, *parameters, *schemes, *states, *_enumerated(contract)}
    )


def telling(verdict: Verdict) -> tuple[str, str, Outcome, frozenset[tuple[str, int]]]:
    """Return the substance of a verdict, without its wording."""
    findings = frozenset((each.fingerprint, each.count) for each in verdict.findings)
    return verdict.requirement.id, verdict.operation, verdict.outcome, findings


def _enumerated(contract: Contract) -> Iterator[str]:
    """Yield the enumerated texts of the contract's schemas, its header names and the parts of its media types."""
    waiting: list[JsonValue] = [contract.document.data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            listed = [*(node["enum"] if isinstance(node.get("enum"), list) else ()), node.get("const")]
            yield from (each for each in listed if isinstance(each, str))
            headers, media = node.get("headers"), node.get("content")
            yield from headers if isinstance(headers, dict) else ()
            yield from re.split("[/.+;=-]", " ".join(media)) if isinstance(media, dict) else ()
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
