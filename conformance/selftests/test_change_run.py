"""A run that compares with an older contract: what it judges, how it reports a change, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.load import SPEC
from conformance.model import InputError, Subject
from conformance.run.options import OPTIONS
from conformance.run.settings import Options, options_of
from conformance.selftests.changes import RULES
from conformance.selftests.conftest import Ended, Run
from conformance.selftests.runs import flags, judged, waiver_file

REVISIONS = Path(__file__).parent / "revisions"
OLD, NEW = str(REVISIONS / "4.yaml"), str(REVISIONS / "5.yaml")
ENUM = "#/components/schemas/Batch/properties/status/enum"
COUNT = "#/components/schemas/Batch/properties/valid_contacts/type"
CHANGE = {"operation": "change", "target": "change"}


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write a version of the page with counts as texts into the current folder; return the file."""
    monkeypatch.chdir(tmp_path)
    text = Path(OLD).read_text(encoding="utf-8")
    head, mark, tail = text.partition("        valid_contacts:\n")
    file = tmp_path / "broken.yaml"
    file.write_text(head + mark + tail.replace("type: integer", "type: string", 1), encoding="utf-8")
    return str(file)


def compared(new: str, **options: Any) -> Ended:
    """Return the result of a run over a version and the older one."""
    return judged(Options(spec=Path(new), against=Path(OLD), **options))


def recording(folder: Path, *rows: object) -> str:
    """Write a HAR with one list of rows; return the file."""
    entry = {
        "request": {
            "method": "GET",
            "url": "https://api.bolna.ai/batches/0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6/all",
            "headers": [],
        },
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "text": json.dumps(rows)},
        },
    }
    file = folder / "traffic.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": [entry]}}), encoding="utf-8")
    return str(file)


def changes(ended: Ended) -> dict[str, dict[str, Any]]:
    """Return the verdicts on the change by requirement."""
    return {each["requirement"]: each for each in ended.verdicts_of("change")}


def failing(ended: Ended) -> dict[str, tuple[str, str]]:
    """Return the failed requirements on changes, with level and disposition."""
    return {
        name: (each["level"], each["disposition"]) for name, each in changes(ended).items() if each["outcome"] == "fail"
    }


class TestRun:
    def test_warning(self, run: Run) -> None:
        """A change that may break is advice, beside a verdict on each requirement on changes and on documents."""
        ended = run("--spec", NEW, "--against", OLD)
        assert (ended.code, flags(ended.text)) == (1, ["FAILED"])
        assert failing(ended) == {
            "values-are-kept": ("MUST", "new"),
            "version-follows-the-contract": ("SHOULD", "new"),
        }
        assert {*changes(ended)} == {*RULES}
        assert ended.report is not None
        assert {each["subject"] for each in ended.report["verdicts"]} == {"change", "document"}

    def test_fail_on(self, run: Run) -> None:
        """A change that may break fails the run if the user asks for that."""
        ended = run("--spec", NEW, "--against", OLD, "--fail-on", "should", "-k", "test_change")
        assert (ended.code, flags(ended.text)) == (1, ["FAILED"] * 2)
        assert "FAILED test_change.py::test_requirement[values-are-kept]" in ended.text

    def test_breaking(self, broken: str) -> None:
        """A breaking change fails as a MUST."""
        ended = compared(broken)
        assert (ended.code, ended.must_failed()) == (1, {"types-are-kept"})
        assert failing(ended)["types-are-kept"] == ("MUST", "new")

    def test_identity(self, run: Run) -> None:
        """A document does not differ from itself."""
        ended = run("--spec", OLD, "--against", OLD, "-k", "test_change")
        assert (ended.code, failing(ended)) == (0, {})
        assert "change: none\n" in ended.text

    def test_vendored(self, run: Run) -> None:
        """Without a newer document the vendored one is compared, with its waivers; no request is sent."""
        ended = run("--against", OLD)
        assert ended.code == 0
        assert f"-> {SPEC / 'openapi.yaml'}, operations in both: 1\n" in ended.text
        assert ended.report is not None
        assert ended.report["header"]["target"]["kind"] == "none"
        assert {*ended.quirks().values()} == {"waived"}
        assert "test_api.py" not in ended.text

    def test_page(self, run: Run) -> None:
        """A documentation page is compared like any document."""
        page = str(SPEC / "pages" / "get_batches.md")
        assert run("--spec", OLD, "--against", page, "-k", "test_change").code == 0

    def test_live(self, run: Run, sound: str) -> None:
        """With a live API all three are judged."""
        ended = run("--base-url", sound, "--against", OLD)
        assert ended.code == 0
        assert ended.report is not None
        assert {each["subject"] for each in ended.report["verdicts"]} == {*Subject}

    def test_without(self) -> None:
        """Without an older document no change is judged."""
        ended = judged(Options(spec=Path(NEW)))
        assert ended.report is not None
        assert (changes(ended), ended.report["change"]) == ({}, None)
        assert "change:" not in ended.text

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("openapi: 3.1.0\ninfo: {title: [}\n", ":2: is not valid YAML"),
            ("swagger: '2.0'\n", ":1: is Swagger 2.0; convert it"),
            (None, ": cannot be read: No such file or directory"),
        ],
    )
    def test_unusable(self, run: Run, tmp_path: Path, text: str | None, place: str) -> None:
        """An unusable older document ends the run before it starts, with its place."""
        file = tmp_path / "old.yaml"
        if text is not None:
            file.write_text(text, encoding="utf-8")
        ended = run("--spec", NEW, "--against", "old.yaml")
        assert (ended.code, ended.report) == (4, None)
        assert f"old.yaml{place}" in ended.text


class TestRecording:
    def test_correction(self, tmp_path: Path) -> None:
        """A change to what recorded answers show already passes, and says so."""
        ended = compared(NEW, recordings=[recording(tmp_path, {"status": "running"})])
        verdict = changes(ended)["values-are-kept"]
        assert verdict["outcome"] == "pass"
        assert verdict["reason"].startswith("correction: the values of Batch.status changed (gone: ")
        assert ended.report is not None
        assert ended.report["change"]["header"]["answers"] == 1
        assert "change: 1 warning, 1 correction, 2 documentation-only; compared with 1 recorded answers\n" in ended.text
        assert "schema:#/components/schemas/Batch/properties/status/enum" not in ended.failed()

    def test_broken(self, tmp_path: Path, broken: str) -> None:
        """Recorded answers that break the newer document are reported with the change, and fail as well."""
        traffic = recording(tmp_path, {"valid_contacts": 7})
        ended = compared(broken, recordings=[traffic])
        assert ended.must_failed() == {
            "types-are-kept",
            "schema:#/components/schemas/Batch/properties/valid_contacts/type",
        }
        assert (
            "recorded  of 1 recorded answers with it 1 match the old document only, 0 the new one only\n" in ended.text
        )


class TestReporting:
    def test_quirks(self, run: Run) -> None:
        """A quirk that the vendor fixed with the change is reported."""
        ended = run("--spec", NEW, "--against", OLD, "-k", "types-are-kept")
        assert ended.report is not None
        (mended,) = ended.report["change"]["quirks_mended"]
        assert mended["requirement"] == "example-matches-its-schema"
        assert f"quirk fixed: example-matches-its-schema {mended['place']['pointer']}: " in ended.text

    def test_terminal(self, run: Run, broken: str) -> None:
        """A change says what changed, from what to what and where, whom it breaks, and its witness."""
        ended = run("--spec", broken, "--against", OLD, "-k", "types-are-kept")
        told = (
            "MUST types-are-kept\n"
            "  change\n"
            '  "Requests may contain the types that they could, and responses contain no other types than before."\n'
            "  blame     the change\n"
            "  source    JSON Schema 2020-12 validation section 6.1.1 (type)\n"
            "  breaking  type of Batch.valid_contacts changed\n"
            f'  old       {OLD}:115:11: type: ["integer"]\n'
            '  new       broken.yaml:115:11: type: ["string"]\n'
            "  breaks    GET /batches/{agent_id}/all, response\n"
            "  witness   7 is accepted by the old document only\n"
            '            as in [{"valid_contacts": 7}]\n'
            '  witness   "text" is accepted by the new document only\n'
            '            as in [{"valid_contacts": "text"}]\n'
        )
        assert told in ended.text

    def test_report(self, broken: str) -> None:
        """A finding holds the class of the change, both places, whom it breaks and its witnesses."""
        ended = compared(broken)
        (finding,) = changes(ended)["types-are-kept"]["findings"]
        assert (finding["location"], finding["clause"]["line"], finding["page"]["line"]) == (COUNT, 115, 115)
        at = {"line": 115}
        assert finding["change"] == {
            "impact": "breaking",
            "operations": ["GET /batches/{agent_id}/all"],
            "directions": ["response"],
            "old": {"pointer": COUNT, "file": OLD, **at, "quote": "type: integer", "text": 'type: ["integer"]'},
            "new": {"pointer": COUNT, "file": "broken.yaml", **at, "quote": "type: string", "text": 'type: ["string"]'},
            "witnesses": [
                {"instance": 7, "accepted_by": "old", "body": [{"valid_contacts": 7}]},
                {"instance": "text", "accepted_by": "new", "body": [{"valid_contacts": "text"}]},
            ],
            "unproven": "",
            "traffic": None,
        }
        assert ended.report is not None
        assert ended.report["change"]["header"]["old"]["file"] == OLD
        assert ended.report["change"]["counts"]["breaking"] == 1

    def test_sarif(self, run: Run, tmp_path: Path, broken: str) -> None:
        """SARIF has the place in the older document beside that in the newer."""
        run("--spec", broken, "--against", OLD, "-k", "types-are-kept")
        log = json.loads((tmp_path / "reports" / "latest" / "report.sarif").read_bytes())
        (result,) = log["runs"][0]["results"]
        (place,) = result["relatedLocations"]
        assert place["message"]["text"] == "the older document"
        assert place["physicalLocation"]["artifactLocation"]["uri"] == Path(OLD).as_uri()


class TestWaivers:
    def test_waived(self, tmp_path: Path, broken: str) -> None:
        """A waived change does not fail the run."""
        file = waiver_file(tmp_path, {**CHANGE, "requirement": "types-are-kept", "location": COUNT})
        ended = compared(broken, waivers=[Path(file)])
        assert ended.code == 0
        assert failing(ended)["types-are-kept"] == ("MUST", "waived")
        assert ended.report is not None
        assert [each["state"] for each in ended.report["waivers"]] == ["used"]

    def test_other_place(self, tmp_path: Path, broken: str) -> None:
        """A waiver for another place waives nothing."""
        row = {**CHANGE, "requirement": "types-are-kept", "location": ENUM, "expect": "flaky"}
        ended = compared(broken, waivers=[Path(waiver_file(tmp_path, row))])
        assert (ended.code, failing(ended)["types-are-kept"]) == (1, ("MUST", "new"))

    def test_stale(self, run: Run, tmp_path: Path) -> None:
        """A waiver of a change that does not occur is stale."""
        file = waiver_file(tmp_path, {**CHANGE, "requirement": "types-are-kept", "location": COUNT})
        ended = run("--spec", OLD, "--against", OLD, "--waivers", file, "-k", "test_change")
        assert ended.code == 1
        assert "stale waiver status-is-newer" in ended.text

    def test_unused(self, tmp_path: Path) -> None:
        """Without a judged change a waiver for one is neither an error nor stale."""
        file = waiver_file(tmp_path, {**CHANGE, "requirement": "types-are-kept", "location": COUNT})
        ended = judged(Options(spec=Path(OLD), waivers=[Path(file)]))
        assert ended.report is not None
        assert (ended.code, [each["state"] for each in ended.report["waivers"]]) == (0, ["unused"])

    def test_others(self, run: Run) -> None:
        """If only the change is judged, the waivers on the document are not used, and none is stale."""
        ended = run("--against", OLD, "-k", "test_change")
        assert ended.report is not None
        assert (ended.code, {each["state"] for each in ended.report["waivers"]}) == (0, {"unused"})

    def test_not_judged_for(self, run: Run, tmp_path: Path) -> None:
        """A requirement on changes can be waived only for the change."""
        file = waiver_file(tmp_path, {"requirement": "types-are-kept", "operation": "document"})
        ended = run("--spec", OLD, "--waivers", file)
        assert ended.code == 4
        assert "types-are-kept is not judged for document" in ended.text


class TestOptions:
    @pytest.mark.parametrize("name", ["--spec", "--against"])
    def test_empty(self, tmp_path: Path, name: str) -> None:
        """An empty file name, as from an unset variable, is refused with the name of its option."""
        given = {each: attributes.get("default") for each, attributes in OPTIONS.items()}
        with pytest.raises(InputError, match=f"^{name} is empty"):
            options_of({**given, name: ""}.get, tmp_path)

    def test_against(self, tmp_path: Path) -> None:
        """A relative path is resolved in the folder where the run starts."""
        given = {name: attributes.get("default") for name, attributes in OPTIONS.items()}
        assert options_of({**given, "--against": "old.yaml"}.get, tmp_path).against == tmp_path / "old.yaml"
