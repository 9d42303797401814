"""The vendor's next revision is detected on a real server, reported, and vendored as a whole."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.contract.load import SPEC
from conformance.contract.revisions import HISTORY
from conformance.contract.vendor import Page, read_lock, sha256_of, update, verify_lock
from conformance.selftests.servers import answer, serve
from conformance.selftests.vendored import DAY, contents, lock_address, revision, saved, stamped, vendor, vendored

Texts = pytest.CaptureFixture[str]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec folder with the fourth revision."""
    return vendored(tmp_path)


class TestCheck:
    def test_server_that_changes(self, spec: Path, capsys: Texts) -> None:
        """A page is compared with the lock each time; from the day of the change on that is reported."""
        with serve(answer(revision(4)), answer(revision(5))) as server:
            lock_address(spec, server)
            before = stamped(spec)
            assert vendor(spec, "--check") == 0
            assert capsys.readouterr() == ("unchanged: get_batches.md (since 2026-05-01)\n", "")
            assert vendor(spec, "--check") == 1
            output = capsys.readouterr()
        assert server.targets() == ["GET /docs/get_batches.md"] * 2
        assert server.header("authorization") == []
        assert output.err == "changed since 2026-05-01: get_batches.md\n"
        lines = output.out.splitlines()
        assert lines[0] == f"## `{spec}/openapi.yaml` → `openapi.yaml as fetched`"
        assert lines[2] == "**1 breaking, 1 warning, 2 documentation-only.** The version is 1.0.0 in both."
        touched = "schema:#/components/schemas/Batch/properties/status/enum"
        assert f"  - affects the requirements `{touched}`" in lines
        assert before == stamped(spec)

    @pytest.mark.parametrize("as_url", [True, False])
    def test_given(self, spec: Path, capsys: Texts, as_url: bool) -> None:
        """A page is compared at any given source: another address, or a file."""
        with serve(answer(revision(5))) as server:
            given = f"{server.base_url}/mirror/get_batches.md" if as_url else saved(spec, revision(5))
            assert vendor(spec, "--check", given) == 1
        assert "values of Batch.status changed" in capsys.readouterr().out

    def test_byte_for_byte(self, spec: Path, capsys: Texts) -> None:
        """One more byte around the document is a change of the page, but not of the document."""
        assert vendor(spec, "--check", saved(spec, revision(4) + b"\n")) == 1
        assert "**No change.**" in capsys.readouterr().out

    def test_json(self, spec: Path, capsys: Texts) -> None:
        """Changes are reported in any format, with nothing else on standard output."""
        assert vendor(spec, "--check", saved(spec, revision(5)), "--format", "json") == 1
        record = json.loads(capsys.readouterr().out)
        assert record["header"]["new"]["file"] == "openapi.yaml as fetched"
        assert (record["counts"]["breaking"], record["counts"]["warning"]) == (1, 1)

    def test_every_page(self, tmp_path: Path, capsys: Texts) -> None:
        """Without an address every page of the lock is requested from its own."""
        spec = tmp_path / "spec"
        text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/%s: {get: {summary: %s, responses: {}}}}"
        pages = {name: f"````yaml GET /{name}\n{text % (name, name)}\n````".encode() for name in "ab"}
        with serve(answer(pages["a"]), answer(pages["b"] + b"\n")) as server:
            update(spec, [Page.fetched(f"{server.base_url}/{name}.md", each) for name, each in pages.items()], DAY)
            assert vendor(spec, "--check") == 1
        assert server.targets() == ["GET /a.md", "GET /b.md"]
        assert capsys.readouterr().err == "changed since 2026-05-01: b.md\n"

    @pytest.mark.parametrize("form", ["md", "html", "json", "sarif"])
    def test_hostile_values(self, spec: Path, capsys: Texts, form: str) -> None:
        """No text of the vendor's server reaches a terminal, build log or mention unescaped."""
        value = rb'"\e[31m\n::error::x\n##vso[x]\n@all<script>\u202e"'
        hostile = revision(4).replace(b"- queued", b"- " + value).replace(b"description: Url", b"description: " + value)
        assert b"::error" in hostile
        assert vendor(spec, "--check", saved(spec, hostile), "--format", form) == 1
        output = capsys.readouterr()
        assert [char for char in output.out + output.err if not char.isprintable() and char != "\n"] == []
        assert not re.search(r"^\s*(::|##)[a-z]", output.out + output.err, re.MULTILINE)
        prose = re.sub(r"`[^`\n]*`", "", output.out)
        assert ("<script>" in prose) == (form == "json")
        assert ("@all" in prose) == (form != "md")


class TestAccept:
    def test_server_that_changes(self, spec: Path, capsys: Texts) -> None:
        """The new page, document and lock are written; the replaced ones are kept."""
        old = contents(spec)
        today = datetime.now(UTC).date().isoformat()
        with serve(answer(revision(5))) as server:
            lock_address(spec, server)
            old["lock.yaml"] = (spec / "lock.yaml").read_bytes()
            assert vendor(spec, "--accept") == 1
            output = capsys.readouterr()
            after = stamped(spec)
            assert vendor(spec, "--accept") == vendor(spec, "--check") == 0
        unchanged = f"unchanged: get_batches.md (since {today})\n"
        assert capsys.readouterr() == (unchanged * 2, "")
        assert after == stamped(spec)
        name = f"2026-05-01-{sha256_of(old['openapi.yaml'])[:8]}"
        files = ("pages/get_batches.md", "openapi.yaml", "lock.yaml")
        assert re.sub(rf"\({spec}/waivers/document.yaml:\d+\)", "(…)", output.out).splitlines() == [
            *(f"written: {spec / file}" for file in files),
            f"kept: {spec}/history/{name}",
            "what changed: 1 breaking, 1 warning, 2 documentation-only",
            "to fix: waiver example-matches-its-schema (…): stale at "
            "#/components/schemas/Batch/properties/updated_at/example",
        ]
        assert {file: old[file] for file in files} == {
            file.removeprefix(f"{HISTORY}/{name}/"): content
            for file, (content, _) in after.items()
            if file.startswith(HISTORY)
        }
        assert (spec / "pages" / "get_batches.md").read_bytes() == revision(5)
        assert read_lock(spec).pages["get_batches.md"]["url"] == f"{server.base_url}/docs/get_batches.md"
        assert verify_lock(spec) == []

    def test_nothing_to_fix(self, spec: Path, capsys: Texts) -> None:
        """If the suite needs no update, the command is done."""
        assert vendor(spec, "--accept", saved(spec, b"# Prose\n\n" + revision(4))) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "what changed: nothing in the document"

    def test_everything_to_fix(self, spec: Path, capsys: Texts) -> None:
        """Dangling parts of the suite are named: removed requirements, waivers, vocabulary."""
        assert vendor(spec, "--accept", saved(spec, revision(4).replace(b"execution_status:", b"states:"))) == 1
        lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("to fix: ")]
        place = "#/components/schemas/Batch/properties/execution_status"
        assert f"to fix: vocabulary: {place} no longer exists" in lines
        assert any(place in line for line in lines if line.startswith("to fix: waiver "))
        assert verify_lock(spec) == []

    def test_requirement_to_fix(self, spec: Path, capsys: Texts) -> None:
        """A waiver whose requirement the contract no longer implies is named with its place."""
        text = (SPEC / "waivers" / "production.yaml").read_text(encoding="utf-8")
        requirement = re.search(r'"?(schema:#/components/schemas/Batch/properties/(\w+)/\w+)"?', text)
        assert requirement is not None
        renamed = revision(4).replace(f"        {requirement[2]}:".encode(), b"        another_name:")
        assert renamed != revision(4)
        assert vendor(spec, "--accept", saved(spec, renamed)) == 1
        waiver = r"to fix: waiver [\w-]+ \(.*production.yaml:\d+\)"
        message = rf"{waiver}: {re.escape(requirement[1])} is no longer judged for GET"
        assert re.search(message, capsys.readouterr().out)

    def test_interrupted(self, spec: Path, capsys: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ctrl-C in the middle leaves everything unchanged, and the next attempt succeeds."""
        before = contents(spec)
        replace = Path.replace

        def interrupted(path: Path, target: Path) -> Path:
            if target.name == "lock.yaml" and path.name.endswith(".new"):
                raise KeyboardInterrupt
            return replace(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", interrupted)
            assert vendor(spec, "--accept", saved(spec, revision(5))) == 2
        assert before == contents(spec)
        assert vendor(spec, "--accept", saved(spec, revision(5))) == 1
        assert "written: " in capsys.readouterr().out
