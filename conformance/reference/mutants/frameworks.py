"""Mutants whose errors are those of a framework and not of the contract."""

from __future__ import annotations

from conformance.reference.api import Answer
from conformance.reference.mutants.base import Mutant
from conformance.reference.mutants.errors import BodyFault

_ERROR = "schema:#/components/schemas/Error"
_JAVA = """java.lang.NullPointerException: agent
\tat com.example.agents.Agents.find(Agents.java:61)
\tat com.example.batches.Batches.list(Batches.java:48)"""
_PHP = """PHP Fatal error:  Uncaught Error: Call to a member function batches() on null in /srv/app/Agents.php:61
Stack trace:
#0 /srv/app/Batches.php(48): Agents->find('agent')
#1 {main}
  thrown in /srv/app/Agents.php on line 61"""


class ErrorIsListOfErrors(BodyFault):
    """An error is an object with a list of errors, as JSON:API has it."""

    name = "error-is-list-of-errors"
    kills = (f"{_ERROR}/required",)

    def body(self) -> object:
        """Return the list in its object."""
        return {"errors": [{"status": "400", "title": self.message}]}


class ErrorIsEmptyObject(BodyFault):
    """An error is an object with nothing in it."""

    name = "error-is-empty-object"
    kills = (f"{_ERROR}/required",)

    def body(self) -> object:
        """Return nothing in an object."""
        return {}


class ErrorIsNull(BodyFault):
    """An error is null."""

    name = "error-is-null"
    kills = (f"{_ERROR}/type",)

    def body(self) -> object:
        """Return nothing."""
        return None


class ErrorCodeIsText(BodyFault):
    """The code of an error is its number in quotes."""

    name = "error-code-is-text"
    kills = (f"{_ERROR}/properties/error/type",)
    code = "1001"


class ErrorCodeIsTrue(BodyFault):
    """The code of an error is only that there is one."""

    name = "error-code-is-true"
    kills = (f"{_ERROR}/properties/error/type",)
    code = True


class ErrorMessageIsObject(BodyFault):
    """The message of an error is an object, a text for each field."""

    name = "error-message-is-object"
    kills = (f"{_ERROR}/properties/message/type",)
    message = {"agent_id": "is malformed"}  # noqa: RUF012 - read only, like the texts beside it


class ErrorIsPage(Mutant):
    """An error is a page for a browser, labelled as JSON."""

    name = "error-is-page"
    kills = ("body-is-json",)

    def malformed(self, text: str) -> Answer:
        """Answer 400 with the page."""
        return Answer(400, (("Content-Type", self.content_type),), b"<h1>Bad Request</h1>")


class ErrorIsPlainText(Mutant):
    """An error is a line of text, and says so."""

    name = "error-is-plain-text"
    kills = ("content-type-is-documented",)

    def malformed(self, text: str) -> Answer:
        """Answer 400 with the line."""
        return Answer(400, (("Content-Type", "text/plain"),), b"agent_id is malformed")


class UnknownAgentShowsJava(Mutant):
    """The error for an agent that does not exist has the stack of a Java program for its message."""

    name = "unknown-agent-shows-java"
    kills = ("error-body-has-no-stack-trace",)

    def unknown(self, agent: str) -> Answer:
        """Answer 404 with the stack."""
        return self.error(404, 404, _JAVA)


class UnknownAgentShowsPhp(Mutant):
    """The error for an agent that does not exist has the stack of a PHP script for its message."""

    name = "unknown-agent-shows-php"
    kills = ("error-body-has-no-stack-trace",)

    def unknown(self, agent: str) -> Answer:
        """Answer 404 with the stack."""
        return self.error(404, 404, _PHP)
