"""Terminal output of a replay: what the judged recordings hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.exchange.playback import Playback
from conformance.exchange.redaction import safe_text
from conformance.exchange.replay import Replay

_MAX_LISTED = 10


def replay_lines(replay: Replay) -> Iterator[str]:
    """Yield how many exchanges there are, and how many match no operation or are unusable."""
    number = len(replay.exchanges)
    yield f"recorded: {number} exchange{'' if number == 1 else 's'} of the contract"
    if replay.unselected:
        yield f"  of operations that are not selected: {replay.unselected}"
    yield from _listed("matching no operation", replay.unmatched)
    yield from _listed("unusable", Counter(each.reason for each in replay.unusable))


def playback_line(playback: Playback) -> str:
    """Return how many of the planned cases are recorded, and how they are answered."""
    counts = (playback.recorded, playback.played, playback.unrecorded.total())
    return "planned: {} cases; {} recorded as such, {} played, {} not recorded".format(sum(counts), *counts)


def _listed(what: str, found: Counter[str]) -> Iterator[str]:
    if found:
        yield f"  {what}: {found.total()}"
    yield from (safe_text(f"    {count} {text}") for text, count in found.most_common(_MAX_LISTED))
    if len(found) > _MAX_LISTED:
        yield f"    and {len(found) - _MAX_LISTED} more"
