"""Watches what the mocks of a user answer."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import httpx
import respx

from conformance.kit.judging import Blame, Judge, Judgement
from conformance.kit.notes import Notes
from conformance.kit.seen import Seen, read_request, read_response
from conformance.model import InputError


class Watch:
    """The calls of one router of respx while it is watched; as a context manager, it judges them at the end."""

    def __init__(self, router: object, judge: Judge, place: str, notes: Notes) -> None:
        """Watch a router.

        Raises:
            InputError: It is something else.
        """
        if not isinstance(router, respx.Router):
            kind = type(router).__qualname__
            message = "contract.watch takes a router of respx: the fixture respx_mock, respx.mock or respx.Router(…)"
            raise InputError(f"{message}; this is a {kind}")
        self.router = router
        self._judge, self._place, self._notes = judge, place, notes
        self._calls: list[tuple[httpx.Request, httpx.Response]] = []
        # A router clears its list of calls when it stops, which may be before they are judged.
        self._record: Any = router.record
        vars(router)["record"] = self._hear

    def _hear(self, request: httpx.Request, *, response: httpx.Response | None = None, **named: Any) -> None:
        self._record(request, response=response, **named)
        if response is not None:
            self._calls.append((request, response))

    def stop(self) -> None:
        """Stop watching."""
        vars(self.router).pop("record", None)

    def take(self) -> list[Judgement]:
        """Return the judgements on the calls since the last time."""
        calls, self._calls = self._calls, []
        judged = (self._judged(request, response) for request, response in calls)
        return [each for each in judged if each is not None]

    def _judged(self, request: httpx.Request, response: httpx.Response) -> Judgement | None:
        asked = read_request(request)
        place = f"mock of {asked.method} {asked.url} in {self._place}"
        if self._judge.is_elsewhere(asked.url):
            self._notes.unjudged.append(f"{httpx.URL(asked.url).host} is not a host of the contract's API")
            return None
        if not self._judge.knows(asked):
            return self._judge.unmatched(asked, place)
        try:
            response.request = request
            seen = read_response(response)
        except InputError:
            self._notes.unjudged.append(f"{asked.method} {asked.url}: the streamed body of a mock was not read")
            return None
        return self._judge.answer(Seen(asked, seen.status, seen.headers, seen.body), place, Blame.MOCK)

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        judged = self.take()
        if error is None:
            self._notes.demand(judged)
        else:
            self._notes.keep(judged)
