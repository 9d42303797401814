"""Our own YAML files, checked against a schema; errors have file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

from conformance.contract.document import Document, parse, pointer_to, read_text
from conformance.contract.load import display
from conformance.model import JsonValue


@dataclass(frozen=True)
class FileRow:
    """One entry of a list in a YAML file, with its line."""

    data: Mapping[str, Any]
    file: str
    line: int


def read_rows(path: Path, key: str, schema: Mapping[str, JsonValue]) -> Iterator[FileRow]:
    """Yield the entries of the list under a file's only key, each valid against a schema.

    Raises:
        InputError: The file has another form; says file and line.
    """
    whole = {
        "type": "object",
        "required": [key],
        "additionalProperties": False,
        "properties": {key: {"type": "array", "items": schema}},
    }
    document = read_checked(path, whole)
    for index, data in enumerate(document.data[key]):  # type: ignore[index]  # the schema says so
        yield FileRow(data, document.file, document.position(f"#/{key}/{index}").line)


def read_checked(path: Path, schema: Mapping[str, JsonValue]) -> Document:
    """Return a YAML file that is valid against a schema and has no duplicate keys.

    Raises:
        InputError: It is not; says file and line.
    """
    file = display(path)
    document = parse(read_text(path, file), file)
    for pointer, position in document.duplicates:
        raise document.error(f"names {pointer.rpartition('/')[2]} twice (line {position.line})", pointer)
    error = next(
        jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True, offline=True).iter_errors(
            document.data
        ),
        None,
    )
    if error is not None:
        place = pointer_to(error.instance_path)
        raise document.error(f"{place.removeprefix('#').lstrip('/') or 'the file'}: {error.message}", place)
    return document
