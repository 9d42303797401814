"""`pytest --rule ID` runs the self-tests that prove one rule, and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any

import pytest

from conformance.model import Requirement, Subject
from conformance.plugin.state import STATE
from conformance.run.session import Session
from conformance.selftests.blanks import blanks

FOLDER = Path(__file__).parent
_PROOFS = {subject: FOLDER / f"test_one_{subject.value}_rule.py" for subject in Subject}
"""The modules that run for a rule as a whole, by its subject."""
_BLANKS = FOLDER / "test_blanks.py"
_DECLARED = "test_declaration.py"
_OF_EVERY_RULE = {
    Subject.API: {_DECLARED, "test_rules.py", "test_screens.py"},
    Subject.DOCUMENT: {_DECLARED},
    Subject.CHANGE: {_DECLARED, "test_change_rules.py"},
}
"""In these each rule has items of its own, with its id as the parameter `requirement`."""
_EXAMPLES = {Subject.API: "test_rules_", Subject.DOCUMENT: "test_rules_", Subject.CHANGE: "test_change_"}
"""The prefixes of tests that may name a rule to show what it finds."""
_NOTHING = SimpleNamespace(params={})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    group = parser.getgroup("conformance", "conformance of an HTTP API")
    group.addoption("--rule", metavar="ID", help="prove one rule by the self-tests that concern it, and run no others")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Refuse an id without a rule."""
    name = config.getoption("--rule")
    if name is None or STATE not in config.stash:
        return
    session = config.stash[STATE].session
    if not session.source.is_ours:
        raise pytest.UsageError("--rule proves a rule by the self-tests: give it without a target, recording or --spec")
    judged = _judged(session)
    if name not in judged:
        raise pytest.UsageError(why_unknown(name, judged, session.suite.ledger))


def _judged(session: Session) -> set[str]:
    """Return the ids of all requirements on an API, a document or a change of one."""
    ledger = session.suite.ledger.values()
    changes = {each.id for each in ledger if each.subject is Subject.CHANGE and each.excluded is None}
    return changes | {requirement for requirement, _ in session.pairs}


def why_unknown(name: str, judged: Collection[str], ledger: Mapping[str, Requirement]) -> str:
    """Say why an id has no rule."""
    row = ledger.get(name)
    if row is not None and row.excluded is not None:
        return f"{name} is not judged: {row.excluded}"
    near = get_close_matches(name, judged, 3, 0.6)
    hint = f"did you mean {', '.join(near)}?" if near else "`bolna-conformance explain` lists them all"
    return f"no rule is called {name}; {hint}"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the proofs of one rule if none is named, and modules that do not concern it if one is."""
    name = config.getoption("--rule")
    if name is None:
        return True if collection_path in _PROOFS.values() else None
    if collection_path.suffix != ".py":
        return None
    is_ours = collection_path.parent == FOLDER and _may_concern(collection_path, name, _subject(config, name))
    return None if is_ours else True


def _subject(config: pytest.Config, name: str) -> Subject:
    """Return the subject of a rule's proof: rules and assertions on exchanges are proved by the API."""
    suite = config.stash[STATE].session.suite
    return Subject.API if name in suite.rules or name not in suite.ledger else suite.ledger[name].subject


def _may_concern(path: Path, name: str, subject: Subject) -> bool:
    if path in (_BLANKS, _PROOFS[subject]) or path.name in _OF_EVERY_RULE[subject]:
        return True
    return path.name.startswith(_EXAMPLES[subject]) and f'"{name}"' in path.read_text(encoding="utf-8")


@pytest.fixture
def rule(pytestconfig: pytest.Config) -> str:
    """Return the rule that is proved."""
    return str(pytestconfig.getoption("--rule"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the items that concern the rule; if placeholders are left, the item that reports them is enough."""
    name = config.getoption("--rule")
    if name is None:
        return
    rules = _judged(config.stash[STATE].session)
    if any(blanks(name)):
        chosen = [item for item in items if item.path == _BLANKS]
    else:
        chosen = [item for item in items if _is_proof(item) or _concerns(item, name, rules)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def _is_proof(item: pytest.Item) -> bool:
    # An item parametrized by mutants is skipped, as a single item, if there are none.
    return item.path in (_BLANKS, *_PROOFS.values()) and item.get_closest_marker("skip") is None


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> str | None:
    """Say what runs for the rule."""
    name = config.getoption("--rule")
    if name is None:
        return None
    counts = Counter(map(_kind, items))
    return f"rule {name}: {', '.join(f'{kind} {count}' for kind, count in counts.items())}"


def _kind(item: pytest.Item) -> str:
    """Return what an item shows about a rule."""
    if item.path in _PROOFS.values():
        return str(getattr(item, "originalname", item.name)).removeprefix("test_").replace("_", " ")
    if item.path.name == "test_screens.py":
        return "audit"
    is_of_examples = item.path.name.startswith(tuple(_EXAMPLES.values())) and item.path.name != "test_change_rules.py"
    return "examples" if is_of_examples else "its files"


def _concerns(item: pytest.Item, name: str, rules: set[str]) -> bool:
    """Return whether an item is about a rule: its parameters name it, or they name none and its code does."""
    given = {value for value in getattr(item, "callspec", _NOTHING).params.values() if isinstance(value, str)}
    about = given & rules or set(_named(item))
    return name in about


def _named(item: pytest.Item) -> Iterator[str]:
    """Yield the texts that the code of an item names: its own, and those of its class and of its module's constants."""
    function, owner = getattr(item, "function", None), getattr(item, "cls", None)
    yield from (value for value in vars(owner or _NOTHING).values() if isinstance(value, str))
    if isinstance(function, FunctionType):
        yield from _constants(function.__code__, function.__globals__)


def _constants(code: CodeType, names: dict[str, Any]) -> Iterator[str]:
    yield from (value for value in code.co_consts if isinstance(value, str))
    yield from (names[name] for name in code.co_names if isinstance(names.get(name), str))
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _constants(inner, names)
