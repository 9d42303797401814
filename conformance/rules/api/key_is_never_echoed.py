"""No answer holds the key that was sent.

Answers are logged, cached and shown; a key in one of them is a key that leaks.

Fails: `{"message": "invalid key bn-12…"}`; a `Set-Cookie` or `Location` with the key in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.exchange.names import is_header_name
from conformance.exchange.spellings import spellings
from conformance.model import Aspect, Response
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

# A shorter key stands in many an answer by chance.
_TELLING_LENGTH = 8

NEEDS = (Aspect.HEADERS,)
READS = Reads()


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
            yield Inconclusive(
                f"the key is shorter than {_TELLING_LENGTH} characters: it may stand in an answer by chance"
            )
            continue
        places = [each for each in _places(exchange.response, _forms(secrets)) if each not in kept]
        for place in places:
            yield Deviation(exchange, "echo", "the key stands in the answer", "no key", "[key]", place)
        if not places:
            yield Conforming(exchange)


def _forms(secrets: Iterable[str]) -> set[bytes]:
    """Return how a key may be written, in lower case."""
    telling = [secret for secret in secrets if len(secret) >= _TELLING_LENGTH]
    return {form.lower().encode() for secret in telling for form in spellings(secret)}


def _places(response: Response, forms: set[bytes]) -> Iterator[str]:
    for name, value in response.headers:
        is_plain = is_header_name(name) and not _holds(name.encode("latin-1", "replace"), forms)
        if _holds(value.encode("latin-1", "replace"), forms):
            yield f"header {name.title() if is_plain else 'with an odd name'}"
        if _holds(name.encode("latin-1", "replace"), forms):
            yield "a header's name"
    if _holds(response.body, forms):
        yield "body"


def _holds(text: bytes, forms: set[bytes]) -> bool:
    lowered = text.lower()
    return any(form in lowered for form in forms)
