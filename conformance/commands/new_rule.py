"""The command `new-rule`: writes the files of a new requirement into a checkout, with places to fill in."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from conformance import __version__
from conformance.commands import new_rule_texts as texts
from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.files import write_text
from conformance.model import InputError, Level, Subject
from conformance.rules.ledger import load_ledger

CODES: dict[ExitCode, str] = {}

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_LONGEST = 60
_LEDGER = Path("spec/requirements")
_RULES = Path("conformance/rules")
_TESTS = Path("conformance/selftests")
_MUTANTS = Path("conformance/reference/mutants")
_RULE = {Subject.API: texts.API_RULE, Subject.DOCUMENT: texts.DOCUMENT_RULE, Subject.CHANGE: texts.CHANGE_RULE}
_EXAMPLES = {
    Subject.API: (texts.API_EXAMPLES, "test_rules_{name}.py"),
    Subject.DOCUMENT: (texts.DOCUMENT_EXAMPLES, "test_rules_{name}.py"),
    Subject.CHANGE: (texts.CHANGE_EXAMPLES, "change_{name}_edits.py"),
}


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("id", metavar="NEW_ID", help="what holds, in the present tense: file-name-is-not-a-path")
    parser.add_argument(
        "--level",
        choices=[each.value for each in Level],
        default=Level.SHOULD,
        help="how binding the requirement is [%(default)s]",
    )
    parser.add_argument(
        "--subject", choices=[each.value for each in Subject], default=Subject.API, help="who is judged [%(default)s]"
    )


def run(options: argparse.Namespace) -> int:
    """Write the files, all or none.

    Raises:
        InputError: The id cannot be used, or this folder is not a checkout of the project; says how to fix it.
        OSError: A file cannot be written.
    """
    subject, level = Subject(options.subject), Level(options.level)
    if not all(folder.is_dir() for folder in (_LEDGER, _RULES, _TESTS, _MUTANTS)):
        raise InputError("is not a checkout of this project: change to the folder that holds its .git", str(Path.cwd()))
    _refuse_id(options.id)
    if options.id in load_ledger(_LEDGER):
        raise InputError(
            f"{options.id} is required by {_place_of(options.id)} already: choose another id, or edit that"
        )
    new = dict(_files(options.id, level, subject))
    for path in new:
        if path.exists():
            raise InputError("already exists: delete it, or choose another id", str(path))
    _write(new)
    for line in _lines(options.id, new):
        print(line)
    return 0


def _refuse_id(name: str) -> None:
    if not _ID.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be an id: say what holds, in two or more words of a-z and 0-9 with hyphens between"
        )
    if len(name) > _LONGEST:
        raise InputError(f"{name} cannot be an id: it has more than {_LONGEST} characters")


def _place_of(name: str) -> Path:
    """Return the file of a rule, or the folder of the requirements without one."""
    return next(_RULES.glob(f"*/{name.replace('-', '_')}.py"), _LEDGER)


def _files(name: str, level: Level, subject: Subject) -> Iterator[tuple[Path, str]]:
    """Yield the files, with their texts."""
    module = name.replace("-", "_")
    yield _RULES / subject.value / f"{module}.py", _RULE[subject].format(level=level, since=__version__)
    text, file = _EXAMPLES[subject]
    yield _TESTS / file.format(name=module), text.format(id=name)
    if subject is Subject.API:
        kind = "Breaks" + name.title().replace("-", "")
        yield _MUTANTS / f"{module}.py", texts.MUTANT.format(id=name, kind=kind, mutant=f"breaks-{name}")


def _write(files: Mapping[Path, str]) -> None:
    """Write new files; if one cannot be written, remove all."""
    with ExitStack() as stack:
        for path, text in files.items():
            stack.callback(path.unlink, missing_ok=True)
            write_text(text, path)
        stack.pop_all()


def _lines(name: str, files: Iterable[Path]) -> Iterator[str]:
    yield from (f"written: {path}" for path in files)
    yield "Complete every FILL IN, then run:"
    yield f"  .venv/bin/pytest --rule {name}"
    yield f"  .venv/bin/bolna-conformance explain {name}"
    yield "  .venv/bin/bolna-conformance explain > spec/REQUIREMENTS.md"
    yield "  .venv/bin/bolna-conformance sensitivity > spec/SENSITIVITY.md"
    yield "  .venv/bin/pytest"
