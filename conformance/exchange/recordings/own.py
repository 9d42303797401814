"""Our own recordings: a HAR 1.2 entry per line, with what else our rules need under `_conformance`."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs

from conformance.contract.requirement_ids import present_id
from conformance.exchange.pseudonyms import POLICY
from conformance.exchange.recordings.entry import without_user
from conformance.exchange.recordings.own_schema import LATEST, SCHEMA, VERSION
from conformance.model import (
    Aspect,
    Case,
    Exchange,
    InputError,
    Intent,
    JsonValue,
    Recorded,
    Request,
    Response,
    Target,
    Trouble,
)

_VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, offline=True)


@dataclass(frozen=True)
class Restored:
    """An exchange as it was recorded, its target, and what cannot be judged after redaction."""

    exchange: Exchange
    target: Target
    hidden: frozenset[str] = frozenset()
    """The requirements that can no longer be judged by it."""


def line_of(exchange: Exchange, target: Target, hidden: Collection[str] = ()) -> str:
    """Return the line for an exchange, without its end; nothing is redacted here."""
    response = exchange.response
    elapsed = 1_000 * response.elapsed if response else 0
    entry = {
        "startedDateTime": _stamp((_received(response) or 0.0) - elapsed / 1_000),
        "time": elapsed,
        "request": _request(exchange.request),
        "response": _response(response),
        "cache": {},
        "timings": {"send": 0, "wait": elapsed, "receive": 0},
        "_conformance": _note(exchange, target, hidden),
    }
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def recorded_of(line: JsonValue, place: str) -> Recorded:
    """Return what a line holds, as any recording does.

    Raises:
        InputError: It is not a line of such a recording; the message says where it differs.
    """
    entry = _checked(line, place)
    request, response, note = entry["request"], entry["response"], entry["_conformance"]
    return Recorded(
        place=place,
        method=request["method"],
        url=without_user(request["url"]),
        status=response["status"],
        headers=_pairs(response["headers"]),
        body=_body(response["content"], place),
        shows=frozenset(Aspect[name] for name in note["shows"]),
        request_headers=_pairs(request["headers"]),
        received=note["received"],
        elapsed=note["elapsed"],
        note=note,
    )


def exchange_of(recorded: Recorded) -> Restored:
    """Return the exchange that a line of ours was made from, its target, and what cannot be judged after redaction."""
    note: Any = recorded.note
    case = Case(
        id=note["id"],
        operation=note["operation"],
        intent=Intent(note["intent"]),
        method=recorded.method,
        path=note["path"],
        query=_tuples(note["query"]),
        headers=_tuples(note["headers"]),
        origin=note["origin"],
        known=note["known"],
        found=note.get("found", ""),
    )
    request = Request(
        recorded.method, recorded.url, recorded.request_headers, tuple(note["secrets"]), note["curl"], note["request"]
    )
    trouble = Trouble(**note["trouble"]) if note["trouble"] else None
    response = _restored_response(recorded) if recorded.status else None
    exchange = Exchange(note["sequence"], case, request, response, trouble, recorded.shows)
    return Restored(exchange, _target(note["target"]), frozenset(map(present_id, note["hidden"])))


def _request(request: Request) -> Mapping[str, JsonValue]:
    query = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    return {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(request.headers),
        "queryString": _named(query),
        "headersSize": -1,
        "bodySize": 0,
    }


def _response(response: Response | None) -> Mapping[str, JsonValue]:
    """Return an answer as HAR has it; status 0 is what browsers write where there is none."""
    body = response.body if response else b""
    kind = (response.header("content-type") if response else None) or "x-unknown"
    return {
        "status": response.status if response else 0,
        "statusText": "",
        "httpVersion": response.http_version if response else "",
        "cookies": [],
        "headers": _named(response.headers if response else ()),
        "content": {"size": len(body), "mimeType": kind, **_content(body)},
        "redirectURL": (response.header("location") if response else None) or "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _received(response: Response | None) -> float | None:
    """Return when an answer came; None for one in another unit, or before 1970."""
    received = response.received if response else None
    return received if received is not None and 0 <= received <= LATEST else None


def _content(body: bytes) -> Mapping[str, str]:
    try:
        return {"text": body.decode("utf-8", "strict")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}


def _note(exchange: Exchange, target: Target, hidden: Collection[str]) -> Mapping[str, JsonValue]:
    case, response = exchange.case, exchange.response
    return {
        "schema": VERSION,
        "policy": POLICY,
        "sequence": exchange.sequence,
        "operation": case.operation,
        "intent": case.intent.value,
        "origin": case.origin,
        "id": case.id,
        "known": case.known,
        "found": case.found,
        "path": case.path,
        "query": case.query,
        "headers": case.headers,
        "secrets": exchange.request.secrets,
        "curl": exchange.request.curl,
        "request": exchange.request.id,
        "trouble": asdict(exchange.trouble) if exchange.trouble else None,
        "elapsed": response.elapsed if response else 0.0,
        "received": _received(response),
        "surplus": response.surplus if response else 0,
        "cut": response is not None and response.is_cut,
        "undecoded": response.undecoded if response else "",
        "version": response.http_version if response else "",
        "shows": sorted(aspect.name for aspect in exchange.shows),
        "hidden": sorted(hidden),
        "target": {**_target_data(target), "owners": sorted(target.owners)},
    }


def _target_data(target: Target) -> Mapping[str, JsonValue]:
    """Return a target without the values by operation: what was asked with them is recorded, and judged as such."""
    return {name: value for name, value in asdict(target).items() if name != "by_operation"}


def _checked(entry: JsonValue, place: str) -> Any:
    try:
        error = next(_VALIDATOR.iter_errors(entry), None)
    except UnicodeEncodeError:
        raise InputError("a text holds a lone surrogate", place) from None
    if error is not None:
        at = "/".join(map(str, error.instance_path)) or "the entry"
        raise InputError(f"{at} does not match the schema of our recordings ({error.kind.name})", place)
    return entry


def _body(content: Mapping[str, str], place: str) -> bytes:
    try:
        if content.get("encoding") == "base64":
            return base64.b64decode(content["text"], validate=True)
        return content["text"].encode("utf-8", "strict")
    except ValueError:
        raise InputError("the body is neither text nor base64", place) from None


def _restored_response(recorded: Recorded) -> Response:
    note: Any = recorded.note
    return Response(
        recorded.status,
        recorded.headers,
        recorded.body,
        elapsed=recorded.elapsed,
        http_version=note["version"],
        received=recorded.received,
        surplus=note["surplus"],
        is_cut=note.get("cut", False),
        undecoded=note.get("undecoded", ""),
    )


def _target(note: Mapping[str, Any]) -> Target:
    parameters = {name: tuple(values) for name, values in note["parameters"].items()}
    return Target(**{**note, "parameters": parameters, "owners": frozenset(note["owners"])})


def _named(pairs: Collection[tuple[str, str]]) -> list[Mapping[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _pairs(named: list[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((each["name"], each["value"]) for each in named)


def _tuples(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(max(seconds, 0.0), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
