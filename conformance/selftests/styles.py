"""Parameters of every style, values for them, and how what carries these is judged."""

from __future__ import annotations

import json

from hypothesis import settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.openapi import Contract, Parameter, read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.parameter_values import validity
from conformance.exchange.parameters import STYLES, Pairs
from conformance.exchange.values import Validity
from conformance.model import JsonValue

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=300)
FLOATS = st.floats(-1e9, 1e9).map(lambda each: round(each, 4))
SCALARS = st.text("ab1- .,é", max_size=4) | st.integers(-(2**40), 2**40) | st.booleans() | FLOATS
VALUES = (
    SCALARS
    | st.lists(SCALARS, max_size=4)
    | st.dictionaries(st.text("xyz", min_size=1, max_size=2), SCALARS, max_size=3)
)
NESTED = st.recursive(
    SCALARS | st.none(), lambda each: st.lists(each, max_size=2) | st.dictionaries(st.text("xy"), each, max_size=2)
)
WAYS = [
    (place, style, explode) for place, styles in STYLES.items() for style in sorted(styles) for explode in (True, False)
]


def contract_of(location: str, schema: JsonValue, /, **fields: JsonValue) -> Contract:
    """Return a contract with one parameter, whose fields may have `content` instead of the schema."""
    parameter = {"name": "color", "in": location, "required": True, "schema": schema, **fields}
    paths = {"/a/{color}" if location == "path" else "/a": {"get": {"parameters": [parameter]}}}
    return read_contract(parse(json.dumps({"openapi": "3.1.0", "paths": paths}), "a.yaml"))


def parameter_of(location: str, schema: JsonValue = True, **fields: JsonValue) -> Parameter:
    (parameter,) = contract_of(location, schema, **fields).operations[0].parameters
    return parameter


def judged(location: str, schema: JsonValue, pairs: Pairs, **fields: JsonValue) -> Validity | None:
    contract = contract_of(location, schema, **fields)
    return validity(contract.operations[0].parameters[0], pairs, Schemas(contract))
