"""What the stock checks of schemathesis say of exchanges that were made already; nothing is sent for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from conformance.contract.openapi import Contract
from conformance.exchange.generation import load_schema
from conformance.model import Exchange, Intent

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
)
"""The checks that need no more than an exchange and what it was meant to be."""
AUTH_CHECK = "ignored_auth"
"""Judges what presents no good key as it is; for a good key it would send more, so that it never sees one here."""
_SOUND = frozenset({Intent.KNOWN, Intent.RESPELLED, Intent.UNKNOWN})

Complaint = tuple[str, str, str]
"""A check, the case that it was run for, and what it says."""


class StockChecks:
    """The checks for one contract."""

    def __init__(self, contract: Contract) -> None:
        # Imported where needed, as for drawing cases: it takes most of a second.
        import schemathesis  # noqa: PLC0415
        from schemathesis.checks import CHECKS as REGISTRY  # noqa: PLC0415
        from schemathesis.checks import load_all_checks  # noqa: PLC0415

        self._response, self._schema = schemathesis.Response, load_schema(contract)
        load_all_checks()
        self._checks = {name: REGISTRY.get_one(name) for name in (*CHECKS, AUTH_CHECK)}

    def complaints(self, exchanges: Sequence[Exchange]) -> set[Complaint]:
        """Return what the checks say against the answers."""
        return {complaint for exchange in exchanges if exchange.response for complaint in self._complaints(exchange)}

    def _complaints(self, exchange: Exchange) -> Iterator[Complaint]:
        from schemathesis.core.failures import FailureGroup  # noqa: PLC0415

        case, response = self._case(exchange), self._answer(exchange)
        for name in (*CHECKS, *([AUTH_CHECK] if exchange.case.intent.is_refusable else [])):
            try:
                case.validate_response(response, checks=[self._checks[name]])
            except FailureGroup as group:
                yield from ((name, exchange.case.id, str(failure)) for failure in group.exceptions)

    def _case(self, exchange: Exchange) -> Any:
        method, _, path = exchange.case.operation.partition(" ")
        names = re.findall(r"{([^}]+)}", path)
        pattern = re.sub(r"\\{[^}]+\\}", "([^/]*)", re.escape(path))
        texts = re.fullmatch(pattern, exchange.case.path)
        values = map(unquote, texts.groups() if texts else ())
        return self._schema[path][method].Case(
            path_parameters=dict(zip(names, values, strict=False)),
            query=dict(exchange.case.query),
            _meta=_metadata(exchange.case.intent),
        )

    def _answer(self, exchange: Exchange) -> Any:
        response, request = exchange.response, exchange.request
        assert response is not None
        headers: dict[str, list[str]] = {}
        for name, value in response.headers:
            headers.setdefault(name, []).append(value)
        # The checks read no more of a request than this; a real one would bring a second HTTP client.
        sent: Any = SimpleNamespace(method=request.method, url=request.url, headers=dict(request.headers), body=None)
        sent._cookies = {}
        return self._response(response.status, headers, response.body, sent, response.elapsed, True, encoding="utf-8")


def _metadata(intent: Intent) -> Any:
    """Return how a case was meant, as the checks know it; None where they have no word for it."""
    from schemathesis import GenerationMode  # noqa: PLC0415
    from schemathesis.core.parameters import ParameterLocation  # noqa: PLC0415
    from schemathesis.generation import meta  # noqa: PLC0415

    if intent not in (*_SOUND, Intent.MALFORMED):
        return None
    mode = GenerationMode.POSITIVE if intent in _SOUND else GenerationMode.NEGATIVE
    phase = meta.PhaseInfo(meta.TestPhase.FUZZING, meta.FuzzingPhaseData("a value", None, None, None))
    return meta.CaseMetadata(meta.GenerationInfo(0.0, mode), {ParameterLocation.PATH: meta.ComponentInfo(mode)}, phase)
