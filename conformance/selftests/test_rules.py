"""Every rule is one file with a ledger row, and has examples of all of its outcomes."""

from __future__ import annotations

import inspect
import pkgutil
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from conformance.model import Outcome, Subject
from conformance.rules import api
from conformance.rules.observation import Observation
from conformance.rules.registry import api_rules
from conformance.selftests.examples import EXAMPLES, FAMILIES
from conformance.selftests.exchanges import LEDGER, RULES, answer, unanswered


def source_of(requirement: str) -> str:
    """Return the text of a rule, with that of the helpers that it shares with other rules."""
    module = inspect.getmodule(RULES[requirement])
    assert module is not None
    shared = list(shared_by(module))
    for each in shared:
        home = inspect.getmodule(each)
        assert home is not None
        shared += [more for more in shared_by(home) if more not in shared]
    return inspect.getsource(module) + "".join(map(inspect.getsource, shared))


def shared_by(module: ModuleType) -> list[Any]:
    """Return the helpers of the rules that a module imports."""
    private = f"{api.__name__}._"
    taken = [each for each in vars(module).values() if getattr(each, "__module__", "").startswith(private)]
    return [each for each in taken if inspect.isroutine(each) or inspect.isclass(each)]


def can_doubt(requirement: str) -> bool:
    source = source_of(requirement)
    return "Doubt(" in source and "readable=False" not in source


class TestExamples:
    def test_cover_the_ledger(self) -> None:
        """Every requirement on exchanges has examples; a new one without them fails here."""
        judged = {each.id for each in LEDGER.values() if each.excluded is None and each.id in RULES}
        assert {*EXAMPLES} == judged
        assert sum(map(len, FAMILIES)) == len(EXAMPLES)

    @pytest.mark.parametrize("requirement", RULES)
    def test_show_every_outcome(self, requirement: str) -> None:
        """A rule has a conforming example, a deviating one, and one that shows nothing."""
        found = {each.outcome for each in EXAMPLES[requirement]}
        expected = {Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE}
        assert found == expected | ({Outcome.INAPPLICABLE} if "Inapplicable(" in source_of(requirement) else set())

    @pytest.mark.parametrize("requirement", [each for each in RULES if can_doubt(each)])
    def test_show_inconclusive(self, requirement: str) -> None:
        """A rule that can be inconclusive has an example whose evidence is present but insufficient."""
        unclear = [each for each in EXAMPLES[requirement] if each.outcome is Outcome.INCONCLUSIVE]
        silent = ("no answer", "no request was sent", "fewer requests")
        assert [each.shown for each in unclear if not each.shown.startswith(silent)] != []

    @pytest.mark.parametrize("requirement", RULES)
    def test_each_way_to_fail(self, requirement: str) -> None:
        """An example of a failure also breaks the rule beside conforming answers."""
        passing = next(each for each in EXAMPLES[requirement] if each.outcome is Outcome.PASS)
        for failing in EXAMPLES[requirement]:
            alike = replace(failing, exchanges=passing.exchanges, outcome=Outcome.PASS, shown="") == passing
            if failing.outcome is Outcome.FAIL and alike:
                both = replace(failing, exchanges=(*failing.exchanges, *passing.exchanges))
                assert both.verdict(requirement).outcome is Outcome.FAIL


class TestRegistry:
    def test_one_file_a_rule(self) -> None:
        """A rule is found by its file's name, in order; a file whose name starts with `_` is not a rule."""
        files = sorted(path.stem for path in Path(api.__file__).parent.glob("*.py") if not path.stem.startswith("_"))
        assert [*api_rules()] == [name.replace("_", "-") for name in files]

    def test_every_rule_has_a_row(self) -> None:
        """Every rule has a row in the ledger, and every row that is not excluded has a rule."""
        rows = {each.id for each in LEDGER.values() if each.subject is Subject.API and each.excluded is None}
        assert {*api_rules()} - {*LEDGER} == set()
        assert rows - {*api_rules()} == set()

    def test_modules_hold_no_state(self) -> None:
        """Two look-ups give the same functions."""
        assert api_rules() == RULES

    def test_no_rule_is_hidden_in_a_folder(self) -> None:
        """No rule is in a subfolder."""
        assert [each.name for each in pkgutil.iter_modules(api.__path__) if each.ispkg] == []


@pytest.mark.parametrize("requirement", RULES)
class TestPurity:
    def test_gives_the_same_twice(self, requirement: str) -> None:
        """A rule that runs twice observes the same, and does not change its evidence."""
        for example in EXAMPLES[requirement]:
            given = example.evidence(*example.exchanges)
            before = repr(given)
            assert [*RULES[requirement](given)] == [*RULES[requirement](given)]
            assert before == repr(given)

    def test_silence(self, requirement: str) -> None:
        """Nothing is observed where nothing was sent or answered: neither conformance nor a deviation."""
        applies = next(each for each in EXAMPLES[requirement] if each.outcome is Outcome.PASS)
        for given in (applies.evidence(), applies.evidence(unanswered())):
            assert [*RULES[requirement](given)] == []

    def test_any_status(self, requirement: str) -> None:
        """No rule crashes on any status with an empty body."""
        for status in chain(range(100, 104), range(200, 600, 7), (600, 999)):
            applies = next(each for each in EXAMPLES[requirement] if each.outcome is Outcome.PASS)
            found = RULES[requirement](applies.evidence(answer(status, b"")))
            assert [each for each in found if not isinstance(each, Observation)] == []
