"""A redacted recording identifies nobody beside its exchanges either: in targets, troubles or header names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.exchange.recordings.redacting import pseudonyms_for, redacted_exchange, redacted_target
from conformance.exchange.terms import is_reason
from conformance.exchange.trouble import RATE_LIMITED, UNRECORDED
from conformance.model import Exchange, Intent, Response, Target, Trouble
from conformance.selftests.makers import exchange, unanswered

TARGET = Target(
    "live",
    "https://api.example.com",
    {"bearer": "bn-key-of-ours"},
    {"thing_id": ("0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6",), "Anna Smith": ("x",)},
    {"bearer": "THINGS_KEY"},
    {"Anna Smith": "y"},
    {"thing_id": "PHONE_4915123456789"},
    frozenset({"thing_id", "Anna Smith"}),
)
KEPT = ("bearer", "thing_id")


def clean(one: Exchange) -> Exchange:
    """Return an exchange with replacements."""
    return redacted_exchange(one, pseudonyms_for([one], TARGET, b"0123456789abcdef", KEPT))


def answered(**changes: object) -> Response:
    """Return the redacted answer of an exchange with changes."""
    one = exchange()
    assert one.response is not None
    found = clean(replace(one, response=replace(one.response, **changes))).response  # type: ignore[arg-type]
    assert found is not None
    return found


class TestTarget:
    def test_names(self) -> None:
        """Names of the contract and of variables stay; others of an edited recording are masked consistently."""
        found = redacted_target(TARGET, pseudonyms_for([], TARGET, b"0123456789abcdef", KEPT))
        assert ([*found.credentials], found.variables["bearer"]) == (["bearer"], "THINGS_KEY")
        assert ([*found.parameters], [*found.foreign]) == (["thing_id", "Aaaa Aaaaa"], ["Aaaa Aaaaa"])
        assert {"thing_id", "Aaaa Aaaaa"} == found.owners
        assert "4915123456789" not in repr(found)


class TestNote:
    def test_observed(self) -> None:
        """An attributed exchange no longer has the name of its file."""
        one = exchange()
        case = replace(one.case, id="Anna Smith.har#1", intent=Intent.OBSERVED)
        assert f"recorded#{one.sequence}" == clean(replace(one, case=case)).case.id

    @pytest.mark.parametrize(
        ("label", "kept"), [("known-first", True), ("Anna Smith", False), ("known-4915123456789", False)]
    )
    def test_label(self, label: str, kept: bool) -> None:
        """The names of our own cases stay, unless edited."""
        one = exchange()
        assert (label if kept else f"recorded#{one.sequence}") == clean(
            replace(one, case=replace(one.case, id=label))
        ).case.id

    @pytest.mark.parametrize(
        ("reason", "shown"),
        [
            ("connection refused: nothing listens there", "connection refused: nothing listens there"),
            ("Anna refused +4915123456789", r"Aaaa aaaaaaa"),
        ],
    )
    def test_trouble(self, reason: str, shown: str) -> None:
        """The reason for a missing answer stays if it is in our own words."""
        found = clean(replace(unanswered(), trouble=Trouble("refused", reason))).trouble
        assert found is not None
        assert shown == found.reason[: len(shown)]
        assert "4915123456789" not in found.reason

    @pytest.mark.parametrize(
        "reason",
        [
            RATE_LIMITED.reason,
            UNRECORDED.reason,
            "the TLS handshake failed: CERTIFICATE_VERIFY_FAILED",
            "not sent after 3 failures in a row: the host name cannot be resolved",
            "the body unpacks to more than 16777216 bytes",
            "the body unpacks to more than 16777216 bytes; raise that by --max-body",
            "not sent: the contract has this operation on a server of its own, elsewhere",
            "the answer is not a valid HTTP message: a chunk does not begin with its size",
        ],
    )
    def test_reasons(self, reason: str) -> None:
        """The transport describes trouble in our own words."""
        assert is_reason(reason)

    @pytest.mark.parametrize(("version", "shown"), [("HTTP/1.1", "HTTP/1.1"), ("HTTP/2", "HTTP/2"), ("Anna", "Aaaa")])
    def test_version(self, version: str, shown: str) -> None:
        """A version of HTTP stays, anything else in its place does not."""
        assert shown == answered(http_version=version).http_version
