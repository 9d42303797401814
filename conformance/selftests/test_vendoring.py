"""The vendor's next revision: seen on a real server, taken in, and told of, with an exit code and a line for each."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conformance import vendoring
from conformance.cli import main
from conformance.contract.archive import HISTORY
from conformance.contract.load import SPEC
from conformance.contract.vendor import Page, read_lock, sha256_of, update, verify_lock
from conformance.exchange import transport
from conformance.selftests.servers import Script, Server, answer, drips, reset, serve

PAGE = (SPEC / "pages" / "get_batches.md").read_bytes()
REVISIONS = Path(__file__).parent / "revisions"
DAY = date(2026, 5, 1)
Texts = pytest.CaptureFixture[str]


def revision(number: int) -> bytes:
    """Return a page around a known revision of the document."""
    text = (REVISIONS / f"{number}.yaml").read_bytes()
    return b"# Page\n\n````yaml GET /batches/{agent_id}/all\n" + text + b"\n````"


def small(document: str) -> bytes:
    """Return a page around a document of one operation."""
    return f"````yaml GET /a\n{document}\n````".encode()


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes and the time of every file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec folder with the fourth revision taken in from a file, its waivers and its vocabulary."""
    folder = Path(shutil.copytree(SPEC, tmp_path / "spec", ignore=shutil.ignore_patterns(HISTORY, "lock.yaml")))
    update(folder, [Page("get_batches.md", revision(4))], DAY)
    return folder


def lock_address(spec: Path, server: Server) -> None:
    """Lock the server as where the page is published."""
    update(spec, [Page("get_batches.md", revision(4), f"{server.base_url}/docs/get_batches.md")], DAY)


def vendor(spec: Path, *arguments: str) -> int:
    """Run the command on a spec folder."""
    return main(["vendor", *arguments, "--spec-dir", str(spec)])


def saved(spec: Path, content: bytes) -> str:
    """Save a page elsewhere, and return where."""
    path = spec.parent / "get_batches.md"
    path.write_bytes(content)
    return str(path)


class TestCheck:
    def test_server_that_changes(self, spec: Path, capsys: Texts) -> None:
        """A page is compared with the lock each time; from the day of the change on that is told."""
        with serve(answer(revision(4)), answer(revision(5))) as server:
            lock_address(spec, server)
            before = state(spec)
            assert vendor(spec, "--check") == 0
            assert capsys.readouterr() == ("unchanged: get_batches.md (since 2026-05-01)\n", "")
            assert vendor(spec, "--check") == 1
            told = capsys.readouterr()
        assert server.targets() == ["GET /docs/get_batches.md"] * 2
        assert server.header("authorization") == []
        assert told.err == "changed since 2026-05-01: get_batches.md\n"
        lines = told.out.splitlines()
        assert lines[0] == f"## `{spec}/openapi.yaml` → `openapi.yaml as fetched`"
        assert lines[2] == "**2 warning, 2 documentation-only.** The version is 1.0.0 in both."
        touched = "schema:#/components/schemas/Batch/properties/status/enum"
        assert f"  - touches the requirements `{touched}`" in lines
        assert before == state(spec)

    @pytest.mark.parametrize("as_url", [True, False])
    def test_given(self, spec: Path, capsys: Texts, as_url: bool) -> None:
        """A page is compared wherever it is said to be: at another address, or in a file."""
        with serve(answer(revision(5))) as server:
            given = f"{server.base_url}/mirror/get_batches.md" if as_url else saved(spec, revision(5))
            assert vendor(spec, "--check", given) == 1
        assert "values of Batch.status changed" in capsys.readouterr().out

    def test_byte_for_byte(self, spec: Path, capsys: Texts) -> None:
        """One more byte around the document is a change of the page, and none of the document."""
        assert vendor(spec, "--check", saved(spec, revision(4) + b"\n")) == 1
        assert "**No change.**" in capsys.readouterr().out

    def test_json(self, spec: Path, capsys: Texts) -> None:
        """What changed is told in any format, with nothing else on standard output."""
        assert vendor(spec, "--check", saved(spec, revision(5)), "--format", "json") == 1
        record = json.loads(capsys.readouterr().out)
        assert record["header"]["new"]["file"] == "openapi.yaml as fetched"
        assert record["counts"]["warning"] == 2

    def test_every_page(self, tmp_path: Path, capsys: Texts) -> None:
        """Without an address every page of the lock is asked for at its own."""
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
        """What the vendor's server says reaches no terminal, build log or mention as it came."""
        value = rb'"\e[31m\n::error::x\n##vso[x]\n@all<script>\u202e"'
        hostile = revision(4).replace(b"- queued", b"- " + value).replace(b"description: Url", b"description: " + value)
        assert b"::error" in hostile
        assert vendor(spec, "--check", saved(spec, hostile), "--format", form) == 1
        told = capsys.readouterr()
        assert [char for char in told.out + told.err if not char.isprintable() and char != "\n"] == []
        assert not re.search(r"^\s*(::|##)[a-z]", told.out + told.err, re.MULTILINE)
        prose = re.sub(r"`[^`\n]*`", "", told.out)
        assert ("<script>" in prose) == (form in ("json", "sarif"))
        assert ("@all" in prose) == (form != "md")


class TestAccept:
    def test_server_that_changes(self, spec: Path, capsys: Texts) -> None:
        """The new page, document and lock are written; what they replace is kept."""
        old = {name: content for name, (content, _) in state(spec).items()}
        today = datetime.now(UTC).date().isoformat()
        with serve(answer(revision(5))) as server:
            lock_address(spec, server)
            old["lock.yaml"] = (spec / "lock.yaml").read_bytes()
            assert vendor(spec, "--accept") == 1
            told = capsys.readouterr()
            after = state(spec)
            assert vendor(spec, "--accept") == vendor(spec, "--check") == 0
        unchanged = f"unchanged: get_batches.md (since {today})\n"
        assert capsys.readouterr() == (unchanged * 2, "")
        assert after == state(spec)
        name = f"2026-05-01-{sha256_of(old['openapi.yaml'])[:8]}"
        files = ("pages/get_batches.md", "openapi.yaml", "lock.yaml")
        assert told.out.splitlines() == [
            *(f"written: {spec / file}" for file in files),
            f"kept: {spec}/history/{name}",
            "what changed: 2 warning, 2 documentation-only",
            f"to mend: waiver example-matches-its-schema ({spec}/waivers/document.yaml:135): stale at "
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

    def test_nothing_to_mend(self, spec: Path, capsys: Texts) -> None:
        """Where the suite need not follow, all is done."""
        assert vendor(spec, "--accept", saved(spec, b"# Prose\n\n" + revision(4))) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "what changed: nothing in the document"

    def test_everything_to_mend(self, spec: Path, capsys: Texts) -> None:
        """What of the suite points at nothing any more is named: requirements that are gone, waivers, vocabulary."""
        assert vendor(spec, "--accept", saved(spec, revision(4).replace(b"execution_status:", b"states:"))) == 1
        lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("to mend: ")]
        place = "#/components/schemas/Batch/properties/execution_status"
        assert f"to mend: vocabulary: nothing is at {place} any more" in lines
        assert any(place in line for line in lines if line.startswith("to mend: waiver "))
        assert verify_lock(spec) == []

    def test_requirement_to_mend(self, spec: Path, capsys: Texts) -> None:
        """A waiver whose requirement the contract no longer gives is named with its place."""
        text = (SPEC / "waivers" / "production.yaml").read_text(encoding="utf-8")
        requirement = re.search(r'"?(schema:#/components/schemas/Batch/properties/(\w+)/\w+)"?', text)
        assert requirement is not None
        renamed = revision(4).replace(f"        {requirement[2]}:".encode(), b"        another_name:")
        assert renamed != revision(4)
        assert vendor(spec, "--accept", saved(spec, renamed)) == 1
        message = (
            rf"to mend: waiver [\w-]+ \(.*production.yaml:\d+\): {re.escape(requirement[1])} is not judged for GET"
        )
        assert re.search(message, capsys.readouterr().out)

    def test_interrupted(self, spec: Path, capsys: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ctrl-C in the middle leaves what was there, and the next attempt succeeds."""
        before = {name: content for name, (content, _) in state(spec).items()}
        replace = Path.replace

        def interrupted(path: Path, target: Path) -> Path:
            if target.name == "lock.yaml" and path.name.endswith(".new"):
                raise KeyboardInterrupt
            return replace(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", interrupted)
            with pytest.raises(KeyboardInterrupt):
                vendor(spec, "--accept", saved(spec, revision(5)))
        assert before == {name: content for name, (content, _) in state(spec).items()}
        assert vendor(spec, "--accept", saved(spec, revision(5))) == 1
        assert "written: " in capsys.readouterr().out


DOCUMENT = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {}}}}"
ANSWERED = "{'200': {description: d, content: {application/json: {schema: %s}}}}"
ANSWERS: dict[str, tuple[Script | bytes, str]] = {
    "absent": (answer(status="404 Not Found"), "answered by 404; give the page's own address"),
    "moved": (answer(b"", "Location: http://127.0.0.1:1/b.md", status="301 Moved"), "answered by 301; give the page's"),
    "error": (answer(status="500 Oh"), "answered by 500"),
    "reset": (reset, "cannot be fetched: "),
    "half": (answer(PAGE, length=len(PAGE) + 1), "cannot be fetched: "),
    "slow": (drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"#"), "cannot be fetched: "),
    "coding": (answer(b"x", "Content-Encoding: br"), "cannot be fetched: "),
    "bomb": (answer(gzip.compress(bytes(20 * 2**20)), "Content-Encoding: gzip"), "cannot be fetched: "),
    "large": (answer(b"#" * (2**20 + 1)), "get_batches.md: is larger than 1048576 bytes, which no page is"),
    "empty": (answer(b""), "get_batches.md: holds no OpenAPI block"),
    "html": (answer(b"<!doctype html>\n<script>alert(1)</script>"), "get_batches.md: holds no OpenAPI block"),
    "binary": (answer(b"# \xff\xfe"), "get_batches.md:1: is not UTF-8"),
    "cut off": (answer(PAGE[: len(PAGE) // 2]), "get_batches.md:13: the OpenAPI block is never closed"),
    "escape": (answer(b"````yaml GET /a\x1b[2J\npaths: {}\n````"), r"names GET /a\u001b[2J, but the block has no such"),
    "yaml": (answer(small("a: [")), "get_batches.md:"),
    "alias": (answer(small(DOCUMENT + "\nx-a: &a [1]\nx-b: *a")), "get_batches.md:"),
    "deep": (answer(small("[" * 200)), "get_batches.md:"),
    "outside": (answer(small(DOCUMENT + "\nx: {$ref: 'file:///etc/passwd'}")), "get_batches.md:"),
    "swagger": (answer(small(DOCUMENT.replace("3.1.0", "2.0"))), "get_batches.md:2: "),
    "no document": (answer(small("paths: {/a: {get: {}}}")), "get_batches.md:2: "),
    "no schema": (answer(small(DOCUMENT.replace("{}", ANSWERED % "{type: [7]}"))), "get_batches.md:4: "),
    "dangling": (answer(small(DOCUMENT.replace("{}", ANSWERED % "{$ref: '#/x'}"))), "get_batches.md:2: "),
}


@pytest.mark.parametrize("mode", ["--check", "--accept"])
@pytest.mark.parametrize("name", ANSWERS)
def test_no_page(spec: Path, capsys: Texts, monkeypatch: pytest.MonkeyPatch, name: str, mode: str) -> None:
    """What is unreachable, no page or no contract is told in one line, and nothing is written or asked for again."""
    monkeypatch.setattr(transport, "_PAGE_SECONDS", 0.5)
    script, message = ANSWERS[name]
    with serve(script) as server:
        lock_address(spec, server)
        before = state(spec)
        assert vendor(spec, mode) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith("bolna-conformance: ")
    assert message in told.err
    assert told.err.removesuffix("\n").isprintable()
    assert len(server.requests) == 1
    assert before == state(spec)


def hurt(file: str, content: bytes) -> Callable[[Path], object]:
    """Return what puts something into a file of a spec folder."""
    return lambda spec: Path(spec / file).write_bytes(content)


MISTAKES: dict[str, tuple[Callable[[Path], object], list[str], str]] = {
    "nothing locked": (
        lambda spec: (spec / "lock.yaml").unlink(),
        [],
        "nothing is locked yet; take a page in first: bolna-conformance vendor PAGE_OR_URL",
    ),
    "no address": (lambda _: None, [], "get_batches.md: lock.yaml has no address of it; give its file or URL"),
    "no lock": (hurt("lock.yaml", b"pages: 1\n"), ["get_batches.md"], "lock.yaml: is no lock; delete it and run"),
    "stranger": (lambda _: None, ["other.md"], "other.md: is no page of lock.yaml; take it in by `bolna-conformance"),
    "no file": (lambda _: None, ["none/get_batches.md"], "none/get_batches.md: cannot be read: No such file"),
    "no name": (lambda _: None, ["notes.txt"], "'notes.txt' is no plain file name that ends in .md"),
    "clear text": (lambda _: None, ["http://example.com/get_batches.md"], "use https"),
    "edited by hand": (hurt("openapi.yaml", b"openapi: 3.1.0\n"), ["get_batches.md"], "run `bolna-conformance vendor`"),
    "no waivers": (hurt("waivers/document.yaml", b"waivers: 1\n"), ["get_batches.md"], "waivers/document.yaml:1"),
}


@pytest.mark.parametrize("mode", ["--check", "--accept"])
@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: Texts, name: str, mode: str) -> None:
    """A mistake is told in one line with what mends it, and nothing is written."""
    monkeypatch.chdir(spec.parent)
    for file in ("get_batches.md", "other.md", "notes.txt"):
        Path(file).write_bytes(revision(5))
    prepare, pages, message = MISTAKES[name]
    prepare(spec)
    before = state(spec)
    assert vendor(spec, mode, *pages) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert message in told.err
    assert before == state(spec)


def test_interrupted_check(spec: Path, capsys: Texts) -> None:
    """Half a revision is neither compared nor told of; taking in settles it."""
    (spec / HISTORY / ".undo" / "pages").mkdir(parents=True)
    shutil.copy(spec / "pages" / "get_batches.md", spec / HISTORY / ".undo" / "pages")
    (spec / "pages" / "get_batches.md").write_bytes(revision(5))
    for arguments in (["--check", saved(spec, revision(5))], ["--timeline"]):
        assert vendor(spec, *arguments) == 2
        assert capsys.readouterr().err == (
            f"bolna-conformance: {spec}: is half of one revision and half of another (interrupted); "
            "run `bolna-conformance vendor`\n"
        )
    assert vendor(spec) == 0
    assert capsys.readouterr().out == "unchanged\n"
    assert (spec / "pages" / "get_batches.md").read_bytes() == revision(4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--check", "--accept"], "argument --accept: not allowed with argument --check"),
        (["--check", "--timeline"], "argument --timeline: not allowed with argument --check"),
        (["--check", "--format", "pdf"], "argument --format: invalid choice: 'pdf'"),
    ],
)
def test_usage(capsys: Texts, arguments: list[str], message: str) -> None:
    """Options that exclude each other are refused."""
    with pytest.raises(SystemExit) as ended:
        main(["vendor", *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--accept", "--format", "md"], "--format is of --check only"),
        (["--format", "md"], "--format is of --check only"),
        (["--timeline", "a.md"], "--timeline takes no page; it tells of what was taken in"),
    ],
)
def test_senseless(spec: Path, capsys: Texts, arguments: list[str], message: str) -> None:
    """An option that would do nothing is refused."""
    assert vendor(spec, *arguments) == 2
    assert capsys.readouterr().err == f"bolna-conformance: {message}\n"


class TestTimeline:
    def test_one(self, spec: Path, capsys: Texts) -> None:
        """A single revision is the first one."""
        assert vendor(spec, "--timeline") == 0
        sha8 = str(read_lock(spec).sha256)[:8]
        expected = f"# What changed when\n\n## 2026-05-01, {sha8}, in force\n\nThe first revision that is known.\n"
        assert expected == capsys.readouterr().out

    def test_five(self, tmp_path: Path, capsys: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
        """The known revisions, taken in one after the other, are told with what each changed, the newest first."""
        spec = tmp_path / "spec"
        update(spec, [Page("get_batches.md", revision(1))], date(2026, 1, 1))
        for number in (2, 3, 4, 5):
            monkeypatch.setattr(vendoring, "_today", lambda number=number: date(2026, number, 1))
            vendor(spec, "--accept", saved(spec, revision(number)))
        capsys.readouterr()
        assert vendor(spec, "--timeline") == 0
        told = re.sub(r", [0-9a-f]{8}", "", capsys.readouterr().out)
        version = "- **warning**: the contract changed, and its version is 1.0.0 still (`#/info/version`)"
        place = "#/components/schemas/Batch/properties"
        expected = f"""# What changed when

## 2026-05-01, in force

- **warning**: the values of Batch.status changed (gone: "queued", "executed"; new: "running", "completed", "stopped", \
"failed") (`{place}/status/enum`)
{version}
- **documentation-only**: description of Batch.status changed (`{place}/status/description`)
- **documentation-only**: examples of Batch.updated\\_at changed (`{place}/updated_at/example`)

## 2026-04-01

{version}
- **safe**: Batch.from\\_phone\\_number is deprecated now (`{place}/from_phone_number/deprecated`)
- **safe**: the property from\\_phone\\_numbers of Batch is new (`{place}/from_phone_numbers`)
- **documentation-only**: description of Batch.from\\_phone\\_number changed (`{place}/from_phone_number/description`)

## 2026-03-01

- **breaking**: the server https://api.bolna.dev is gone (`#/servers`)
{version}
- **safe**: the server https://api.bolna.ai is new (`#/servers/0`)

## 2026-02-01

{version}
- **safe**: the property from\\_phone\\_number of Batch is new (`{place}/from_phone_number`)

## 2026-01-01

The first revision that is known.
"""
        assert expected == told

    def test_prose(self, spec: Path, capsys: Texts) -> None:
        """A page that changed around its document is told as that."""
        vendor(spec, "--accept", saved(spec, b"# Prose\n\n" + revision(4)))
        capsys.readouterr()
        assert vendor(spec, "--timeline") == 0
        assert "\n\nThe document is the same; the page around it changed.\n\n## 2026" in capsys.readouterr().out

    def test_broken(self, spec: Path, capsys: Texts) -> None:
        """What cannot be loaded is named, and the rest is told as without it."""
        vendor(spec, "--accept", saved(spec, revision(5)))
        capsys.readouterr()
        vendor(spec, "--timeline")
        newest, oldest = capsys.readouterr().out.split("\n## ")[1:]
        lost, bad = spec / HISTORY / "2026-06-01-00000000", spec / HISTORY / f"2026-07-01-{sha256_of(b'[')[:8]}"
        for folder in (lost, bad, spec / HISTORY / "old\x1b[2J"):
            folder.mkdir()
        (bad / "openapi.yaml").write_bytes(b"[")
        (changed := spec / HISTORY / "2026-08-01-00000000").mkdir()
        shutil.copy(spec / "openapi.yaml", changed)
        assert vendor(spec, "--timeline") == 0
        told = capsys.readouterr().out
        head, *entries = told.split("\n## ")
        assert head == "# What changed when\n"
        assert (entries[0], entries[-2]) == (newest, oldest.rstrip() + "\n")
        problems = [entry.split("\n\n") for entry in (*entries[1:4], entries[-1])]
        assert [each[0] for each in problems] == [
            f"{HISTORY}/2026-08-01-00000000",
            f"2026-07-01, {bad.name[-8:]}",
            f"{HISTORY}/2026-06-01-00000000",
            r"history/old\\u001b\[2J",
        ]
        assert all(each[1].startswith("Cannot be loaded: ") for each in problems)
        assert "is not the document that the folder is named for" in problems[0][1]
        assert "\x1b" not in told

    def test_nothing(self, tmp_path: Path, capsys: Texts) -> None:
        """Where nothing was ever taken in there is nothing to tell."""
        assert vendor(tmp_path, "--timeline") == 2
        message = "there is no lock.yaml; take a page in first: bolna-conformance vendor PAGE_OR_URL"
        assert capsys.readouterr().err == f"bolna-conformance: {tmp_path}: {message}\n"
