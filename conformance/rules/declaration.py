"""How a rule's file states its requirement: a declaration, and a docstring in fixed parts."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from conformance.contract.load import display
from conformance.model import InputError, Level, Requirement, Subject

PARTS = ("What it checks", "Why it matters", "Example", "Fix")
"""The paragraphs of a rule's docstring after the requirement, each by its first words."""


@dataclass(frozen=True)
class Declaration:
    """What a rule's file declares as `REQUIREMENT`.

    The rest is implied: the id by the name of the file, the subject by its folder, and the text by the first sentence
    of its docstring.
    """

    level: Level
    source: str
    since: str
    """The first version of this package that judges it."""
    clause: str = "#"
    """A pointer into the contract, in which `{operation}` stands for the judged operation, or a source."""
    subject: Subject | None = None
    """Who is responsible, unless that is the subject of the folder."""
    notable: bool = False
    """Named in every summary, even where it is waived."""


def requirement_of(module: ModuleType, name: str, subject: Subject) -> Requirement:
    """Return the requirement that a rule's file declares.

    Raises:
        InputError: The declaration or the sentence is missing; names the file.
    """
    declared, paragraphs = getattr(module, "REQUIREMENT", None), _paragraphs(module)
    if not isinstance(declared, Declaration):
        raise InputError("does not declare its requirement: REQUIREMENT = Declaration(…)", _file(module))
    if not paragraphs:
        reason = "does not state its requirement: its docstring must start with the sentence (-OO removes docstrings)"
        raise InputError(reason, _file(module))
    return Requirement(
        id=name,
        level=declared.level,
        text=" ".join(paragraphs[0].split()),
        clause=declared.clause,
        subject=declared.subject or subject,
        since=declared.since,
        source=declared.source,
        notable=declared.notable,
    )


def explanation_of(module: ModuleType) -> list[str]:
    """Return the parts of a rule's docstring: what it checks, why it matters, an example and the fix.

    Raises:
        InputError: A part is missing, or in the wrong place; names the file.
    """
    _, *parts = _paragraphs(module) or [""]
    if [part.partition(":")[0] for part in parts] != [*PARTS]:
        order = " · ".join(f"{name}:" for name in PARTS)
        raise InputError(f"its docstring needs a sentence and these paragraphs, in this order: {order}", _file(module))
    return parts


def _file(module: ModuleType) -> str:
    return display(Path(str(module.__file__)))


def _paragraphs(module: ModuleType) -> list[str]:
    return [each for each in re.split(r"\n\s*\n", inspect.cleandoc(module.__doc__ or "").strip()) if each]
