"""Shared by the rules on refused credentials: whether an operation is open to everybody by its nature."""

from __future__ import annotations

import re

from conformance.model import Intent, JsonValue
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, is_success

PUBLIC = "the operation is open by its nature: see public-operation-says-so"
# What servers and frameworks offer before anybody can have a key.
_OPEN = frozenset(
    {
        *(
            "health",
            "healthz",
            "healthcheck",
            "preflightchecks",
            "live",
            "livez",
            "liveness",
            "ready",
            "readyz",
            "readiness",
            "alive",
        ),
        *("ping", "heartbeat", "up", "status", "version", "login", "signin", "authorize", "about"),
    }
)
_DOCUMENTS = frozenset({"docs", "redoc", "swagger", "openapi", "robots", "favicon", "jwks"})
_ID = re.compile(r"(?:^|_)(?:id|uuid|guid|email|phone|token|key|secret)s?$|(?<=[a-z])(?:Id|Uuid|Email|Token|Key)s?$")


def is_public(evidence: Evidence) -> bool:
    """Return whether an operation has credentials only by the document's global `security`, and needs none.

    It takes no parameter, and the last part of its path names what every server shows to anybody: the document itself,
    or its health, its version, the login. In the answers of the latter no property identifies or admits somebody. An
    operation that returns anything of a user is never open.
    """
    operation, document = evidence.operation, evidence.contract.document
    if document.has(f"{operation.pointer}/security") or operation.parameters:
        return False
    name, opened = _name(operation.path), [each for each in evidence.of(*REFUSED_ANYWAY) if is_success(each)]
    if not any(each.case.intent is Intent.NO_KEY for each in opened):
        return False
    if name in _DOCUMENTS or "/.well-known/" in operation.path:
        return True
    return name in _OPEN and not any(_identifies(evidence.value(each)) for each in opened)


def _name(path: str) -> str:
    last = path.rstrip("/").rpartition("/")[2].lower()
    return re.sub(r"[-_]", "", last.partition(".")[0])


def _identifies(value: JsonValue) -> bool:
    """Return whether a value has a property, at any depth, that may identify or admit somebody."""
    if isinstance(value, list):
        return any(map(_identifies, value))
    return isinstance(value, dict) and any(_ID.search(name) or _identifies(each) for name, each in value.items())
