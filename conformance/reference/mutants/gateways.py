"""Mutants with something in front of the API that answers in its place: a proxy, a firewall, a login page."""

from __future__ import annotations

import zlib
from dataclasses import replace

from conformance.reference.api import Answer
from conformance.reference.mutants.base import Mutant, Table, wrong_answer

_LONG = 100
"""A list of more batches than this takes the API long."""


def _page(status: int, text: str) -> Answer:
    """Answer with an HTML page."""
    return Answer(status, (("Content-Type", "text/html"),), f"<!doctype html><title>{text}</title>".encode())


TABLE: Table = {
    "answer-is-not-a-server-error": [
        wrong_answer(
            "upstream-is-down",
            "A malformed agent id ends the process, and the gateway finds no upstream: 502.",
            malformed=_page(502, "Bad Gateway"),
        )
    ],
    "error-body-keeps-documented-shape": [
        wrong_answer(
            "firewall-shows-page",
            "A firewall blocks a malformed agent id with an HTML page of its own.",
            malformed=_page(403, "Request blocked"),
        )
    ],
    # Where no key is needed at all, what other keys get says nothing more.
    ("missing-key-is-refused", "content-type-is-documented"): [
        wrong_answer(
            "refusal-is-login-page",
            "A call without a valid key gets the login page, with status 200.",
            refuse=_page(200, "Log in"),
        )
    ],
}


class GatewayTimesOut(Mutant):
    """A long list takes the API longer than the gateway waits: 504, with an HTML page."""

    name = "gateway-times-out"
    kills = ("answer-is-not-a-server-error",)

    def listing(self, agent: str) -> Answer:
        """Answer with 504 for a long list."""
        return _page(504, "Gateway Time-out") if len(self.rows(agent)) > _LONG else super().listing(agent)


class MaintenanceIsSuccess(Mutant):
    """A long list is replaced by a maintenance page, with status 200."""

    name = "maintenance-is-success"
    kills = ("content-type-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer with the page for a long list."""
        return _page(200, "Back soon") if len(self.rows(agent)) > _LONG else super().listing(agent)


class ErrorLengthBesideChunks(Mutant):
    """An error that a proxy sends in chunks keeps the Content-Length of the server."""

    name = "error-length-beside-chunks"
    kills = ("message-framing-is-sound",)

    def unknown(self, agent: str) -> Answer:
        """Frame the answer twice."""
        return _framed_twice(super().unknown(agent))


class LengthBesideChunks(Mutant):
    """A list is sent in chunks, with a Content-Length as well."""

    name = "length-beside-chunks"
    kills = ("message-framing-is-sound",)

    def listing(self, agent: str) -> Answer:
        """Frame the answer twice."""
        return _framed_twice(super().listing(agent))


class PlainBodyLabelledGzip(Mutant):
    """A list is labelled as compressed, and is not."""

    name = "plain-body-labelled-gzip"
    kills = ("content-coding-is-sound",)

    def listing(self, agent: str) -> Answer:
        """Set the header before a plain body."""
        return super().listing(agent).with_header("Content-Encoding", "gzip")


class DeflateForAll(Mutant):
    """A list is compressed with deflate, whatever the client accepts."""

    name = "deflate-for-all"
    kills = ("content-coding-is-asked-for",)

    def listing(self, agent: str) -> Answer:
        """Compress the body."""
        answer = super().listing(agent)
        return replace(answer, body=zlib.compress(answer.body)).with_header("Content-Encoding", "deflate")


def _framed_twice(answer: Answer) -> Answer:
    """Return an answer that is sent in chunks and has a Content-Length."""
    chunked = answer.with_header("Transfer-Encoding", "chunked")
    return chunked.with_header("Content-Length", str(len(answer.body)))
