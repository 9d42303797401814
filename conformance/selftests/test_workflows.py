"""The workflows are well-formed, request minimal permissions, and put no outside text into a shell."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.reference.api import KEY
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.selftests.workflows import FOLDER, INSTALL, ROOT, Repository, load

WORKFLOWS = sorted(path.name for path in FOLDER.glob("*.yml"))
SCHEDULED = ["nightly.yml", "vendor.yml"]
STRICT = "set -euo pipefail\n"
PERMISSIONS = {
    "nightly.yml": {
        "judge": {"contents": "read"},
        "history": {"contents": "write"},
        "code-scanning": {"contents": "read", "security-events": "write"},
        "issues": {"contents": "read", "issues": "write"},
    },
    "vendor.yml": {"check": {"contents": "write", "pull-requests": "write"}},
}
SHELLCHECK = Path(sysconfig.get_path("scripts")) / "shellcheck"


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in load(name)["jobs"].values() for step in job["steps"]]


def scripts(name: str) -> list[str]:
    return [step["run"] for step in steps(name) if "run" in step]


def gitlab() -> str:
    """Return the template of the README for GitLab."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme[readme.index("    variables:\n      BASE_URL") :].split("\n\n", 1)[0]
    return re.sub(r"^    ", "", block, flags=re.MULTILINE)


def schema_faults(kind: str, *files: Path) -> str:
    """Return the errors of files by a published schema; empty if there are none."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}"]
    ended = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    return "" if ended.returncode == 0 else ended.stdout + ended.stderr


class TestForm:
    def test_schema(self) -> None:
        """Every workflow matches the published schema."""
        assert schema_faults("github-workflows", *(FOLDER / name for name in WORKFLOWS)) == ""

    def test_schema_bites(self, tmp_path: Path) -> None:
        """A misspelt key is detected."""
        text = (FOLDER / "nightly.yml").read_text(encoding="utf-8")
        (tmp_path / "bad.yml").write_text(text.replace("timeout-minutes", "timeout-minute", 1), encoding="utf-8")
        assert "timeout-minute" in schema_faults("github-workflows", tmp_path / "bad.yml")

    def test_gitlab(self, tmp_path: Path) -> None:
        """The template for GitLab matches its published schema."""
        (tmp_path / ".gitlab-ci.yml").write_text(gitlab(), encoding="utf-8")
        assert schema_faults("gitlab-ci", tmp_path / ".gitlab-ci.yml") == ""

    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_shell(self, name: str) -> None:
        """No shell step has a fault that shellcheck knows."""
        for script in scripts(name):
            command = [str(SHELLCHECK), "--shell", "bash", "-"]
            ended = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
            assert (ended.stdout, ended.returncode) == ("", 0)

    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_strict(self, name: str) -> None:
        """A shell step of several lines ends at the first that fails."""
        assert [script for script in scripts(name) if "\n" in script and not script.startswith(STRICT)] == []


class TestSafety:
    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_interpolation(self, name: str) -> None:
        """GitHub inserts nothing into a script: values are passed by the environment."""
        assert [script for script in scripts(name) if "${{" in script] == []

    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_credentials(self, name: str) -> None:
        """A checkout keeps no credentials for later steps."""
        kept = [step["with"] for step in steps(name) if step.get("uses", "").startswith("actions/checkout@")]
        assert kept != []
        assert all(each == {"persist-credentials": False} for each in kept)

    @pytest.mark.parametrize("name", SCHEDULED)
    def test_permissions(self, name: str) -> None:
        """Each job has the permissions that it needs, and no more; the workflow has none at the top level."""
        workflow = load(name)
        assert workflow["permissions"] == {}
        assert {job: data["permissions"] for job, data in workflow["jobs"].items()} == PERMISSIONS[name]

    @pytest.mark.parametrize("name", SCHEDULED)
    def test_secrets(self, name: str) -> None:
        """A secret reaches only the step that needs it."""
        text = (FOLDER / name).read_text(encoding="utf-8")
        held = [step["name"] for step in steps(name) if "secrets." in json.dumps(step)]
        assert held == (["Judge"] if name == "nightly.yml" else [])
        assert text.count("secrets.") == json.dumps(steps(name)).count("secrets.")

    @pytest.mark.parametrize("name", SCHEDULED)
    def test_schedule(self, name: str) -> None:
        """It runs off the hour or on request, one at a time, and not on a fork."""
        workflow = load(name)
        ((cron,),) = ([each["cron"] for each in workflow["on"]["schedule"]],)
        assert int(cron.split()[0]) % 5 != 0
        assert "workflow_dispatch" in workflow["on"]
        assert workflow["concurrency"]["cancel-in-progress"] is False
        first = [data for data in workflow["jobs"].values() if "needs" not in data]
        assert {data["if"] for data in first} == {"github.event.repository.fork == false"}

    def test_pinned(self) -> None:
        """An action has the same version wherever it is used."""
        used = {step["uses"] for name in WORKFLOWS for step in steps(name) if "uses" in step}
        assert len({each.partition("@")[0] for each in used}) == len(used)


def test_gitlab_job(tmp_path: Path) -> None:
    """GitLab's job is red if a deviation is new, and keeps the history and pytest's JUnit file."""
    data = yaml.safe_load(gitlab())
    assert data["default"]["before_script"] == [INSTALL]
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "README.md").touch()
    repository = Repository(tmp_path, tmp_path / "files", f"{sys.executable} -m conformance")
    (script,) = data["nightly"]["script"]
    with serve(MUTANTS["status-is-newer"]()) as url:
        environment = {
            **repository.environment,
            **{**data["variables"], "BASE_URL": url},
            "BOLNA_API_KEY": KEY,
            "BOLNA_AGENT_ID": AGENTS[3],
        }
        command = ["bash", "-e", "-c", script]
        ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert ended.returncode == 1
    kept = [*data["nightly"]["cache"]["paths"], data["nightly"]["artifacts"]["reports"]["junit"]]
    history, junit = ((tmp_path / each).read_text(encoding="utf-8") for each in kept)
    assert json.loads(history)["result"] == "failure"
    assert "<failure" in junit
