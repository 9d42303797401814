"""A command writes only what it is run for: hypothesis keeps its tables in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import configuration
from hypothesis.internal import charmap
from hypothesis.internal.conjecture.engine import ConjectureRunner

from conformance.comparison.difference import Difference
from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.generation import generate, load_schema
from conformance.exchange.tables import tables_in_memory
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.sample_instance import sample_instance

SCHEMA = "#/paths/~1things/get/responses/200/content/application~1json/schema"
NOWHERE = Path(os.devnull)


def contract(schema: str) -> Contract:
    """Return a contract whose only answer has a schema."""
    content = f"{{application/json: {{schema: {schema}}}}}"
    text = f"""\
openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{/things: {{get: {{responses: {{'200': {{description: all, content: {content}}}}}}}}}}}
"""
    return read_contract(parse(text, "api.yaml"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of hypothesis, which contains no table yet."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.delenv("HYPOTHESIS_STORAGE_DIRECTORY", raising=False)
    monkeypatch.setattr(configuration, "__hypothesis_home_directory", folder)
    monkeypatch.setattr(charmap, "_charmap", None)
    return folder


class TestTables:
    def test_in_memory(self, home: Path) -> None:
        """Tables are written nowhere."""
        with tables_in_memory():
            assert charmap.charmap()
        assert [*home.iterdir()] == []

    def test_afterwards(self, home: Path) -> None:
        """The user's own tests keep theirs in the usual place."""
        with pytest.raises(ValueError, match="broke"), tables_in_memory():
            raise ValueError("it broke")
        assert charmap.charmap()
        assert (home / "unicode_data").is_dir()

    def test_named(self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A folder that the user configures is used."""
        monkeypatch.setenv("HYPOTHESIS_STORAGE_DIRECTORY", str(tmp_path / "named"))
        with tables_in_memory():
            assert charmap.charmap()
        assert [each.name for each in home.iterdir()] == []
        assert (tmp_path / "named" / "unicode_data").is_dir()


class TestDrawing:
    """Everything is drawn while no table can be written."""

    @pytest.fixture
    def places(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
        """Return the folders of hypothesis, one for each draw."""
        noted: list[object] = []
        run = ConjectureRunner.run

        def note(self: ConjectureRunner) -> None:
            noted.append(vars(configuration)["__hypothesis_home_directory"])
            run(self)

        monkeypatch.setattr(ConjectureRunner, "run", note)
        return noted

    def test_cases(self, places: list[object]) -> None:
        """Cases of a plan are drawn."""
        contract = load_contract(SPEC / "openapi.yaml")
        assert generate(load_schema(contract), contract.operations[0])
        assert {*places} == {NOWHERE}

    def test_sample_instance(self, places: list[object]) -> None:
        """A text that matches a pattern is drawn."""
        pattern = contract("{type: string, pattern: '^[A-Z]{3}-[0-9]{7}$'}")
        found = DocumentEvidence(pattern, Schemas(pattern))
        assert len(str(sample_instance(found, SCHEMA))) == 11
        assert {*places} == {NOWHERE}

    def test_difference(self, places: list[object]) -> None:
        """A value that one schema accepts and another rejects is drawn."""
        old, new = map(contract, ("{type: integer}", "{type: integer, not: {minimum: 9, maximum: 1000}}"))
        assert Difference(Schemas(old), Schemas(new)).drawn(((SCHEMA,), (SCHEMA,)), "old")
        assert {*places} == {NOWHERE}


class TestProcess:
    """As a user starts it: pytest has not started its session when the cases of a plan are drawn."""

    def started(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.environ["PATH"]}
        command = [sys.executable, "-m", "conformance", "run", *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)

    def test_plan(self, tmp_path: Path) -> None:
        """A plan writes nothing, and causes no warning."""
        assert self.started(tmp_path, "--plan").stderr == ""
        assert [*tmp_path.iterdir()] == []

    def test_run(self, tmp_path: Path) -> None:
        """A run writes only its reports."""
        assert self.started(tmp_path).stderr == ""
        assert [each.name for each in tmp_path.iterdir()] == ["reports"]
