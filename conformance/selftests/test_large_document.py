"""How long a large document takes."""

from __future__ import annotations

import json
import time

import yaml

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Deviation, DocumentRule
from conformance.rules.registry import document_rules
from conformance.selftests.large_document import large_document

BOUND = 3.0
"""The limit in seconds of CPU time for a document of 70 operations; here it takes less than one."""


def seconds(rule: DocumentRule, evidence: DocumentEvidence) -> float:
    """Return how long a rule takes on a document."""
    start = time.process_time()
    list(rule(evidence))
    return time.process_time() - start


class TestLargeDocument:
    def test_size(self) -> None:
        """A document of 70 operations has about 6,000 lines."""
        text = large_document(70)
        assert len(read_contract(parse(text, "large.yaml")).operations) == 70
        assert 5_500 <= text.count("\n") <= 6_500

    def test_time(self) -> None:
        """It is read and judged by every rule within the limit; otherwise the slowest rules are shown."""
        text = large_document(70)
        start = time.process_time()
        contract = read_contract(parse(text, "large.yaml"))
        evidence = DocumentEvidence(contract, Schemas(contract))
        taken = {name: seconds(rule, evidence) for name, rule in document_rules().items()}
        total = time.process_time() - start
        slowest = sorted(taken.items(), key=lambda each: -each[1])[:5]
        assert total < BOUND, ", ".join(f"{name} {spent:.2f} s" for name, spent in slowest)

    def test_grows(self) -> None:
        """Seven hundred operations are still read: names do not run out, and none occurs twice."""
        contract = read_contract(parse(large_document(700), "large.yaml"))
        assert len({operation.id for operation in contract.operations}) == 700

    def test_valid_examples(self) -> None:
        """The document is sound: every example in it matches its schema."""
        contract = read_contract(parse(large_document(10), "large.yaml"))
        evidence = DocumentEvidence(contract, Schemas(contract))
        observed = document_rules()["example-matches-its-schema"](evidence)
        assert [each for each in observed if isinstance(each, Deviation)] == []

    def test_one_line(self) -> None:
        """Ten times the operations take about ten times the time, in JSON of one line: twice that is allowed."""
        taken = []
        for number in (40, 400):
            contract = read_contract(parse(json.dumps(yaml.load(large_document(number), yaml.CSafeLoader)), "one.json"))
            evidence = DocumentEvidence(contract, Schemas(contract))
            taken.append(seconds(document_rules()["example-matches-its-schema"], evidence))
        assert taken[1] < 20 * taken[0] + 0.2
