"""JUnit XML of a run against the schema of the xunit plugin for Jenkins, as pytest 9.1.1 uses it in its own tests.

pytest's family `xunit1` goes beyond that schema in three things, which are removed first: `file` and `line` of a
test case, and its properties, which have requirement, level, operation and clause.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance.selftests.conftest import Run
from conformance.selftests.junit_schema import SCHEMA

HOSTILE = """\
openapi: 3.1.0
info: {title: "]]>\\u001b[2J<b>", version: "1"}
paths:
  "/a]]>&<b>\\"'\\u202e/things":
    get:
      summary: "\\u0001"
      responses: {"200": {description: "<![CDATA[ \\u0085 ]]>"}, "4XX": {description: "\\U0001f389"}}
"""
TWO_OPERATIONS = """\
openapi: 3.1.0
info: {title: "Things", version: "1"}
paths:
  /parts: ALL
  /things: ALL
""".replace(
    "ALL",
    "{get: {parameters: [{name: page, in: query, schema: {type: integer}}], responses: {'200': {description: ''}}}}",
)


def tree_of(file: Path) -> ElementTree.Element:
    """Return a JUnit XML file without pytest's additions to the schema."""
    root = ElementTree.parse(file).getroot()
    for case in root.iter("testcase"):
        for name in ("file", "line"):
            case.attrib.pop(name, None)
        for properties in case.findall("properties"):
            case.remove(properties)
    return root


def check(file: Path) -> int:
    """Validate a file, and return the number of its test cases."""
    root = tree_of(file)
    assert [error.reason for error in SCHEMA.iter_errors(root)] == []
    # GitLab drops a test case with the names of another one.
    names = Counter((case.get("classname"), case.get("name")) for case in root.iter("testcase"))
    assert [name for name, count in names.items() if count > 1] == []
    return len(names)


def test_run(run: Run, newer: str, tmp_path: Path) -> None:
    """A run with deviations, waivers, advice and inconclusive verdicts matches the schema; its names are unique."""
    ended = run("--base-url", newer, "--max-requests", "9", "--explore", "3", "--junitxml", "junit.xml")
    assert ended.report is not None
    assert check(tmp_path / "junit.xml") >= len(ended.report["verdicts"])
    kinds = {case.tag for each in tree_of(tmp_path / "junit.xml").iter("testcase") for case in each}
    assert kinds >= {"failure", "skipped"}


def test_two_operations(run: Run, sound: str, tmp_path: Path) -> None:
    """The verdicts on each operation have unique names, property tests too."""
    (tmp_path / "two.yaml").write_text(TWO_OPERATIONS, encoding="utf-8")
    run("--spec", "two.yaml", "--base-url", sound, "--junitxml", "junit.xml")
    assert check(tmp_path / "junit.xml") > 0
    names = [str(case.get("name")) for case in tree_of(tmp_path / "junit.xml").iter("testcase")]
    drawn = [name for name in names if name.startswith("test_generated_request")]
    assert drawn == [f"test_generated_request[GET {path}]" for path in ("/parts", "/things")]


def test_silent_target(run: Run, tmp_path: Path) -> None:
    """A silent target matches the schema: an error, and nothing judged."""
    run("--base-url", "http://127.0.0.1:9", "--junitxml", "junit.xml")
    assert check(tmp_path / "junit.xml") > 0


@pytest.mark.parametrize("arguments", [[], ["--against", "older.yaml"]])
def test_hostile(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    """With any names and texts in a document, the file is XML and matches the schema."""
    (tmp_path / "things.yaml").write_text(HOSTILE, encoding="utf-8")
    (tmp_path / "older.yaml").write_text(HOSTILE.replace("4XX", "5XX"), encoding="utf-8")
    ended = run("--spec", "things.yaml", *arguments, "--junitxml", "junit.xml")
    assert ended.report is not None, ended.text
    assert check(tmp_path / "junit.xml") >= len(ended.report["verdicts"])
