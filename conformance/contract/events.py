"""YAML and JSON text as one bounded stream of events with positions; no tags."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import NamedTuple

import yaml

from conformance.model import InputError, JsonValue, Position

MAX_BYTES = 32 * 2**20
MAX_DEPTH = 100


class EventKind(Enum):
    """The kind of an event."""

    MAP = auto()
    SEQUENCE = auto()
    END = auto()
    SCALAR = auto()
    ALIAS = auto()
    """Another occurrence of the node with an anchor (YAML 1.2 section 7.1)."""
    MERGE = auto()
    """The key whose value is a map, or a list of maps, with further entries (YAML 1.1 merge key, in common use)."""


class Event(NamedTuple):
    """One parsing event; `text` is the source text of a scalar, which is used if it is a key."""

    kind: EventKind
    position: Position
    value: JsonValue = None
    text: str = ""
    anchor: str = ""
    """The name that aliases refer to the node by; of an alias, the one that it refers to."""


# The core schema of YAML 1.2 (section 10.3.2): `no`, `12:30:00` and `2024-01-01` are strings.
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Python parses no longer integers (PEP 682); here they become an infinite float, which the builder rejects.
_INTEGER = re.compile(r"[-+]?[0-9]{1,4300}\Z")
_OCTAL_OR_HEX = re.compile(r"0(?:o[0-7]{1,1000}|x[0-9a-fA-F]{1,1000})\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
# The characters that YAML does not allow unescaped (section 5.1).
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# A string may lack its closing quote: searching for it again from every quote would take quadratic time.
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\]]|[^\s,:{}\[\]"]+', re.DOTALL)


def events(text: str, file: str, first_line: int = 1) -> Iterator[Event]:
    """Yield the events of a JSON text (recognised by its first character) or a YAML text.

    Args:
        text: The whole text.
        file: The file name for error messages.
        first_line: The line of the file on which the text starts, from 1.

    Raises:
        InputError: The text is malformed, too large, or uses tags.
    """
    if len(text) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES} characters", file)
    text = text.removeprefix("\ufeff")
    place = _places(text, first_line)
    if text.lstrip()[:1] in ("{", "["):
        return _json_events(text, file, place)
    return _yaml_events(text, file, place)


def _places(text: str, first_line: int) -> Callable[[int], Position]:
    """Return a function from an offset to a position; only a line feed ends a line, as in an editor."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(offset: int) -> Position:
        line = bisect.bisect_right(starts, offset)
        return Position(line - 1 + first_line, offset - starts[line - 1] + 1)

    return place


def _yaml_events(text: str, file: str, place: Callable[[int], Position]) -> Iterator[Event]:
    unprintable = _UNPRINTABLE.search(text)
    if unprintable is not None:
        message = f"holds the character U+{ord(unprintable[0]):04X}, which YAML allows only escaped"
        raise InputError(message, file, place(unprintable.start()).line)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            # The line of the mark also counts U+0085, U+2028 and U+2029, which do not end a line of a file.
            position = place(event.start_mark.index if event.start_mark else 0)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise InputError("holds a second YAML document; give one document a file", file, position.line)
            if isinstance(event, yaml.AliasEvent):
                yield Event(EventKind.ALIAS, position, anchor=event.anchor or "")
            elif isinstance(event, yaml.NodeEvent):
                yield _yaml_node(event, position, file)
            elif isinstance(event, yaml.CollectionEndEvent):
                yield Event(EventKind.END, position)
    except yaml.MarkedYAMLError as error:
        line = place(error.problem_mark.index).line if error.problem_mark else None
        # libyaml 0.2.6 reads ahead and has its own, much larger depth limit.
        is_too_deep = "nesting depth" in (error.problem or "")
        problem = f"nests deeper than {MAX_DEPTH} levels" if is_too_deep else f"is not valid YAML: {error.problem}"
        raise InputError(problem, file, line) from None


def _yaml_node(event: yaml.NodeEvent, position: Position, file: str) -> Event:
    tag = getattr(event, "tag", None)
    if tag not in (None, "!", "tag:yaml.org,2002:str"):
        raise InputError("uses an explicit YAML tag; write the plain value", file, position.line)
    anchor = event.anchor or ""
    if isinstance(event, yaml.MappingStartEvent):
        return Event(EventKind.MAP, position, anchor=anchor)
    if isinstance(event, yaml.SequenceStartEvent):
        return Event(EventKind.SEQUENCE, position, anchor=anchor)
    assert isinstance(event, yaml.ScalarEvent)
    plain = event.implicit[0] and tag is None
    value = core_scalar(event.value) if plain else event.value
    kind = EventKind.MERGE if plain and event.value == "<<" else EventKind.SCALAR
    return Event(kind, position, value, event.value, anchor)


def core_scalar(text: str) -> JsonValue:
    """Return the value of a plain scalar in the YAML 1.2 core schema (section 10.3.2).

    >>> [core_scalar(text) for text in ("no", "010", "1.5", "~", "12:30:00")]
    ['no', 10, 1.5, None, '12:30:00']
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    if _OCTAL_OR_HEX.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    return float(text.replace(".", "")) if _NOT_FINITE.match(text) else text


_DECODER = json.JSONDecoder(parse_int=core_scalar)


def _json_events(text: str, file: str, place: Callable[[int], Position]) -> Iterator[Event]:
    try:
        _DECODER.decode(text)
    except RecursionError:
        raise _too_deep(text, file, place) from None
    except json.JSONDecodeError as error:
        raise InputError(f"is not valid JSON: {error.msg}", file, place(error.pos).line) from None
    # The text is valid JSON from here on, so its tokens are enough.
    for token in _JSON_TOKEN.finditer(text):
        yield _json_event(token.group(), place(token.start()))


def _json_event(token: str, position: Position) -> Event:
    match token[0]:
        case "{":
            return Event(EventKind.MAP, position)
        case "[":
            return Event(EventKind.SEQUENCE, position)
        case "}" | "]":
            return Event(EventKind.END, position)
        case '"':
            value = _DECODER.decode(token) if "\\" in token else token[1:-1]
            return Event(EventKind.SCALAR, position, value, value)
        case _:
            return Event(EventKind.SCALAR, position, _DECODER.decode(token), token)


def _too_deep(text: str, file: str, place: Callable[[int], Position]) -> InputError:
    depth, offset = 0, 0
    for token in _JSON_TOKEN.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
        if depth > MAX_DEPTH:
            offset = token.start()
            break
    return InputError(f"nests deeper than {MAX_DEPTH} levels", file, place(offset).line)
