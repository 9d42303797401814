"""A `schemathesis.toml` means here what it means there, as far as it is safe; the rest is named and ignored."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.contract.load import SPEC, load_contract
from conformance.exchange.user_settings import UserSettings, read_settings
from conformance.model import InputError
from conformance.reference.api import Answer, Api, Call
from conformance.reference.server import serve
from conformance.selftests.conftest import PLANNED, Run

CONTRACT = load_contract(SPEC / "openapi.yaml")
SECRET = "tenant-4f1c9d27a8e3"
Read = Callable[[str], UserSettings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return the function that reads a file of the text given."""

    def from_text(text: str) -> UserSettings:
        (tmp_path / "schemathesis.toml").write_text(text, encoding="utf-8")
        return read_settings(tmp_path, CONTRACT)

    return from_text


class TestRead:
    def test_nothing(self, tmp_path: Path) -> None:
        """Without such a file there are no settings."""
        assert read_settings(tmp_path, CONTRACT) == UserSettings()

    def test_kept(self, read: Read) -> None:
        """Generation, headers and the seed count."""
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
        """What would send, trust or write something else is ignored, with a line that says so."""
        found = read(text)
        (line,) = found.ignored
        assert line.startswith(f"schemathesis.toml: {name} is ignored: ")
        assert (found.generation, found.headers, found.seed) == ({}, (), None)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("a = [", "cannot be read"),
            ("no-such-thing = 1", "no-such-thing"),
            ('[headers]\nX-A = "${NO_SUCH_VARIABLE}"', "NO_SUCH_VARIABLE"),
            ('[headers]\nX-A = "\\u0007"', "characters that no header can carry"),
            ('hooks = "no_such_module_at_all"', "no_such_module_at_all"),
        ],
    )
    def test_refused(self, read: Read, text: str, told: str) -> None:
        """What schemathesis refuses is a mistake here too."""
        with pytest.raises(InputError, match=told) as caught:
            read(text)
        assert str(caught.value).startswith("schemathesis.toml: ")
        assert "\n" not in str(caught.value)

    def test_credentials(self, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the name of a header calls a credential is a secret; a command has a variable in its place."""
        monkeypatch.setenv("TENANT", SECRET)
        found = read('[headers]\nX-Tenant-Token = "${TENANT}"\nX-Shop = "7"\n')
        assert found.headers == (("X-Tenant-Token", SECRET), ("X-Shop", "7"))
        assert found.credentials.secrets == (SECRET,)
        assert found.credentials.shell_headers == ("X-Tenant-Token: $X_TENANT_TOKEN", "X-Shop: 7")
        assert SECRET not in f"{found} {found.lines}"


class Closed(Api):
    """It answers nothing but errors to who does not name the tenant."""

    def __init__(self) -> None:
        super().__init__()
        self.unmatched = 0

    def answer(self, call: Call) -> Answer:
        """Count who names no tenant."""
        self.unmatched += call.header("x-tenant-token") != SECRET
        return super().answer(call)


class TestRun:
    def test_headers(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every request has the headers; a secret in them is in no report, no recording and on no terminal."""
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
        """The mode of generation decides what is drawn; more examples than usual are `--explore`'s affair."""
        text = "[generation]\nmode = 'negative'\nmax-examples = 5000\n"
        (tmp_path / "schemathesis.toml").write_text(text, encoding="utf-8")
        lines = run("--base-url", sound, "--plan").text.splitlines()
        assert [line for line in lines if "   unknown " in line] == []
        assert 6 < sum("   malformed " in line for line in lines) < PLANNED

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

        def told(*more: str) -> str:
            done = subprocess.run(
                [*command, *more], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
            )
            return done.stdout

        assert "/batches/00000000-0000-4000-8000-" in told("--plan")
        assert "test_generated_request[GET /batches/{agent_id}/all] PASSED" in told("-k", "generated", "-v")
