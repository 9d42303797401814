"""No answer holds the key that was sent.

Answers are logged, cached and shown; a key in one of them is a key that leaks.

Fails: `{"message": "invalid key bn-12…"}`; a `Set-Cookie` or `Location` with the key in it.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from conformance.model import Aspect, Response
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Deviation, Doubt, Inapplicable, Observation, Witness

# A shorter key stands in many an answer by chance.
_TELLING_LENGTH = 8

NEEDS = (Aspect.HEADERS,)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Search every header and body for the key, as it is and in the usual encodings."""
    if not evidence.operation.security:
        yield Inapplicable("the contract asks for no credentials here")
        return
    by_cookie = any(scheme.location == "cookie" for schemes in evidence.operation.security for scheme in schemes)
    # A session that is a cookie is prolonged by setting it again.
    kept = {"header Set-Cookie"} if by_cookie else set()
    for exchange in evidence.exchanges:
        secrets = {*evidence.secrets, *exchange.request.secrets}
        if exchange.response is None or not secrets:
            continue
        if all(len(secret) < _TELLING_LENGTH for secret in secrets):
            yield Doubt(f"the key is shorter than {_TELLING_LENGTH} characters: it may stand in an answer by chance")
            continue
        places = [each for each in _places(exchange.response, _forms(secrets)) if each not in kept]
        for place in places:
            yield Deviation(exchange, "echo", "the key stands in the answer", "no key", "[key]", place)
        if not places:
            yield Witness(exchange)


def _forms(secrets: Iterable[str]) -> set[bytes]:
    """Return how a key may be written, in lower case."""
    forms = set()
    for secret in secrets:
        if len(secret) >= _TELLING_LENGTH:
            texts = [secret, quote(secret), quote(secret, safe=""), quote_plus(secret), html.escape(secret)]
            escaped = json.dumps(secret)[1:-1]
            texts += [escaped, escaped.replace("/", r"\/")]
            forms |= {text.lower().encode() for text in (*texts, *_base64(secret), secret.encode().hex())}
    return forms


def _base64(secret: str) -> Iterator[str]:
    """Yield the key as it reads in base64 after 0, 1 or 2 other bytes; the ends depend on what stands beside it."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret.encode()).decode().rstrip("=")
        yield encoded[before + (before > 0) : -1]


def _places(response: Response, forms: set[bytes]) -> Iterator[str]:
    for name, value in response.headers:
        is_plain = name.replace("-", "").isalnum() and not _holds(name.encode("latin-1", "replace"), forms)
        if _holds(value.encode("latin-1", "replace"), forms):
            yield f"header {name.title() if is_plain else 'with an odd name'}"
        if _holds(name.encode("latin-1", "replace"), forms):
            yield "a header's name"
    if _holds(response.body, forms):
        yield "body"


def _holds(text: bytes, forms: set[bytes]) -> bool:
    lowered = text.lower()
    return any(form in lowered for form in forms)
