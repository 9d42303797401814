"""Finds what the contract does not allow in a request, for which the client is responsible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance.contract.bodies import covers, request_body
from conformance.contract.media_types import is_json
from conformance.contract.openapi import Contract, Operation, Parameter, SecurityScheme
from conformance.contract.schema_graph import resolve
from conformance.contract.schemas import Schemas
from conformance.exchange.json_text import read_json
from conformance.exchange.parameter_shapes import shapes
from conformance.exchange.parameters import DELIMITERS
from conformance.exchange.redaction import show
from conformance.exchange.values import is_valid
from conformance.kit.seen import SeenRequest
from conformance.model import JsonValue, Level, Requirement, Subject
from conformance.rules.observation import Inconclusive

_OPENAPI = "OpenAPI 3.1 section"
TEXTS: Mapping[str, tuple[str, str]] = {
    "operation-is-documented": ("A request is for an operation of the contract.", f"{_OPENAPI} 4.8.8"),
    "query-parameter-is-documented": ("A query has only documented parameters.", f"{_OPENAPI} 4.8.12"),
    "required-parameter-is-sent": ("Every required parameter is sent.", f"{_OPENAPI} 4.8.12"),
    "parameter-keeps-its-style": ("A parameter is written in its documented style.", f"{_OPENAPI} 4.8.12.2"),
    "parameter-keeps-its-schema": ("The value of a parameter is valid against its schema.", f"{_OPENAPI} 4.8.12.2"),
    "credentials-are-sent": ("A request presents the credentials that its operation asks for.", f"{_OPENAPI} 4.8.30"),
    "body-is-documented": ("A body is sent only where the operation takes one.", f"{_OPENAPI} 4.8.13"),
    "required-body-is-sent": ("A body that is required is sent.", f"{_OPENAPI} 4.8.13"),
    "media-type-is-documented": ("A body has a documented media type.", f"{_OPENAPI} 4.8.13"),
    "body-keeps-its-schema": ("A body is valid against its schema.", f"{_OPENAPI} 4.8.14"),
}
"""The requirements on requests by id: the sentence, and its source."""


@dataclass(frozen=True)
class Fault:
    """What a request violates, and where the contract says so."""

    requirement: str
    pointer: str
    message: str
    expected: str
    actual: str
    location: str


def requirement_of(fault: Fault) -> Requirement:
    """Return the requirement that a request violates."""
    text, source = TEXTS[fault.requirement]
    return Requirement(fault.requirement, Level.MUST, text, fault.pointer, Subject.API, "0.1.0", source)


def faults(
    asked: SeenRequest, operation: Operation, contract: Contract, schemas: Schemas
) -> Iterator[Fault | Inconclusive]:
    """Yield what a request violates, and what of it cannot be judged."""
    parts = urlsplit(asked.url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    yield from _credentials(asked, operation, query, contract)
    yield from _undocumented(operation, query, schemas)
    for parameter in operation.parameters:
        # A path parameter that the path template lacks is the document's fault.
        is_there = parameter.location != "path" or f"{{{parameter.name}}}" in operation.path
        if is_there and not parameter.is_ignored:
            sent = _sent(parameter, operation, asked, parts.path, query)
            yield from _parameter(parameter, sent, schemas)
    yield from _body(asked, operation, contract, schemas)


def _credentials(
    asked: SeenRequest, operation: Operation, query: Sequence[tuple[str, str]], contract: Contract
) -> Iterator[Fault]:
    if not operation.needs_credentials or asked.headers is None:
        return
    sent = {name.lower(): value for name, value in asked.headers}
    if not any(all(_presents(scheme, sent, query) for scheme in each) for each in operation.security):
        names = " or ".join(" with ".join(scheme.name for scheme in each) for each in operation.security)
        message = "the request presents no credentials that the operation asks for"
        own = f"{operation.pointer}/security"
        at = own if contract.document.has(own) else "#/security"
        yield Fault("credentials-are-sent", at, message, names, "none", "request")


def _presents(scheme: SecurityScheme, sent: Mapping[str, str], query: Sequence[tuple[str, str]]) -> bool:
    if scheme.kind == "mutualTLS":
        return True  # not visible in a request
    if scheme.kind != "apiKey":
        kind, _, credential = sent.get("authorization", "").partition(" ")
        return kind.lower() == (scheme.scheme or "bearer") and bool(credential.strip())
    if scheme.location == "query":
        return any(name == scheme.parameter and value for name, value in query)
    if scheme.location == "cookie":
        return scheme.parameter in _cookies(sent.get("cookie", ""))
    return bool(sent.get(scheme.parameter.lower()))


def _cookies(header: str) -> Mapping[str, str]:
    pairs = (each.strip().partition("=") for each in header.split(";"))
    return {name: value for name, _, value in pairs}


def _undocumented(operation: Operation, query: Sequence[tuple[str, str]], schemas: Schemas) -> Iterator[Fault]:
    known = {each.name for each in operation.parameters if each.location == "query"}
    known |= {scheme.parameter for each in operation.security for scheme in each if scheme.location == "query"}
    spread = [each for each in operation.parameters if each.location == "query" and _is_object(each, schemas)]
    # An object uses names of its own: `color[R]=1`, or `R=1` where it explodes (section 4.8.12.4).
    is_open = any(each.style == "form" and each.explode for each in spread)
    for name in dict.fromkeys(name for name, _ in query):
        if name not in known and name.partition("[")[0] not in {each.name for each in spread} and not is_open:
            listed = ", ".join(sorted(known)) or "no query at all"
            message = "the query has a parameter that the contract does not document"
            yield Fault("query-parameter-is-documented", operation.pointer, message, listed, name, f"query {name}")


def _sent(
    parameter: Parameter, operation: Operation, asked: SeenRequest, path: str, query: Sequence[tuple[str, str]]
) -> Sequence[str] | None:
    """Return the texts that are sent for a parameter; None where they are unknown."""
    if parameter.location == "query":
        return [value for name, value in query if name == parameter.name]
    if parameter.location == "path":
        return _in_path(parameter.name, operation.path, path)
    if asked.headers is None:
        return None
    if parameter.location == "cookie":
        cookies = _cookies(next((value for name, value in asked.headers if name.lower() == "cookie"), ""))
        return [cookies[parameter.name]] if parameter.name in cookies else []
    return [value for name, value in asked.headers if name.lower() == parameter.name.lower()]


def _in_path(name: str, template: str, path: str) -> Sequence[str]:
    segments = path.split("/")[-template.count("/") :]
    for part, segment in zip(template.split("/")[1:], segments, strict=False):
        names = re.findall(r"\{([^{}]*)\}", part)
        if name in names:
            found = re.fullmatch("(.+)".join(map(re.escape, re.split(r"\{[^{}]*\}", part))), unquote(segment))
            return [found[names.index(name) + 1]] if found else []
    return []


def _parameter(parameter: Parameter, sent: Sequence[str] | None, schemas: Schemas) -> Iterator[Fault | Inconclusive]:
    where = f"{parameter.location} {parameter.name}"
    if sent is None:
        if parameter.required:
            yield Inconclusive(f"the headers of the request are unknown, so {where} is not judged")
    elif not sent and parameter.required and not _is_object(parameter, schemas):
        message = "a required parameter is missing"
        yield Fault("required-parameter-is-sent", parameter.pointer, message, parameter.name, "none", where)
    elif sent and parameter.schema is not None and parameter.media is not None:
        yield from _content_of(parameter, parameter.schema, sent[0], schemas)
    elif sent and parameter.schema is not None and not _is_object(parameter, schemas):
        yield from _values(parameter, parameter.schema, sent, schemas)


def _content_of(parameter: Parameter, schema: str, text: str, schemas: Schemas) -> Iterator[Fault | Inconclusive]:
    """Yield what is wrong with a parameter that is written in a media type (OpenAPI 3.1 section 4.8.12.3)."""
    where = f"{parameter.location} {parameter.name}"
    if not is_json(parameter.media or ""):
        yield Inconclusive(f"{where} is written as {parameter.media}, which is not judged")
        return
    read = read_json(text.encode())
    broken = next(iter(schemas.violations(schema, read.value)), None) if read.has_value else None
    if not read.has_value:
        message, actual = "the value of a parameter cannot be read as JSON", f"{len(text)} characters"
        yield Fault("parameter-keeps-its-style", parameter.pointer, message, "JSON", actual, where)
    elif broken is not None:
        message = "the value of a parameter is not valid against its schema"
        expected = f"{broken.pointer.rpartition('/')[2]}: {schemas.value_at(broken.pointer)}"
        actual = f"no {broken.missing}" if broken.missing else show(broken.instance, words=True, numbers=True)
        yield Fault("parameter-keeps-its-schema", broken.pointer, message, expected, actual, where)


def _values(parameter: Parameter, schema: str, sent: Sequence[str], schemas: Schemas) -> Iterator[Fault]:
    style, explodes = parameter.style, parameter.explode
    where = f"{parameter.location} {parameter.name}"
    is_list = "array" in _types(schema, schemas)
    if len(sent) > 1 and not (is_list and explodes):
        expected = f"once, its items joined by {DELIMITERS.get(style, ',')!r}" if is_list else "once"
        message = "a parameter is sent several times"
        yield Fault("parameter-keeps-its-style", parameter.pointer, message, expected, f"{len(sent)} times", where)
        return
    judged = f"{resolve(schemas.document, schema)[0]}/items" if is_list else schema
    if not schemas.has(judged):
        return
    texts = sent
    if style in ("label", "matrix"):
        written = list(_in_segment(parameter, sent[0], list if is_list else str))
        if not written:
            message, expected = "a parameter is not written in its style", f"style {style}"
            yield Fault("parameter-keeps-its-style", parameter.pointer, message, expected, show(sent[0]), where)
            return
        texts = next((each for each in written if all(is_valid(text, judged, schemas) for text in each)), written[0])
    elif is_list:
        is_spread = explodes and parameter.location in ("query", "cookie")
        texts = sent if is_spread else sent[0].split(DELIMITERS.get(style, ","))
    wrong = next((text for text in texts if not is_valid(text, judged, schemas)), None)
    if wrong is None:
        return
    joined = [part for separator in ",|;" if separator in wrong for part in wrong.split(separator)]
    if is_list and joined and all(is_valid(part, judged, schemas) for part in joined):
        message = "the items of a list are joined in another style"
        expected = f"style {style}, explode {str(explodes).lower()}"
        yield Fault("parameter-keeps-its-style", parameter.pointer, message, expected, show(wrong, words=True), where)
        return
    value = _parsed(wrong)
    broken = next(iter(schemas.violations(judged, value)), None)
    at = schema if broken is None else broken.pointer
    keyword = at.rpartition("/")[2]
    expected = judged if broken is None else f"{keyword}: {schemas.value_at(at)}"
    message = "the value of a parameter is not valid against its schema"
    actual = show(value, words=True, numbers=True)
    yield Fault("parameter-keeps-its-schema", at, message, expected, actual, where)


def _in_segment(parameter: Parameter, segment: str, kind: type[list[str]] | type[str]) -> Iterator[Sequence[str]]:
    """Yield what a segment in the style `label` or `matrix` may be read as.

    The parts of a label that does not explode are joined by dots in OpenAPI up to 3.0.3 and 3.1.0, and by commas since.
    """
    ways = [parameter, *([replace(parameter, explode=True)] if parameter.style == "label" else [])]
    for shape in (shape for way in ways for shape in shapes(way, ((parameter.name, segment),))):
        if isinstance(shape, kind):
            yield shape if isinstance(shape, list) else [str(shape)]


def _parsed(text: str) -> JsonValue:
    """Return the number or the boolean that a text represents; else the text itself."""
    read = read_json(text.encode())
    return read.value if isinstance(read.value, bool | int | float) else text


def _types(schema: str, schemas: Schemas) -> frozenset[str]:
    stated = schemas.keyword(schema, "type")
    return frozenset(stated if isinstance(stated, list) else [str(stated)])


def _is_object(parameter: Parameter, schemas: Schemas) -> bool:
    """Return whether a parameter is an object that a style takes apart."""
    if parameter.schema is None or parameter.media is not None:
        return False
    return "object" in _types(parameter.schema, schemas)


def _body(
    asked: SeenRequest, operation: Operation, contract: Contract, schemas: Schemas
) -> Iterator[Fault | Inconclusive]:
    documented = request_body(contract.document, operation)
    if asked.body is None:
        if documented is not None:
            yield Inconclusive("the body of the request is unknown")
    elif documented is None:
        if asked.body:
            message = "the request has a body, and the operation takes none"
            actual = f"{len(asked.body)} bytes"
            yield Fault("body-is-documented", operation.pointer, message, "no body", actual, "request body")
    elif not asked.body:
        if documented.required:
            message = "the request has no body"
            yield Fault("required-body-is-sent", documented.pointer, message, "a body", "none", "request body")
    else:
        yield from _content(asked, asked.body, documented.media, f"{documented.pointer}/content", schemas)


def _content(
    asked: SeenRequest, body: bytes, media: Mapping[str, str], pointer: str, schemas: Schemas
) -> Iterator[Fault | Inconclusive]:
    named = next((value for name, value in asked.headers or () if name.lower() == "content-type"), "")
    kind = named.partition(";")[0].strip().lower()
    fitting = next((each for each in sorted(media, key=lambda name: name.count("*")) if covers(each, kind)), None)
    if fitting is None:
        message = "the body has a media type that the contract does not document"
        expected = ", ".join(media) or "no media type"
        yield Fault("media-type-is-documented", pointer, message, expected, kind or "none", "header Content-Type")
        return
    schema = f"{media[fitting]}/schema"
    if not is_json(kind) or not schemas.document.has(schema):
        yield Inconclusive(f"a request body of {kind} has no schema that can be judged")
        return
    text = read_json(body)
    if not text.has_value:
        message = "the body cannot be read as JSON"
        yield Fault("body-keeps-its-schema", schema, message, "JSON", f"{len(body)} bytes", "request body")
        return
    for broken in schemas.violations(schema, text.value):
        at = "".join(f"/{each}" for each in broken.path)
        keyword = broken.pointer.rpartition("/")[2]
        expected = f"{keyword}: {schemas.value_at(broken.pointer)}"
        message = "a value in the body does not match the contract's " + f"`{keyword}`"
        actual = f"no {broken.missing}" if broken.missing else show(broken.instance, words=True, numbers=True)
        yield Fault("body-keeps-its-schema", broken.pointer, message, expected, actual, f"request body{at}")
