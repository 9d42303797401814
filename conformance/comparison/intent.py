"""A contract as those who wrote it mean it, where that is not what it formally says.

In OpenAPI 3.0 `{nullable: true}` without a type accepts anything (3.0.3 section 4.7.24); as an alternative beside
others it is written for null. Only comparisons read it that way: nobody is judged by what a document does not say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.contract.keywords import CHOOSERS, Dialect
from conformance.contract.openapi import Contract
from conformance.contract.schema_graph import rewritten

_MEANT = {"nullable": True, "enum": [None]}


def as_meant(contract: Contract) -> Contract:
    """Return a contract in which an alternative that only says `nullable` is null; every pointer stays as it is."""
    if contract.dialect is not Dialect.OPENAPI_3_0 or not contract.document.lines.hold("nullable"):
        return contract
    data = rewritten(contract.document.data, _with_nulls)
    return replace(contract, document=replace(contract.document, data=data))


def _with_nulls(schema: dict[str, Any], _: str) -> dict[str, Any]:
    for keyword in CHOOSERS:
        branches = schema.get(keyword)
        if isinstance(branches, list) and len(branches) > 1:
            schema[keyword] = [_MEANT if each == {"nullable": True} else each for each in branches]
    return schema
