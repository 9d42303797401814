"""Every known defect of the vendored page is found, at its line of the document and of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from conformance.contract.load import SPEC
from conformance.model import Clause, Finding
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.selftests.conftest import Run
from conformance.verdict.judge_document import DOCUMENT

PAGE = SPEC / "pages" / "get_batches.md"
# Defects seen by reading the page, each with the requirement that it breaks and the text of its line.
DEFECTS = [
    ("a second 89", "example-matches-its-schema", "example: '2024-02-29T04:22:89Z'"),
    ("26 executions of 11 contacts", "example-parts-fit-their-total", "example:"),
    ("scheduled beside finished calls", "example-status-agrees-with-counts", "example: scheduled"),
    ("5 minutes ago after 37 days", "example-relative-time-agrees", "example: 5 minutes ago"),
    ("scheduled before it was updated", "example-schedule-agrees-with-status", "example: '2024-01-29T08:30:00Z'"),
    ("one number twice", "example-array-has-no-duplicates", "example:"),
    ("the number of the other property", "example-value-is-not-reused", "example:"),
    ("area code 987", "example-phone-number-is-valid", "example: '+19876543007'"),
    ("a deprecated property", "nothing-is-deprecated", "from_phone_number:"),
    ("no sunset", "deprecation-has-a-sunset-date", "deprecated: true"),
    ("a replacement in prose", "replacement-is-machine-readable", "description: "),
    ("names that differ by one letter", "names-are-not-confusable", "from_phone_numbers:"),
    ("example instead of examples", "schema-uses-examples", "example: 7"),
    ("nothing required", "object-names-its-required-properties", "Batch:"),
    ("open or closed", "object-says-whether-it-is-open", "Batch:"),
    ("no null anywhere", "absence-and-null-are-told-apart", "Batch:"),
    ("E.164 of a number in prose", "prose-constraint-is-in-schema", "from_phone_number:"),
    ("E.164 of numbers in prose", "prose-constraint-is-in-schema", "items:"),
    ("CSV in prose", "prose-constraint-is-in-schema", "file_name:"),
    ("valid contacts without a minimum", "count-has-a-minimum", "valid_contacts:"),
    ("total contacts without a minimum", "count-has-a-minimum", "total_contacts:"),
    ("executions without a minimum", "count-has-a-minimum", "additionalProperties:"),
    ("int32 is an annotation", "integer-format-is-asserted", "format: int32"),
    ("keys from a closed list", "map-keys-are-closed", "execution_status:"),
    ("counts without the siblings' int32", "sibling-formats-agree", "additionalProperties:"),
    ("a bare array", "list-is-wrapped", "BatchList:"),
    ("no paging", "list-can-be-paged", "parameters:"),
    ("no maxItems", "list-is-bounded", "BatchList:"),
    ("no order", "list-order-is-stated", "BatchList:"),
    ("no uniqueness", "list-uniqueness-is-stated", "BatchList:"),
    ("the title Items", "title-says-something", "title: Items"),
    ("ids of two spellings", "ids-share-one-spelling", "batch_id:"),
    ("$ before a line end", "pattern-is-portable", "pattern: "),
    ("free text for a time", "string-is-constrained", "humanized_created_at:"),
    ("free text for a file", "string-is-constrained", "file_name:"),
    ("numbers without a bound", "nested-array-is-bounded", "from_phone_numbers:"),
    ("updated and created", "related-properties-say-so", "updated_at:"),
    ("valid and total", "related-properties-say-so", "valid_contacts:"),
    ("status and schedule", "related-properties-say-so", "scheduled_at:"),
    ("the two phone properties", "related-properties-say-so", "from_phone_number:"),
    ("UTC in prose", "utc-in-prose-is-in-schema", "scheduled_at:"),
    ("no 401", "unauthorized-is-documented", "responses:"),
    ("no 403", "forbidden-is-documented", "responses:"),
    ("no 404", "absence-is-documented", "responses:"),
    ("no 429", "rate-limit-is-documented", "responses:"),
    ("no 5XX", "server-error-is-documented", "responses:"),
    ("the wording of a default", "description-fits-its-status", "description: unexpected error"),
    ("no headers", "rate-limit-headers-are-declared", "responses:"),
    ("no example of an answer", "media-type-has-an-example", "application/json:"),
    ("an unexplained code", "error-code-is-explained", "error:"),
    ("no bearerFormat, no description", "security-scheme-is-described", "bearerAuth:"),
    ("agent_id without an example", "parameter-has-an-example", "- in: path"),
    ("no operationId", "operation-has-an-operation-id", "get:"),
    ("no summary", "operation-has-a-summary", "get:"),
    ("no tags", "operation-has-tags", "get:"),
    ("one server only", "servers-name-a-test-environment", "servers:"),
    ("MIT without an identifier", "license-is-identified", "license:"),
    ("no contact", "contact-is-given", "info:"),
    ("a version that never changes", "version-changes-with-the-contract", "version: 1.0.0"),
    ("a description of nothing", "description-says-something", "description: list batches response"),
    ("users for executions", "description-counts-what-its-name-says", "description: "),
    ("a link that leads nowhere", "link-leads-somewhere", "description: "),
    ("an unquoted hexadecimal example", "hexadecimal-example-is-quoted", "example: 3c90c3cc0d444b5088888dd25736052a"),
]


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    """Everything that is found in the vendored document."""
    session = Session(Options(), {})
    return [finding for verdict in session.document_applied.verdicts for finding in verdict.findings]


def line_of(file: Path, place: Clause) -> str:
    """Return the line of a file at which a finding is."""
    assert place.position is not None
    assert Path(place.file or "").name == file.name
    return file.read_text(encoding="utf-8").split("\n")[place.position.line - 1].strip()


@pytest.mark.parametrize(("defect", "requirement", "text"), DEFECTS, ids=[defect for defect, _, _ in DEFECTS])
def test_defect(findings: list[Finding], defect: str, requirement: str, text: str) -> None:
    """A defect is found at its line of the document, and at the same one of the vendor's page."""
    for finding in findings:
        if finding.requirement != requirement:
            continue
        assert finding.clause is not None
        assert finding.page is not None
        line = line_of(SPEC / "openapi.yaml", finding.clause)
        if line.startswith(text):
            assert line_of(PAGE, finding.page).startswith(line.partition(":")[0]), defect
            return
    raise AssertionError(f"{requirement} found nothing at {text!r}")


def test_every_finding_has_a_fix(findings: list[Finding]) -> None:
    """A wrong value comes with the right one; only the vendor knows the right counts."""
    without = {finding.requirement for finding in findings if not finding.fix}
    assert without == {"description-counts-what-its-name-says"}


def test_snippets_are_yaml(findings: list[Finding]) -> None:
    """A fix that looks like YAML is valid YAML: it can be pasted."""
    for finding in findings:
        if re.match(r"[\w'-]+:(\s|$)", finding.fix):
            assert isinstance(yaml.safe_load(finding.fix), dict), finding.fix


class TestRun:
    def test_known(self, run: Run) -> None:
        """The quirks are waived and counted; the invalid example and the deprecated property are named."""
        ended = run("-k", "test_document")
        assert ended.code == 0
        assert re.search(r"known quirks of the document, all waived: \d\d \(-v names each\)\n", ended.text)
        assert re.findall(
            r"^  waived (\S+) .*openapi.yaml:(\d+):\d+, .*get_batches.md:\d+:\d+: ", ended.text, re.M
        ) == [
            ("example-matches-its-schema", "77"),
            ("nothing-is-deprecated", "93"),
        ]

    def test_verbose(self, run: Run) -> None:
        """Every quirk has a line of its own with -v."""
        ended = run("-k", "test_document", "-v")
        assert ended.report is not None
        verdicts = [each for each in ended.report["verdicts"] if each["disposition"] == "waived"]
        reported = re.findall(r"^  waived (\S+) ", ended.text, re.MULTILINE)
        assert sorted(reported) == sorted(each["requirement"] for each in verdicts for _ in each["findings"])

    def test_fixed(self, run: Run, tmp_path: Path) -> None:
        """The waiver of a quirk that the vendor fixes is stale, by name, and fails the run until it is deleted."""
        text = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
        assert "04:22:89Z" in text
        (tmp_path / "new.yaml").write_text(text.replace("04:22:89Z", "04:22:49Z"), encoding="utf-8")
        ended = run("--spec", "new.yaml", "--waivers", str(SPEC / "waivers" / "document.yaml"))
        assert ended.code == 1
        assert re.search(
            r"stale waiver example-matches-its-schema \(.*document.yaml:\d+\): fixed by the vendor", ended.text
        )
        assert ended.text.count("stale waiver ") == 1

    def test_new(self, run: Run) -> None:
        """Without waivers the vendored page gets advice, in full: sentence, place on the page, and fix."""
        ended = run("--spec", str(PAGE))
        assert (ended.code, {*ended.quirks().values()}, ended.must_failed()) == (0, {"new"}, set())
        assert "SHOULD example-matches-its-schema\n  document\n" in ended.text
        assert "get_batches.md:90:11: the example does not match the schema's own `format`" in ended.text

    def test_must(self, run: Run, tmp_path: Path) -> None:
        """A violation of OpenAPI fails the run, and the document is responsible."""
        text = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
        (tmp_path / "odd.yaml").write_text(
            text.replace("/batches/{agent_id}/all", "/batches/{agent}/all"), encoding="utf-8"
        )
        ended = run("--spec", "odd.yaml", "-k", DOCUMENT)
        assert (ended.code, ended.must_failed()) == (1, {"path-parameters-are-declared"})
        assert "FAILED test_document.py::test_requirement[path-parameters-are-declared]" in ended.text
        assert "blame     the document" in ended.text
