"""No response contains the key that was sent.

What it checks: Every header and body, for the key as it is and in the usual encodings.

Why it matters: Responses are logged, cached and displayed; a key in one of them is a leaked key.

Example: `{"message": "invalid key bn-12…"}`, or a `Set-Cookie` or `Location` header with the key in it.

Fix: Leave credentials out of messages and URLs, or show their last four characters at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.exchange.names import is_header_name
from conformance.exchange.spellings import spellings
from conformance.model import Aspect, Level, Response
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="RFC 6750 section 5.3 (safeguard bearer tokens)",
    since="0.1.0",
    clause="RFC 6750 section 5.3",
)
# A shorter key occurs in many answers by chance.
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
                f"the key is shorter than {_TELLING_LENGTH} characters: it may occur in an answer by chance"
            )
            continue
        places = [each for each in _places(exchange.response, _forms(secrets)) if each not in kept]
        for place in places:
            yield Deviation(exchange, "echo", "the answer contains the key", "no key", "[key]", place)
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
