"""GitHub's runner in a folder: the jobs of a workflow with their own shell steps, real git, and a fake `gh`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
INSTALL = "python -m pip install --quiet --editable ."
"""The only step that is left out: what it installs is here already."""
_GH = f"{sys.executable} -IS {Path(__file__).with_name('fake_gh.py')}"
_STATUS = re.compile(r"!?\bcancelled\(\)")
_PATH = re.compile(r"\b(?:github|needs|secrets|steps)(?:\.[\w-]+)+")
_WORDS = {"&&": " and ", "||": " or ", "!cancelled()": "True"}


def load(name: str) -> dict[str, Any]:
    """Return a workflow; YAML 1.1 reads its key `on` as true."""
    data = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in data.items()}


@dataclass
class Step:
    """The result of a shell step."""

    job: str
    name: str
    code: int
    text: str


@dataclass
class Night:
    """The results of a run of a workflow."""

    steps: list[Step] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)
    """The result of each job: success, failure or skipped."""
    sarif: list[dict[str, Any]] = field(default_factory=list)
    """What was uploaded to code scanning."""

    def step(self, name: str) -> Step:
        """Return the result of a shell step."""
        return next(each for each in self.steps if each.name == name)


class Repository:
    """A repository on GitHub: a bare one that jobs clone and push to, its issues and its pull requests."""

    def __init__(self, folder: Path, files: Path, command: str) -> None:
        """Create it from a folder of files, as one commit on `main`; steps run our command line as `command`."""
        self.folder, self.bare, self.state = folder, folder / "origin.git", folder / "github.json"
        self.state.write_text(json.dumps({"issues": [], "pulls": [], "asked": []}), encoding="utf-8")
        (folder / "home").mkdir()
        (folder / "bin").mkdir()
        for name, started in {"python": sys.executable, "gh": _GH, "bolna-conformance": command}.items():
            tool = folder / "bin" / name
            tool.write_text(f'#!/bin/sh\nexec {started} "$@"\n', encoding="utf-8")
            tool.chmod(0o755)
        self.git("init", "--quiet", "--bare", "--initial-branch", "main", str(self.bare))
        self.git("init", "--quiet", "--initial-branch", "main", at=files)
        self.git("add", ".", at=files)
        self.git("-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "--quiet", "-m", "Start", at=files)
        self.git("push", "--quiet", str(self.bare), "main", at=files)

    def git(self, *arguments: str, at: Path | None = None) -> str:
        """Run git, by default in the bare repository, and return its output."""
        place = at or (self.bare if self.bare.exists() else self.folder)
        ended = subprocess.run(["git", *arguments], cwd=place, env=self.environment, capture_output=True, check=True)
        return ended.stdout.decode()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every step: nothing of the caller's."""
        return {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "PYTHONPATH": str(ROOT),
            "GH_STATE": str(self.state),
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_REF_NAME": "main",
        }

    @property
    def github(self) -> dict[str, Any]:
        """The issues, the pull requests, and every requested change."""
        return dict(json.loads(self.state.read_text(encoding="utf-8")))


@dataclass
class Runner:
    """Runs the jobs of a workflow in their order in the file."""

    repository: Repository
    secrets: Mapping[str, str] = field(default_factory=dict)
    is_fork: bool = False

    def run(self, name: str, **changed: str) -> Night:
        """Run a workflow, with changes to its environment, and return the results."""
        workflow, night = load(name), Night()
        runs = self.repository.folder / "runs"
        folder = runs / str(len(list(runs.glob("*"))))
        needs: dict[str, Any] = {}
        for job, data in workflow["jobs"].items():
            contexts = {
                "github": {"token": "token", "event": {"repository": {"fork": self.is_fork}}},
                "secrets": dict(self.secrets),
                "needs": needs,
                "steps": {},
            }
            wanted = [data["needs"]] if "needs" in data else []
            is_going = all(night.results[each] == "success" for each in wanted)
            if not _holds(data.get("if", "true"), contexts, is_going=is_going):
                night.results[job] = "skipped"
                needs[job] = {"outputs": {}}
                continue
            place = _Place(self.repository, job, folder / job, folder / "artifacts", night, contexts)
            place.environment |= {**workflow["env"], **changed}
            night.results[job] = place.run(data["steps"])
            outputs = {key: _text(value, contexts) for key, value in data.get("outputs", {}).items()}
            needs[job] = {"outputs": outputs}
        return night


class _Place:
    """The machine on which a job runs."""

    def __init__(self, repository: Repository, job: str, folder: Path, artifacts: Path, night: Night, contexts: Any):
        self.repository, self.job, self.night, self.contexts = repository, job, night, contexts
        self.artifacts, self.work, self.files = artifacts, folder / "work", folder / "files"
        self.files.mkdir(parents=True)
        self.environment = {**repository.environment, "RUNNER_TEMP": str(self.files)}

    def run(self, steps: list[dict[str, Any]]) -> str:
        """Run the steps, and return the result of the job; a failing step ends it unless it says otherwise."""
        is_going = True
        for number, step in enumerate(steps):
            if not _holds(step.get("if", "true"), self.contexts, is_going=is_going):
                continue
            if "uses" in step:
                _ACTIONS[step["uses"].partition("@")[0]](self, step.get("with", {}))
            elif step["run"] != INSTALL:
                is_going = self._shell(step, number) and is_going
        return "success" if is_going else "failure"

    def _shell(self, step: dict[str, Any], number: int) -> bool:
        outputs = self.files / f"output-{number}"
        outputs.touch()
        environment = {
            **self.environment,
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_STEP_SUMMARY": str(self.files / f"summary-{number}"),
            **{name: _text(value, self.contexts) for name, value in step.get("env", {}).items()},
        }
        script = self.files / f"script-{number}.sh"
        script.write_text(step["run"], encoding="utf-8")
        ended = subprocess.run(
            ["bash", "-e", str(script)], cwd=self.work, env=environment, capture_output=True, timeout=300, check=False
        )
        text = (ended.stdout + ended.stderr).decode()
        self.night.steps.append(Step(self.job, step["name"], ended.returncode, text))
        told = dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines())
        self.contexts["steps"][step.get("id", number)] = {"outputs": told}
        return ended.returncode == 0

    def checkout(self, given: Mapping[str, Any]) -> None:
        """Clone the repository, as actions/checkout does."""
        assert given == {"persist-credentials": False}
        self.repository.git("clone", "--quiet", "--depth", "1", f"file://{self.repository.bare}", str(self.work))

    def upload(self, given: Mapping[str, Any]) -> None:
        """Keep a folder for other jobs."""
        shutil.copytree(self.work / given["path"], self.artifacts / given["name"])

    def download(self, given: Mapping[str, Any]) -> None:
        """Fetch a folder of another job."""
        shutil.copytree(self.artifacts / given["name"], self.work / given["path"])

    def scan(self, given: Mapping[str, Any]) -> None:
        """Take a SARIF log."""
        self.night.sarif.append(json.loads((self.work / given["sarif_file"]).read_text(encoding="utf-8")))


_ACTIONS: dict[str, Callable[[_Place, Mapping[str, Any]], None]] = {
    "actions/checkout": _Place.checkout,
    "actions/setup-python": lambda *_: None,
    "actions/upload-artifact": _Place.upload,
    "actions/download-artifact": _Place.download,
    "github/codeql-action/upload-sarif": _Place.scan,
}


def _holds(condition: str, contexts: Mapping[str, Any], *, is_going: bool) -> bool:
    """Return whether a job or a step runs: by default, only after success."""
    is_free = _STATUS.search(condition) is not None
    return (is_going or is_free) and bool(_value(condition, contexts))


def _text(template: str, contexts: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: str(_value(found[1], contexts)), template)


def _value(expression: str, contexts: Mapping[str, Any]) -> Any:
    """Return the value of an expression, in the subset of GitHub's language that our workflows use."""
    expression = expression.removeprefix("${{ ").removesuffix(" }}")
    for word, meaning in _WORDS.items():
        expression = expression.replace(word, meaning)
    expression = re.sub(r"(?<!')\b(true|false)\b", lambda found: found[1].title(), expression)
    return eval(_PATH.sub(lambda found: repr(_context(found[0], contexts)), expression), {})


def _context(path: str, contexts: Mapping[str, Any]) -> Any:
    value: Any = contexts
    for name in path.split("."):
        value = value.get(name, "") if isinstance(value, Mapping) else ""
    return value
