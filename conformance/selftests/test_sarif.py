"""The SARIF log of a run, against the schema that OASIS publishes (as npm's @microsoft/jest-sarif ships it)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance.contract.load import SPEC
from conformance.report.formats.sarif import sarif_of
from conformance.report.record import report_of
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.verdict.judge_document import DOCUMENT

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text())


@pytest.fixture(scope="module")
def session() -> Session:
    """A session that judges the vendored document, and nothing else."""
    return Session(Options(spec=SPEC / "openapi.yaml"), {})


@pytest.fixture(scope="module")
def log(session: Session) -> Any:
    """The SARIF log of the vendored document, nothing waived."""
    keys = {key for key in session.pairs if key[1] == DOCUMENT}
    return sarif_of(report_of(session.run(keys, keys)))


def test_schema(log: Any) -> None:
    """A log is valid by the schema of SARIF 2.1.0."""
    assert list(jsonschema.Draft4Validator(SCHEMA).iter_errors(log)) == []


def test_place(log: Any) -> None:
    """A result is at its line of the document and names that of the vendor's page."""
    result = next(each for each in log["runs"][0]["results"] if each["ruleId"] == "example-matches-its-schema")
    physical = result["locations"][0]["physicalLocation"]
    text = (SPEC / "openapi.yaml").read_text().splitlines()[physical["region"]["startLine"] - 1]
    assert "04:22:89Z" in text
    page = (SPEC / "pages" / "get_batches.md").read_text().splitlines()
    related = result["relatedLocations"][0]["physicalLocation"]
    assert "04:22:89Z" in page[related["region"]["startLine"] - 1]


def test_fingerprints(log: Any) -> None:
    """Every result has a fingerprint of its own."""
    prints = [each["partialFingerprints"]["conformance/v1"] for each in log["runs"][0]["results"]]
    assert len(prints) == len(set(prints)) > 0


def test_suppressions() -> None:
    """A waived finding is a suppressed result, with the reason."""
    session = Session(Options(), {})
    keys = {key for key in session.pairs if key[1] == DOCUMENT}
    results = sarif_of(report_of(session.run(keys, keys)))["runs"][0]["results"]
    waived = next(each for each in results if each["ruleId"] == "example-matches-its-schema")
    assert len(waived["suppressions"][0]["justification"]) >= 20
