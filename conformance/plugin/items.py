"""Makes one item of pytest for each requirement and operation; `-k` and similar options select them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import pytest

from conformance.contract.derived_requirements import clause_of
from conformance.contract.requirement_ids import present_id
from conformance.model import Subject
from conformance.plugin.spreading import own_items
from conformance.plugin.state import PROPERTIES, SELFTESTS, STATE, SUITE, RunState, is_worker
from conformance.run.session import Key, subject_of

_SUBJECTS = {"test_api": Subject.API, "test_document": Subject.DOCUMENT, "test_change": Subject.CHANGE}
"""The subject that each module of the suite judges."""
_NAMES_WHAT_IS_PARAMETRIZED = pytest.version_tuple >= (9, 2)
"""Whether pytest takes the whole name of an item only where it has parameters; else all would have the same name."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the self-tests when the user's API or document is judged, and modules with nothing to judge."""
    if STATE not in config.stash:
        return None
    session = config.stash[STATE].session
    if SELFTESTS in (collection_path, *collection_path.parents) and not session.source.is_ours:
        return True
    asked = {
        PROPERTIES: not is_worker(config) and bool(session.source.plan.drawn),
        SUITE / "test_api.py": session.source.is_asked,
        SUITE / "test_change.py": session.comparison is not None,
    }
    return None if asked.get(collection_path, True) else True


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one item for each requirement and operation."""
    if metafunc.definition.path == PROPERTIES and _NAMES_WHAT_IS_PARAMETRIZED:
        # schemathesis makes the items, without parameters; a hidden one does not change their names.
        metafunc.parametrize("answer", [None], ids=[pytest.HIDDEN_PARAM], indirect=True)
    subject = _SUBJECTS.get(metafunc.definition.path.stem)
    fixture = "verdict" if subject is Subject.API else "unsent_verdict"
    if metafunc.definition.path.parent == SUITE and fixture in metafunc.fixturenames:
        session = metafunc.config.stash[STATE].session
        pairs = [key for key in session.pairs if subject_of(key) is subject]
        ids = [f"{name}-{operation}" if subject is Subject.API else name for name, operation in pairs]
        metafunc.parametrize(fixture, pairs, ids=ids, indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the property tests first, so that what shrinking asks for is judged too; annotate items; select `-k ID`."""
    items[:] = sorted(own_items(config, items), key=lambda item: item.path != PROPERTIES)
    state = config.stash[STATE]
    chosen_id = present_id(config.option.keyword)
    if any(name == chosen_id for name, _ in state.session.pairs):
        # pytest takes it for an expression: an id with a pointer is not a valid one, and others match substrings.
        chosen, others = _chosen(items, chosen_id)
        items[:], config.option.keyword = chosen, ""
        config.hook.pytest_deselected(items=others)
    operations = {operation.id: operation for operation in state.session.suite.operations}
    for item in items:
        key = _key(item)
        if key is None:
            continue
        requirement = state.session.pairs[key]
        operation = operations[key[1]].pointer if key[1] in operations else "#"
        clause = clause_of(requirement, operation, state.session.suite.contract.document)
        item.user_properties += [
            ("requirement", requirement.id),
            ("level", requirement.level.value),
            ("operation", key[1]),
            ("clause", str(clause)),
        ]


def _chosen(items: Sequence[pytest.Item], name: str) -> tuple[list[pytest.Item], list[pytest.Item]]:
    keys = {item: _key(item) for item in items}
    chosen = [item for item, key in keys.items() if key is not None and key[0] == name]
    return chosen, [item for item in items if item not in chosen]


def _suggestions(keyword: str, state: RunState) -> list[str]:
    """Return the ids that are spelled like a keyword that selected nothing."""
    return get_close_matches(keyword, dict.fromkeys(name for name, _ in state.session.pairs), 3, 0.7)


def _key(item: pytest.Item) -> Key | None:
    callspec = getattr(item, "callspec", None)
    if callspec is None or item.path.parent != SUITE:
        return None
    # Set by pytest_generate_tests.
    return callspec.params.get("verdict") or callspec.params.get("unsent_verdict")  # type: ignore[no-any-return]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Record which verdicts are selected, after `-k` and similar options."""
    state = session.config.stash[STATE]
    state.selected = {key for item in session.items if (key := _key(item)) is not None}
    state.suggestions = [] if session.items else _suggestions(session.config.option.keyword, state)
