"""Which statuses HTTP calls for in a situation, even if the contract does not document them."""

from __future__ import annotations

from conformance.model import Intent

# RFC 9110: 400 (15.5.1), 401 (15.5.2), 403 (15.5.4), 404 (15.5.5, also to hide that something exists), 410 (15.5.11),
# 414 (15.5.15), 422 (15.5.21). RFC 6750 section 3.1: 400, 401 and 403 for bearer tokens.
# Firewalls in front of an API answer what looks like an attack with 406.
# Frameworks that validate headers as parameters answer a missing one with 422.
_REFUSAL = frozenset({400, 401, 403, 404, 422})
_ABSENT = frozenset({400, 401, 403, 404, 410, 422})
_MALFORMED = _ABSENT | {406, 414}

_CALLED_FOR = {
    Intent.UNKNOWN: _ABSENT,
    Intent.FOREIGN: _ABSENT,
    Intent.OTHER_TYPE: frozenset({406}),
    Intent.RESPELLED: _ABSENT,
    Intent.LENIENT: _MALFORMED,
    Intent.MALFORMED: _MALFORMED,
    Intent.OUT_OF_BOUNDS: _MALFORMED,
    Intent.GUESSED: _ABSENT,
    Intent.FIRST_PAGE: _ABSENT,
    Intent.NEXT_PAGE: _ABSENT,
    Intent.LOWERCASE_SCHEME: _REFUSAL,
    Intent.ALTERNATIVE: _REFUSAL,
    # What is optional in general may be needed for one thing.
    Intent.ANONYMOUS: _REFUSAL,
    # Its intent is unknown, so it may have been any of these.
    Intent.OBSERVED: _REFUSAL | _ABSENT | _MALFORMED,
}

# For this caller, what is foreign does not exist either.
_SAME_SITUATION = {
    Intent.OTHER_TYPE: Intent.KNOWN,
    Intent.RESPELLED: Intent.KNOWN,
    Intent.FOREIGN: Intent.UNKNOWN,
    Intent.FIRST_PAGE: Intent.KNOWN,
    Intent.NEXT_PAGE: Intent.KNOWN,
}
# They may be accepted, but what the API does with credentials decides.
_OTHERWISE_PRESENTED = frozenset({Intent.LOWERCASE_SCHEME, Intent.ALTERNATIVE, Intent.ANONYMOUS})

DESCRIPTION = {
    Intent.KNOWN: "a valid request for something known",
    Intent.OTHER_TYPE: "a valid request for another documented media type",
    Intent.RESPELLED: "a known id in different letter case",
    Intent.UNKNOWN: "a valid request for something unknown",
    Intent.FOREIGN: "a valid request for a resource of another account",
    Intent.LENIENT: "a parameter in an unusual spelling",
    Intent.MALFORMED: "a malformed parameter",
    Intent.NO_KEY: "a request without a key",
    Intent.EMPTY_KEY: "an empty key",
    Intent.WRONG_KEY: "a wrong key",
    Intent.TRUNCATED_KEY: "the key without its last character",
    Intent.HALF_KEY: "the first half of the key",
    Intent.APPENDED_KEY: "the key with one more character",
    Intent.OTHER_SCHEME: "the key under another scheme",
    Intent.LOWERCASE_SCHEME: "the key under the scheme's name in lower case",
    Intent.GUESSED: "a valid request for something that may be known",
    Intent.OUT_OF_BOUNDS: "an optional parameter just out of its bounds",
    Intent.ALTERNATIVE: "a valid request with the credentials of another alternative",
    Intent.ANONYMOUS: "a valid request without the credentials that are optional",
    Intent.FIRST_PAGE: "a request for the first few rows",
    Intent.NEXT_PAGE: "a request for the page after another",
    Intent.OBSERVED: "a recorded request",
}
"""A description of what a case of an intent sends."""


def situation(intent: Intent) -> str:
    """Return one word for what a case asks for, by which deviations of one cause are grouped."""
    if intent.is_refusable or intent in _OTHERWISE_PRESENTED:
        return "credentials"
    return _SAME_SITUATION.get(intent, intent).value


def is_called_for(status: int, intent: Intent) -> bool:
    """Return whether HTTP itself calls for a status in answer to a case of an intent."""
    return status in (_REFUSAL if intent.is_refusable else _CALLED_FOR.get(intent, frozenset()))
