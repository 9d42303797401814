"""A recording as data: JSON, or YAML in which nothing runs code, explodes or refers to itself."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, field

import yaml

from conformance.contract.events import MAX_DEPTH
from conformance.model import InputError, JsonValue

MAX_SIZE = 256 * 2**20
"""The most bytes of a recording that is read as one document."""
_MAX_WEIGHT = 64 * 2**20
"""The most characters of a YAML text with aliases expanded; reading them takes half a minute at most."""
_NODE = 16
"""The weight of a value beside its characters: the shortest ones take the most memory."""
# An object whose first name has no quotes is YAML in its flow style.
_JSON = re.compile(r'\s*(?:\[|\{\s*["}]|\{\s*$)')
_NULLS = ("", "~", "null", "Null", "NULL")
_BINARY = ("tag:yaml.org,2002:binary", "!binary")


def load(content: bytes, file: str) -> JsonValue:
    """Return a document in JSON, recognised by its first characters, or else in YAML.

    Raises:
        InputError: It is malformed or too large.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text, as every recording must be", file) from None
    return load_json(text, file) if _JSON.match(text) else load_yaml(text, file)


def load_json(text: str, file: str) -> JsonValue:
    """Return a JSON text as data.

    Raises:
        InputError: It is malformed.
    """
    try:
        value: JsonValue = json.loads(text)
    except json.JSONDecodeError as error:
        reason = "has trailing content" if error.msg == "Extra data" else f"is not valid JSON: {error.msg}"
        raise InputError(reason, file, error.lineno) from None
    except RecursionError:
        raise InputError("nests too deeply to be read", file) from None
    except ValueError:
        raise InputError("holds a number with too many digits to be read", file) from None
    return value


def load_yaml(text: str, file: str) -> JsonValue:
    """Return a YAML text as data, ignoring tags: scalars as their text, except for nulls, and as bytes if binary.

    What a plain scalar means depends on the version of YAML: `12e5` is a string to the tools that write cassettes.

    Raises:
        InputError: It is malformed, too deep, or too large once expanded.
    """
    builder = _DataBuilder(file)
    try:
        # Events need no recursion; composing nodes does, in C.
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.add(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(f"is neither JSON nor YAML: {error.problem}", file, line) from None
    except yaml.YAMLError:
        raise InputError("is neither JSON nor YAML: it holds characters that YAML allows only escaped", file) from None
    return builder.root


@dataclass
class _OpenData:
    """A collection that is being read, and its weight so far with its content."""

    node: dict[str, JsonValue] | list[JsonValue]
    anchor: str | None
    start: int
    key: str | None = None


@dataclass
class _DataBuilder:
    """Turns events into data; an alias is the very value that it stands for, and weighs as much."""

    file: str
    root: JsonValue = None
    weight: int = 0
    documents: int = 0
    stack: list[_OpenData] = field(default_factory=list)
    anchors: dict[str, tuple[JsonValue, int]] = field(default_factory=dict)

    def add(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.CollectionEndEvent):
            closed = self.stack.pop()
            self._name(closed.anchor, closed.node, closed.start)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise InputError("uses a YAML alias that is undefined or refers to itself", self.file, line)
            value, weight = self.anchors[event.anchor]
            self._place(value, weight, line)
        elif isinstance(event, yaml.ScalarEvent):
            start = self.weight
            value = _scalar(event)
            self._place(value, _NODE + len(event.value), line, event.value)
            self._name(event.anchor, value, start)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event, line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise InputError("holds a second YAML document; use one file for each", self.file, line)

    def _open(self, event: yaml.CollectionStartEvent, line: int | None) -> None:
        if len(self.stack) == MAX_DEPTH:
            raise InputError(f"nests deeper than {MAX_DEPTH} levels", self.file, line)
        opened = _OpenData({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor, self.weight)
        self._place(opened.node, _NODE, line)
        self.stack.append(opened)

    def _name(self, anchor: str | None, value: JsonValue, start: int) -> None:
        if anchor is not None:
            self.anchors[anchor] = (value, self.weight - start)

    def _place(self, value: JsonValue, weight: int, line: int | None, text: str | None = None) -> None:
        """Put a value at the current position; `text` is its meaning as a key."""
        self.weight += weight
        if self.weight > _MAX_WEIGHT:
            raise InputError(f"holds more than {_MAX_WEIGHT} characters once aliases are expanded", self.file, line)
        top = self.stack[-1] if self.stack else None
        if top is None:
            self.root = value
        elif isinstance(top.node, list):
            top.node.append(value)
        elif top.key is not None:
            top.node[top.key] = value
            top.key = None
        elif text is None:
            raise InputError("has a key that is not a string", self.file, line)
        else:
            top.key = text


def _scalar(event: yaml.ScalarEvent) -> JsonValue:
    if event.tag in _BINARY:
        try:
            return base64.b64decode(event.value)
        except (binascii.Error, ValueError):
            return None  # the entry then lacks it
    return None if event.implicit[0] and event.value in _NULLS else event.value
