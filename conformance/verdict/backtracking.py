"""An upper bound on the time of a backtracking matcher, from the form of a pattern alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

# One unit of ECMA-262: an escape with its braces or name, a class, the opening of a group, a quantifier.
_UNIT = re.compile(
    r"""
    (?P<escape> \\ (?: [pPu]\{[^}]*\} | k<[^>]*> | . ) )
  | (?P<class> \[ (?: \\. | [^\]\\] )* \] )
  | (?P<opens> \( (?: \?: | \?<?[=!] | \?<[^>]*> )? )
  | (?P<closes> \) )
  | (?P<or> \| )
  | (?P<times> (?: [*+?] | \{ (?P<low>[0-9]+) (?P<comma>,)? (?P<high>[0-9]+)? \} ) \?? )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass
class _Group:
    """A group as parsed so far: in how many ways its branches match, and the share of its last unit."""

    branches: float = 0.0
    before: float = 1.0
    last: float = 1.0

    @property
    def ways(self) -> float:
        return self.branches + self.before * self.last

    def add(self, ways: float) -> None:
        self.before, self.last = self.before * self.last, ways


def paths(pattern: str, length: int) -> float:
    """Return an upper bound of the paths that a backtracking matcher can take through a text of a length.

    A quantifier can stop after each iteration, and each iteration can take every path of what it repeats: nested
    quantifiers multiply without end, and a match can begin anywhere.

    >>> paths("^[0-9a-f]{32}$", 32)
    33.0
    >>> paths("^(a+)+$", 400)
    inf
    """
    groups = [_Group()]
    for unit in _UNIT.finditer(pattern):
        if unit["opens"]:
            groups.append(_Group())
        elif unit["closes"] and len(groups) > 1:
            inner = groups.pop().ways
            groups[-1].add(inner)
        elif unit["or"]:
            groups[-1] = _Group(branches=groups[-1].ways)
        elif unit["times"]:
            groups[-1].last = _repeated(groups[-1].last, *_bounds(unit, length))
        else:
            groups[-1].add(1.0)
    return (length + 1.0) * groups[0].ways


def _bounds(unit: re.Match[str], length: int) -> tuple[int, int]:
    """Return the least and the greatest number of iterations: beyond the least, each consumes a character."""
    low = int(unit["low"] or (unit["times"][0] == "+"))
    most = int(unit["high"] or (low if unit["low"] and not unit["comma"] else length))
    most = 1 if unit["times"][0] == "?" else most
    return low, max(low, min(most, length))


def _repeated(ways: float, low: int, most: int) -> float:
    try:
        return (most - low + 1) * ways**most
    except OverflowError:
        return float("inf")
