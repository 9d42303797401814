"""The known revisions of the vendor's page, each compared with the next."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conformance.contract.load import SPEC, load_contract
from conformance.selftests.changes import LEDGER
from conformance.verdict.change import Comparison, compared_contracts

FOLDER = Path(__file__).parent / "revisions"
B = "#/components/schemas/Batch/properties"
VERSION = ("warning", "version-follows-the-contract", "#/info/version")
# The known facts about each step, with the place in the newer document.
STEPS = {
    1: {("safe", "properties-are-kept", f"{B}/from_phone_number"), VERSION},
    2: {("breaking", "servers-are-kept", "#/servers"), ("safe", "servers-are-kept", "#/servers/0"), VERSION},
    3: {
        ("safe", "properties-are-kept", f"{B}/from_phone_numbers"),
        ("safe", "deprecations-are-told", f"{B}/from_phone_number/deprecated"),
        ("documentation-only", "descriptions-are-kept", f"{B}/from_phone_number/description"),
        VERSION,
    },
    4: {
        ("breaking", "values-are-kept", f"{B}/status/enum"),
        ("documentation-only", "descriptions-are-kept", f"{B}/status/description"),
        ("documentation-only", "examples-are-kept", f"{B}/updated_at/example"),
        VERSION,
    },
}


def step(number: int) -> Comparison:
    """Return what changed from one revision to the next."""
    old, new = (load_contract(FOLDER / f"{each}.yaml") for each in (number, number + 1))
    return compared_contracts(old, new, LEDGER)


@pytest.mark.parametrize("number", STEPS)
def test_step(number: int) -> None:
    """A revision has its known changes, and no others."""
    comparison = step(number)
    found = {(each.impact.value, each.requirement.id, str(each.change.new)) for each in comparison.changes}
    assert STEPS[number] == found
    assert len(comparison.changes) == len(found)


def test_vendored() -> None:
    """The fourth revision is the vendored document."""
    texts = [path.read_text(encoding="utf-8") for path in (FOLDER / "4.yaml", SPEC / "openapi.yaml")]
    assert yaml.safe_load(texts[0]) == yaml.safe_load(texts[1])


def test_quirks() -> None:
    """A fixed example removes a quirk; a deprecated property without an end adds one."""
    assert [each.requirement for each in step(4).corrections] == ["example-matches-its-schema"]
    assert "deprecation-has-a-sunset-date" in {each.requirement for each in step(3).quirks}
    assert step(3).corrections == ()


def test_witnesses() -> None:
    """Added and removed values have witnesses that one revision alone accepts."""
    (change,) = (each.change for each in step(4).changes if each.requirement.id == "values-are-kept")
    assert [(proof.instance, proof.accepted_by) for proof in change.proofs] == [("queued", "old"), ("running", "new")]
