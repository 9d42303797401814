"""How a body is read: decided here alone, from its media type, what the contract documents for it, and the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.document import Document
from conformance.contract.media_types import Form, MediaType, is_json, parse_media_type
from conformance.contract.openapi import ResponseSpec
from conformance.contract.schema_graph import in_place
from conformance.contract.schemas import Path, Schemas
from conformance.exchange.json_text import JsonText
from conformance.model import Exchange, JsonValue
from conformance.rules.bodies import Bodies
from conformance.rules.sequences import items_of

_CHARSETS: Mapping[str, str] = {
    # Others turn bytes into markup, or take seconds: nobody writes an API's text in them.
    **dict.fromkeys(("utf-8", "us-ascii", "ascii"), "utf-8-sig"),
    **{name: name for name in ("iso-8859-1", "iso-8859-15", "utf-16", "shift_jis", "gb18030", "euc-kr", "euc-jp")},
    **{f"windows-125{number}": f"cp125{number}" for number in range(9)},
}
"""The codecs by which a text is decoded, by the name of its charset; a byte order mark is no part of a text."""
_UNLABELLED = "application/json"
AMBIGUOUS = "the contract documents several media types that the answer's may stand for, so its body is not judged"
UNDOCUMENTED = "an answer has a media type that the contract does not document, so its body is not judged by a schema"
UNREAD_ITEM = "an item of a sequence cannot be read as JSON, so the sequence is not judged"
UNPACKED = "a body cannot be unpacked by its Content-Encoding, so it is not judged"
UNDECODED = "a text cannot be decoded by its charset, so it is not judged"


@dataclass(frozen=True)
class Reading:
    """A body as a schema judges it."""

    schemas: tuple[str, ...] = ()
    """The pointers of those that may be meant: more than one only where nothing is judged."""
    text: JsonText | None = None
    """Its value: that of JSON, or the string that a text is; None where it is not read."""
    is_raw: bool = False
    """Whether it is bytes, of which no more is judged than that they are there."""
    unjudged: str = ""
    """Why the schemas do not judge it; empty if they do."""

    is_sequence: bool = False
    """Whether it is a list of items that the contract describes one by one."""

    @property
    def schema(self) -> str | None:
        """The schema that judges the whole of it."""
        return self.schemas[0] if len(self.schemas) == 1 and not self.is_sequence else None

    @property
    def parts(self) -> Iterator[tuple[str, Path, JsonValue]]:
        """What schemas judge of its value: the schema, the path to the part, and the part."""
        if self.unjudged or self.text is None or not self.text.has_value or len(self.schemas) != 1:
            return
        (schema,) = self.schemas
        if self.is_sequence and isinstance(self.text.value, list):
            yield from ((schema, (index,), item) for index, item in enumerate(self.text.value))
        else:
            yield schema, (), self.text.value

    def part_with(self, path: Path) -> tuple[str, Path, JsonValue]:
        """Return the part that contains a path, its schema first, and the path within it."""
        schema, above, part = next(each for each in self.parts if path[: len(each[1])] == each[1])
        return schema, path[len(above) :], part


class Reader:
    """Reads the bodies of a run."""

    def __init__(self, schemas: Schemas, bodies: Bodies) -> None:
        self._schemas, self._bodies = schemas, bodies

    def read(self, exchange: Exchange, spec: ResponseSpec | None) -> Reading:
        """Return the body of an answer that can have one.

        Args:
            exchange: The answer.
            spec: The documented response for its status.
        """
        media = spec.media if spec is not None else {}
        label = content_type(exchange)
        # An answer without a label counts as what is documented for it.
        described = spec.described_by(label) if label and spec is not None else tuple(media)
        pointers = {media[name] for name in described or media}
        given = tuple(sorted(each for each in pointers if each is not None))
        assert exchange.response is not None
        if exchange.response.undecoded:
            return Reading(given, unjudged=UNPACKED)
        kind = parse_media_type(label or next(iter(described), _UNLABELLED))
        if not described:
            return self._mislabelled(exchange, given, kind, media)
        if spec is not None and len(described) == 1 and described[0] in spec.items and kind is not None:
            return self._sequence(exchange, spec.items[described[0]], kind)
        if len(pointers) > 1:
            return Reading(given, self._sniffed(exchange), unjudged=AMBIGUOUS)
        return self._described(exchange, given, kind)

    def _mislabelled(
        self, exchange: Exchange, given: tuple[str, ...], kind: MediaType | None, media: Mapping[str, str | None]
    ) -> Reading:
        """Read a body whose label nothing describes: JSON where the only documented type is JSON is still judged."""
        text = self._bodies.read(exchange) if _is_json(kind) else self._sniffed(exchange)
        is_meant = len(media) == 1 and _is_json(parse_media_type(next(iter(media))))
        if not is_meant or text is None or any(is_binary(self._schemas.document, each) for each in given):
            return Reading(given, text, unjudged=UNDOCUMENTED)
        return Reading(given, text)

    def _described(self, exchange: Exchange, given: tuple[str, ...], kind: MediaType | None) -> Reading:
        form = kind.form if kind is not None else Form.OTHER
        if any(is_binary(self._schemas.document, each) for each in given):
            return Reading(given, is_raw=True)
        if form is Form.JSON:
            return Reading(given, self._bodies.read(exchange))
        is_string = any(map(self._is_string, given))
        if is_string and (form is Form.OTHER or _is_cut(exchange)):
            return Reading(given, is_raw=True)
        if form is Form.OTHER:
            return self._other(exchange, given, kind)
        return self._text(exchange, given, kind, is_string=is_string)

    def _sequence(self, exchange: Exchange, schema: str, kind: MediaType) -> Reading:
        """Read a body item by item (OpenAPI 3.2 section 4.14.3)."""
        response = exchange.response
        assert response is not None
        if kind.form is not Form.SEQUENCE:
            return Reading((schema,), unjudged=_unjudged(kind))
        items = items_of(response.body, kind, is_cut=response.is_cut)
        if not all(item.has_value for item in items):
            return Reading((schema,), unjudged=UNREAD_ITEM)
        text = JsonText([item.value for item in items], has_value=True, is_parsed=True)
        return Reading((schema,), text, is_sequence=True)

    def _other(self, exchange: Exchange, given: tuple[str, ...], kind: MediaType | None) -> Reading:
        """Read a body of a type that says nothing of its form: sound JSON is what the schema of an object means."""
        text = self._sniffed(exchange)
        return Reading(given, text, unjudged="" if text is not None else _unjudged(kind))

    def _text(self, exchange: Exchange, given: tuple[str, ...], kind: MediaType | None, *, is_string: bool) -> Reading:
        assert exchange.response is not None
        text = _decoded(exchange.response.body, (kind.parameters if kind else {}).get("charset", "utf-8"))
        if text is None:
            return Reading(given, unjudged=UNDECODED if is_string else _unjudged(kind))
        # The line end at the end of a text file belongs to the file: it says nothing of the value.
        spellings = (text, text.removesuffix("\n").removesuffix("\r"))
        accepted = (each for each in spellings if all(self._schemas.accepts(at, each) for at in given))
        value = next(accepted, text if is_string else None)
        if value is None:
            return Reading(given, unjudged=_unjudged(kind))
        return Reading(given, JsonText(value, has_value=True, is_parsed=True, size=1))

    def _sniffed(self, exchange: Exchange) -> JsonText | None:
        """Return a body that is a sound JSON object or array whatever its label says; None for any other."""
        assert exchange.response is not None
        if exchange.response.body.lstrip()[:1] not in (b"{", b"["):
            return None
        text = self._bodies.read(exchange)
        return text if text.has_value and not text.defects else None

    def _is_string(self, schema: str) -> bool:
        """Return whether a schema says of an instance that it is, or may be, a string."""
        said = [each for each in self._schemas.applying(schema, "string") if each.keyword == "type"]
        return bool(said) and all("string" in self._schemas.types(each) for each in said)


def content_type(exchange: Exchange) -> str:
    """Return the Content-Type of an answer as it came; empty without one."""
    assert exchange.response is not None
    return (exchange.response.header("content-type") or "").strip()


def is_binary(document: Document, schema: str) -> bool:
    """Return whether a schema describes raw bytes (OpenAPI 3.0.3 section 4.7.14.2, 3.1 section 4.8.14.1)."""
    nodes = [node for _, node in in_place(document, schema)]
    if any(node.get("format") == "binary" for node in nodes):
        return True
    kinds = [parse_media_type(str(node["contentMediaType"])) for node in nodes if "contentMediaType" in node]
    is_encoded = any("contentEncoding" in node for node in nodes)
    return not is_encoded and any(kind is not None and kind.form is Form.OTHER for kind in kinds)


def leaves_type_open(schemas: Schemas, spec: ResponseSpec) -> bool:
    """Return whether JSON is only the default of a framework: the schema is of bytes, or says nothing of the body."""
    if len(spec.media) != 1:
        return False
    ((media, schema),) = spec.media.items()
    if schema is None or not is_json(media):
        return False
    return is_binary(schemas.document, schema) or not schemas.assertions(schema)


def _is_json(kind: MediaType | None) -> bool:
    return kind is not None and kind.form is Form.JSON


def _is_cut(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.response.is_cut


def _unjudged(kind: MediaType | None) -> str:
    essence = kind.essence if kind is not None else "an unknown media type"
    return f"a body of {essence} is not judged by a schema that does not describe a string"


def _decoded(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(_CHARSETS[charset], "strict")
    except (KeyError, UnicodeDecodeError):
        return None
