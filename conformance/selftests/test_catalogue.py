"""The pages and the catalogue of requirements."""

from __future__ import annotations

import pytest

from conformance.contract.load import SPEC
from conformance.model import InputError
from conformance.report.catalogue import catalogue, page, requirements_of_suite
from conformance.selftests.pages import generated
from conformance.verdict.complaints import DISPUTED, REASONS
from conformance.verdict.suite import Suite, load_suite


@pytest.fixture(scope="module")
def suite() -> Suite:
    """The suite for the vendored contract."""
    return load_suite(SPEC / "openapi.yaml", SPEC / "requirements", ())


class TestCatalogue:
    def test_is_kept(self, suite: Suite) -> None:
        """spec/REQUIREMENTS.md is what `bolna-conformance explain` prints."""
        with generated("spec/REQUIREMENTS.md", "bolna-conformance explain"):
            assert (SPEC / "REQUIREMENTS.md").read_text(encoding="utf-8") == catalogue(suite) + "\n"

    def test_holds_everything(self, suite: Suite) -> None:
        """Every requirement has a line, whatever its subject."""
        text = catalogue(suite)
        assert [name for name in requirements_of_suite(suite) if f"| `{name}` |" not in text] == []


class TestPage:
    def test_every_rule(self, suite: Suite) -> None:
        """Every rule's page says why it matters and shows what fails."""
        rules = {**suite.rules, **suite.document_rules}
        assert [name for name in rules if "Fails: " not in "\n".join(page(suite, name))] == []

    def test_assertion(self, suite: Suite) -> None:
        """An assertion's page names its clause with file and line."""
        lines = list(page(suite, "schema:#/components/schemas/Batch/properties/batch_id/pattern"))
        assert any(
            line.startswith("Clause: #/components/schemas/Batch/properties/batch_id/pattern (") for line in lines
        )

    def test_check(self, suite: Suite) -> None:
        """The page of a stock check names who says the same, and each reason for which it is set aside."""
        lines = list(page(suite, "schemathesis:response_schema_conformance"))
        assert {"- body-is-json", *(f"- {reason}" for reason in (*REASONS, DISPUTED))} <= {*lines}
        assert "- no other requirement" in page(suite, "schemathesis:response_headers_conformance")

    def test_unknown(self, suite: Suite) -> None:
        """An unknown id is an error that names what is spelled alike."""
        with pytest.raises(InputError, match="did you mean wrong-key-is-refused"):
            list(page(suite, "wrong-key-refused"))
