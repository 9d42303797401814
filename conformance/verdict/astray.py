"""Whether a run asked in the wrong place: at a wrong URL, or for ids that the target does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from conformance.contract.media_types import is_json
from conformance.contract.openapi import Contract, Operation
from conformance.contract.schemas import Schemas
from conformance.model import Exchange, Intent, JsonValue, Target
from conformance.rules.evidence import is_client_error, is_success, media_type, status

ABSENT = frozenset({404, 405, 410})
"""The statuses by which a server says that it has nothing there."""
_HTML = frozenset({"text/html", "application/xhtml+xml"})


def astray(exchanges: Sequence[Exchange], target: Target, contract: Contract, schemas: Schemas) -> str:
    """Return in words what to check where the answers are not those of the contract's API; empty where they may be.

    Nobody is blamed then. It takes a run in which nothing succeeded at all, whatever it was for, and one of these:

    - All that is known is not there (404, 405 or 410): the URL is wrong, or the ids are.
    - All that is known is answered with a web page, and the contract documents none.
    - Every request, of different paths, is answered with the same refusal.

    An error with the body that the contract documents for it comes from the API itself, so then only the first counts.
    A 401 or 403 is the key's matter, and a 5xx the server's. Recorded traffic of others was sent to the right place.

    Args:
        exchanges: All exchanges of a run.
        target: What was asked.
        contract: The contract.
        schemas: Its schemas.
    """
    operations = {each.id: each for each in contract.operations}
    answers = [each for each in exchanges if each.response is not None and each.trouble is None]
    if not answers or any(_has_succeeded(each, operations) or _is_observed(each) for each in answers):
        return ""
    known = [each for each in answers if each.case.intent is Intent.KNOWN]
    codes = {status(each) for each in known or answers}
    if codes & {401, 403} or max(codes) >= 500:
        return ""
    is_api = any(_is_documented_error(each, operations, schemas) for each in answers)
    reason = "" if is_api else _why_another(known or answers, answers)
    if known and codes <= ABSENT:
        reason = reason or f"nothing that was asked for is there ({_listed(codes)} for all that is known)"
    return f"{reason}; check {_what_to_check(known, target, contract)}" if reason else ""


def _why_another(known: Sequence[Exchange], answers: Sequence[Exchange]) -> str:
    """Return why the answers are not those of an API; empty where they may be."""
    if all(map(_is_page, known)):
        return "the answers are web pages (HTML), which the contract does not have"
    found = {_plain(each) for each in answers}
    if len({each.case.path for each in answers}) > 1 and len(found) == 1 and all(map(is_client_error, answers)):
        return f"every request is answered alike ({_listed(map(status, answers))}), whatever it asks for"
    return ""


def _is_observed(exchange: Exchange) -> bool:
    return exchange.case.intent is Intent.OBSERVED


def _has_succeeded(exchange: Exchange, operations: Mapping[str, Operation]) -> bool:
    """Return whether an answer is a success that may be the API's: no web page, unless one is documented."""
    if not is_success(exchange):
        return False
    spec = operations[exchange.case.operation].response(status(exchange))
    return not _is_page(exchange) or (spec is not None and bool(spec.described_by(media_type(exchange))))


def _is_page(exchange: Exchange) -> bool:
    """Return whether an answer is a web page; JSON that is only labelled so is none."""
    assert exchange.response is not None
    body = exchange.response.body.lstrip()
    return media_type(exchange) in _HTML and (not body or body.startswith(b"<"))


def _is_documented_error(exchange: Exchange, operations: Mapping[str, Operation], schemas: Schemas) -> bool:
    """Return whether an error has the body that the contract documents for it, which no other server would send."""
    spec = operations[exchange.case.operation].response(status(exchange))
    media = media_type(exchange)
    if spec is None or not spec.is_error or not is_json(media):
        return False
    described = [spec.media[each] for each in spec.described_by(media)]
    value = _value(exchange)
    return isinstance(value, Mapping) and any(each is not None and schemas.accepts(each, value) for each in described)


def _value(exchange: Exchange) -> JsonValue:
    assert exchange.response is not None
    try:
        value: JsonValue = json.loads(exchange.response.body)
    except (ValueError, RecursionError):
        return None
    return value


def _plain(exchange: Exchange) -> tuple[int, str]:
    """Return an answer without what differs from request to request: the path, numbers, and ids in hexadecimal."""
    assert exchange.response is not None
    text = exchange.response.body.decode("utf-8", "replace")
    for path in (exchange.request.url, exchange.case.path, unquote(exchange.case.path)):
        text = text.replace(path, "")
    return status(exchange), re.sub(r"\b[0-9a-fA-F-]{8,}\b|\d+", "", text)


def _what_to_check(known: Iterable[Exchange], target: Target, contract: Contract) -> str:
    """Return the URL that was asked, those that the document names, and the variables of the ids that were sent."""
    asked = {exchange.case.operation for exchange in known}
    parameters = (one.name for each in contract.operations if each.id in asked for one in each.required_parameters)
    variables = dict.fromkeys(target.variables.get(name, name) for name in parameters)
    servers = [url for url in contract.servers if "{" not in url][:3]
    named = f" (the document names {', '.join(servers)})" if servers else ""
    return ", and ".join([f"the base URL {target.base_url}{named}", *filter(None, [", ".join(variables)])])


def _listed(codes: Iterable[int]) -> str:
    return ", ".join(map(str, sorted({*codes})))
