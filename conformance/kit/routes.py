"""Routers of respx that play the contract: from a recording, or with answers derived from its schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import respx

from conformance.contract.load import display
from conformance.contract.openapi import Contract, Operation
from conformance.exchange.attribution import bases_of, operation_of
from conformance.exchange.player import Turns, lookups_of, response_of
from conformance.exchange.recordings.paths import recordings
from conformance.exchange.replay import replay
from conformance.exchange.trouble import UnrecordedError
from conformance.kit.answers import answers_of
from conformance.kit.judging import Judge
from conformance.kit.seen import AllowedAnswer
from conformance.model import Exchange, Intent
from conformance.rules.evidence import status

Heard = Callable[[httpx.Request, Operation | None], None]
"""Is called with every request before it is answered, and its operation or None; may raise."""
Play = Callable[[httpx.Request], httpx.Response]
_REFUSALS = frozenset({401, 403})


def drawn_router(judge: Judge, wanted: int | None, heard: Heard, played: Callable[[str], None]) -> respx.MockRouter:
    """Return a router that gives the answers of each operation in turn, again and again.

    Args:
        judge: The contract.
        wanted: The status to answer with; None for the first documented success.
        heard: Is called with every request.
        played: Is called with a description of every answer.
    """

    def play(operation: Operation) -> Play:
        series = _series(judge, operation, wanted)

        def draw(request: httpx.Request) -> httpx.Response:
            heard(request, operation)
            answer = next(series)
            played(f"{operation.id}: {answer.status}, {answer.name}")
            return httpx.Response(answer.status, headers=list(answer.headers), content=answer.body)

        return draw

    return _router(judge, play, heard)


def _series(judge: Judge, operation: Operation, wanted: int | None) -> Iterator[AllowedAnswer]:
    """Yield the answers of an operation again and again; none is derived before the first request."""
    yield from cycle(answers_of(judge, operation, wanted))


def recorded_router(judge: Judge, recording: str | Path, heard: Heard) -> respx.MockRouter:
    """Return a router that answers from a recording; repeated requests are answered in recorded order.

    Requests are compared without credentials: those of the recording are not those of a test.

    Args:
        judge: The contract.
        recording: A file, a folder or a glob.
        heard: Is called with every request.

    Raises:
        InputError: It cannot be used, or has no exchange of the contract.
    """
    contract = judge.suite.contract
    held = [each for each in replay(recordings([str(recording)]), contract).exchanges if _is_playable(each)]

    def play(operation: Operation) -> Play:
        ours = [_without_key(each, operation) for each in held if each.case.operation == operation.id]
        turns = Turns(ours, operation, bases_of(contract, operation), _distinguishing(operation))
        has = _listed(display(Path(recording)), ours)

        def take(request: httpx.Request) -> httpx.Response:
            heard(request, operation)
            bare = httpx.Request(request.method, _bare(str(request.url), operation), headers=request.headers)
            found = turns.take(bare)
            if found is None:
                asked = f"{request.method} {request.url.raw_path.decode()}"
                raise UnrecordedError(f"no answer to {asked} is recorded; {has}")
            return response_of(found.exchange)

        return take

    return _router(judge, play, heard)


def _distinguishing(operation: Operation) -> frozenset[str]:
    headers = (each for each in operation.parameters if each.location == "header" and not each.is_ignored)
    return frozenset(each.name.lower() for each in headers)


def _listed(file: str, held: Sequence[Exchange]) -> str:
    paths = dict.fromkeys(urlsplit(each.request.url)._replace(scheme="", netloc="").geturl() for each in held)
    listed = ", ".join([*paths][:3]) + (" and others" if len(paths) > 3 else "")
    return f"{file} has {listed or 'none of this operation'}"


def _is_playable(exchange: Exchange) -> bool:
    """Return whether an exchange has an answer that does not depend on the presented credentials."""
    if exchange.response is None or exchange.trouble is not None or exchange.case.intent.is_refusable:
        return False
    return exchange.case.intent is not Intent.OBSERVED or status(exchange) not in _REFUSALS


def _without_key(exchange: Exchange, operation: Operation) -> Exchange:
    request = replace(exchange.request, url=_bare(exchange.request.url, operation))
    return replace(exchange, request=request)


def _bare(url: str, operation: Operation) -> str:
    """Return a URL without a key in its query."""
    keys = {each.parameter for one in operation.security for each in one if each.location == "query"}
    if not keys:
        return url
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in keys]
    return parts._replace(query=urlencode(kept)).geturl()


def _router(judge: Judge, play: Callable[[Operation], Play], heard: Heard) -> respx.MockRouter:
    """Return a router with a route for each operation, for the hosts of the API only."""
    contract, hosts = judge.suite.contract, _hosts(judge)
    router = respx.MockRouter(assert_all_called=False)
    for operation in contract.operations:
        answer = partial(_answer, contract, operation, play(operation))
        lookups = {**lookups_of(operation, bases_of(contract, operation)), **hosts}
        router.route(name=operation.id, **lookups).mock(side_effect=answer)
    router.route(**hosts).mock(side_effect=partial(_refuse, heard))
    return router


def _answer(contract: Contract, operation: Operation, play: Play, request: httpx.Request) -> httpx.Response | None:
    """Answer a request that is for an operation; None makes respx try the next route.

    respx compares unquoted paths, so a longer one may match the template of another operation.
    """
    path = request.url.raw_path.decode("ascii").partition("?")[0]
    found = operation_of(request.method, path, contract)
    return play(request) if found is operation else None


def _refuse(heard: Heard, request: httpx.Request) -> None:
    heard(request, None)


def _hosts(judge: Judge) -> dict[str, Any]:
    names = {urlsplit(f"//{each}").hostname or "" for each in judge.hosts}
    return {"host__in": tuple(sorted(names))} if names else {}
