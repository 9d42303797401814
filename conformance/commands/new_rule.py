"""The command `new-rule`: the files of a new requirement in a checkout of this project, with places to fill in."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from conformance.commands import new_rule_texts as texts
from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.files import write_text
from conformance.contract.ledger import load_ledger
from conformance.model import InputError, Level, Requirement, Subject

CODES: dict[ExitCode, str] = {}

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_LONGEST = 60
_LEDGER = Path("spec/requirements")
_RULES = Path("conformance/rules")
_TESTS = Path("conformance/selftests")
_MUTANTS = Path("conformance/reference/mutants")
_FAMILIES = {Subject.API: "prose", Subject.DOCUMENT: "surface", Subject.CHANGE: "change"}
"""Where a row goes unless something else is said."""
_RULE = {Subject.API: texts.API_RULE, Subject.DOCUMENT: texts.DOCUMENT_RULE, Subject.CHANGE: texts.CHANGE_RULE}
_EXAMPLES = {
    Subject.API: (texts.API_EXAMPLES, "test_rules_{name}.py"),
    Subject.DOCUMENT: (texts.DOCUMENT_EXAMPLES, "test_rules_{name}.py"),
    Subject.CHANGE: (texts.CHANGE_EXAMPLES, "change_{name}_edits.py"),
}


def add_options(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("id", metavar="NEW_ID", help="what holds, in the present tense: file-name-is-no-path")
    parser.add_argument("--level", choices=[*Level], default=Level.SHOULD, help="how binding it is [%(default)s]")
    parser.add_argument("--subject", choices=[*Subject], default=Subject.API, help="who is judged [%(default)s]")
    parser.add_argument(
        "--family", metavar="NAME", help="the file in spec/requirements [by subject: prose, surface, change]"
    )


def run(options: argparse.Namespace) -> int:
    """Write the files, all of them or none.

    Raises:
        InputError: The id cannot be used, or this folder is not a checkout of the project; says how to mend it.
        OSError: A file cannot be written.
    """
    subject, level = Subject(options.subject), Level(options.level)
    if not all(folder.is_dir() for folder in (_LEDGER, _RULES, _TESTS, _MUTANTS)):
        raise InputError("is not a checkout of this project: change to the folder that holds its .git", str(Path.cwd()))
    _refuse_id(options.id)
    ledger = load_ledger(_LEDGER)
    if options.id in ledger:
        raise InputError(f"{options.id} has a row in {_file_of(options.id)} already: choose another id, or edit that")
    family = _LEDGER / f"{options.family or _FAMILIES[subject]}.yaml"
    if not family.is_file():
        names = ", ".join(path.stem for path in sorted(_LEDGER.glob("*.yaml")))
        raise InputError(f"does not exist: give one of {names} as --family", str(family))
    new = dict(_files(options.id, subject))
    for path in new:
        if path.exists():
            raise InputError("exists already: delete it, or choose another id", str(path))
    row = texts.ROW.format(id=options.id, level=level, subject=subject, since=_newest(ledger))
    _write({**new, family: family.read_text(encoding="utf-8") + row})
    for line in _told(options.id, family, [*new]):
        print(line)
    return 0


def _refuse_id(name: str) -> None:
    if not _ID.fullmatch(name):
        raise InputError(f"{name!r} cannot be an id: say what holds, in words of a-z and 0-9 with hyphens between")
    if len(name) > _LONGEST:
        raise InputError(f"{name} cannot be an id: it has more than {_LONGEST} characters")


def _file_of(name: str) -> str:
    """Return the file and line of a row."""
    for path in sorted(_LEDGER.glob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip().removeprefix("- ") == f"id: {name}":
                return f"{path}:{number}"
    return str(_LEDGER)


def _newest(ledger: Mapping[str, Requirement]) -> str:
    """Return the version that the latest rows were written for."""
    return max((each.since for each in ledger.values()), key=lambda text: [int(part) for part in text.split(".")])


def _files(name: str, subject: Subject) -> Iterator[tuple[Path, str]]:
    """Yield the files beside the ledger, with their texts."""
    module = name.replace("-", "_")
    yield _RULES / subject.value / f"{module}.py", _RULE[subject]
    text, file = _EXAMPLES[subject]
    yield _TESTS / file.format(name=module), text.format(id=name)
    if subject is Subject.API:
        kind = "Breaks" + name.title().replace("-", "")
        yield _MUTANTS / f"{module}.py", texts.MUTANT.format(id=name, kind=kind, mutant=f"breaks-{name}")


def _write(files: Mapping[Path, str]) -> None:
    """Write files, the last of them in place of what is there; where one cannot be written, none is left."""
    *new, last = files
    with ExitStack() as stack:
        for path in new:
            stack.callback(path.unlink, missing_ok=True)
            write_text(files[path], path)
        write_text(files[last], last)
        stack.pop_all()


def _told(name: str, family: Path, new: list[Path]) -> Iterator[str]:
    yield f"written: {family} (a row at its end)"
    yield from (f"written: {path}" for path in new)
    yield "Replace what says FILL IN, then run:"
    yield f"  .venv/bin/pytest --rule {name}"
    yield f"  .venv/bin/bolna-conformance explain {name}"
    yield "  .venv/bin/bolna-conformance explain > spec/REQUIREMENTS.md"
    yield "  .venv/bin/bolna-conformance sensitivity > spec/SENSITIVITY.md"
    yield "  .venv/bin/pytest"
