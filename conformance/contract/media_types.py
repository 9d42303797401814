"""Media types: parsed, classified by how their content is read, and matched with those of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_ESSENCE = re.compile(rf"\s*({_TOKEN})(?:/({_TOKEN}))?\s*")
_PARAMETER = re.compile(rf'\s*;\s*(?:({_TOKEN})=({_TOKEN}|"(?:[^"\\]|\\.)*")\s*(?=;|$))?')


class Form(Enum):
    """How the content of a media type is read."""

    JSON = "JSON"
    SEQUENCE = "a sequence of items"
    TEXT = "text"
    OTHER = "neither JSON nor text"


@dataclass(frozen=True)
class MediaType:
    """A media type or range (RFC 9110 section 8.3.1): type and subtype in lower case, and the parameters."""

    kind: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case, without quotes; a charset in one spelling."""

    @property
    def essence(self) -> str:
        """The type and subtype: `text/csv`."""
        return f"{self.kind}/{self.subtype}"

    @property
    def suffix(self) -> str:
        """The structured syntax suffix with its plus (RFC 6839), empty without one: `+json`."""
        _, plus, suffix = self.subtype.rpartition("+")
        return plus + suffix if plus else ""

    @property
    def form(self) -> Form:
        """How its content is read."""
        if self.essence in _SEQUENCES or self.suffix == "+json-seq":
            return Form.SEQUENCE
        if self.essence in ("application/json", "text/json") or self.suffix == "+json":
            return Form.JSON
        is_text = self.kind == "text" or self.essence in _TEXTS or self.suffix in ("+xml", "+yaml")
        return Form.TEXT if is_text else Form.OTHER

    @property
    def is_endless(self) -> bool:
        """Whether content of this type may go on for as long as the client reads."""
        return self.form is Form.SEQUENCE or self.kind in ("audio", "video") or self.subtype == "x-mixed-replace"


_SEQUENCES = frozenset(
    {
        *("application/x-ndjson", "application/ndjson", "application/x-json-stream", "application/stream+json"),
        *("application/jsonl", "application/x-jsonl", "application/json-lines", "application/x-jsonlines"),
        *("application/jsonlines", "application/json-seq", "text/event-stream", "application/x-json-seq"),
        *("text/x-ndjson", "text/ndjson", "text/jsonl", "application/x-ldjson", "application/ldjson"),
    }
)
_TEXTS = frozenset(
    {
        *("application/xml", "application/javascript", "application/ecmascript", "application/yaml"),
        *("application/x-yaml", "application/toml", "application/sql", "application/graphql", "application/csv"),
        *("application/x-www-form-urlencoded", "application/x-javascript", "application/rtf", "application/jwt"),
        *("application/openmetrics-text", "application/x-sh", "application/x-pem-file"),
    }
)


def parse_media_type(text: str) -> MediaType | None:
    """Return a media type or range; None for what is not one.

    >>> parse_media_type('Text/CSV; Charset="UTF8";header=present')
    MediaType(kind='text', subtype='csv', parameters={'charset': 'utf-8', 'header': 'present'})
    """
    essence = _ESSENCE.match(text)
    if essence is None:
        return None
    parameters: dict[str, str] = {}
    end = essence.end()
    while end < len(text.rstrip()):
        found = _PARAMETER.match(text, end)
        if found is None:
            break  # what follows is malformed, and nobody reads it
        end = found.end()
        if found[1] is not None:
            value = re.sub(r"\\(.)", r"\1", found[2][1:-1]) if found[2].startswith('"') else found[2]
            name = found[1].lower()
            parameters.setdefault(name, _charset(value) if name == "charset" else value)
    return MediaType(essence[1].lower(), (essence[2] or "").lower(), parameters)


def is_json(media: str) -> bool:
    """Return whether a media type is JSON (RFC 8259 section 11, RFC 6839 section 3.1)."""
    parsed = parse_media_type(media)
    return parsed is not None and parsed.form is Form.JSON


def matching(received: str, documented: Iterable[str]) -> tuple[str, ...]:
    """Return which of a document's media types and ranges describe a received one: the most specific.

    Several are returned where nothing says which of them is meant. A documented parameter must not have another value;
    one that is missing counts only where no documented type does without it (OpenAPI 3.1 section 4.8.14, RFC 9110
    section 12.5.1).

    >>> matching("text/csv", ["*/*", "text/*"])
    ('text/*',)
    >>> matching("a/b+json;version=2", ["a/b+json;version=1", "a/b+json;version=2", "a/b+json"])
    ('a/b+json;version=2',)
    """
    one = parse_media_type(received)
    ranked: dict[tuple[int, int, int], list[str]] = {}
    for name in documented if one is not None else ():
        other = parse_media_type(name)
        rank = None if one is None or other is None else _rank(one, other)
        if rank is not None:
            ranked.setdefault(rank, []).append(name)
    return tuple(ranked[max(ranked)]) if ranked else ()


def _rank(received: MediaType, documented: MediaType) -> tuple[int, int, int] | None:
    """Return how specifically a documented type describes a received one; None where it does not."""
    kinds = {
        received.essence: 3,
        f"{received.kind}/*{received.suffix}": 2,  # `application/*+json` is not in any RFC, but in documents
        f"{received.kind}/*": 1,
        "*/*": 0,
    }
    precision = kinds.get(documented.essence)
    both = received.parameters.keys() & documented.parameters.keys()
    if precision is None or any(received.parameters[name] != documented.parameters[name] for name in both):
        return None
    missing = documented.parameters.keys() - both - {"charset"}
    return -len(missing), precision, len(both)


def _charset(name: str) -> str:
    """Return the name of a charset in one spelling.

    >>> _charset("UTF8"), _charset("ISO-8859-1")
    ('utf-8', 'iso-8859-1')
    """
    return "utf-8" if name.lower() in ("utf8", "utf-8") else name.lower()
