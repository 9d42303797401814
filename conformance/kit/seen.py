"""Reads requests and answers of the user's HTTP library without importing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.model import Aspect, InputError, Recorded

_TAKES = (
    "contract.check takes an httpx.Response, a requests.Response, or the parts: "
    "contract.check(method=…, url=…, status=…, headers=…, body=…)"
)
_SHOWN = frozenset({Aspect.BYTES, Aspect.TEXT, Aspect.HEADERS, Aspect.OCCURRENCE})
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SeenRequest:
    """A request of the user's client."""

    method: str
    url: str
    headers: Pairs | None = field(default=None, repr=False)
    """None where they are unknown."""
    body: bytes | None = field(default=None, repr=False)
    """None where it is unknown."""


@dataclass(frozen=True)
class Seen:
    """A request with its answer."""

    asked: SeenRequest
    status: int
    headers: Pairs | None = field(repr=False)
    """Those of the answer; None where they are unknown."""
    body: bytes = field(repr=False)

    def recorded(self, place: str, *hidden: Aspect) -> Recorded:
        """Return it in the form of a recorded exchange.

        Args:
            place: Its name in reports.
            hidden: The aspects that it does not show.
        """
        unknown = {Aspect.HEADERS} if self.headers is None else set()
        shows = _SHOWN - unknown - set(hidden)
        asked = self.asked
        return Recorded(
            place=place,
            method=asked.method,
            url=asked.url,
            status=self.status,
            headers=self.headers or (),
            body=self.body,
            shows=shows,
            request_headers=asked.headers or (),
        )


@dataclass(frozen=True)
class AllowedAnswer:
    """One answer that the contract allows."""

    name: str
    """What distinguishes it, such as `without /0/status`."""
    status: int
    headers: Pairs = field(repr=False)
    body: bytes = field(repr=False)


def read_response(response: object) -> Seen:
    """Return the exchange of a response of httpx or requests, or of an object with the same attributes.

    Raises:
        InputError: It is something else, lacks its request, or was not read to the end.
    """
    given: Any = response
    try:
        status, content, request = given.status_code, given.content, given.request
        if not isinstance(status, int) or not isinstance(content, bytes):
            raise AttributeError
        asked = read_request(request)
        return Seen(asked, status, _pairs(given.headers), content)
    except AttributeError:
        raise InputError(f"{_TAKES}; this is a {type(response).__qualname__}") from None
    except RuntimeError as error:  # from httpx, which says what is missing
        raise InputError(f"the response cannot be judged yet: {error} Read it, or give its parts instead") from None


def read_request(request: object) -> SeenRequest:
    """Return a request of httpx or requests."""
    given: Any = request
    return SeenRequest(str(given.method).upper(), str(given.url), _pairs(given.headers), _body_of(given))


def read_parts(method: object, url: object, status: object, headers: Mapping[str, str] | None, body: object) -> Seen:
    """Return an exchange that is given by its parts.

    Raises:
        InputError: A part is missing, or of another type.
    """
    content = body.encode() if isinstance(body, str) else body
    if not (isinstance(method, str) and isinstance(url, str) and isinstance(status, int)):
        raise InputError(f"{_TAKES}; method, url and status are needed, as text, text and number")
    if not isinstance(content, bytes):
        raise InputError(f"{_TAKES}; the body is bytes or text, not a {type(body).__qualname__}: dump it as JSON first")
    return Seen(SeenRequest(method.upper(), url), status, None if headers is None else tuple(headers.items()), content)


def _pairs(headers: Any) -> Pairs:
    items = getattr(headers, "multi_items", headers.items)()
    return tuple((str(name), str(value)) for name, value in items)


def _body_of(request: Any) -> bytes | None:
    """Return the body of a request; None for one that is streamed."""
    try:
        body = request.content if hasattr(request, "content") else request.body
    except RuntimeError:  # from httpx, for a stream
        return None
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else None
