"""Which operations of a contract a run is about: those that match a pattern, or have a tag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from conformance.contract.openapi import Operation
from conformance.model import InputError

_MAX_NEAR = 3


@dataclass(frozen=True)
class OperationSelection:
    """The patterns and tags that a user gives; each operation has to match one of either kind that is given."""

    patterns: tuple[str, ...] = ()
    """Shell patterns for `GET /things/{id}`, for the path alone, or for the operation's id in the document."""
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.patterns or self.tags)

    def of(self, operations: Sequence[Operation]) -> tuple[Operation, ...]:
        """Return the operations that are selected; all of them if nothing is given.

        Raises:
            InputError: A pattern or a tag matches none of them, or all together do; names what is spelled like it.
        """
        for pattern in self.patterns:
            if not any(_matches(pattern, each) for each in operations):
                names = [name for each in operations for name in _names(each)]
                raise InputError(f"--operation {pattern!r} matches no operation that is judged{_near(pattern, names)}")
        for tag in self.tags:
            if not any(tag in each.tags for each in operations):
                names = [name for each in operations for name in each.tags]
                raise InputError(f"--tag {tag!r} is on no operation that is judged{_near(tag, names)}")
        found = tuple(each for each in operations if self._has(each))
        if operations and not found:
            raise InputError("--operation and --tag together select no operation")
        return found

    def _has(self, operation: Operation) -> bool:
        is_matched = not self.patterns or any(_matches(pattern, operation) for pattern in self.patterns)
        return is_matched and (not self.tags or not set(self.tags).isdisjoint(operation.tags))

    def __str__(self) -> str:
        given = [("--operation", each) for each in self.patterns] + [("--tag", each) for each in self.tags]
        return " ".join(f"{option} {text!r}" for option, text in given)


ALL = OperationSelection()
"""No selection: every operation."""


def _names(operation: Operation) -> Iterable[str]:
    return filter(None, (operation.id, operation.path, operation.name))


def _matches(pattern: str, operation: Operation) -> bool:
    """Return whether a pattern matches an operation, in any case; braces are not special, brackets are."""
    return any(fnmatchcase(name.lower(), pattern.lower()) for name in _names(operation))


def _near(given: str, names: Iterable[str]) -> str:
    near = get_close_matches(given, dict.fromkeys(names), _MAX_NEAR, 0.5)
    return f"; did you mean {', '.join(near)}?" if near else ""
