"""A report as JUnit's XML, for build servers that are given report.json later; pytest writes its own during the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from conformance.exchange.redaction import safe_text
from conformance.report.standing import TARGET_ANSWERS, Standing, standings_of

_MAX_FINDINGS = 20
_PASSED = "pass"


def junit_of(report: Mapping[str, Any]) -> str:
    """Return a report as JUnit's XML: what is waived, known or advice is skipped, with the reason."""
    header, standings = report["header"], standings_of(report)
    counts = Counter(map(_kind, standings))
    is_unjudged = int(header["obstacle"] is not None)
    suite = ElementTree.Element(
        "testsuite",
        name=safe_text(header["suite"]["name"]),
        tests=str(len(standings) + is_unjudged),
        failures=str(counts["failure"]),
        errors=str(counts["error"] + is_unjudged),
        skipped=str(counts["skipped"]),
        time=str(header["seconds"]),
        timestamp=header["started"],
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (("news", report["news"]["headline"]), ("target", header["target"]["base_url"])):
        ElementTree.SubElement(properties, "property", name=name, value=safe_text(value))
    if header["obstacle"] is not None:
        suite.append(_unjudged(header["obstacle"]))
    curls = {each["sequence"]: each["curl"] for each in report["exchanges"]}
    suite.extend(_case(each, curls) for each in standings)
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(standing: Standing, curls: Mapping[int, str]) -> ElementTree.Element:
    verdict, kind = standing.verdict, _kind(standing)
    name = f"{verdict['level']} {verdict['requirement']}"
    case = ElementTree.Element("testcase", name=safe_text(name), classname=safe_text(verdict["operation"]), time="0")
    if kind != _PASSED:
        said = "; ".join(dict.fromkeys(each["message"] for each in verdict["findings"])) or verdict["reason"]
        told = ElementTree.SubElement(case, kind, message=safe_text(f"{standing.word}: {said}"))
        told.text = "\n".join(map(safe_text, _lines(verdict, curls)))
    return case


def _unjudged(obstacle: str) -> ElementTree.Element:
    case = ElementTree.Element("testcase", name=TARGET_ANSWERS, classname="target", time="0")
    ElementTree.SubElement(case, "error", message=safe_text(obstacle))
    return case


def _kind(standing: Standing) -> str:
    if standing.breaks:
        # Of what is judged, or of the judging: a stale waiver, a rule that broke, a gap where none may be.
        return "failure" if standing.word == "failed" else "error"
    return _PASSED if standing.word == _PASSED else "skipped"


def _lines(verdict: Mapping[str, Any], curls: Mapping[int, str]) -> Sequence[str]:
    lines = [verdict["text"]]
    for finding in verdict["findings"][:_MAX_FINDINGS]:
        lines += [f"at {finding['location']} ({finding['count']}): {finding['message']}"]
        lines += [f"  expected {finding['expected']}", f"  actual {finding['actual']}"]
        lines += [f"  repeat {curls[finding['exchange']]}"] if curls.get(finding["exchange"]) else []
    return lines
