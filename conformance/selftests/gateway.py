"""An API with every security scheme, each alone, together with another, or optional; and the contract that it keeps."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from conformance.reference.api import Answer, Api, Call

SECRETS = {
    "GATE_TOKEN": "tok-4f1c9d27a8e3b650",
    "GATE_KEY": "key-7d27a8e3b65042d1",
    "GATE_SESSION": "ses-a8e3b65042d19d27",
    "GATE_DEVICE": "dev-b65042d19d27a8e3",
    "GATE_LOGIN": "robot:pw-65042d19d27a8",
    "GATE_GATEWAY": "gw-5042d19d27a8e3b6",
}
"""The variables of the target file, and what each holds."""
BASIC = f"Basic {base64.b64encode(SECRETS['GATE_LOGIN'].encode()).decode()}"
_SCHEMES = {
    "token": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://h/t", "scopes": {}}}},
    "key": {"type": "apiKey", "in": "query", "name": "api_key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "device": {"type": "apiKey", "in": "cookie", "name": "did"},
    "login": {"type": "http", "scheme": "basic"},
    "other": {"type": "apiKey", "in": "header", "name": "X-Other"},
    "mutual": {"type": "mutualTLS"},
}
SECURITY: Mapping[str, list[list[str]]] = {
    "/token": [["token"]],
    "/either": [["key"], ["login"]],
    "/both": [["session", "device"]],
    "/optional": [[], ["token"]],
    "/closed": [["other"]],
    "/mutual": [["mutual", "login"]],
}
"""The alternatives of each path."""
TARGET = """\
security: {token: GATE_TOKEN, key: GATE_KEY, session: GATE_SESSION, device: GATE_DEVICE, login: GATE_LOGIN}
headers: {X-Gateway-Key: GATE_GATEWAY}
"""


def gateway_contract(paths: Mapping[str, list[list[str]]] = SECURITY) -> str:
    """Return the document of some paths, each with its alternatives."""
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Gateway", "version": "1"},
            "paths": {path: {"get": _operation(alternatives)} for path, alternatives in paths.items()},
            "components": {"securitySchemes": _SCHEMES},
        }
    )


def _operation(alternatives: list[list[str]]) -> dict[str, object]:
    rows = {"type": "array", "items": {"type": "object"}}
    tenant = {"name": "X-Tenant", "in": "header", "required": True, "schema": {"type": "string"}}
    return {
        "parameters": [tenant, {"name": "page", "in": "query", "schema": {"type": "integer"}}],
        "security": [{name: [] for name in names} for names in alternatives],
        "responses": {
            "200": {"description": "Rows.", "content": {"application/json": {"schema": rows}}},
            "4XX": {"description": "A refusal.", "content": {"application/json": {"schema": {"type": "object"}}}},
        },
    }


class Gateway(Api):
    """Opens what the contract says, behind a gateway with a key of its own, to one tenant."""

    def __init__(self, tokens: tuple[str, ...] = (SECRETS["GATE_TOKEN"],), uses: int = 10_000) -> None:
        """Accept each token for a number of successes, then the next one only."""
        super().__init__()
        self.tokens, self.uses, self.calls = list(tokens), uses, list[Call]()

    def answer(self, call: Call) -> Answer:
        """Answer with no rows, or with a refusal."""
        self.calls.append(call)
        path = urlsplit(call.target).path
        headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
        if path not in SECURITY:
            return Answer(404, headers, b"{}")
        if call.header("x-gateway-key") != SECRETS["GATE_GATEWAY"] or call.header("x-tenant") != "acme":
            return Answer(400, headers, b"{}")
        if self.opens(path, self.presented(call)):
            return Answer(200, headers, b"[]")
        return Answer(401, (*headers, ("WWW-Authenticate", "Bearer")), b"{}")

    def opens(self, path: str, presented: set[str]) -> bool:
        """Return whether one alternative of a path is presented completely."""
        return any(presented.issuperset(names) for names in SECURITY[path])

    def presented(self, call: Call) -> set[str]:
        """Return the schemes for which a request presents the right credentials."""
        cookies = set(call.header("cookie").split("; "))
        right = {
            "mutual": True,  # without it, there would be no connection
            "token": self._takes(call.header("authorization")),
            "login": call.header("authorization").replace("basic ", "Basic ") == BASIC,
            "key": parse_qs(urlsplit(call.target).query).get("api_key") == [SECRETS["GATE_KEY"]],
            "session": f"sid={SECRETS['GATE_SESSION']}" in cookies,
            "device": f"did={SECRETS['GATE_DEVICE']}" in cookies,
        }
        return {name for name, is_right in right.items() if is_right}

    def _takes(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or token != self.tokens[0]:
            return False
        self.uses -= 1
        if self.uses == 0:
            self.tokens.pop(0)
        return True
