"""The kit in a user's project: what its tests report, quoted by the kit's page, and no cost where it is unused."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

import conformance.kit

CONSUMER = Path(__file__).parent / "data" / "consumer"
PAGE = (Path(conformance.kit.__file__).parent / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:^ {4}.*\n|^\n(?= {4}))+", re.MULTILINE)
LONE = ("--disable-plugin-autoload", "-p", "respx.plugin", "-p", "no:cacheprovider")
# Among the modules that this process has imported long before.
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
HEAVY = ("httpx", "respx", "schemathesis", "hypothesis", "jsonschema", "jsonschema_rs", "yaml")
Consume = Callable[..., tuple[int, str]]


@pytest.fixture
def consume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Consume:
    """Return the function that runs the tests of the project in this process; it gives the exit code and the output."""
    folder = shutil.copytree(CONSUMER, tmp_path / "consumer", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: str) -> tuple[int, str]:
        capfd.readouterr()
        code = pytest.main([*LONE, *QUIET, *arguments])
        for name in ("shop", "test_shop"):
            sys.modules.pop(name, None)
        return int(code), capfd.readouterr().out

    return run


def quoted() -> list[str]:
    """Return every indented block of the page, without its indent."""
    return [textwrap.dedent(block).strip() for block in BLOCK.findall(PAGE)]


def lasting(output: str) -> str:
    """Return what a run prints without the lines that differ between runs."""
    return re.sub(r" in [0-9.]+s|(?<=jsonschema )[0-9.]+", "", output)


class TestPage:
    def test_examples(self) -> None:
        """Every Python example is in the project, and every setting in its ini file."""
        tests = (CONSUMER / "test_shop.py").read_text(encoding="utf-8")
        examples = [block for block in quoted() if block.startswith(("def ", "@pytest"))]
        assert len(examples) == 7
        assert [block for block in examples if block not in tests] == []
        assert (CONSUMER / "pytest.ini").read_text(encoding="utf-8").strip() in quoted()

    def test_output(self, consume: Consume) -> None:
        """The page quotes what the project's tests say, word for word."""
        code, output = consume("-q", "--no-header")
        (shown,) = [block for block in quoted() if "FAILURES" in block]
        assert code == 1
        assert lasting(output).split("\n", 1)[1].strip() == lasting(shown)

    def test_next_revision(self, consume: Consume) -> None:
        """The page quotes which mocks the next revision breaks."""
        code, output = consume("-q", "--tb=no", "--spec=next.yaml")
        (shown,) = [block for block in quoted() if block.startswith("pytest") and "--spec=next.yaml" in block]
        assert code == 1
        failed = [line for line in output.splitlines() if line.startswith("FAILED")]
        assert failed == [line for line in shown.splitlines() if line.startswith("FAILED")]
        assert len(failed) == 4

    def test_project(self) -> None:
        """The project is small, and its client knows nothing of the kit."""
        imported = {
            alias.name
            for node in ast.walk(ast.parse((CONSUMER / "shop.py").read_text(encoding="utf-8")))
            for alias in getattr(node, "names", ())
        }
        assert "conformance" not in " ".join(imported)


class TestCost:
    def test_light(self) -> None:
        """Until a test requests the fixture, nothing heavy is imported and almost no time is spent."""
        program = (
            "import pytest, sys, time\n"
            "before = time.process_time()\n"
            "import conformance.kit, conformance.kit.fixtures\n"
            "print(time.process_time() - before)\n"
            f"print([name for name in {HEAVY} if name in sys.modules])\n"
        )
        seconds, heavy = subprocess.check_output([sys.executable, "-c", program], text=True).split("\n")[:2]
        assert heavy == "[]"
        assert float(seconds) < 0.15

    def test_unused(self, tmp_path: Path) -> None:
        """A run whose tests do not use the contract never loads it."""
        (tmp_path / "test_other.py").write_text(
            f"import sys\ndef test(): assert [name for name in {HEAVY} if name in sys.modules] == []\n"
        )
        command = [sys.executable, "-m", "pytest", "--disable-plugin-autoload", "-p", "conformance.kit", "-q"]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stdout.count("contract")) == (0, 0), ended.stdout


class TestOptions:
    def test_xdist(self, tmp_path: Path) -> None:
        """Workers judge as one process does, and the summary counts them all."""
        pytest.importorskip("xdist")
        folder = shutil.copytree(CONSUMER, tmp_path / "consumer")
        command = [sys.executable, "-m", "pytest", *LONE, "-p", "xdist.plugin", "-n", "2", "-q", "--tb=no"]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert "21 exchanges judged in 8 tests" in ended.stdout
        assert sorted(line.split()[1] for line in ended.stdout.splitlines() if line.startswith("FAILED")) == [
            f"test_shop.py::test_{name}" for name in ("place", "search", "sent")
        ]

    def test_beside_the_suite(self, consume: Consume, monkeypatch: pytest.MonkeyPatch) -> None:
        """The plugin of the suite may have declared the options already."""
        Path("suite_options.py").write_text("from conformance.run.options import declare as pytest_addoption\n")
        monkeypatch.syspath_prepend(".")
        code, output = consume("-q", "--tb=no", "-p", "suite_options", "--spec", "next.yaml")
        assert (code, output.count("FAILED")) == (1, 4)

    def test_fail_on(self, consume: Consume) -> None:
        """A SHOULD fails a test where that is requested, and is advice elsewhere."""
        _, advised = consume("-q", "--tb=no", "-k", "test_answer")
        _, output = consume("-q", "--tb=no", "-k", "test_answer", "--fail-on=should")
        assert "advice:\n  SHOULD transport-security-is-strict: GET /orders/{order_id} at header" in advised
        assert "FAILED test_shop.py::test_answer - conformance.kit.judging.BrokenContractError: SHOULD" in output

    @pytest.mark.parametrize(
        ("arguments", "content", "message"),
        [
            (
                ("--spec=gone.yaml",),
                None,
                "gone.yaml: is not a file; give the contract by --spec or `conformance_spec`",
            ),
            (("--spec=bad.yaml",), "openapi: [", "bad.yaml:1: "),
            (("--spec=bad.yaml",), "a: 1", "bad.yaml:1: openapi must be 3.0.x, 3.1.x or 3.2.x, found none"),
            (("--target=bad.yaml",), "security: {token: SHOP_TOKEN}", "the environment variable SHOP_TOKEN is not set"),
        ],
    )
    def test_unusable(self, consume: Consume, arguments: tuple[str, ...], content: str | None, message: str) -> None:
        """Unusable input is reported in one line, without a traceback."""
        if content is not None:
            Path("bad.yaml").write_text(content, encoding="utf-8")
        code, output = consume("-q", "-k", "test_answer", *arguments)
        reported = [line for line in output.splitlines() if line.startswith("contract: ")]
        assert (code, len(reported)) == (1, 1)
        assert message in reported[0]
        assert "Traceback" not in output
        assert ".py:" not in output.partition("short test summary")[0].replace("test_shop.py", "")
