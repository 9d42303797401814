"""A `schemathesis.toml` works here as it does there, if that is safe; other settings are named and ignored."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.contract.load import SPEC, load_contract
from conformance.exchange.user_settings import UserSettings, check_settings, read_settings
from conformance.model import InputError
from conformance.reference.api import Answer, Api, Call
from conformance.reference.server import serve
from conformance.selftests.conftest import PLANNED, Run

CONTRACT = load_contract(SPEC / "openapi.yaml")
SAMPLES = Path(__file__).parent / "data" / "recordings"
SECRET = "tenant-4f1c9d27a8e3"
Read = Callable[[str], UserSettings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return the function that reads a file with the given text."""

    def from_text(text: str) -> UserSettings:
        (tmp_path / "schemathesis.toml").write_text(text, encoding="utf-8")
        return read_settings(tmp_path, CONTRACT)

    return from_text


class TestRead:
    def test_nothing(self, tmp_path: Path) -> None:
        """Without such a file there are no settings, and without a folder there is no file."""
        assert read_settings(tmp_path, CONTRACT) == read_settings(None, CONTRACT) == UserSettings()

    def test_kept(self, read: Read) -> None:
        """Generation, headers and the seed are used."""
        found = read('seed = 5\n[generation]\nmode = "negative"\n[headers]\nX-Shop = "7"\n')
        assert found == UserSettings({"mode": "negative"}, (("X-Shop", "7"),), 5)
        assert found.lines == ("schemathesis.toml: every request has X-Shop",)

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("tls-verify = false", "tls-verify"),
            ("max-redirects = 3", "max-redirects"),
            ('base-url = "https://other.example"', "base-url"),
            ('proxy = "http://localhost:1"', "proxy"),
            ("[phases.coverage]\nenabled = true", "phases"),
            ("[checks]\nenabled = false", "checks"),
            ('[auth]\nbasic = {username = "a", password = "b"}', "auth"),
            ("workers = 4", "workers"),
            ("request-timeout = 99", "request-timeout"),
            ("[generation]\nwith-security-parameters = true", "generation.with-security-parameters"),
            ('[generation]\ndatabase = ":memory:"', "generation.database"),
            ('[headers]\nauthorization = "Bearer other"', "headers.authorization"),
            ('[headers]\nHost = "other.example"', "headers.Host"),
            ("[reports.har]\nenabled = true", "reports"),
        ],
    )
    def test_ignored(self, read: Read, text: str, name: str) -> None:
        """Settings that would send, trust or write something else are ignored, with a line that says so."""
        found = read(text)
        (line,) = found.ignored
        assert line.startswith(f"schemathesis.toml: {name} is ignored: ")
        assert (found.generation, found.headers, found.seed) == ({}, (), None)

    @pytest.mark.parametrize(
        ("text", "reported"),
        [
            ("a = [", "cannot be read"),
            ("no-such-thing = 1", "no-such-thing"),
            ('[headers]\nX-A = "${NO_SUCH_VARIABLE}"', "NO_SUCH_VARIABLE"),
            ('[headers]\nX-A = "\\u0007"', "characters that no header can carry"),
            ('hooks = "no_such_module_at_all"', "no_such_module_at_all"),
            ('[generation]\ncodec = "no-such-codec"', "no-such-codec"),
            ('[generation]\ncodec = "hex"', "not a text encoding"),
        ],
    )
    def test_refused(self, read: Read, text: str, reported: str) -> None:
        """What schemathesis refuses is a usage error here too."""
        with pytest.raises(InputError, match=reported) as caught:
            read(text)
        assert str(caught.value).startswith("schemathesis.toml: ")
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "line"), [("[generation\n", 1), ("seed = 1\n\nseed = 2\n", 3), ("# ok\na = b", 2)]
    )
    def test_line(self, read: Read, text: str, line: int) -> None:
        """Invalid TOML is reported with its line."""
        with pytest.raises(InputError, match=f"^schemathesis.toml:{line}: cannot be read: "):
            read(text)

    def test_credentials(self, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        """A header whose name suggests a credential is a secret; a command has a variable in its place."""
        monkeypatch.setenv("TENANT", SECRET)
        found = read('[headers]\nX-Tenant-Token = "${TENANT}"\nX-Shop = "7"\n')
        assert found.headers == (("X-Tenant-Token", SECRET), ("X-Shop", "7"))
        assert found.credentials.secrets == (SECRET,)
        assert found.credentials.shell_headers == ("X-Tenant-Token: $X_TENANT_TOKEN", "X-Shop: 7")
        assert SECRET not in f"{found} {found.lines}"


class TestCheck:
    """A file that is not used is still checked."""

    def test_nothing(self, tmp_path: Path) -> None:
        """Without such a file nothing is reported."""
        assert check_settings(tmp_path) == check_settings(None) == UserSettings()

    @pytest.mark.parametrize(
        "text",
        [
            "seed = 5\n[generation]\nmode = 'negative'",
            "hooks = 'no_such_module_at_all'",
            "[headers]\nX-A = '${NO_SUCH_VARIABLE}'",
            "[[operations]]\ninclude-tag = ['a', 'b']\nheaders = {X-A = '${NO_SUCH_VARIABLE}'}",
        ],
        ids=["seed", "hooks", "variable", "variable within"],
    )
    def test_sound(self, tmp_path: Path, text: str) -> None:
        """A valid file is named; neither hooks nor variables are needed."""
        (tmp_path / "schemathesis.toml").write_text(text, encoding="utf-8")
        found = check_settings(tmp_path)
        assert found == UserSettings(ignored=found.ignored)
        assert [line.partition(": ")[0] for line in found.lines] == ["schemathesis.toml is ignored"]

    @pytest.mark.parametrize("text", ["generation = 3", "hooks = 3", "no-such-thing = 1", "a = ["])
    def test_refused(self, tmp_path: Path, text: str) -> None:
        """A malformed one is refused."""
        (tmp_path / "schemathesis.toml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"^schemathesis\.toml: "):
            check_settings(tmp_path)


class Closed(Api):
    """It answers only errors to requests that do not name the tenant."""

    def __init__(self) -> None:
        super().__init__()
        self.unmatched = 0

    def answer(self, call: Call) -> Answer:
        """Count requests that name no tenant."""
        self.unmatched += call.header("x-tenant-token") != SECRET
        return super().answer(call)


class TestRun:
    def test_headers(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every request has the headers; their secrets are in no report, no recording and on no terminal."""
        monkeypatch.setenv("TENANT", SECRET)
        (tmp_path / "schemathesis.toml").write_text('[headers]\nX-Tenant-Token = "${TENANT}"\n', encoding="utf-8")
        api = Closed()
        with serve(api) as url:
            ended = run("--base-url", url, "--record", "run.ndjson")
        assert (ended.code, api.unmatched) == (0, 0)
        assert "schemathesis.toml: every request has X-Tenant-Token\n" in ended.text
        assert "X-Tenant-Token: $X_TENANT_TOKEN" in ended.text
        held = [ended.text.encode(), *(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())]
        assert [each for each in held if SECRET.encode() in each] == []

    def test_generation(self, run: Run, tmp_path: Path, sound: str) -> None:
        """The mode of generation decides what is drawn; the number of examples is set by `--explore`."""
        text = "[generation]\nmode = 'negative'\nmax-examples = 5000\n"
        (tmp_path / "schemathesis.toml").write_text(text, encoding="utf-8")
        lines = run("--base-url", sound, "--plan").text.splitlines()
        assert [line for line in lines if "   unknown " in line] == []
        assert 6 < sum("   malformed " in line for line in lines) < PLANNED

    @pytest.mark.parametrize("kind", ["reference", "live", "recording"])
    @pytest.mark.parametrize(
        ("text", "reported"),
        [
            ("generation = 3\n", "schemathesis.toml: Error in root section: Type error: - 'generation' -> "),
            ("[generation\n", "schemathesis.toml:1: cannot be read: "),
        ],
        ids=["type", "syntax"],
    )
    def test_malformed(self, run: Run, tmp_path: Path, kind: str, text: str, reported: str) -> None:
        """A run that draws cases refuses a malformed file, in one line."""
        (tmp_path / "schemathesis.toml").write_text(text, encoding="utf-8")
        recording = str(SAMPLES / "mitmproxy.har")
        given = {"reference": (), "live": ("--base-url", "http://127.0.0.1:9"), "recording": ("--recording", recording)}
        ended = run(*given[kind], "-k", "row-id-is-unique")
        assert (ended.code, ended.report) == (4, None)
        (line,) = filter(None, ended.text.splitlines())
        assert line.startswith(f"ERROR: {reported}")

    def test_malformed_unread(self, run: Run, tmp_path: Path) -> None:
        """The document alone is judged without drawing anything."""
        (tmp_path / "schemathesis.toml").write_text("[generation", encoding="utf-8")
        ended = run("--spec", str(SPEC / "openapi.yaml"), "-k", "example-matches-its-schema")
        assert (ended.code, "schemathesis.toml" in ended.text) == (0, False)

    def test_reference(self, run: Run, tmp_path: Path) -> None:
        """The bundled reference gets the same requests in every run, and a line says so."""
        before = run("--plan").text
        text = "seed = 5\n[generation]\nmode = 'negative'\n[headers]\nX-Shop = '7'\n"
        (tmp_path / "schemathesis.toml").write_text(text, encoding="utf-8")
        line = "schemathesis.toml is ignored: the bundled reference is asked the same in every run\n"
        assert run("--plan").text == line + before

    def test_hooks(self, tmp_path: Path, sound: str) -> None:
        """Hooks change what is drawn, in the plan and in the property tests alike."""
        (tmp_path / "schemathesis.toml").write_text('hooks = "shop_hooks"\n', encoding="utf-8")
        hooks = """\
import schemathesis

@schemathesis.hook
def map_path_parameters(context, path_parameters):
    return {"agent_id": "00000000-0000-4000-8000-" + str(len(str(path_parameters))).zfill(12)}
"""
        (tmp_path / "shop_hooks.py").write_text(hooks, encoding="utf-8")
        from conformance.reference.api import KEY
        from conformance.reference.data import AGENTS

        environment = {
            "BOLNA_API_KEY": KEY,
            "BOLNA_AGENT_ID": AGENTS[0],
            "PYTHONPATH": f"{Path(__file__).parents[2]}:{tmp_path}",
            "PATH": "/usr/bin:/bin",
        }
        command = [sys.executable, "-m", "conformance", "run", "--base-url", sound]

        def output_of(*more: str) -> str:
            done = subprocess.run(
                [*command, *more], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
            )
            return done.stdout

        assert "/batches/00000000-0000-4000-8000-" in output_of("--plan")
        assert "test_generated_request[GET /batches/{agent_id}/all] PASSED" in output_of("-k", "generated", "-v")
