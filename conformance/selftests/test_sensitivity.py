"""The page that shows what the suite is proven to catch, beside the results of the stock checks."""

from __future__ import annotations

from functools import partial

import pytest

from conformance.cli import main
from conformance.commands.sensitivity import Catch, SensitivityStudy, mutants, variants
from conformance.contract.load import SPEC
from conformance.reference.bundled import FEW, INVOICES
from conformance.reference.data import AGENTS
from conformance.run.laboratory import Laboratory
from conformance.selftests.pages import generated
from conformance.verdict.complaint_reasons import Complaint

PAGE = SPEC / "SENSITIVITY.md"
MUTANTS = {**FEW.mutants, **INVOICES.mutants}
VARIANTS = FEW.variants
kept_up = partial(generated, "spec/SENSITIVITY.md", "bolna-conformance sensitivity")
# Faults of each kind, by the results of the stock checks.
SAMPLE = {
    "malformed-id-crashes": ["not_a_server_error", "status_code_conformance"],
    "status-is-newer": ["response_schema_conformance"],
    "list-is-plain-text": ["content_type_conformance"],
    "malformed-id-is-empty": ["negative_data_rejection"],
    "guest-is-admitted": ["ignored_auth"],
    "key-of-right-length-is-admitted": ["ignored_auth"],
    "list-is-shuffled": [],
    "refusal-names-key": [],
    "total-contacts-overflows": [],
}


@pytest.fixture(scope="module")
def comparison() -> SensitivityStudy:
    """The suite and the stock checks, side by side."""
    return SensitivityStudy(Laboratory(FEW))


@pytest.fixture(scope="module")
def committed() -> list[str]:
    """The lines of the committed page."""
    return PAGE.read_text(encoding="utf-8").splitlines()


class TestComparison:
    @pytest.mark.parametrize("name", SAMPLE)
    def test_mutant(self, comparison: SensitivityStudy, committed: list[str], name: str) -> None:
        """A mutant is caught by the requirements that it names and the stock checks that detect it; the page agrees."""
        catch = comparison.mutant(name)
        assert (frozenset(MUTANTS[name].kills), SAMPLE[name]) == (catch.failed, catch.checks)
        lines = mutants(FEW, {name: catch}, comparison.sound)
        with kept_up():
            assert next(line for line in lines if f"| `{name}` |" in line) in committed

    def test_reference(self, comparison: SensitivityStudy) -> None:
        """For the sound reference, the stock checks report the statuses that the contract omits."""
        assert comparison.sound.checks == ["status_code_conformance"]

    def test_beyond(self) -> None:
        """A finding that the sound reference has too does not catch a mutant."""
        known, news = (Complaint("check", number, "ST101", "text", "a", "b") for number in (1, 2))
        found = Catch(frozenset({"a", "b"}), frozenset({known, news}))
        assert found.beyond(Catch(frozenset({"a"}), frozenset({known}))) == Catch(frozenset({"b"}), frozenset({news}))


def test_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], committed: list[str]) -> None:
    """The command prints the page over all mutants, with totals of its own for fewer of them."""
    few = {name: MUTANTS[name] for name in ("list-is-shuffled", "status-is-newer")}
    second = {name: MUTANTS[name] for name in ("total-is-text",)}
    monkeypatch.setattr("conformance.reference.mutants.MUTANTS", few)
    monkeypatch.setattr("conformance.reference.invoices.mutants.MUTANTS", second)
    monkeypatch.setattr("conformance.reference.variants.VARIANTS", {})
    monkeypatch.setattr("conformance.reference.invoices.variants.VARIANTS", {})
    assert main(["sensitivity"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {"- mutants: 2", "- caught by this suite: 2", "- caught by the stock checks: 1"} <= set(lines)
    assert {"## Mutants of batches", "## Mutants of invoices", "- mutants: 1"} <= set(lines)
    with kept_up():
        assert [line for line in lines if line.count(" | ") == 3 and line not in committed] == []


class TestPage:
    def test_names_every_mutant(self, committed: list[str]) -> None:
        """The committed page has a line for each mutant, in their order, with what kills it."""
        rows = [line.split(" | ") for line in committed if line.startswith("| ") and line.count(" | ") == 3]
        expected = [
            [
                f"| {(kind.__doc__ or '').partition(chr(10))[0]}",
                f"`{name}`",
                ", ".join(f"`{kill}`" for kill in sorted(kind.kills)) or "not caught",
            ]
            for name, kind in MUTANTS.items()
        ]
        with kept_up():
            assert expected == [row[:3] for row in rows if row[1] != "mutant"]

    def test_names_every_requirement(self, comparison: SensitivityStudy, committed: list[str]) -> None:
        """Every requirement on the API is listed with the mutants that prove it."""
        for requirement in comparison.judged:
            names = ", ".join(f"`{name}`" for name, kind in MUTANTS.items() if requirement in kind.kills) or "nothing"
            with kept_up():
                assert f"| `{requirement}` | {names} |" in committed

    @pytest.mark.parametrize("name", ["default", "lenient-uuid", "locks-out"])
    def test_variant(self, comparison: SensitivityStudy, committed: list[str], name: str) -> None:
        """The page explains every finding of the stock checks on a sound variant, and nobody is responsible."""
        becoming = comparison.becoming(VARIANTS[name]())
        assert becoming
        assert "blamed" not in becoming.values()
        with kept_up():
            assert [*variants(FEW, {name: becoming})][-1] in committed

    def test_names_every_variant(self, committed: list[str]) -> None:
        """Every variant has a line, and none is reported."""
        rows = [line for line in committed if line.count(" | ") == 1 and line.startswith("| `")]
        with kept_up():
            assert {*VARIANTS, *INVOICES.variants} <= {line.split("`")[1] for line in rows}
        assert [line for line in rows if ": blamed" in line] == []

    def test_totals(self, committed: list[str]) -> None:
        """The totals agree with the lines below them, and every mutant is caught."""
        rows = [line for line in committed if line.startswith("| ") and line.count(" | ") == 3][1:]
        stock = sum(" | caught: " in line for line in rows)
        with kept_up():
            for each in (FEW, INVOICES):
                assert f"- mutants: {len(each.mutants)}" in committed
                assert f"- caught by this suite: {sum(bool(one.kills) for one in each.mutants.values())}" in committed
            totals = [int(line.split(": ")[1]) for line in committed if line.startswith("- caught by the stock checks")]
            assert sum(totals) == stock

    def test_has_nothing_of_one_run(self, committed: list[str]) -> None:
        """The page contains no address and no id of the reference's data."""
        text = "\n".join(committed)
        assert [word for word in ("127.0.0.1", "localhost", *AGENTS) if word in text] == []
