"""An API that conforms to the contract of `GET /batches/{agent_id}/all`, in steps that a variant can override."""

from __future__ import annotations

import hashlib
import json
import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from urllib.parse import unquote

from conformance.reference.data import AGENTS, FOREIGN_AGENT, Row, batches

KEY = "bn-reference-4f1c9d27a8e3b65042d1"
"""The only key that the API accepts. It gives access to fictional data only."""

Header: TypeAlias = tuple[str, str]

_ROUTE = re.compile(r"/batches/([^/]*)/all")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Call:
    """A request as received; the target is still percent-encoded."""

    method: str
    target: str
    headers: tuple[Header, ...] = field(default=(), repr=False)

    def header(self, name: str) -> str:
        """Return the first value of a header, an empty string if it is absent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True)
class Answer:
    """A response before framing: the server adds `Date`, `Server` and the length of the body."""

    status: int
    headers: tuple[Header, ...]
    body: bytes = field(repr=False)

    def with_header(self, name: str, value: str) -> Answer:
        """Return the answer with the header set, replacing any of that name."""
        others = tuple(header for header in self.headers if header[0].lower() != name.lower())
        return replace(self, headers=(*others, (name, value)))


_PAUSE = 1.0
"""Seconds without a call after which the next call begins a new run."""
_STALE = 2
"""Minutes after which the list contradicts the clock."""


class Api:
    """The API as the contract describes it, from a given time on."""

    content_type = "application/json"
    caching = "no-store"
    strictness = "max-age=31536000; includeSubDomains"

    def __init__(self, now: datetime | None = None) -> None:
        self.now = (now or datetime.now(UTC)).replace(microsecond=0)
        """The time of which its list is a snapshot."""
        self._set = self._asked = time.monotonic()

    def _keep_time(self) -> None:
        """Advance the time of the list by whole minutes; only between two runs, so that it does not change in one."""
        asked, self._asked = self._asked, time.monotonic()
        minutes = (self._asked - self._set) // 60
        if minutes and (self._asked - asked >= _PAUSE or minutes >= _STALE):
            self.now += timedelta(minutes=minutes)
            self._set += 60 * minutes

    def answer(self, call: Call) -> Answer:
        """Answer a call; with the HSTS header behind a proxy that terminates TLS (RFC 6797 section 7.2: only there)."""
        self._keep_time()
        answer = self.respond(call).with_header("Cache-Control", self.caching)
        if answer.status == 200:
            answer = answer.with_header("ETag", self.tag(answer.body))
        is_secure = call.header("X-Forwarded-Proto") == "https"
        return answer.with_header("Strict-Transport-Security", self.strictness) if is_secure else answer

    def respond(self, call: Call) -> Answer:
        """Route a call, authorise it, find the agent, list its batches."""
        route = _ROUTE.fullmatch(call.target.partition("?")[0])
        if route is None:
            return self.error(404, 404, "There is nothing at this path")
        if call.method not in ("GET", "HEAD"):
            return self.error(405, 405, "Method not allowed", ("Allow", "GET, HEAD"))
        return self.authorise(call) or self.find(unquote(route[1]))

    def authorise(self, call: Call) -> Answer | None:
        """Return the refusal of a call with invalid credentials, None if it is authorised."""
        scheme, _, key = call.header("Authorization").partition(" ")
        return None if self.admits(scheme, key.strip(" ")) else self.refuse(call)

    def admits(self, scheme: str, key: str) -> bool:
        """Return whether the credentials are valid; both are empty without the header."""
        return scheme.lower() == "bearer" and key == KEY

    def refuse(self, call: Call) -> Answer:
        """Answer a call that is not authorised."""
        return self.error(401, 401, "Access denied", ("WWW-Authenticate", "Bearer"))

    def find(self, text: str) -> Answer:
        """Answer an authorised call for the agent that the text names."""
        agent = self.canonical(text)
        if agent is None:
            return self.malformed(text)
        if agent in AGENTS:
            return self.listing(agent)
        return self.foreign(agent) if agent == FOREIGN_AGENT else self.unknown(agent)

    def canonical(self, text: str) -> str | None:
        """Return an agent id in its canonical spelling, None if the text is not a UUID."""
        return text.lower() if _UUID.fullmatch(text) else None

    def malformed(self, text: str) -> Answer:
        """Answer a call whose agent id is not a UUID."""
        return self.error(400, 1001, "agent_id is malformed")

    def unknown(self, agent: str) -> Answer:
        """Answer a call for an agent that does not exist."""
        return self.error(404, 404, "Agent not found")

    def foreign(self, agent: str) -> Answer:
        """Answer a call for an agent of another account, which does not exist for this caller."""
        return self.unknown(agent)

    def listing(self, agent: str) -> Answer:
        """Answer a call for an agent that exists."""
        return self.reply(200, self.rows(agent))

    def rows(self, agent: str) -> list[Row]:
        """Return the batches of an agent, the newest first."""
        return batches(agent, self.now)

    def tag(self, body: bytes) -> str:
        """Return the entity tag of a list: weak, since it may be sent compressed or not (RFC 9110 section 8.8.3.3)."""
        return f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'

    def error(self, status: int, code: int, message: str, *headers: Header) -> Answer:
        """Answer with the error body of the contract."""
        return self.reply(status, {"error": code, "message": message}, *headers)

    def reply(self, status: int, value: object, *headers: Header) -> Answer:
        """Answer with a JSON value."""
        return Answer(status, (("Content-Type", self.content_type), *headers), self.render(value))

    def render(self, value: object) -> bytes:
        """Write a JSON value as text."""
        return json.dumps(value, separators=(",", ":")).encode()
