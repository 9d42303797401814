"""Recordings as a run judges them: our own as they were made, others attributed to the contract's operations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from conformance.contract.openapi import Contract, Operation
from conformance.exchange.attribution import Attributed, attribute, hosts_of, unmatched_as
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.files import read_recording
from conformance.exchange.recordings.own import exchange_of
from conformance.exchange.values import is_sendable
from conformance.model import Exchange, InputError, Intent, Recorded, Target

_WITH_CONTENT = 'a recording must hold the bodies: in a browser, use "Save all as HAR with content"'


@dataclass(frozen=True)
class Replay:
    """What recordings hold for a contract."""

    exchanges: tuple[Exchange, ...]
    target: Target
    hidden: frozenset[str] = frozenset()
    """The requirements that cannot be judged after redaction."""
    unmatched: Counter[str] = field(default_factory=Counter)
    """Exchanges that belong to no operation, by method and path template."""
    unusable: Sequence[Unusable] = ()
    """Entries that cannot be read."""
    unselected: int = 0
    """How many exchanges belong to operations that the user did not select."""

    def of(self, operations: Iterable[Operation]) -> Replay:
        """Return what recordings hold for some of the operations.

        Raises:
            InputError: They hold no exchange of these.
        """
        names = {each.id for each in operations}
        kept = [each for each in self.exchanges if each.case.operation in names]
        if not kept:
            beside = f", but others: {len(self.exchanges)}" if self.exchanges else ""
            raise InputError(f"the recordings hold no exchange of the selected operations{beside}")
        numbered = tuple(replace(each, sequence=number) for number, each in enumerate(kept))
        return replace(self, exchanges=numbered, unselected=len(self.exchanges) - len(kept))


def replay(files: Iterable[Path], contract: Contract, mapping: str | None = None) -> Replay:
    """Return what recordings hold, in the order given.

    Args:
        files: The recordings.
        contract: The contract that they are matched with.
        mapping: Where the fields of logs are; None if there are no logs.

    Raises:
        InputError: A file is not a recording, none holds an exchange of the contract, or our own are of several runs.
    """
    entries = [*_entries(files, mapping)]
    recorded = [entry for entry in entries if isinstance(entry, Recorded)]
    ours = [exchange_of(entry) for entry in recorded if entry.note]
    foreign = [entry for entry in recorded if not entry.note]
    hosts = hosts_of(((entry.method, entry.url) for entry in foreign), contract)
    others = attribute(foreign, contract, hosts)
    unusable, unknown = _unusable(entries, contract, hosts)
    known = {operation.id for operation in contract.operations}
    unmatched = (
        others.unmatched
        + unknown
        + Counter(each.exchange.case.operation for each in ours if each.exchange.case.operation not in known)
    )
    # Compared exchanges must have been sent within minutes: between two runs a list may change.
    if len({each.exchange.sequence for each in ours}) < len(ours):
        raise InputError(
            "the recordings hold several runs of this suite, which are judged one at a time: give one of them"
        )
    kept = [each for each in ours if each.exchange.case.operation in known]
    exchanges = [*(each.exchange for each in kept), *others.exchanges]
    if not exchanges and len(entries) == len(unusable) == 1:
        raise InputError(f"{unusable[0].reason}{_hint(unusable)}", unusable[0].place)
    if not exchanges:
        beside = f"{_beside(unmatched)}{_left_out(unusable)}"
        raise InputError(f"the recordings hold no exchange of the contract's operations{beside}")
    return Replay(
        exchanges=tuple(replace(each, sequence=number) for number, each in enumerate(exchanges)),
        target=_target([each.target for each in kept], others.exchanges),
        hidden=frozenset(name for each in kept for name in each.hidden),
        unmatched=unmatched,
        unusable=unusable,
    )


def _unusable(
    entries: Iterable[Entry], contract: Contract, hosts: frozenset[str]
) -> tuple[list[Unusable], Counter[str]]:
    """Return the entries that cannot be judged, and how many others would be unmatched anyway."""
    unusable, unmatched = [], Counter[str]()
    for each in entries:
        if isinstance(each, Recorded):
            continue
        label = unmatched_as(*each.request, contract, hosts) if each.request else None
        if label is None:
            unusable.append(each)
        else:
            unmatched[label] += 1
    return unusable, unmatched


def observed(recorded: Recorded, contract: Contract, hosts: frozenset[str] = frozenset()) -> Attributed:
    """Return a recorded exchange on its own: its intent cannot be judged without the exchanges beside it."""
    if not recorded.note:
        return attribute([recorded], contract, hosts)
    restored = exchange_of(recorded)
    exchange = restored.exchange
    if exchange.case.operation not in {each.id for each in contract.operations}:
        return Attributed(unmatched=Counter([exchange.case.operation]))
    case = replace(exchange.case, id=recorded.place, intent=Intent.OBSERVED, known=None)
    alone = replace(exchange, sequence=0, case=case, request=replace(exchange.request, secrets=()))
    return Attributed([alone], hidden=restored.hidden)


def _entries(files: Iterable[Path], mapping: str | None) -> Iterator[Entry]:
    if mapping is None:
        for file in files:
            yield from read_recording(file)
        return
    try:
        from conformance.exchange.recordings.archives import read_logs  # noqa: PLC0415 - only logs need what it needs
    except ImportError as error:
        raise InputError(f"--map needs {error.name}: pip install 'bolna-conformance[audit]'") from None
    yield from read_logs(files, mapping)


def _target(made_at: Sequence[Target], others: Sequence[Exchange]) -> Target:
    """Return the target of recordings: that of our own, else the host that most requests went to."""
    first = made_at[0] if made_at else None
    if any(each != first for each in made_at):
        raise InputError("the recordings were made at different targets, or redacted with different keys: give one")
    if first is not None and not _is_sound(first):
        raise InputError("the recordings name a target that no request could have been sent to")
    if first is not None:
        return replace(first, kind="recording")
    hosts = Counter(f"{parts.scheme}://{parts.netloc}" for parts in map(_parts, others) if parts.netloc)
    return Target("recording", next((host for host, _ in hosts.most_common(1)), ""))


def _is_sound(target: Target) -> bool:
    """Return whether requests can be made for a target: a damaged recording may name anything."""
    known = [*target.foreign.values(), *(value for values in target.parameters.values() for value in values)]
    keys = target.credentials.values()
    try:
        names_user = "@" in urlsplit(target.base_url).netloc
    except ValueError:
        return False
    return not names_user and all(map(is_sendable, known)) and all(key.isascii() and is_sendable(key) for key in keys)


def _parts(exchange: Exchange) -> SplitResult:
    return urlsplit(exchange.request.url)


def _left_out(unusable: Sequence[Unusable]) -> str:
    reasons = Counter(each.reason for each in unusable)
    listed = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common(3))
    return f"; unusable: {listed}{_hint(unusable)}" if listed else ""


def _hint(unusable: Sequence[Unusable]) -> str:
    return f"; {_WITH_CONTENT}" if any("not kept" in each.reason for each in unusable) else ""


def _beside(unmatched: Counter[str]) -> str:
    listed = ", ".join(f"{place} ({count})" for place, count in unmatched.most_common(3))
    return f", but others: {listed}" if listed else ""
