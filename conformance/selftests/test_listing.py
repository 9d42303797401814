"""What an answer lists is read from any JSON, and only what names the rows themselves is certain."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.exchange.listing import columns, mentions, role_of, singular
from conformance.exchange.templates import are_alike, lists_things, texts_in
from conformance.selftests.drawn import ANY_JSON

_NAMES = st.sampled_from(["id", "thing_id", "thingId", "uuid", "name", "slug", "page", "Thing-Key"])


@given(ANY_JSON, _NAMES, st.sampled_from(["things", "thing-list", "{id}", ""]))
def test_any_json(value: Any, parameter: str, collection: str) -> None:
    """Every value that is listed occurs in the answer, once in a column."""
    for column in columns(value, parameter, collection):
        assert column.texts
        assert len({*column.texts}) == len(column.texts)
        assert all(mentions(value, text) for text in column.texts)


@given(st.lists(st.text(min_size=1), min_size=1, unique=True), _NAMES.filter(role_of))
def test_rows(ids: list[str], parameter: str) -> None:
    """The property that a parameter names is found in an array, alone or in an envelope."""
    rows = [{parameter: each, "other": 1} for each in ids]
    for value in (
        rows,
        {"data": rows, "more": [{"id": 1}]},
        {"things": rows, "count": 2},
        {"result": {"x": rows}},
    ):
        assert next(columns(value, parameter, "things")).texts == tuple(ids)


@pytest.mark.parametrize(
    ("value", "parameter", "collection"),
    [
        ([{"agent_id": "a"}], "agent_id", "batches"),
        ([{"parent_thing_id": "a", "id": "b"}], "parent_thing_id", "things"),
        ({"t1": {"size": 1}}, "id", "things"),
        (["a"], "id", "things"),
        ({"x": [{"id": "1"}], "y": [{"id": "2"}]}, "id", "things"),
        ({"owners": [{"id": "1"}]}, "id", "things"),
        ([{"name": "a"}], "id", "things"),
        ([{"type": "a"}, {"type": "a"}], "type", "things"),
    ],
    ids=str,
)
def test_uncertain(value: Any, parameter: str, collection: str) -> None:
    """What may name something else, or may not exist any more, is not certain."""
    found = [*columns(value, parameter, collection)]
    assert found
    assert not [each for each in found if each.is_certain and parameter != "parent_thing_id"]
    if parameter == "parent_thing_id":
        assert not next(each for each in found if each.texts == ("a",)).is_certain


@pytest.mark.parametrize(
    ("path", "other", "expected"),
    [
        ("/things", "/things/", True),
        ("/thing-list", "/things", True),
        ("/things/all", "/things", True),
        ("/a/{x}/things", "/a/{y}/thing", True),
        ("/things", "/a/things", False),
        ("/things", "/{id}/things", False),
    ],
)
def test_alike(path: str, other: str, expected: bool) -> None:
    """Spellings of one list are alike; others are not."""
    assert are_alike(path, other) is expected


@pytest.mark.parametrize(
    ("path", "parameter", "collection", "expected"),
    [
        ("/shops/{id}/books", "book_id", "/books", True),
        ("/runs", "run_id", "/flow_runs", True),
        ("/pluginslist", "plugin", "/api", True),
        ("/", "id", "", False),
        ("/x/{id}", "id", "/{id}", False),
    ],
)
def test_elsewhere(path: str, parameter: str, collection: str, expected: bool) -> None:
    """A list elsewhere is recognised by its last segment."""
    assert lists_things(path, parameter, collection) is expected


@given(st.lists(st.text("ab%/ é", min_size=1), min_size=2, max_size=2))
def test_texts(values: list[str]) -> None:
    """The values of a path are read back, whatever they hold."""
    first, second = (quote(each, safe="") for each in values)
    assert texts_in(f"/a/{first}/b.{second}/c", "/a/{x}/b.{y}/c") == tuple(values)


@pytest.mark.parametrize("word", ["", "s", "ss", "status", "series", "news", "-", "list"])
def test_odd_words(word: str) -> None:
    """No word breaks the reading of a plural."""
    assert isinstance(singular(word), str)
