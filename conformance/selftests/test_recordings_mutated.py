"""Whatever is changed in a real recording, each of its entries is read, or left out with a reason."""

from __future__ import annotations

import copy
import json
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.exchange.recordings.data import load
from conformance.exchange.recordings.entry import Unusable
from conformance.exchange.recordings.files import read_recording
from conformance.exchange.recordings.registry import importer_of
from conformance.exchange.replay import replay
from conformance.model import InputError, JsonValue, Recorded
from conformance.selftests.samples import FOLDER

CASES = Path(__file__).parent / "data" / "cases" / "recorded"
DOCUMENTS = ("chromium.har", "mitmproxy-gzip.har", "newman.json", "postman.json", "vcrpy.json", "schemathesis-vcr.yaml")
BODY = 400
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 999),
    st.floats(allow_nan=True),
    st.text(max_size=6),
    st.sampled_from(
        ["base64", "BASE64", "br", "deflate", "gzip", "{{host}}/a", "200 OK", "\ud800", "H4sIAAAA", "bm8="]
    ),
    st.lists(st.integers(-1, 300) | st.none() | st.text(max_size=2), max_size=3),
    st.dictionaries(
        st.sampled_from(["name", "value", "code", "text", "_fetchType", ""]), st.text(max_size=3), max_size=2
    ),
)


@cache
def document(name: str) -> JsonValue:
    """Return a sample with its bodies cut short: reading them takes the time, and nothing depends on their length."""
    return _short(load((FOLDER / name).read_bytes(), name))


def _short(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _short(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_short(each) for each in value[:BODY]]
    return value[:BODY] if isinstance(value, str) else value


def _places(value: JsonValue, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value[:8] if isinstance(value, list) else ())
    return [way, *(place for name, each in pairs for place in _places(each, (*way, name)))]


@cache
def places(name: str) -> list[tuple[Any, ...]]:
    """Return where something can be changed: below the entries, so that their number stays."""
    value = document(name)
    return [place for place in _places(value) if len(place) > 3]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(DOCUMENTS))
def test_mutated(data: st.DataObject, name: str) -> None:
    """An entry with anything else in one of its places is read or unusable; the others are read as before."""
    made: Any = copy.deepcopy(document(name))
    *way, last = data.draw(st.sampled_from(places(name)))
    node = made
    for step in way:
        node = node[step]
    if isinstance(last, str) and data.draw(st.booleans()):
        del node[last]
    else:
        node[last] = data.draw(ODD)
    importer = importer_of(made)
    assert importer is not None
    before, after = [*importer.read(document(name), "t")], [*importer.read(made, "t")]
    assert all(isinstance(each, Recorded) or each.reason for each in after)
    if name != "postman.json":  # a change to a collection can hide its examples
        assert [each.place for each in after] == [each.place for each in before]
        assert sum(one != other for one, other in zip(before, after, strict=True)) <= 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*CASES.glob("*.har")]), st.data())
def test_damaged(tmp_path: Path, sample: Path, data: st.DataObject) -> None:
    """A file with bytes removed, repeated or replaced is read, or refused as input."""
    content = sample.read_bytes()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    between = data.draw(st.sampled_from([b"", content[start:end] * 2, b"\xff", b"]"]))
    file = tmp_path / "t.har"
    file.write_bytes(content[:start] + between + content[end:])
    with suppress(InputError):
        assert all(isinstance(each, Recorded | Unusable) for each in read_recording(file))


@pytest.mark.parametrize(
    ("name", "statuses", "left_out"),
    [
        ("safari-sw503.har", [200], {"was answered by the browser itself": 1}),
        ("b64-without-encoding.har", [200], {}),
    ],
)
def test_case(name: str, statuses: list[int], left_out: dict[str, int]) -> None:
    """What a browser answered is left out and counted; what it kept in base64 is read."""
    contract = read_contract(parse((CASES / "a.yaml").read_text(encoding="utf-8"), "a.yaml"))
    held = replay([CASES / name], contract)
    assert [each.response.status for each in held.exchanges if each.response] == statuses
    assert [json.loads(each.response.body) for each in held.exchanges if each.response] == [{"n": 1}]
    assert Counter(each.reason for each in held.unusable) == left_out
