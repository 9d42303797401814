"""The pages and the catalogue of requirements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.contract.load import SPEC
from conformance.model import InputError
from conformance.report.catalogue import catalogue, page, requirements_of_suite
from conformance.rules.declaration import PARTS
from conformance.selftests.pages import generated
from conformance.verdict.complaint_reasons import REASONS
from conformance.verdict.complaints import DISPUTED
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
        """Every rule's page has sentence, level, version and source once, then each part of its explanation once."""
        for row in suite.ledger.values():
            lines = list(page(suite, row.id))
            binding = f"{row.level} for {row.subject.blame}, since {row.since}"
            once = [row.id, binding, row.text, f"Source: {row.source}"]
            assert [lines.count(each) for each in once] == [1] * len(once)
            starts = [line.partition(":")[0] for line in lines]
            assert [starts.count(part) for part in PARTS] == [1] * len(PARTS)

    def test_clause(self, suite: Suite) -> None:
        """A clause is shown unless it is the whole document, or the source itself."""
        clauses = {
            "row-id-is-unique": "",
            "challenge-accompanies-401": "Clause: RFC 9110 section 15.5.2",
            "credentials-stay-out-of-the-url": "Clause: #/components/securitySchemes (",
            "transport-security-is-strict": "",
            "component-is-used": "",
        }
        shown = {name: [line for line in page(suite, name) if line.startswith("Clause: ")] for name in clauses}
        assert [name for name, clause in clauses.items() if not "".join(shown[name]).startswith(clause)] == []
        assert [len(lines) for lines in shown.values()] == [int(bool(clause)) for clause in clauses.values()]

    def test_excluded(self, suite: Suite) -> None:
        """The page of an excluded sentence says why it is not judged, and names no contract."""
        row = replace(suite.ledger["row-id-is-unique"], id="a-b", excluded="Nobody can see it from outside.")
        lines = list(page(replace(suite, ledger={**suite.ledger, "a-b": row}), "a-b"))
        assert lines[-1] == "Not judged: Nobody can see it from outside."

    def test_assertion(self, suite: Suite) -> None:
        """An assertion's page names its clause with file and line."""
        lines = list(page(suite, "schema:#/components/schemas/Batch/properties/batch_id/pattern"))
        assert any(
            line.startswith("Clause: #/components/schemas/Batch/properties/batch_id/pattern (") for line in lines
        )

    def test_check(self, suite: Suite) -> None:
        """The page of a stock check names the requirements that say the same, and each reason for setting it aside."""
        lines = list(page(suite, "schemathesis:response_schema_conformance"))
        assert {"- body-is-json", *(f"- {reason}" for reason in (*REASONS, DISPUTED))} <= {*lines}
        assert "- declared-header-is-present" in page(suite, "schemathesis:response_headers_conformance")

    def test_unknown(self, suite: Suite) -> None:
        """An unknown id is an error that suggests similar ids."""
        with pytest.raises(InputError, match="did you mean wrong-key-is-refused"):
            list(page(suite, "wrong-key-refused"))
