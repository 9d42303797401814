"""A run whose known answers cannot be read says so; one that reads them all does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from conformance.exchange.unpacking import MAYBE_CUT_OFF, UNSUPPORTED
from conformance.model import Exchange, Intent, Response, Trouble
from conformance.reference.api import Api
from conformance.reference.bundled import FEW
from conformance.run.laboratory import Laboratory
from conformance.verdict.obstacle import obstacle_of


@cache
def laboratory() -> Laboratory:
    return Laboratory(FEW)


def told(response: Response | None, trouble: Trouble | None = None) -> str | None:
    """Return why the target cannot be judged where the last known answer is another one."""
    exchanges, target = laboratory().exchanges(Api())
    last = max(at for at, each in enumerate(exchanges) if each.case.intent is Intent.KNOWN)
    changed: Sequence[Exchange] = [
        replace(each, response=response, trouble=trouble) if at == last else each for at, each in enumerate(exchanges)
    ]
    return obstacle_of(changed, target, laboratory().session.suite)


def json_of(body: bytes, undecoded: str = "") -> Response:
    return Response(200, (("Content-Type", "application/json"),), body, undecoded=undecoded)


def test_read() -> None:
    """A list is read, and brackets in a text nest nothing."""
    assert told(json_of(b"[]")) is None
    assert told(json_of(b'["' + b"[" * 9_000 + b'"]')) is None


@pytest.mark.parametrize(
    ("response", "trouble", "reason"),
    [
        (json_of(b"[" * 65 + b"]" * 65), None, "nests deeper"),
        (json_of(b"", UNSUPPORTED), None, UNSUPPORTED),
        (json_of(b"", MAYBE_CUT_OFF), None, MAYBE_CUT_OFF),
        (None, Trouble("too-large", "the body is larger than 9 bytes"), "larger than 9 bytes"),
    ],
    ids=["deep", "coding", "cut off", "large"],
)
def test_unread(response: Response | None, trouble: Trouble | None, reason: str) -> None:
    """One known answer that cannot be read is said, so that the run does not end with 0."""
    said = told(response, trouble)
    assert said is not None
    assert said.startswith("the target cannot be judged in full: ")
    assert reason in said
