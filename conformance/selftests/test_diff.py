"""The command diff: its output, its formats, and its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance.cli import main
from conformance.contract.load import SPEC
from conformance.report.change_markdown import MAX_LENGTH, markdown_of
from conformance.report.change_record import record_of
from conformance.report.change_sarif import change_sarif_of
from conformance.report.markdown import code, plain
from conformance.report.record import report_of
from conformance.report.writing import write_reports
from conformance.selftests.change_document_edits import DOCUMENT
from conformance.selftests.changes import LEDGER, compared
from conformance.selftests.html_pages import Page
from conformance.selftests.makers import failure, finding, requirement, run_of
from conformance.selftests.row_revisions import FIRST, MORE, SECOND, answer
from conformance.verdict.affected_items import affected_items
from conformance.verdict.baseline import KnownDeviation
from conformance.verdict.suite import load_suite

OLD, NEW = (Path(__file__).parent / "revisions" / f"{number}.yaml" for number in (4, 5))
SARIF = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text())


DANGLING = """\
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      responses:
        "200":
          description: things
          content:
            application/json:
              schema: {properties: {a: {$ref: "#/components/schemas/Gone"}}}
"""


def diff(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """Return the exit code of the command, and its output."""
    status = main(["diff", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out or err


class TestExit:
    def test_warning(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A change that only warns ends with 0, unless warnings are asked for."""
        old, new = OLD.with_name("1.yaml"), OLD.with_name("2.yaml")
        assert diff(capsys, old, new)[0] == 0
        assert diff(capsys, old, new, "--fail-on", "warning")[0] == 1

    def test_breaking(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A breaking change ends with 1."""
        assert diff(capsys, OLD.with_name("2.yaml"), OLD.with_name("3.yaml"))[0] == 1

    def test_identity(self, capsys: pytest.CaptureFixture[str]) -> None:
        """No change ends with 0, and is reported."""
        status, text = diff(capsys, OLD, OLD)
        assert (status, "**No change.**" in text) == (0, True)

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("openapi: 3.1.0\npaths: [\n", ":3: "),
            ("openapi: 2.0.0\n", ":1: "),
            ("a: &b [*b]\n", ":1: "),
            ("openapi: 3.1.0\npaths: {}\ninfo: {title: a}\npaths: {}\n", ":4: paths is a duplicate key"),
            ("swagger: '2.0'\n", ":1: is Swagger 2.0; convert it to OpenAPI 3 first"),
            ("- 1\n", ":1: is not an OpenAPI document"),
        ],
    )
    def test_unusable(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, place: str) -> None:
        """An unusable document ends with 4, with file and line."""
        file = tmp_path / "new.yaml"
        file.write_text(text, encoding="utf-8")
        status, said = diff(capsys, OLD, file)
        assert (status, f"{file}{place}" in said) == (4, True), said

    @pytest.mark.parametrize("broken", [DOCUMENT.replace("name: {type: string}", "name: {type: strange}"), DANGLING])
    @pytest.mark.parametrize("is_old", [False, True])
    def test_broken_part(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: str, is_old: bool) -> None:
        """What a broken part of a document does not hide is compared."""
        (tmp_path / "a.yaml").write_text(broken, encoding="utf-8")
        (tmp_path / "b.yaml").write_text(DOCUMENT.replace("/things", "/others"), encoding="utf-8")
        files = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
        status, said = diff(capsys, *(files if is_old else files[::-1]))
        assert (status, "/others" in said) == (1, True), said

    def test_page(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A page is compared by the document that it embeds."""
        status, text = diff(capsys, SPEC / "pages" / "get_batches.md", SPEC / "openapi.yaml")
        assert (status, "**No change.**" in text) == (0, True), text


class TestFormats:
    def test_markdown(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Markdown has the change, its places, its witnesses and the affected items."""
        _, text = diff(capsys, OLD, NEW, "--waivers", SPEC / "waivers" / "production.yaml")
        for said in (
            "### May break",
            'the values of Batch.status changed (gone: "queued", "executed"; new: "running"',
            '`"running"` is accepted by the new document only, as in `[{"status": "running"}]`',
            "affects the requirements `schema:#/components/schemas/Batch/properties/status/enum`",
            "affects the waivers `status-enum-is-newer`",
            "### Quirks fixed",
            "revisions/5.yaml:",
        ):
            assert said in text

    def test_baseline(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """The changes that an earlier run covers are reported; a file that is not a report is refused in one line."""
        status = "schema:#/components/schemas/Batch/properties/status/enum"
        seen = failure(requirement=requirement(status), findings=(finding(status),))
        write_reports(report_of(run_of(seen)), tmp_path)
        _, text = diff(capsys, OLD, NEW, "--baseline", tmp_path / "report.json")
        assert f"affects the baselines `{tmp_path}/report.json: {status}, GET /things`" in text
        (tmp_path / "report.json").write_text("{")
        assert main(["diff", str(OLD), str(NEW), "--baseline", str(tmp_path / "report.json")]) == 4
        assert "report.json:1: is not valid JSON (truncated?)" in capsys.readouterr().err

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """JSON has the same, with a count of every impact."""
        _, text = diff(capsys, OLD, NEW, "--format", "json")
        record = json.loads(text)
        assert record["counts"] == {
            **dict.fromkeys(("correction", "safe", "equivalent"), 0),
            **{"breaking": 1, "warning": 1, "documentation-only": 2},
        }
        (values,) = (each for each in record["changes"] if each["requirement"] == "values-are-kept")
        assert values["witnesses"] == [
            {"instance": "queued", "accepted_by": "old", "body": [{"status": "queued"}]},
            {"instance": "running", "accepted_by": "new", "body": [{"status": "running"}]},
        ]
        line = NEW.read_text(encoding="utf-8").splitlines()[values["new"]["line"] - 1]
        assert line.strip() == "enum:"

    def test_sarif(self, capsys: pytest.CaptureFixture[str]) -> None:
        """SARIF matches its schema, and has the lines of both files."""
        _, text = diff(capsys, OLD, NEW, "--format", "sarif")
        log = json.loads(text)
        assert list(jsonschema.Draft4Validator(SARIF).iter_errors(log)) == []
        result = log["runs"][0]["results"][0]
        files = [
            each["physicalLocation"]["artifactLocation"]["uri"]
            for each in (*result["locations"], *result["relatedLocations"])
        ]
        assert [file.rpartition("/")[2] for file in files] == ["5.yaml", "4.yaml"]

    def test_html(self, capsys: pytest.CaptureFixture[str]) -> None:
        """HTML has the same as Markdown, and the old and new text of each line."""
        _, text = diff(capsys, OLD, NEW, "--waivers", SPEC / "waivers" / "production.yaml", "--format", "html")
        page = Page(text)
        shown = re.sub(r"\s*\n\s*", "", page.text)  # line ends between elements are for readers of the source
        assert page.values("content")[0] == "default-src 'none'; style-src 'unsafe-inline'"
        for said in (
            "1 breaking, 1 warning, 2 documentation-only.",
            'the values of Batch.status changed (gone: "queued", "executed"; new: "running"',
            '"running" is accepted by the new document only, as in [{"status": "running"}]',
            "affects requirementsschema:#/components/schemas/Batch/properties/status/enum",
            "affects waiversstatus-enum-is-newer",
            "Quirks fixed (1)",
            "old revisions/4.yaml:9 #/info/version9version: 1.0.0",
        ):
            assert said in shown

    def test_recording(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """With a recording, a change to what the API already sends is a correction."""
        for name, text in (("old", FIRST), ("new", MORE)):
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        entry = {
            "request": {"method": "GET", "url": "https://x.example/rows/1", "headers": []},
            "response": {
                "status": 200,
                "headers": [{"name": "Content-Type", "value": "application/json"}],
                "content": {"mimeType": "application/json", "text": '[{"state": "c"}]'},
            },
        }
        (tmp_path / "a.har").write_text(json.dumps({"log": {"version": "1.2", "entries": [entry]}}), encoding="utf-8")
        arguments = (tmp_path / "old.yaml", tmp_path / "new.yaml", "--fail-on", "warning")
        assert diff(capsys, *arguments)[0] == 1
        status, text = diff(capsys, *arguments, "--recording", tmp_path / "a.har")
        assert (status, "1 correction" in text) == (0, True)
        assert "of 1 recorded answers with it 0 match the old document only, 1 the new one only" in text


class TestSafety:
    HOSTILE = "x</td><script>`a`</script> @all ![i](http://e) \\u001b[31m"

    @pytest.mark.parametrize("form", ["md", "html", "json", "sarif"])
    def test_hostile_texts(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
        """Names and texts of a vendor have no effect in a page or at a terminal."""
        new = json.dumps(self.HOSTILE)[1:-1].replace("\\\\u", "\\u")
        for name, text in (("old", DOCUMENT), ("new", DOCUMENT.replace("Read a thing.", f'"{new}"'))):
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        _, said = diff(capsys, tmp_path / "old.yaml", tmp_path / "new.yaml", "--format", form)
        assert "\x1b" not in said
        assert form not in ("md", "html") or "<script>" not in said

    @pytest.mark.parametrize(
        ("text", "expected"),
        [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("", "`  `"), ("``x", "``` ``x ```")],
    )
    def test_code(self, text: str, expected: str) -> None:
        """Code keeps its backticks."""
        assert code(text) == expected

    def test_plain(self) -> None:
        """Nothing in a text becomes markup or a mention."""
        assert plain("a*b_c <i> @me [x] `y`") == r"a\*b\_c &lt;i&gt; &#64;me \[x\] \`y\`"

    def test_long(self) -> None:
        """A comment respects the limit of its host, and says what it leaves out."""
        record: dict[str, Any] = record_of(compared(FIRST, MORE), {})
        many = {**record, "changes": record["changes"] * 2_000}
        text = markdown_of(many)
        assert len(text) <= MAX_LENGTH + 200
        assert text.endswith("`--format json` has all of it.\n")


class TestAffectedItems:
    def test_requirements_and_waivers(self) -> None:
        """A change affects the requirements at its place, and the waivers on them; prose affects no requirement."""
        comparison = compared(OLD.read_text(encoding="utf-8"), NEW.read_text(encoding="utf-8"))
        waivers = load_suite(OLD, SPEC / "requirements", sorted((SPEC / "waivers").glob("*.yaml"))).waivers
        found = affected_items(comparison, LEDGER, waivers)
        by_rule = {each.requirement.id: found[each.fingerprint] for each in comparison.changes}
        status = "schema:#/components/schemas/Batch/properties/status/enum"
        assert by_rule["values-are-kept"].requirements == (status,)
        assert "status-enum-is-newer" in by_rule["values-are-kept"].waivers
        assert by_rule["descriptions-are-kept"].requirements == ()
        assert by_rule["examples-are-kept"].waivers != ()

    def test_baseline(self) -> None:
        """A change affects what earlier runs saw of requirements at its place, below it, and removed ones."""
        comparison = compared(OLD.read_text(encoding="utf-8"), NEW.read_text(encoding="utf-8"))
        status = "#/components/schemas/Batch/properties/status"
        seen = [
            KnownDeviation("1" * 16, f"schema:{status}/enum", "GET /batches/{agent_id}/all", "/[*]/status"),
            KnownDeviation("2" * 16, "string-is-constrained", "document", f"{status}/enum"),
            KnownDeviation(
                "3" * 16, "string-is-constrained", "document", "#/components/schemas/Batch/properties/file_name"
            ),
        ]
        found = affected_items(comparison, LEDGER, (), {"night.json": seen})
        (values,) = (each for each in comparison.changes if each.requirement.id == "values-are-kept")
        assert found[values.fingerprint].baselines == (
            f"night.json: schema:{status}/enum, GET /batches/{{agent_id}}/all",
            "night.json: string-is-constrained, document",
        )

    def test_property(self) -> None:
        """A removed property affects pointers to it or below it, and nothing else of its object."""
        place = "#/components/schemas/Batch/properties/"
        text = OLD.read_text(encoding="utf-8")
        head, mark, tail = text.partition("        valid_contacts:\n")
        _, _, rest = tail.partition("\n        ")
        while rest.startswith(" "):
            _, _, rest = rest.partition("\n        ")
        comparison = compared(text, f"{head}        {rest}")
        found = affected_items(comparison, LEDGER)
        (gone,) = (
            found[each.fingerprint] for each in comparison.changes if each.requirement.id == "properties-are-kept"
        )
        assert mark in text
        assert gone.requirements != ()
        assert [each for each in gone.requirements if f"{place}valid_contacts" not in each] == []

    def test_new_description(self) -> None:
        """An added description affects no requirement of what it describes."""
        comparison = compared(FIRST, SECOND.replace("at: {type: string}", "at: {type: string, description: When}"))
        assert [each.requirements for each in affected_items(comparison, LEDGER).values()] == [()]

    def test_answers(self) -> None:
        """The record has the evidence of recorded answers."""
        record = record_of(compared(FIRST, MORE, [answer([{"state": "c"}])]), {})
        assert record["changes"][0]["traffic"] == {"answers": 1, "keep_only_old": 0, "keep_only_new": 1}
        assert change_sarif_of(record)["runs"][0]["results"][0]["level"] == "note"
