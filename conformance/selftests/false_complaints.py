"""Exchanges that a stock check complains about wrongly, for each reason to set a complaint aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.model import Exchange, Intent, JsonValue
from conformance.selftests.exchanges import AGENT, CONTRACT, answer, contract, limited

UUIDLESS = AGENT.replace("-", "")
_JSON = "application/json"


def known(status: int = 200, body: JsonValue = None, **changes: Any) -> Exchange:
    return answer(status, body, **changes)


def of_schemas(schemas: Mapping[str, Mapping[str, Any]], version: str = "3.1.0") -> str:
    """Return a contract whose success has some media types with their schemas."""
    content = {name: {"schema": schema} for name, schema in schemas.items()}
    return contract(responses={"200": {"description": "a body", "content": content}}).replace("3.1.0", version)


_OF_ANY = {
    "the target asks for fewer": ("status_code_conformance", [known(), limited()]),
    "the key given is no longer accepted": (
        "status_code_conformance",
        [known(), answer(401, intent=Intent.WRONG_KEY), known(401)],
    ),
    "the key given is refused": ("status_code_conformance", [known(401)]),
    "what was asked for as known": ("status_code_conformance", [known(404)]),
    "the contract does not say what": (
        "status_code_conformance",
        [known(), answer(418, intent=Intent.OUT_OF_BOUNDS)],
    ),
    "no key is needed at all": (
        "ignored_auth",
        [known(), answer(intent=Intent.NO_KEY), answer(intent=Intent.WRONG_KEY)],
    ),
    "a 503 with Retry-After": ("not_a_server_error", [known(), known(503, headers=[("Retry-After", "5")])]),
    "another spelling": ("negative_data_rejection", [known(), answer(intent=Intent.LENIENT, known=UUIDLESS)]),
    "HTTP itself calls": ("positive_data_acceptance", [known(), answer(400, intent=Intent.UNKNOWN)]),
}
_WRITTEN = {"allOf": [{"required": ["key"]}, {"properties": {"key": {"writeOnly": True}}}]}
_OF_SOME = {
    "the contract describes the media type": (
        "content_type_conformance",
        [known(kind="image/png", body=b"png")],
        of_schemas({_JSON: {}}),
    ),
    "the body is a text": (
        "response_schema_conformance",
        [known(kind="text/event-stream", body=b"data: 1\n\n")],
        of_schemas({"text/event-stream": {"type": "object", "required": ["n"]}}),
    ),
    "the keyword has no effect": (
        "response_schema_conformance",
        [known(body={"an": "b"})],
        of_schemas({_JSON: {"patternProperties": {"^a": {"type": "integer"}}}}, "3.0.3"),
    ),
    "the check reads the body by another": (
        "response_schema_conformance",
        [known(kind="application/x+json;v=2", body={})],
        of_schemas({"application/x+json;v=1": {"type": "array"}, "application/x+json;v=2": {"type": "object"}}),
    ),
    "the property is only written": (
        "response_schema_conformance",
        [known(body={})],
        of_schemas({_JSON: _WRITTEN}, "3.0.3"),
    ),
    "only one of": (
        "response_schema_conformance",
        [known(body={"key": None})],
        of_schemas(
            {_JSON: {"properties": {"key": {"anyOf": [{"type": "string", "writeOnly": True}, {"type": "null"}]}}}}
        ),
    ),
}
FALSE = {**{reason: (*each, CONTRACT) for reason, each in _OF_ANY.items()}, **_OF_SOME}
"""By the beginning of the reason: the check, the exchanges, which break no rule, and their contract."""
