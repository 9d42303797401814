"""References of the suite that are dangling under another contract are named, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from conformance.contract.document import parse
from conformance.contract.history import Origin
from conformance.contract.load import SPEC
from conformance.contract.openapi import read_contract
from conformance.model import Requirement
from conformance.verdict.follow_ups import follow_ups
from conformance.verdict.suite import Suite, load_suite, suite_of

TODAY = date(2026, 12, 1)
TEXT = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
BATCH = "#/components/schemas/Batch/properties"


@cache
def present() -> Suite:
    """Return the suite of the repository."""
    return load_suite(SPEC / "openapi.yaml", SPEC / "requirements", sorted((SPEC / "waivers").glob("*.yaml")))


def changed(old: str, new: str) -> Suite:
    """Return the suite for the document after a replacement of text."""
    text = TEXT.replace(old, new)
    assert text != TEXT or old == new
    return suite_of(read_contract(parse(text, "openapi.yaml")), Origin(), SPEC / "requirements", ())


def row(clause: str) -> Requirement:
    """Return a requirement with a clause."""
    return replace(next(iter(present().ledger.values())), id="made-for-this", clause=clause)


def named(old: Suite, new: Suite) -> list[str]:
    """Return the follow-ups, without the places of waivers."""
    return [each.replace(f"{SPEC.parent}/", "") for each in follow_ups(old, new, TODAY)]


def test_nothing() -> None:
    """The same contract has no follow-up, whatever its pointers."""
    same = changed("", "")
    ledger = {"a-b": row(f"{BATCH}/status"), "c-d": row(f"{BATCH}/none"), "e-f": row("RFC 9110 section 9")}
    assert named(present(), same) == []
    assert named(replace(present(), ledger={**present().ledger, **ledger}), same) == []


@pytest.mark.parametrize(
    ("clause", "is_gone"),
    [
        (f"{BATCH}/workflow_id", True),
        (f"{BATCH}/status", False),
        ("#", False),
        ("{operation}/responses", False),
        (f"{BATCH}/never", False),
        ("RFC 9110 section 9", False),
    ],
)
def test_clause(clause: str, is_gone: bool) -> None:
    """A requirement whose clause was removed is named; one whose clause never existed is no news."""
    text = TEXT.replace("        batch_id:\n", "        workflow_id:\n          type: string\n        batch_id:\n")
    assert text != TEXT
    older = suite_of(read_contract(parse(text, "openapi.yaml")), Origin(), SPEC / "requirements", ())
    old = replace(older, ledger={**older.ledger, "made-for-this": row(clause)})
    expected = [f"requirement made-for-this: {clause} no longer exists"] if is_gone else []
    assert expected == named(old, changed("", ""))


def test_vocabulary() -> None:
    """A fact about a renamed property is named."""
    told = named(present(), changed("execution_status:", "states:"))
    assert told[-1] == f"vocabulary: {BATCH}/execution_status no longer exists"


def test_stale_waiver() -> None:
    """A waiver of a fixed quirk is named with its place and where it is stale."""
    told = named(present(), changed("04:22:89Z", "04:22:59Z"))
    (line,) = [each for each in told if "example-matches-its-schema" in each]
    assert line.startswith("waiver example-matches-its-schema (")
    assert line.endswith(f"): stale at {BATCH}/updated_at/example")


def test_waiver_of_nothing() -> None:
    """A waiver of a removed operation is named once, as judged nowhere."""
    told = named(present(), changed("/batches/{agent_id}/all", "/campaigns/{agent_id}/all"))
    waivers = [each for each in present().waivers if each.operation.startswith("GET ")]
    assert waivers
    for waiver in waivers:
        (line,) = [each for each in told if each.startswith(f"waiver {waiver.id} (")]
        assert line.endswith(f"): {waiver.requirement} is no longer judged for GET /batches/{{agent_id}}/all")
