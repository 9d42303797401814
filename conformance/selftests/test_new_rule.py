"""`new-rule` writes all files of a requirement or none, and says what to do next."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import pytest

from conformance import __version__
from conformance.cli import main
from conformance.commands import new_rule
from conformance.contract.files import write_text
from conformance.contract.load import SPEC
from conformance.model import Level, Subject
from conformance.rules.declaration import explanation_of, requirement_of

Texts = pytest.CaptureFixture[str]
FOLDERS = ["conformance/rules/api", "conformance/rules/document", "conformance/rules/change"]
FOLDERS += ["conformance/selftests", "conformance/reference/mutants"]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The parts of a checkout that the command reads, as the current folder."""
    shutil.copytree(SPEC / "requirements", tmp_path / "spec" / "requirements")
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("subject", "others"),
    [
        ("api", ["conformance/selftests/test_rules_a_b.py", "conformance/reference/mutants/a_b.py"]),
        ("document", ["conformance/selftests/test_rules_a_b.py"]),
        ("change", ["conformance/selftests/change_a_b_edits.py"]),
    ],
)
def test_written(checkout: Path, capsys: Texts, subject: str, others: list[str]) -> None:
    """A rule, its examples and, for the API, a mutant are written and reported."""
    before = files(checkout)
    assert main(["new-rule", "a-b", "--subject", subject]) == 0
    output = capsys.readouterr().out.splitlines()
    new = [f"conformance/rules/{subject}/a_b.py", *others]
    after = files(checkout)
    assert {path for path, text in after.items() if before.get(path) != text} == {*new}
    assert output[:-6] == [f"written: {path}" for path in new]
    assert output[-5:-3] == ["  .venv/bin/pytest --rule a-b", "  .venv/bin/bolna-conformance explain a-b"]
    assert [path for path in new if "FILL IN" not in after[path]] == []
    for path in new:
        compile(after[path], path, "exec")


@pytest.mark.parametrize("subject", [*Subject])
@pytest.mark.parametrize("level", [*Level])
def test_requirement(checkout: Path, subject: Subject, level: Level) -> None:
    """The rule declares a requirement of this version at the requested level, and has every part to fill in."""
    assert main(["new-rule", "a-b", "--level", level, "--subject", subject]) == 0
    source = (checkout / "conformance" / "rules" / subject / "a_b.py").read_text()
    rule = ModuleType("a_b")
    exec(source, vars(rule))
    requirement = requirement_of(rule, "a-b", subject)
    assert (requirement.level, requirement.since, requirement.subject) == (level, __version__, subject)
    parts = [requirement.text, requirement.source, *explanation_of(rule)]
    assert [part for part in parts if "FILL IN: " not in part] == []


def test_longest(checkout: Path) -> None:
    """No line that is written is too long for the linter, for an id of any length."""
    name = "-".join(["a234567890"] * 5) + "-a2345"
    assert len(name) == 60
    for subject in Subject:
        assert main(["new-rule", f"{name[:-1]}{subject[0]}", "--subject", subject]) == 0
    written = [text for path, text in files(checkout).items() if path.startswith("conformance/")]
    assert [line for text in written for line in text.splitlines() if len(line) > 120] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["row-id-is-unique"], "row-id-is-unique is required by spec/requirements already: choose another id"),
        (["body-is-json", "--subject", "change"], "is required by conformance/rules/api/body_is_json.py already: "),
        (
            ["Etag-is-quoted"],
            "'Etag-is-quoted' cannot be an id: say what holds, in two or more words of a-z and 0-9 with hyphens",
        ),
        (["quoted"], "'quoted' cannot be an id: "),
        (["2xx-is-ok"], "'2xx-is-ok' cannot be an id: "),
        (["../a-b"], "'../a-b' cannot be an id: "),
        (["a-" + "b" * 60], "cannot be an id: it has more than 60 characters"),
        (["there-already"], "conformance/rules/api/there_already.py: already exists: delete it, or choose another id"),
    ],
)
def test_refused(checkout: Path, capsys: Texts, arguments: list[str], message: str) -> None:
    """Unusable input is refused in one line that says how to fix it, and nothing is written."""
    for name in ("there_already", "body_is_json"):
        (checkout / "conformance" / "rules" / "api" / f"{name}.py").touch()
    before = files(checkout)
    assert main(["new-rule", *arguments]) == 4
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert output.err.startswith("bolna-conformance: ")
    assert message in output.err
    assert files(checkout) == before


def test_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Texts) -> None:
    """A folder that is not a checkout of the project is refused in one line, and is unchanged."""
    monkeypatch.chdir(tmp_path)
    assert main(["new-rule", "a-b"]) == 4
    fix = "is not a checkout of this project: change to the folder that holds its .git"
    assert capsys.readouterr().err == f"bolna-conformance: {tmp_path}: {fix}\n"
    assert files(tmp_path) == {}


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device", "file"), KeyboardInterrupt()])
def test_all_or_nothing(checkout: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException) -> None:
    """If any file cannot be written, everything is restored."""
    before = files(checkout)
    done: list[Path] = []

    def failing(text: str, path: Path) -> Path:
        if len(done) == number:
            raise error
        done.append(path)
        return write_text(text, path)

    monkeypatch.setattr(new_rule, "write_text", failing)
    assert main(["new-rule", "a-b"]) == (4 if isinstance(error, OSError) else 2)
    assert files(checkout) == before
