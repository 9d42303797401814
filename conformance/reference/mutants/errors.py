"""Mutants whose error for a malformed id breaks the contract's schema, or shows the inside of the server."""

from __future__ import annotations

from typing import ClassVar

from conformance.reference.api import Answer
from conformance.reference.mutants.base import Mutant

_ERROR = "schema:#/components/schemas/Error"
_MESSAGE = "agent_id is malformed"
_PYTHON = """Traceback (most recent call last):
  File "/srv/app/routes/batches.py", line 48, in list_batches
    agent = UUID(agent_id)
  File "/usr/lib/python3.11/uuid.py", line 178, in __init__
    raise ValueError('badly formed hexadecimal UUID string')
ValueError: badly formed hexadecimal UUID string"""
_JAVASCRIPT = """Error: Agent not found
    at findAgent (/srv/app/dist/agents.js:61:11)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)"""


class BodyFault(Mutant):
    """An error with a wrong body."""

    code: ClassVar[object] = 1001
    message: ClassVar[object] = _MESSAGE

    def malformed(self, text: str) -> Answer:
        """Answer 400 with the body."""
        return self.reply(400, self.body())

    def body(self) -> object:
        """Return the JSON value of the body."""
        return {"error": self.code, "message": self.message}


class ErrorIsText(BodyFault):
    """An error is a bare text."""

    name = "error-is-text"
    kills = (f"{_ERROR}/type",)

    def body(self) -> object:
        """Return the text alone."""
        return self.message


class ErrorIsList(BodyFault):
    """An error is a list of errors."""

    name = "error-is-list"
    kills = (f"{_ERROR}/type",)

    def body(self) -> object:
        """Return a list of one."""
        return [super().body()]


class ErrorHasDetail(BodyFault):
    """An error has the body `{"detail": …}`, as some frameworks write it."""

    name = "error-has-detail"
    kills = (f"{_ERROR}/required",)

    def body(self) -> object:
        """Return another shape."""
        return {"detail": self.message}


class ErrorHasNoCode(BodyFault):
    """An error has a message and no code."""

    name = "error-has-no-code"
    kills = (f"{_ERROR}/required",)

    def body(self) -> object:
        """Return the message alone."""
        return {"message": self.message}


class ErrorCodeIsName(BodyFault):
    """The code of an error is a name."""

    name = "error-code-is-name"
    kills = (f"{_ERROR}/properties/error/type",)
    code = "AGENT_ID_MALFORMED"


class ErrorCodeIsNull(BodyFault):
    """The code of an error is null."""

    name = "error-code-is-null"
    kills = (f"{_ERROR}/properties/error/type",)
    code = None


class ErrorCodeOverflows(BodyFault):
    """The code of an error is an unsigned 32-bit number."""

    name = "error-code-overflows"
    kills = (f"{_ERROR}/properties/error/format",)
    code = 0x8004_0001


class ErrorMessageIsList(BodyFault):
    """The message of an error is a list of messages."""

    name = "error-message-is-list"
    kills = (f"{_ERROR}/properties/message/type",)
    message = (_MESSAGE,)


class ErrorMessageIsNull(BodyFault):
    """An error has null for its message."""

    name = "error-message-is-null"
    kills = (f"{_ERROR}/properties/message/type",)
    message = None


class ErrorShowsTraceback(BodyFault):
    """The message of an error is a Python traceback."""

    name = "error-shows-traceback"
    kills = ("error-body-has-no-stack-trace",)
    message = _PYTHON


class UnknownAgentShowsStack(Mutant):
    """The error for an agent that does not exist has the stack of a JavaScript program beside its message."""

    name = "unknown-agent-shows-stack"
    kills = ("error-body-has-no-stack-trace",)

    def unknown(self, agent: str) -> Answer:
        """Answer 404 with the stack."""
        return self.reply(404, {"error": 404, "message": "Agent not found", "stack": _JAVASCRIPT})
