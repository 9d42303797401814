"""A report as JUnit XML, for build servers that get report.json later; pytest writes its own during the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from conformance.exchange.redaction import safe_text
from conformance.report.reading import exchanges_of
from conformance.report.report_format import ReportFormat
from conformance.report.standing import TARGET_ANSWERS, Standing, standings_of

_MAX_FINDINGS = 20
_PASSED = "pass"


def junit_of(report: Mapping[str, Any]) -> str:
    """Return a report as JUnit XML: what is waived, known or advice is skipped, with the reason."""
    header, exchanges = report["header"], exchanges_of(report)
    cases = [_case(each, exchanges) for each in standings_of(report)]
    if header["obstacle"] is not None:
        cases.insert(0, _unjudged(header["obstacle"]))
    counts = Counter(child.tag for case in cases for child in case)
    suite = ElementTree.Element(
        "testsuite",
        name=safe_text(header["suite"]["name"]),
        tests=str(len(cases)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
        time=str(header["seconds"]),
        timestamp=header["started"],
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (("news", report["news"]["headline"]), ("target", header["target"]["base_url"])):
        ElementTree.SubElement(properties, "property", name=name, value=safe_text(value))
    suite.extend(cases)
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


FORMAT = ReportFormat("report.junit.xml", junit_of)


def _case(standing: Standing, exchanges: Mapping[int, Mapping[str, Any]]) -> ElementTree.Element:
    verdict, kind = standing.verdict, _kind(standing)
    name = f"{verdict['level']} {verdict['requirement']}"
    case = ElementTree.Element("testcase", name=safe_text(name), classname=safe_text(verdict["operation"]), time="0")
    if kind != _PASSED:
        child = ElementTree.SubElement(case, kind, message=safe_text(f"{standing.word}: {standing.summary}"))
        child.text = "\n".join(map(safe_text, _lines(verdict, exchanges)))
    return case


def _unjudged(obstacle: str) -> ElementTree.Element:
    case = ElementTree.Element("testcase", name=TARGET_ANSWERS, classname="target", time="0")
    ElementTree.SubElement(case, "error", message=safe_text(obstacle))
    return case


def _kind(standing: Standing) -> str:
    if standing.breaks:
        # A failure is of the subject, an error of the judging: a stale waiver, a rule that broke, a missing verdict.
        return "failure" if standing.word == "failed" else "error"
    return _PASSED if standing.word == _PASSED else "skipped"


def _lines(verdict: Mapping[str, Any], exchanges: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    yield verdict["text"]
    for finding in verdict["findings"][:_MAX_FINDINGS]:
        yield f"at {finding['location']} ({finding['count']}): {finding['message']}"
        yield f"  expected {finding['expected']}"
        yield f"  actual {finding['actual']}"
        if finding.get("confirmation"):
            yield f"  engines {finding['confirmation']}"
        exchange = exchanges.get(finding["exchange"])
        if exchange is not None and exchange["curl"]:
            yield f"  repeat {exchange['curl']}"
