"""YAML and JSON text as one stream of events with places, bounded and without features that run or expand."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import yaml

from conformance.model import InputError, JsonValue, Position

MAX_BYTES = 32 * 2**20
MAX_DEPTH = 100


class Kind(Enum):
    """What an event opens, closes or carries."""

    MAP = auto()
    SEQUENCE = auto()
    END = auto()
    SCALAR = auto()


@dataclass(frozen=True)
class Event:
    """One step through a text; `text` is what a scalar looks like, which is what it means as a key."""

    kind: Kind
    position: Position
    value: JsonValue = None
    text: str = ""


END = Event(Kind.END, Position(1, 1))

# The core schema of YAML 1.2 (section 10.3.2): `no`, `12:30:00` and `2024-01-01` are strings.
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}\Z")
_OCTAL_OR_HEX = re.compile(r"0(?:o[0-7]{1,1000}|x[0-9a-fA-F]{1,1000})\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s,:{}\[\]"]+', re.DOTALL)


def events(text: str, file: str, first_line: int = 1) -> Iterator[Event]:
    """Yield the events of a JSON text (recognised by its first character) or a YAML text.

    Args:
        text: The whole text.
        file: The name that errors show.
        first_line: The line of the file on which the text starts, from 1.

    Raises:
        InputError: The text is malformed, too large, or uses aliases, merge keys or tags.
    """
    if len(text) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES} characters", file)
    if text.lstrip()[:1] in ("{", "["):
        return _json_events(text, file, first_line)
    return _yaml_events(text, file, first_line)


def _yaml_events(text: str, file: str, first_line: int) -> Iterator[Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            position = Position(event.start_mark.line + first_line, event.start_mark.column + 1)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise InputError("holds a second YAML document; give one document a file", file, position.line)
            if isinstance(event, yaml.AliasEvent):
                raise InputError("uses a YAML alias; write the value out or use $ref", file, position.line)
            if isinstance(event, yaml.NodeEvent):
                yield _yaml_node(event, position, file)
            elif isinstance(event, yaml.CollectionEndEvent):
                yield END
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + first_line if error.problem_mark else first_line
        raise InputError(f"is no YAML: {error.problem}", file, line) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise InputError(f"is no YAML: {type(error).__name__}", file) from None


def _yaml_node(event: yaml.NodeEvent, position: Position, file: str) -> Event:
    tag = getattr(event, "tag", None)
    if tag not in (None, "!", "tag:yaml.org,2002:str"):
        raise InputError("uses an explicit YAML tag; write the plain value", file, position.line)
    if isinstance(event, yaml.MappingStartEvent):
        return Event(Kind.MAP, position)
    if isinstance(event, yaml.SequenceStartEvent):
        return Event(Kind.SEQUENCE, position)
    assert isinstance(event, yaml.ScalarEvent)
    plain = event.implicit[0] and tag is None
    if plain and event.value == "<<":
        raise InputError("uses a YAML merge key; write the entries out", file, position.line)
    value = core_scalar(event.value) if plain else event.value
    return Event(Kind.SCALAR, position, value, event.value)


def core_scalar(text: str) -> JsonValue:
    """Return what a plain scalar means in the YAML 1.2 core schema (section 10.3.2).

    >>> [core_scalar(text) for text in ("no", "010", "1.5", "~", "12:30:00")]
    ['no', 10, 1.5, None, '12:30:00']
    """
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if _INTEGER.match(text):
        return int(text)
    if _OCTAL_OR_HEX.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    return text


def _json_events(text: str, file: str, first_line: int) -> Iterator[Event]:
    tokens = list(_JSON_TOKEN.finditer(text))
    _refuse_depth(tokens, file)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(offset: int) -> Position:
        line = bisect.bisect_right(starts, offset)
        return Position(line - 1 + first_line, offset - starts[line - 1] + 1)

    try:
        json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError(f"is no JSON: {error.msg}", file, error.lineno - 1 + first_line) from None
    except ValueError as error:
        raise InputError(f"is no JSON: {error}", file) from None
    # The text is known to be sound from here on, so the tokens alone tell everything.
    for token in tokens:
        yield _json_event(token.group(), position(token.start()))


def _json_event(token: str, position: Position) -> Event:
    match token[0]:
        case "{":
            return Event(Kind.MAP, position)
        case "[":
            return Event(Kind.SEQUENCE, position)
        case "}" | "]":
            return END
        case '"':
            value = json.loads(token)
            return Event(Kind.SCALAR, position, value, value)
        case _:
            return Event(Kind.SCALAR, position, json.loads(token), token)


def _refuse_depth(tokens: list[re.Match[str]], file: str) -> None:
    depth = 0
    for token in tokens:
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
        if depth > MAX_DEPTH:
            raise InputError(f"nests deeper than {MAX_DEPTH} levels", file)


def _refuse_constant(name: str) -> JsonValue:
    raise ValueError(f"{name} is no JSON number")
