"""Runs the stock checks of schemathesis over exchanges that were made already; nothing is sent for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, wraps
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from conformance.contract.openapi import Contract
from conformance.exchange.generation import load_schema
from conformance.exchange.redaction import safe_text, show
from conformance.model import Exchange, Intent
from conformance.verdict.complaint_reasons import Complaint
from conformance.verdict.complaints import CHECKS, Said, Unread
from conformance.verdict.suite import Suite

_AUTH_CHECK = "ignored_auth"
"""Is given only requests without a valid key: for one with a valid key it would send more requests."""
_SCHEMA_CHECK = "response_schema_conformance"
MAX_BODY = 2**20
"""The size in bytes up to which it is given a body: it collects every violation of every row."""
_SOUND = frozenset({Intent.KNOWN, Intent.RESPELLED, Intent.UNKNOWN, Intent.FOREIGN})
_BROKEN = frozenset({Intent.MALFORMED, Intent.LENIENT})
_EXPECTED = {
    "not_a_server_error": "no 5xx",
    "status_code_conformance": "a status that the contract documents",
    "content_type_conformance": "a media type that the contract documents",
    "response_headers_conformance": "the headers that the contract declares",
    "response_schema_conformance": "a body that its schema allows",
    "negative_data_rejection": "a client error",
    "positive_data_acceptance": "a success, or a refusal of the credentials",
    "ignored_auth": "401 or 403",
}
_PLACE = {"content_type_conformance": "header Content-Type", _SCHEMA_CHECK: "body"}
"""Where a check locates what it finds; the others locate it at the status."""


def with_stock_checks(suite: Suite) -> Suite:
    """Return a suite that runs the stock checks over the exchanges that it judges."""
    return replace(suite, witnesses=StockChecks(suite.contract).complaints)


class StockChecks:
    """The checks for one contract; schemathesis is imported when they first run."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    @cached_property
    def _schema(self) -> Any:
        return load_schema(self._contract)

    @cached_property
    def _checks(self) -> dict[str, Any]:
        # Imported where needed, as for drawing cases: it takes most of a second.
        from schemathesis.checks import CHECKS as REGISTRY  # noqa: PLC0415
        from schemathesis.checks import load_all_checks  # noqa: PLC0415

        load_all_checks()
        return {name: REGISTRY.get_one(name) for name in CHECKS}

    def complaints(self, exchanges: Sequence[Exchange]) -> tuple[Said, ...]:
        """Return what the checks complain of in the responses, and what they could not read."""
        return tuple(said for exchange in exchanges if exchange.response for said in self._complaints_on(exchange))

    def _complaints_on(self, exchange: Exchange) -> Iterator[Said]:
        assert exchange.response is not None
        case = self._case(exchange)
        answer = answer_of(exchange)
        names = [name for name in self._checks if name != _AUTH_CHECK or exchange.case.intent.is_refusable]
        if len(answer.content) > MAX_BODY:
            names.remove(_SCHEMA_CHECK)
            yield Unread(_SCHEMA_CHECK, exchange.sequence, "the check is not given bodies of more than 1 MiB")
        for name, found in self._found(names, case, answer).items():
            if isinstance(found, Exception):
                reason = f"the check breaks over an answer ({type(found).__name__})"
                yield Unread(name, exchange.sequence, reason)
                continue
            reported = [failure for failure in found if not _is_of_header(name, failure)]
            yield from (complaint for failure in reported for complaint in _complaints(name, exchange, failure))
            if len(reported) < len(found):
                yield from self._of_headers(exchange, case)

    def _of_headers(self, exchange: Exchange, case: Any) -> Iterator[Said]:
        """Yield the complaints on each declared header, checked alone: those on all of them name none."""
        assert exchange.response is not None
        name = "response_headers_conformance"
        documented = case.operation.responses.find_by_status_code(exchange.response.status)
        for declared in dict(documented.headers.items()):
            found = self._found([name], case, answer_of(exchange, only=declared))[name]
            failures = [] if isinstance(found, Exception) else found
            of_schema = (_complaint(name, exchange, each) for each in failures if _is_of_header(name, each))
            yield from (replace(each, location=f"header {declared}") for each in of_schema)

    def _found(self, names: Sequence[str], case: Any, answer: Any) -> Mapping[str, Sequence[Any] | Exception]:
        """Return the failures of each check by its name, or the exception that it raises on an unforeseen response.

        All of them run in one call, whose overhead exceeds that of most checks.
        """
        from schemathesis.core.failures import FailureGroup  # noqa: PLC0415 - as above

        failed: dict[str, Sequence[Any]] = {}
        broken: dict[str, Exception] = {}
        kept: Sequence[Any] = ()
        try:
            case.validate_response(answer, checks=[_noting(self._checks[name], failed, broken) for name in names])
        except FailureGroup as group:
            kept = group.exceptions  # a user's hook may have dropped some
        except Exception as error:
            broken = dict.fromkeys(names, error)
        return {name: broken.get(name) or [each for each in failed.get(name, ()) if each in kept] for name in names}

    def _case(self, exchange: Exchange) -> Any:
        method, _, path = exchange.case.operation.partition(" ")
        names = re.findall(r"{([^}]+)}", path)
        pattern = re.sub(r"\\{[^}]+\\}", "([^/]*)", re.escape(path))
        texts = re.fullmatch(pattern, exchange.case.path)
        values = map(unquote, texts.groups() if texts else ())
        return self._schema[path][method].Case(
            path_parameters=dict(zip(names, values, strict=False)),
            query=_by_name(exchange.case.query),
            _meta=_metadata(exchange.case.intent),
        )


def _by_name(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str | Sequence[str]]:
    """Return the texts of a query by their names: a list for a name that is repeated."""
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    return {name: each if len(each) > 1 else each[0] for name, each in texts.items()}


def answer_of(exchange: Exchange, only: str | None = None) -> Any:
    """Return a response as the checks read it.

    Args:
        exchange: One that has a response.
        only: The one header that is kept; None keeps all.
    """
    import schemathesis  # noqa: PLC0415 - as above

    response, request = exchange.response, exchange.request
    assert response is not None
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        if only is None or name.lower() == only.lower():
            headers.setdefault(name.lower(), []).append(value)
    # The checks read only this of a request; a real one would require a second HTTP client.
    sent: Any = SimpleNamespace(method=request.method, url=request.url, headers=dict(request.headers), body=None)
    sent._cookies = {}
    # A body is read as UTF-8 despite its declared charset: some codecs take minutes, or turn text into markup.
    return schemathesis.Response(
        response.status, headers, response.body, sent, response.elapsed, True, encoding="utf-8"
    )


def _noting(check: Any, failed: dict[str, Sequence[Any]], broken: dict[str, Exception]) -> Any:
    """Return a check that records its failures, or the exception that it raises, so that the others still run."""
    from schemathesis.core.failures import Failure, FailureGroup  # noqa: PLC0415 - as above

    @wraps(check)
    def noting(*arguments: Any) -> Any:
        try:
            return check(*arguments)
        except Failure as failure:
            failed[check.__name__] = [failure]
            raise
        except FailureGroup as group:
            failed[check.__name__] = group.exceptions
            raise
        except Exception as error:
            broken[check.__name__] = error
            return None

    return noting


def _is_of_header(name: str, failure: Any) -> bool:
    return name == "response_headers_conformance" and hasattr(failure, "instance_path")


def _complaints(name: str, exchange: Exchange, failure: Any) -> Iterator[Complaint]:
    """Yield the complaints of a failure, without its message, which may contain any part of the response."""
    missing = getattr(failure, "missing_headers", None)
    if missing is None:
        yield _complaint(name, exchange, failure)
        return
    for header in missing:
        message = "a header that the contract requires is missing"
        yield Complaint(name, exchange.sequence, failure.code, message, safe_text(header), "none", f"header {header}")


def _complaint(name: str, exchange: Exchange, failure: Any) -> Complaint:
    assert exchange.response is not None
    path, title = getattr(failure, "instance_path", None), f"{failure.title[:1].lower()}{failure.title[1:]}"
    if path is None:
        actual = str(exchange.response.status)
        return Complaint(
            name, exchange.sequence, failure.code, title, _EXPECTED[name], actual, _PLACE.get(name, "status")
        )
    keyword = next((each for each in reversed(failure.schema_path) if isinstance(each, str)), "")
    message, actual = safe_text(f"{title} (`{keyword}`)"), show(failure.instance)
    return Complaint(
        name, exchange.sequence, f"{failure.code} {keyword}", message, _EXPECTED[name], actual, tuple(path)
    )


def _metadata(intent: Intent) -> Any:
    """Return the intent of a case in terms of the checks; None where they have no equivalent."""
    from schemathesis import GenerationMode  # noqa: PLC0415
    from schemathesis.core.parameters import ParameterLocation  # noqa: PLC0415
    from schemathesis.generation import meta  # noqa: PLC0415

    if intent not in _SOUND | _BROKEN:
        return None
    mode = GenerationMode.POSITIVE if intent in _SOUND else GenerationMode.NEGATIVE
    phase = meta.PhaseInfo(meta.TestPhase.FUZZING, meta.FuzzingPhaseData("a value", None, None, None))
    return meta.CaseMetadata(meta.GenerationInfo(0.0, mode), {ParameterLocation.PATH: meta.ComponentInfo(mode)}, phase)
