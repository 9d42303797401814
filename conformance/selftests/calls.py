"""Calls of the reference API at one time, without a server."""

from __future__ import annotations

from datetime import UTC, datetime

from conformance.reference.api import KEY, Call, Header

NOW = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC)
AUTHORISED: tuple[Header, ...] = (("Authorization", f"Bearer {KEY}"),)
STRANGER = "9d3b1c5e-7a20-4e8f-8b64-0f5a2c71e9d3"
"""An agent that does not exist."""


def path(agent: str) -> str:
    return f"/batches/{agent}/all"


def get(target: str, *headers: Header) -> Call:
    return Call("GET", target, headers)
