"""A reference API that records its requests."""

from __future__ import annotations

from conformance.reference.api import Answer, Api, Call


class Listener(Api):
    """The paths of all requests, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def answer(self, call: Call) -> Answer:
        """Note the path, then answer."""
        self.paths.append(call.target)
        return super().answer(call)
