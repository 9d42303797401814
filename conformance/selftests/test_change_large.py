"""Forty edits scattered over a document of seventy operations: all are found, and nothing else."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.selftests.changes import compared
from conformance.selftests.large_document import large_document
from conformance.verdict.change import Comparison, operations_of

BOUND = 5.0
"""The seconds of CPU time for reading and comparing both documents, whatever the load of the machine."""
_GONE = object()
S = "#/components/schemas"
D = "properties"
# The place, the new value, the requirement, the impact, and how many operations are affected.
EDITS: list[tuple[str, object, str, str, int]] = [
    # requests and answers: a draft is sent by two operations, and part of what four of them answer
    (f"{S}/InvoiceDraft/{D}/name/maxLength", 80, "text-lengths-are-kept", "breaking", 4),
    (f"{S}/InvoiceDraft/{D}/kind/enum", ["small", "large", "other", "huge"], "values-are-kept", "breaking", 4),
    (f"{S}/InvoiceDraft/{D}/amount/maximum", 10**8, "number-ranges-are-kept", "breaking", 4),
    (f"{S}/InvoiceDraft/{D}/labels/maxItems", 60, "array-sizes-are-kept", "warning", 4),
    (f"{S}/CustomerDraft/{D}/labels/items/pattern", "^[a-z][a-z0-9_-]{0,30}$", "patterns-are-kept", "warning", 4),
    (f"{S}/CustomerDraft/{D}/note/type", "string", "null-is-kept", "breaking", 4),
    (f"{S}/CustomerDraft/{D}/starts_on/format", "date-time", "formats-are-kept", "breaking", 4),
    (f"{S}/CustomerDraft/required", ["name", "kind", "amount"], "required-properties-are-kept", "breaking", 4),
    (f"{S}/OrderDraft/{D}/lines/items/{D}/discount/maximum", 50, "number-ranges-are-kept", "breaking", 4),
    (f"{S}/OrderDraft/{D}/lines/items/{D}/unit", {"type": "string"}, "properties-are-kept", "safe", 4),
    (f"{S}/OrderDraft/{D}/settings/additionalProperties/type", "string", "types-are-kept", "breaking", 4),
    (f"{S}/OrderDraft/{D}/settings/propertyNames/pattern", "^[a-z_]{1,20}$", "conditions-are-kept", "breaking", 4),
    (f"{S}/OrderDraft/{D}/settings/maxProperties", 50, "object-sizes-are-kept", "warning", 4),
    (f"{S}/ShipmentDraft/{D}/reply_to", _GONE, "properties-are-kept", "warning", 4),
    (f"{S}/ShipmentDraft/{D}/colour/description", "The colour", "descriptions-are-kept", "documentation-only", 4),
    (f"{S}/ShipmentDraft/{D}/reference/examples", ["PO 4712"], "examples-are-kept", "documentation-only", 4),
    (f"{S}/ShipmentDraft/{D}/language/deprecated", True, "deprecations-are-told", "safe", 4),
    (f"{S}/WarehouseDraft/additionalProperties", False, "objects-stay-as-open", "breaking", 4),
    (f"{S}/PaymentDraft/{D}/labels/uniqueItems", False, "array-sizes-are-kept", "warning", 4),
    (f"{S}/PaymentDraft/{D}/callback_url/readOnly", True, "access-to-properties-is-kept", "warning", 4),
    # answers only
    (f"{S}/Payment/allOf/2/{D}/state/oneOf", [{"const": "open"}, {"const": "closed"}, {"const": "lost"}], "", "", 4),
    (f"{S}/Refund/allOf/2/{D}/line_count/maximum", 10**10, "number-ranges-are-kept", "warning", 4),
    (f"{S}/Refund/allOf/2/required", ["refund_id", "state"], "required-properties-are-kept", "breaking", 4),
    (f"{S}/RefundList/{D}/next/type", "string", "null-is-kept", "safe", 1),
    (f"{S}/RefundList/{D}/total/type", "number", "types-are-kept", "breaking", 1),
    (f"{S}/SupplierList/required", ["items"], "required-properties-are-kept", "breaking", 1),
    (f"{S}/SupplierList/{D}/items/maxItems", 50, "array-sizes-are-kept", "safe", 1),
    (f"{S}/Error/{D}/message/maxLength", 600, "text-lengths-are-kept", "warning", 69),
    (f"{S}/Stamped/{D}/created_at/description", "When", "descriptions-are-kept", "documentation-only", 56),
    # parameters, bodies, answers, security, servers
    ("#/paths/~1invoices/get/parameters/0/schema/maximum", 50, "number-ranges-are-kept", "breaking", 1),
    ("#/paths/~1invoices/get/parameters/0/schema/default", 10, "defaults-are-kept", "warning", 1),
    ("#/paths/~1customers/get/parameters/1/required", True, "parameters-are-kept", "breaking", 1),
    ("#/paths/~1orders/get/summary", "Lists orders", "descriptions-are-kept", "documentation-only", 1),
    ("#/paths/~1orders/post/requestBody/required", False, "request-bodies-are-kept", "safe", 1),
    ("#/paths/~1shipments/post/operationId", "makeShipment", "operation-ids-are-kept", "warning", 1),
    ("#/paths/~1payments~1{payment_id}/delete", _GONE, "operations-are-kept", "breaking", 1),
    (
        "#/paths/~1refunds~1{refund_id}/delete/responses/204/description",
        "Gone",
        "descriptions-are-kept",
        "documentation-only",
        1,
    ),
    ("#/paths/~1suppliers/post/security", [], "credentials-are-kept", "safe", 1),
    ("#/components/responses/Error429/headers/Retry-After/schema/maximum", 60, "number-ranges-are-kept", "safe", 69),
    ("#/servers/1/url", "https://test.example.com", "servers-are-kept", "breaking", 69),
]


def edited(data: dict[str, Any]) -> dict[str, Any]:
    """Return a document with all edits applied."""
    whole = copy.deepcopy(data)
    for pointer, value, *_ in EDITS:
        *path, last = (token.replace("~1", "/") for token in pointer.split("/")[1:])
        node: Any = whole
        for token in path:
            node = node[int(token)] if isinstance(node, list) else node[token]
        if value is _GONE:
            del node[last]
        else:
            node[last] = value
    whole["info"]["version"] = "1.5.0"
    return whole


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """The comparison of the document with the edited one."""
    data = yaml.safe_load(large_document(70))
    old, new = json.dumps(data, indent=1), json.dumps(edited(data), indent=1)
    start = time.process_time()
    found = compared(old, new)
    assert time.process_time() - start < BOUND
    return found


class TestLarge:
    def test_number(self) -> None:
        """There are forty edits, each at another place."""
        assert len({pointer for pointer, *_ in EDITS}) == len(EDITS) == 40

    @pytest.mark.parametrize(
        ("pointer", "requirement", "impact", "operations"), [(p, r, i, n) for p, _, r, i, n in EDITS if r]
    )
    def test_found(self, comparison: Comparison, pointer: str, requirement: str, impact: str, operations: int) -> None:
        """An edit is found at its place, once for all affected operations."""
        found = [
            (each.impact.value, len(operations_of(each.change)))
            for each in comparison.changes
            if each.requirement.id == requirement
            and each.change.kind != "server added"
            and any(_is_near(str(at), pointer) for at in (each.change.old, each.change.new))
        ]
        assert [(impact, operations)] == found

    def test_whole_bodies(self, comparison: Comparison) -> None:
        """Every witness is part of a whole body, parameter or header."""
        proofs = [proof for each in comparison.changes for proof in each.change.proofs]
        assert len(proofs) >= 25
        assert [proof.instance for proof in proofs if not proof.body] == []

    def test_nothing_else(self, comparison: Comparison) -> None:
        """Every change is one of the edits: a moved server is one removed and one added."""
        expected = len(EDITS) + len(["the new server"]) + len(["the descriptions of two states"])
        assert len(comparison.changes) == expected, "\n".join(
            f"{each.impact} {each.requirement.id} {each.change.message}" for each in comparison.changes
        )


def test_same_in_every_process(tmp_path: Path) -> None:
    """A comparison has the same result in the same order, whatever Python's hash seed."""
    data = yaml.safe_load(large_document(20))
    for name, each in (("old", data), ("new", {**data, **edited_servers(data)})):
        (tmp_path / f"{name}.json").write_text(json.dumps(each), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "conformance",
        "diff",
        "--format",
        "json",
        *map(str, sorted(tmp_path.iterdir())[::-1]),
    ]
    printed = [
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1] != b""


def edited_servers(data: dict[str, Any]) -> dict[str, Any]:
    """Return other servers, and schemas with another length for every text."""
    schemas = json.loads(json.dumps(data["components"]).replace('"maxLength": 120', '"maxLength": 119'))
    return {"servers": [{"url": f"https://{name}.example.com"} for name in "abcdef"], "components": schemas}


def _is_near(one: str, other: str) -> bool:
    """Return whether one of two places is the other, or below it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
