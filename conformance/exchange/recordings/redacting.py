"""Exchanges and their target as a recording may keep them: nothing in them identifies anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from secrets import token_bytes
from urllib.parse import urlsplit

from conformance.exchange.names import is_header_name
from conformance.exchange.pseudonyms import Pseudonyms
from conformance.exchange.recordings.header_values import redacted_value
from conformance.exchange.terms import is_reason
from conformance.model import Case, Exchange, InputError, Intent, Request, Response, Target, Trouble

KEY_VARIABLE = "CONFORMANCE_REDACTION_KEY"
"""The environment variable with a key for several recordings: what is equal stays equal across them."""
_SHORTEST_KEY = 16
Headers = tuple[tuple[str, str], ...]

_VARIABLE = re.compile(r"(?!.*[0-9]{4})[A-Za-z_][A-Za-z0-9_]{0,63}")
_LABEL = re.compile(r"[a-z]+-(?!.*[0-9]{4})[A-Za-z0-9_%'-]{1,120}")
_VERSION = re.compile(r"HTTP/[0-9](?:\.[0-9])?")


def redaction_key(environment: Mapping[str, str]) -> bytes:
    """Return the key of a recording: a new one unless the user gives one; it is written nowhere.

    Raises:
        InputError: The key given could be guessed.
    """
    given = environment.get(KEY_VARIABLE, "")
    if given and len(given) < _SHORTEST_KEY:
        raise InputError(f"{KEY_VARIABLE} is shorter than {_SHORTEST_KEY} characters: phone numbers could be guessed")
    return given.encode() or token_bytes(32)


def pseudonyms_for(exchanges: Sequence[Exchange], target: Target, key: bytes, kept: Iterable[str]) -> Pseudonyms:
    """Return the stand-ins for one recording.

    Args:
        exchanges: All of them: whatever was presented to the target is a secret.
        target: Where they took place.
        key: The key of this recording.
        kept: Texts and words that stay, as the contract has them.
    """
    parts = urlsplit(target.base_url)
    names = {*filter(_VARIABLE.fullmatch, [*target.variables.values(), *target.foreign_variables.values()])}
    made = Pseudonyms(
        key, {*kept, *names, "Authorization"}, target.credentials.values(), (target.base_url, parts.netloc)
    )
    for secret in sorted({each for exchange in exchanges for each in exchange.request.secrets}):
        made.add_secret(secret)
    return made


def redacted_exchange(exchange: Exchange, made: Pseudonyms) -> Exchange:
    """Return an exchange with stand-ins."""
    response = exchange.response
    return replace(
        exchange,
        case=_case(exchange, made),
        request=_request(exchange.request, made),
        response=None if response is None else _response(response, made),
        trouble=None if exchange.trouble is None else _trouble(exchange.trouble, made),
    )


def redacted_target(target: Target, made: Pseudonyms) -> Target:
    """Return a target with stand-ins for its credentials and known values."""
    return replace(
        target,
        credentials=_texts(target.credentials, made),
        parameters={made.name(name): tuple(map(made.text, values)) for name, values in target.parameters.items()},
        variables=_texts(target.variables, made),
        foreign=_texts(target.foreign, made),
        foreign_variables=_texts(target.foreign_variables, made),
        owners=frozenset(map(made.name, target.owners)),
        by_operation={},
    )


def _texts(texts: Mapping[str, str], made: Pseudonyms) -> Mapping[str, str]:
    return {made.name(name): made.text(text) for name, text in texts.items()}


def _case(exchange: Exchange, made: Pseudonyms) -> Case:
    case = exchange.case
    is_ours = case.intent is not Intent.OBSERVED and _LABEL.fullmatch(case.id)
    return replace(
        case,
        # An observed case is named after its file, which may have the name of a customer.
        id=case.id if is_ours else f"recorded#{exchange.sequence}",
        path=made.text(case.path),
        query=tuple((made.name(name), made.text(value)) for name, value in case.query),
        headers=_headers(case.headers, made),
        known=None if case.known is None else made.text(case.known),
    )


def _request(request: Request, made: Pseudonyms) -> Request:
    return replace(
        request,
        url=made.text(request.url),
        headers=_headers(request.headers, made),
        secrets=tuple(map(made.text, request.secrets)),
        curl=made.command(request.curl),
        id=made.text(request.id),
    )


def _response(response: Response, made: Pseudonyms) -> Response:
    version = response.http_version
    return replace(
        response,
        headers=_headers(response.headers, made),
        body=made.body(response.body),
        http_version=version if _VERSION.fullmatch(version) else made.text(version),
    )


def _trouble(trouble: Trouble, made: Pseudonyms) -> Trouble:
    return trouble if is_reason(trouble.reason) else replace(trouble, reason=made.text(trouble.reason))


def _headers(headers: Headers, made: Pseudonyms) -> Headers:
    return tuple((_header_name(name, made), redacted_value(name, value, made)) for name, value in headers)


def _header_name(name: str, made: Pseudonyms) -> str:
    return name if is_header_name(name) and not made.holds_secret(name) else made.name(name)
