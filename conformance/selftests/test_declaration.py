"""Each rule's file holds its whole requirement: a declaration, and a docstring in fixed parts."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from conformance import __version__
from conformance.model import InputError, Level, Requirement, Subject
from conformance.rules.declaration import PARTS, Declaration, explanation_of, requirement_of
from conformance.rules.registry import explanations, requirements

SENTENCE = re.compile(r"[A-Z0-9`].{9,198}\.")
PART = re.compile(r"[A-Z][a-z ]+: .{10,600}[.?)`]", re.DOTALL)
REQUIREMENTS = requirements()
DECLARED = Declaration(level=Level.SHOULD, source="common sense", since="0.4.0")
DOCSTRING = """A thing
is sound.

What it checks: Every thing
that there is.

Why it matters: Others are useless.

Example: `{}`.

Fix: Repair it.
"""


def module(docstring: str | None = DOCSTRING, declared: object = DECLARED) -> ModuleType:
    made = ModuleType("thing_is_sound", docstring)
    made.__file__ = "thing_is_sound.py"
    vars(made).update(REQUIREMENT=declared)
    return made


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


class TestFiles:
    """What the files of the rules declare; the error names a file that declares nothing."""

    @pytest.mark.parametrize("requirement", REQUIREMENTS)
    def test_declares(self, requirement: str) -> None:
        """A requirement is one sentence with a source, explained in short parts, and no newer than the package."""
        declared = REQUIREMENTS[requirement]
        assert SENTENCE.fullmatch(declared.text)
        assert declared.source
        assert [part for part in explanations()[requirement] if not PART.fullmatch(part)] == []
        assert numbers(declared.since) <= numbers(__version__)

    @pytest.mark.parametrize("requirement", REQUIREMENTS)
    def test_common_sense_is_advice(self, requirement: str) -> None:
        """Common sense makes a MUST only if a breach contradicts itself or is unsafe; the source says which."""
        declared = REQUIREMENTS[requirement]
        senses = re.findall(r"common sense(?: \([^)]*\))?", declared.source)
        expected = r"common sense \(.*(contradicts itself|is unsafe).*\)"
        unfounded = [sense for sense in senses if not re.fullmatch(expected, sense)]
        assert declared.level is not Level.MUST or unfounded == []

    def test_no_two_are_the_same(self) -> None:
        """No two requirements have the same sentence."""
        found = requirements()
        assert len({each.text for each in found.values()}) == len(found)


class TestReading:
    def test_requirement(self) -> None:
        """The text is the first paragraph in one line; id and subject come from the file."""
        expected = Requirement("a-b", Level.SHOULD, "A thing is sound.", "#", Subject.CHANGE, "0.4.0", "common sense")
        assert requirement_of(module(), "a-b", Subject.CHANGE) == expected

    def test_subject(self) -> None:
        """A rule may declare another subject than that of its folder."""
        declared = Declaration(level=Level.MUST, source="a", since="0", subject=Subject.DOCUMENT)
        assert requirement_of(module(declared=declared), "a-b", Subject.API).subject is Subject.DOCUMENT

    def test_explanation(self) -> None:
        """The parts are the other paragraphs, unchanged."""
        parts = explanation_of(module())
        assert [part.partition(":")[0] for part in parts] == [*PARTS]
        assert parts[0] == "What it checks: Every thing\nthat there is."

    @pytest.mark.parametrize("declared", [None, "MUST", Declaration])
    def test_undeclared(self, declared: object) -> None:
        """A file without a declaration is named, with what it lacks."""
        with pytest.raises(InputError, match=r"^thing_is_sound\.py: does not declare its requirement: REQUIREMENT = "):
            requirement_of(module(declared=declared), "a-b", Subject.API)

    @pytest.mark.parametrize("docstring", [None, "", " \n "])
    def test_unstated(self, docstring: str | None) -> None:
        """A file without a sentence is named."""
        with pytest.raises(InputError, match=r"^thing_is_sound\.py: does not state its requirement: "):
            requirement_of(module(docstring), "a-b", Subject.API)

    @pytest.mark.parametrize(
        "docstring",
        [
            None,
            "A thing is sound.",
            DOCSTRING.replace("Fix: Repair it.\n", ""),
            DOCSTRING.replace("Fix:", "Fails:"),
            DOCSTRING.replace("Example: `{}`.", "Example: `{}`.\n\nAnother one."),
            DOCSTRING.replace("Example", "Fix", 1).replace("Fix: M", "Example: M"),
        ],
    )
    def test_unexplained(self, docstring: str | None) -> None:
        """A file with a missing or misplaced part is named."""
        with pytest.raises(
            InputError, match=r"^thing_is_sound\.py: its docstring needs a sentence and these paragraphs"
        ):
            explanation_of(module(docstring))
