"""A document with an odd value anywhere is compared, or refused with its line."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import yaml

from conformance.model import InputError, JsonValue
from conformance.selftests.change_document_edits import DOCUMENT
from conformance.selftests.changes import LEDGER, RULES, contract_of
from conformance.verdict.change import compare

ODD: list[JsonValue] = [
    *(None, True, False, 0, -1, 1.5, "", "x", "#/nowhere", "$ref"),
    *([], {}, [1], [[]], ["x", "x"], {"a": 1}, {"$ref": 1}, {"$ref": "#/components/schemas/Thing"}),
]


def places(node: JsonValue, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path to every node."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        yield from places(child, (*path, name))


@pytest.mark.parametrize("seed", range(8))
def test_odd_values(seed: int) -> None:
    """No odd value breaks a rule, in the older document or in the newer."""
    data: Any = yaml.safe_load(DOCUMENT)
    sound, drawn = contract_of(json.dumps(data)), random.Random(seed)
    known = [path for path in places(data) if path]
    for path in drawn.choices(known, k=25):
        odd = copy.deepcopy(data)
        node = odd
        for token in path[:-1]:
            node = node[token]
        node[path[-1]] = drawn.choice(ODD)
        with suppress(InputError):
            contract = contract_of(json.dumps(odd))
            found = [compare(*pair, LEDGER, RULES) for pair in ((sound, contract), (contract, sound))]
            assert [each.broken for each in found] == [{}, {}], path
