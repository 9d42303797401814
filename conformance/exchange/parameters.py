"""Writes the values of parameters in their styles (OpenAPI 3.1 section 4.8.12.4, RFC 6570 section 3.2)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

from conformance.contract.openapi import Parameter
from conformance.model import JsonValue

Pairs = tuple[tuple[str, str], ...]
"""What carries a value: names and texts. That of a path parameter is its segment, percent-encoded; others are not."""
STYLES = {
    "path": frozenset({"simple", "label", "matrix"}),
    "query": frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"}),
    "header": frozenset({"simple"}),
    "cookie": frozenset({"form"}),
}
"""The styles that are defined for each location; in `querystring` (OpenAPI 3.2) there are none."""
DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""What joins items; in all other styles it is a comma."""
_RESERVED = {
    "form": ",",
    "simple": ",=",
    "label": ",=.",
    "matrix": ",=;",
    "spaceDelimited": " ,|",
    "pipeDelimited": "|, ",
    "deepObject": "[]",
}
"""What may not be in a part of a list or an object: percent-encoded it would still divide the part for the many
servers that decode first, so what it stands for is undefined."""
_JSON = re.compile(r"(?:application|text)/(?:[^;]+\+)?json *(?:;|\Z)", re.IGNORECASE)


def is_json(parameter: Parameter) -> bool:
    """Return whether a parameter is written as JSON text."""
    return parameter.media is not None and _JSON.match(parameter.media) is not None


def written(parameter: Parameter, value: JsonValue) -> Pairs | None:
    """Return what carries a value in the style of a parameter.

    Returns:
        Names and texts; None where the style leaves undefined how the value is written: an empty or nested list or
        object, null, a list as `deepObject`, a part that holds a delimiter.
    """
    if parameter.location in STYLES and parameter.media is not None:
        text = _as_content(parameter, value)
        return None if text is None else _one(parameter, _encoded(parameter, text))
    if parameter.style not in STYLES.get(parameter.location, ()):
        return None
    if isinstance(value, list):
        return _of_list(parameter, value)
    if isinstance(value, Mapping):
        return _of_object(parameter, value)
    text = _text(value)
    return None if text is None else _of_scalar(parameter, _encoded(parameter, text))


def given(parameter: Parameter, text: str) -> Pairs | None:
    """Return what carries a known text: a scalar, the only item of a list, or as it is where `content` is written."""
    if parameter.location in STYLES and parameter.media is not None:
        return _one(parameter, _encoded(parameter, text))
    return written(parameter, [text] if parameter.style in DELIMITERS else text)


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a query, percent-encoded; commas stay, for many servers split a list before they decode its items.

    >>> query_string([("ids", "1,2"), ("a b", "x|y&z")])
    'ids=1,2&a%20b=x%7Cy%26z'
    """
    return urlencode([*pairs], safe=",", quote_via=quote)


def _one(parameter: Parameter, text: str) -> Pairs:
    return ((parameter.name, text),)


def _encoded(parameter: Parameter, text: str) -> str:
    return quote(text, safe="") if parameter.location == "path" else text


def _text(value: JsonValue) -> str | None:
    if isinstance(value, str):
        return value
    is_written = isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value))
    return json.dumps(value) if is_written else None


def _as_content(parameter: Parameter, value: JsonValue) -> str | None:
    if is_json(parameter):
        try:
            return json.dumps(value, separators=(",", ":"), ensure_ascii=parameter.location != "query", allow_nan=False)
        except ValueError:
            return None
    is_text = (parameter.media or "").lower().startswith("text/")
    return value if is_text and isinstance(value, str) else None


def _of_scalar(parameter: Parameter, text: str) -> Pairs | None:
    if parameter.style in ("form", "simple"):
        return _one(parameter, text)
    if parameter.style == "label":
        return _one(parameter, f".{text}")
    if parameter.style == "matrix":
        name = _encoded(parameter, parameter.name)
        return _one(parameter, f";{name}={text}" if text else f";{name}")
    return None


def _of_list(parameter: Parameter, values: Sequence[JsonValue]) -> Pairs | None:
    parts = _parts(parameter, values)
    if not parts or parameter.style == "deepObject" or (parameter.explode and parameter.style in DELIMITERS):
        return None
    if _is_disputed(parameter) and len(parts) > 1:
        return None
    if parameter.style == "form" and parameter.explode:
        # Of several cookies with one name, servers read any (RFC 6265 section 5.4).
        is_clear = parameter.location == "query" or len(parts) == 1
        return tuple((parameter.name, part) for part in parts) if is_clear else None
    start = _start(parameter)
    between = start if parameter.explode and start else DELIMITERS.get(parameter.style, ",")
    return _one(parameter, start + between.join(parts))


def _of_object(parameter: Parameter, value: Mapping[str, JsonValue]) -> Pairs | None:
    names, parts = _parts(parameter, [*value]), _parts(parameter, [*value.values()])
    if not names or not parts or (parameter.explode and parameter.style in DELIMITERS) or _is_disputed(parameter):
        return None
    if parameter.style == "deepObject":
        return tuple((f"{parameter.name}[{name}]", part) for name, part in zip(names, parts, strict=True))
    members = [*zip(names, parts, strict=True)]
    if not parameter.explode:
        delimiter = DELIMITERS.get(parameter.style, ",")
        return _one(parameter, _start(parameter) + delimiter.join(part for member in members for part in member))
    if parameter.style == "form":
        return tuple(members) if parameter.location == "query" else None
    start = {"label": ".", "matrix": ";"}.get(parameter.style, "")
    return _one(parameter, start + (start or ",").join(f"{name}={part}" for name, part in members))


def _is_disputed(parameter: Parameter) -> bool:
    """Return whether parts are joined by commas (RFC 6570 section 3.2.5) or by dots (OpenAPI up to 3.0.3 and 3.1.0)."""
    return parameter.style == "label" and not parameter.explode


def _parts(parameter: Parameter, values: Sequence[JsonValue]) -> list[str] | None:
    """Return the texts of parts, encoded; None if one of them is undefined in the style."""
    texts = [_text(value) for value in values]
    reserved = "" if parameter.style == "form" and parameter.explode else _RESERVED[parameter.style]
    parts = [text for text in texts if text and text == text.strip() and not set(text) & set(reserved)]
    return [_encoded(parameter, text) for text in parts] if len(parts) == len(texts) else None


def _start(parameter: Parameter) -> str:
    return {"label": ".", "matrix": f";{quote(parameter.name, safe='')}="}.get(parameter.style, "")
