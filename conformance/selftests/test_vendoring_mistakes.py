"""An invalid page or a usage error is reported in one line with an exit code; nothing is written."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.contract.load import SPEC
from conformance.contract.revisions import HISTORY
from conformance.exchange import transport
from conformance.selftests.servers import Script, answer, drips, reset, serve
from conformance.selftests.vendored import contents, lock_address, revision, saved, stamped, vendor, vendored

PAGE = (SPEC / "pages" / "get_batches.md").read_bytes()
Texts = pytest.CaptureFixture[str]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec folder with the fourth revision."""
    return vendored(tmp_path)


def small(document: str) -> bytes:
    """Return a page around a document of one operation."""
    return f"````yaml GET /a\n{document}\n````".encode()


DOCUMENT = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {}}}}"
ANSWERED = "{'200': {description: d, content: {application/json: {schema: %s}}}}"
ANSWERS: dict[str, tuple[Script | bytes, str]] = {
    "absent": (answer(status="404 Not Found"), "answered with 404; give the page's own address"),
    "moved": (
        answer(b"", "Location: http://127.0.0.1:1/b.md", status="301 Moved"),
        "answered with 301; give the page's",
    ),
    "error": (answer(status="500 Oh"), "answered with 500"),
    "reset": (reset, "cannot be fetched: "),
    "half": (answer(PAGE, length=len(PAGE) + 1), "cannot be fetched: "),
    "slow": (drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"#"), "cannot be fetched: "),
    "coding": (answer(b"x", "Content-Encoding: br"), "cannot be fetched: "),
    "bomb": (answer(gzip.compress(bytes(20 * 2**20)), "Content-Encoding: gzip"), "cannot be fetched: "),
    "large": (answer(b"#" * (2**20 + 1)), "get_batches.md: is larger than 1048576 bytes, the limit for a page"),
    "empty": (answer(b""), "get_batches.md: holds no OpenAPI block"),
    "html": (answer(b"<!doctype html>\n<script>alert(1)</script>"), "get_batches.md: holds no OpenAPI block"),
    "binary": (answer(b"# \xff\xfe"), "get_batches.md:1: is not UTF-8"),
    "cut off": (answer(PAGE[: len(PAGE) // 2]), "get_batches.md:13: the OpenAPI block is never closed"),
    "escape": (answer(b"````yaml GET /a\x1b[2J\npaths: {}\n````"), r"names GET /a\u001b[2J, but the block has no such"),
    "yaml": (answer(small("a: [")), "get_batches.md:"),
    "alias": (answer(small(DOCUMENT + "\nx-a: &a [*a]")), "get_batches.md:"),
    "deep": (answer(small("[" * 200)), "get_batches.md:"),
    "outside": (answer(small(DOCUMENT + "\nx: {$ref: 'file:///etc/passwd'}")), "get_batches.md:"),
    "swagger": (answer(small(DOCUMENT.replace("3.1.0", "2.0"))), "get_batches.md:2: "),
    "no document": (answer(small("paths: {/a: {get: {}}}")), "get_batches.md:2: "),
    "dangling": (answer(small(DOCUMENT.replace("{}", ANSWERED % "{$ref: '#/x'}"))), "get_batches.md:4: "),
}


@pytest.mark.parametrize("mode", ["--check", "--accept"])
@pytest.mark.parametrize("name", ANSWERS)
def test_no_page(spec: Path, capsys: Texts, monkeypatch: pytest.MonkeyPatch, name: str, mode: str) -> None:
    """An unreachable address, or a file that is not a page or contract, is reported in one line; nothing is written."""
    monkeypatch.setattr(transport, "_PAGE_SECONDS", 0.5)
    script, message = ANSWERS[name]
    with serve(script) as server:
        lock_address(spec, server)
        before = stamped(spec)
        assert vendor(spec, mode) == 4
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert output.err.startswith("bolna-conformance: ")
    assert message in output.err
    assert output.err.removesuffix("\n").isprintable()
    assert len(server.requests) == 1
    assert before == stamped(spec)


def hurt(file: str, content: bytes) -> Callable[[Path], object]:
    """Return what puts something into a file of a spec folder."""
    return lambda spec: Path(spec / file).write_bytes(content)


MISTAKES: dict[str, tuple[Callable[[Path], object], list[str], str]] = {
    "nothing locked": (
        lambda spec: (spec / "lock.yaml").unlink(),
        [],
        "nothing is locked yet; add a page first: bolna-conformance vendor PAGE_OR_URL",
    ),
    "no address": (lambda _: None, [], "get_batches.md: lock.yaml has no address for it; give its file or URL"),
    "no lock": (
        hurt("lock.yaml", b"pages: 1\n"),
        ["get_batches.md"],
        "lock.yaml: is not a lock file; delete it and run",
    ),
    "stranger": (lambda _: None, ["other.md"], "other.md: is not a page of lock.yaml; add it with `bolna-conformance"),
    "no file": (lambda _: None, ["none/get_batches.md"], "none/get_batches.md: cannot be read: No such file"),
    "no name": (lambda _: None, ["notes.txt"], "'notes.txt' is not a plain file name that ends in .md"),
    "clear text": (lambda _: None, ["http://example.com/get_batches.md"], "use https"),
    "edited by hand": (hurt("openapi.yaml", b"openapi: 3.1.0\n"), ["get_batches.md"], "run `bolna-conformance vendor`"),
    "no waivers": (hurt("waivers/document.yaml", b"waivers: 1\n"), ["get_batches.md"], "waivers/document.yaml:1"),
}


@pytest.mark.parametrize("mode", ["--check", "--accept"])
@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: Texts, name: str, mode: str) -> None:
    """A usage error is reported in one line with the fix, and nothing is written."""
    monkeypatch.chdir(spec.parent)
    for file in ("get_batches.md", "other.md", "notes.txt"):
        Path(file).write_bytes(revision(5))
    prepare, pages, message = MISTAKES[name]
    prepare(spec)
    before = stamped(spec)
    assert vendor(spec, mode, *pages) == 4
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert message in output.err
    assert before == stamped(spec)


def test_locked(spec: Path, capsys: Texts) -> None:
    """A locked page is not replaced incidentally; if only its lock is unchanged, it is restored."""
    before = stamped(spec)
    assert vendor(spec, saved(spec, revision(5))) == 4
    message = "get_batches.md: differs from the locked page; --accept accepts it, and keeps what it replaces"
    assert capsys.readouterr() == ("", f"bolna-conformance: {message}\n")
    assert before == stamped(spec)
    (spec / "pages" / "get_batches.md").write_bytes(revision(5))
    assert vendor(spec, saved(spec, revision(4))) == 0
    assert contents(spec) == {name: content for name, (content, _) in before.items()}


def test_interrupted_check(spec: Path, capsys: Texts) -> None:
    """Half a revision is neither compared nor reported; vendoring it completes it."""
    (spec / HISTORY / ".undo" / "pages").mkdir(parents=True)
    shutil.copy(spec / "pages" / "get_batches.md", spec / HISTORY / ".undo" / "pages")
    (spec / "pages" / "get_batches.md").write_bytes(revision(5))
    for arguments in (["--check", saved(spec, revision(5))], ["--timeline"]):
        assert vendor(spec, *arguments) == 4
        assert capsys.readouterr().err == (
            f"bolna-conformance: {spec}: mixes two revisions (interrupted); run `bolna-conformance vendor`\n"
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
    assert ended.value.code == 4
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--accept", "--format", "md"], "--format is valid with --check only"),
        (["--format", "md"], "--format is valid with --check only"),
        (["--timeline", "a.md"], "--timeline takes no page; it lists what was accepted"),
    ],
)
def test_senseless(spec: Path, capsys: Texts, arguments: list[str], message: str) -> None:
    """An option without effect is refused."""
    assert vendor(spec, *arguments) == 4
    assert capsys.readouterr().err == f"bolna-conformance: {message}\n"
