"""The command line: the commands that are no tests, and `run` from any folder."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conformance import __version__
from conformance.cli import main
from conformance.commands import vendor as vendoring
from conformance.contract.load import SPEC
from conformance.model import InputError
from conformance.reference.api import KEY
from conformance.reference.bundled import INVOICES
from conformance.reference.data import AGENTS, FOREIGN_AGENT
from conformance.reference.mutants import MUTANTS
from conformance.reference.variants import VARIANTS
from conformance.selftests.conftest import REFERENCE_PLANNED
from conformance.selftests.servers import PATIENCE, heed_interrupts

ROOT = Path(__file__).parents[2]
PAGE = SPEC / "pages" / "get_batches.md"
URL = "https://www.example.com/docs/get_batches.md"
Texts = pytest.CaptureFixture[str]


class TestVendor:
    def test_page(self, tmp_path: Path, capsys: Texts) -> None:
        """A page is stored, merged and locked; accepting it again changes nothing."""
        arguments = ["vendor", str(PAGE), "--spec-dir", str(tmp_path)]
        assert main(arguments) == 0
        files = [f"written: {tmp_path / name}" for name in ("pages/get_batches.md", "openapi.yaml", "lock.yaml")]
        assert capsys.readouterr().out.splitlines() == files
        assert (tmp_path / "pages" / "get_batches.md").read_bytes() == PAGE.read_bytes()
        assert (tmp_path / "openapi.yaml").read_bytes() == (SPEC / "openapi.yaml").read_bytes()
        assert main(arguments) == 0
        assert capsys.readouterr().out == "unchanged\n"

    def test_url(self, tmp_path: Path, capsys: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
        """A page is fetched from its URL, which the lock keeps."""
        monkeypatch.setattr(vendoring, "fetch_page", lambda url, _: {URL: PAGE.read_bytes()}[url])
        assert main(["vendor", URL, "--spec-dir", str(tmp_path)]) == 0
        assert f"url: {URL}\n" in (tmp_path / "lock.yaml").read_text(encoding="utf-8")
        assert capsys.readouterr().err == ""

    def test_own_spec(self, tmp_path: Path, capsys: Texts) -> None:
        """Merging the vendored pages again changes nothing."""
        shutil.copytree(SPEC, tmp_path / "spec")
        assert main(["vendor", "--spec-dir", str(tmp_path / "spec")]) == 0
        assert capsys.readouterr().out == "unchanged\n"

    @pytest.mark.parametrize(
        ("pages", "message"),
        [
            (["none.md"], "none.md: cannot be read: No such file or directory"),
            (["notes.txt"], "'notes.txt' is not a plain file name that ends in .md"),
            (["empty.md"], "empty.md: holds no OpenAPI block (a fence such as ````yaml GET /things)"),
            ([], "there is no page to merge; give one, or put it into pages/"),
            (["http://example.com/a.md"], "would send the key in clear text; use https"),
        ],
    )
    def test_refusal(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Texts, pages: list[str], message: str
    ) -> None:
        """An unusable page is refused in one line, and nothing is written."""
        monkeypatch.chdir(tmp_path)
        for name in ("notes.txt", "empty.md"):
            (tmp_path / name).write_text("nothing\n", encoding="utf-8")
        assert main(["vendor", *pages, "--spec-dir", "spec"]) == 4
        told = capsys.readouterr()
        assert told.err.startswith("bolna-conformance: ")
        assert message in told.err
        assert (told.out, told.err.count("\n")) == ("", 1)
        assert not (tmp_path / "spec").exists()

    def test_unreachable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Texts) -> None:
        """An unreachable page is reported in one line."""

        def fetch(url: str, _: object) -> bytes:
            raise InputError("cannot be fetched: answered with 404; give the page's own address", url)

        monkeypatch.setattr(vendoring, "fetch_page", fetch)
        assert main(["vendor", URL, "--spec-dir", str(tmp_path)]) == 4
        assert capsys.readouterr().err == (
            f"bolna-conformance: {URL}: cannot be fetched: answered with 404; give the page's own address\n"
        )


class TestServe:
    def test_list(self, capsys: Texts) -> None:
        """Every fault and every variant is listed, with a description."""
        assert main(["serve", "--list"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert {line.split()[1] for line in lines if line.startswith("fault ")} == set(MUTANTS)
        assert {line.split()[1] for line in lines if line.startswith("variant ")} == set(VARIANTS)
        assert all(line.endswith(".") for line in lines)

    def test_list_of_another_contract(self, capsys: Texts) -> None:
        """Another contract has faults and variants of its own; one of the first is none of it."""
        assert main(["serve", "--contract", "invoices", "--list"]) == 0
        listed = {line.split()[1] for line in capsys.readouterr().out.splitlines()}
        assert listed == {*INVOICES.mutants, *INVOICES.variants}
        assert main(["serve", "--contract", "invoices", "--fault", "status-is-null"]) == 4
        assert "the contract invoices has no status-is-null" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("arguments", "row"),
        [(["--fault", "status-is-null"], b'"status":null'), (["--variant", "empty"], b"[]")],
    )
    def test_variant(self, tmp_path: Path, arguments: list[str], row: bytes) -> None:
        """A variant is served until it is interrupted, and prints how to judge it."""
        with started(tmp_path, "serve", *arguments) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(3)]
            values = f"{KEY} BOLNA_AGENT_ID={','.join(AGENTS)} BOLNA_FOREIGN_AGENT_ID={FOREIGN_AGENT}"
            assert lines[0] == f"export BOLNA_API_KEY={values}\n"
            assert lines[2] == "serving until Ctrl-C\n"
            url = lines[1].removeprefix("pytest --base-url ").strip()
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
            connection.request("GET", f"/batches/{AGENTS[3]}/all", headers={"Authorization": f"Bearer {KEY}"})
            assert row in connection.getresponse().read()
            connection.close()
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=PATIENCE) == 0

    def test_taken_port(self, capsys: Texts) -> None:
        """A port in use is reported in one line."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            assert main(["serve", "--port", str(taken.getsockname()[1])]) == 4
        assert re.fullmatch(r"bolna-conformance: .*Address already in use\n", capsys.readouterr().err)


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([], "the following arguments are required: COMMAND"),
            (["judge"], "invalid choice: 'judge'"),
            (["serve", "--fault", "none"], "argument --fault: invalid choice: 'none'"),
            (["serve", "--port", "many"], "argument --port: 'many' must be a number between 0 and 65535"),
            (["serve", "--list", "--fault", "status-is-null"], "not allowed with argument"),
        ],
    )
    def test_error(self, capsys: Texts, arguments: list[str], message: str) -> None:
        """Wrong usage is refused."""
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 4
        assert message in capsys.readouterr().err

    def test_help(self, capsys: Texts) -> None:
        """Every command is listed."""
        with pytest.raises(SystemExit) as ended:
            main(["--help"])
        assert ended.value.code == 0
        assert re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE) == [
            "run",
            "vendor",
            "explain",
            "audit",
            "diff",
            "report",
            "issues",
            "redact",
            "serve",
        ]

    def test_version(self, capsys: Texts) -> None:
        """The version is printed."""
        with pytest.raises(SystemExit) as ended:
            main(["--version"])
        assert (ended.value.code, capsys.readouterr().out) == (0, f"bolna-conformance {__version__}\n")


def test_run_anywhere(tmp_path: Path) -> None:
    """A run works as a program of its own, from a folder with its own configuration, and says what it judged."""
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text("raise RuntimeError\n", encoding="utf-8")
    with started(tmp_path, "run", "-q", "-k", "not-a-server-error") as process:
        told, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, told
    assert f"1 requirement judged with {REFERENCE_PLANNED} requests: 1 pass\nresult: success\n" in told
    assert "(bundled reference: a self-check, not a conformance result)\n" in told
    assert (tmp_path / "reports" / "latest" / "report.json").is_file()


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start the program in a folder, and make sure that it ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - it takes no lock
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
