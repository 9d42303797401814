"""`pytest --rule ID` runs what proves one rule, says what that is, and refuses what it cannot prove."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from conformance.reference.bundled import INVOICES
from conformance.reference.mutants import MUTANTS
from conformance.reference.variants import VARIANTS
from conformance.selftests.changes import LEDGER
from conformance.selftests.one_rule import why_unknown
from conformance.selftests.worked_examples import ROOT, run

COUNTS = re.compile(r"([a-z][a-z ]*?) (\d+)(?:, |$)")
PATTERN = "schema:#/components/schemas/Batch/properties/batch_id/pattern"


def mutants(rule: str) -> int:
    return sum(rule in kind.kills for kind in MUTANTS.values())


def counts(text: str, rule: str) -> dict[str, int]:
    """Return how many tests of each kind were announced."""
    (line,) = re.findall(rf"^rule {re.escape(rule)}: (.*)$", text, re.MULTILINE)
    return {kind: int(count) for kind, count in COUNTS.findall(line)}


@pytest.mark.parametrize(
    ("rule", "kinds", "fixed"),
    [
        # Rules on the API are proved in the worked examples as well.
        pytest.param(
            PATTERN,
            {"its files", "mutants", "variants", "reference"},
            {"mutants": mutants(PATTERN), "variants": len(VARIANTS) + len(INVOICES.variants), "reference": 1},
            marks=pytest.mark.exhaustive,
        ),
        ("nothing-is-deprecated", {"its files", "sound document", "examples"}, {"sound document": 1}),
        ("servers-are-kept", {"its files", "edits", "proof"}, {"proof": 1}),
    ],
)
def test_proof(rule: str, kinds: set[str], fixed: dict[str, int]) -> None:
    """The announced tests run and pass."""
    done = run(ROOT, ".venv/bin/pytest -p no:cacheprovider --rule", rule)
    announced = counts(done.stdout, rule)
    assert done.returncode == 0, done.stdout
    assert kinds <= announced.keys()
    assert fixed.items() <= announced.items()
    assert re.search(rf" {sum(announced.values())} passed, \d+ deselected in ", done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["row-id-is-uniqe"], "no rule is called row-id-is-uniqe; did you mean row-id-is-unique?"),
        (["zzz"], "no rule is called zzz; `bolna-conformance explain` lists them all"),
        (
            ["row-id-is-unique", "--spec", "spec/openapi.yaml"],
            "--rule proves a rule by the self-tests: give it without ",
        ),
    ],
)
def test_refused(arguments: list[str], message: str) -> None:
    """What cannot be proved is a usage error, in one line."""
    done = run(ROOT, ".venv/bin/pytest -p no:cacheprovider --rule", *arguments)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.strip().startswith(f"ERROR: {message}")
    assert done.stderr.strip().count("\n") == 0


def test_not_judged() -> None:
    """An excluded requirement is distinguished from an unknown id."""
    ledger = {"a-b": replace(LEDGER["row-id-is-unique"], excluded="Nobody can see it from outside.")}
    assert why_unknown("a-b", (), ledger) == "a-b is not judged: Nobody can see it from outside."
