"""The object that the fixture `contract` gives to a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import httpx
import respx

from conformance.contract.openapi import Operation
from conformance.kit.answers import answers_of
from conformance.kit.judging import Blame, BrokenContractError, Judge, Judgement, text_of
from conformance.kit.notes import Notes
from conformance.kit.routes import drawn_router, recorded_router
from conformance.kit.seen import AllowedAnswer, read_parts, read_request, read_response
from conformance.kit.watching import Watch
from conformance.model import InputError


class Kit:
    """A contract for one test."""

    def __init__(self, judge: Judge, place: str) -> None:
        """Start without any judgement.

        Args:
            judge: The contract, and whatever else exchanges are judged by.
            place: The name of the test.
        """
        self._judge, self._place = judge, place
        self._watches: list[Watch] = []
        self.notes = Notes(judge.threshold)
        """What was judged so far."""

    def check(
        self,
        response: object = None,
        *,
        method: str | None = None,
        url: str | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | str = b"",
    ) -> Judgement:
        """Judge an answer and its request by the contract.

        Args:
            response: An `httpx.Response` or a `requests.Response`; without it, these parts:
            method: The method of the request.
            url: The URL of the request, or its path.
            status: The status of the answer.
            headers: The headers of the answer; without them headers are not judged.
            body: The body of the answer.

        Returns:
            The verdicts, and what could not be judged.

        Raises:
            BrokenContractError: The answer, or the request, is not what the contract allows.
            InputError: It is not a response, or not for an operation of the contract.
        """
        seen = read_parts(method, url, status, headers, body) if response is None else read_response(response)
        place = f"answer to {seen.asked.method} {seen.asked.url} in {self._place}"
        judged = self._judge.answer(seen, place, Blame.API)
        self.notes.demand([judged])
        return judged

    def answers(self, operation: str, status: int | None = None) -> tuple[AllowedAnswer, ...]:
        """Return the answers that `router` gives to an operation, in the same order.

        Args:
            operation: Such as `GET /things/{id}`.
            status: The status; by default the first documented success.

        Raises:
            InputError: There is no such operation or status, or no answer can be derived for it.
        """
        return answers_of(self._judge, self._operation(operation), status)

    def router(self, *, recording: str | Path | None = None, status: int | None = None) -> respx.MockRouter:
        """Return a router of respx that plays the contract and judges the client's requests.

        Use it as any router of respx: `with contract.router():`, or `httpx.MockTransport(contract.router().handler)`.

        Args:
            recording: What is played; by default answers are derived from the schemas.
            status: The documented status of derived answers; by default the first success.

        Raises:
            InputError: The recording cannot be used, or is given together with a status.
        """
        if recording is not None and status is not None:
            raise InputError("contract.router plays a recording as it is: give recording= or status=")
        if recording is not None:
            return recorded_router(self._judge, recording, self._hear)
        is_refusal = status is not None and 400 <= status < 500
        return drawn_router(self._judge, status, self._ignore if is_refusal else self._hear, self._played)

    def watch(self, router: object) -> Watch:
        """Judge what the mocks of a router answer, at the end of the test or of a `with` around them.

        Args:
            router: A router of respx, such as the fixture `respx_mock`.

        Raises:
            InputError: It is something else.
        """
        for each in self._watches:
            if each.router is router:
                return each
        self._watches.append(Watch(router, self._judge, self._place, self.notes))
        return self._watches[-1]

    def settle(self) -> None:
        """End the test: judge what its mocks answered.

        Raises:
            BrokenContractError: A mock, or a request, is not what the contract allows.
        """
        self.notes.keep([judged for each in self._watches for judged in each.take()])
        self.notes.settle()

    def close(self) -> None:
        """Stop watching."""
        for each in self._watches:
            each.stop()

    def _operation(self, name: str) -> Operation:
        operations = self._judge.suite.contract.operations
        found = next((each for each in operations if each.id == name), None)
        if found is None:
            raise InputError(f"the contract has no operation {name}; it has {self._judge.alike(name)}")
        return found

    def _hear(self, request: httpx.Request, operation: Operation | None) -> None:
        judged = self._judgement(request, operation)
        self.notes.keep([judged])
        text, verdicts = text_of([judged], self._judge.threshold)
        if verdicts:
            raise BrokenContractError(text, verdicts)

    def _ignore(self, request: httpx.Request, operation: Operation | None) -> None:
        """Ignore a request that is refused anyway, unless it is for no operation of the contract."""
        if operation is None:
            self._hear(request, operation)

    def _judgement(self, request: httpx.Request, operation: Operation | None) -> Judgement:
        asked = read_request(request)
        place = f"{asked.method} {asked.url} in {self._place}"
        if operation is None:
            return self._judge.unmatched(asked, place)
        return self._judge.request(asked, operation, place)

    def _played(self, text: str) -> None:
        self.notes.played = text
