"""The exit codes of every command, and of a run under pytest: one meaning for each."""

from __future__ import annotations

import enum
from collections.abc import Mapping


class ExitCode(enum.IntEnum):
    """How a command ends."""

    HELD = 0
    DEVIATES = 1
    INTERRUPTED = 2
    BROKE = 3
    UNUSABLE = 4


MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.HELD: "everything holds",
    ExitCode.DEVIATES: "something deviates, or nothing could be judged",
    ExitCode.INTERRUPTED: "interrupted",
    ExitCode.BROKE: "the suite itself broke",
    ExitCode.UNUSABLE: "unusable input or usage: a line says what, where and how to fix it",
}
"""What each code means, whatever the command."""


_DONE = {ExitCode.HELD: "done"}
"""What the first code means for a command that judges nothing."""


def epilog(own: Mapping[ExitCode, str]) -> str:
    """Return the exit codes as `--help` shows them.

    Args:
        own: The more precise meanings for one command; DEVIATES is omitted if a command has no entry for it.
    """
    meanings = {code: {**_DONE, **own}.get(code, MEANINGS[code]) for code in ExitCode if code != 1 or 1 in own}
    return "\n".join(["exit codes:", *(f"  {code:d}  {meaning}" for code, meaning in meanings.items())])
