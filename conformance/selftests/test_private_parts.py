"""The private parts of other packages that this package uses are listed completely, and still work."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"conformance", "bolna_conformance"}
# Documented, and private by name for other reasons.
PUBLIC = {"os._exit", "_replace", "__future__"}


@dataclass(frozen=True)
class Part:
    """A private part of another package."""

    file: str
    """Our file that uses it."""
    name: str
    """The expression as written there."""
    package: str
    reason: str
    """Why no public alternative does."""
    probe: Callable[[], Any]
    """Raises an error if a release has removed it, and equals `expected` if it is unchanged."""
    expected: Any = True


def _constants() -> bool:
    from hypothesis.internal.conjecture import providers

    providers.CONSTANTS_CACHE.cache.clear()
    return len(type(providers._local_constants)()) == 0 and callable(providers._get_local_constants)


def _unread() -> bytes:
    import httpcore

    stream = httpcore.MockBackend([b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore"])
    with httpcore.ConnectionPool(network_backend=stream) as pool, pool.stream("GET", "http://a") as received:
        received.read()
        connection: Any = pool.connections[0]
        unread, _ = connection._connection._h11_state.trailing_data
        return bytes(unread)


def _tree(pattern: str) -> list[str]:
    tree: Any = getattr(re, "_parser")  # noqa: B009 - no type knows of it
    return [str(kind) for kind, _ in tree.parse(pattern)]


def _cookies() -> bool:
    import requests

    return hasattr(requests.PreparedRequest(), "_cookies")


def _meant() -> bool:
    import schemathesis

    document = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {"/a": {"get": {"responses": {}}}}}
    made: Any = schemathesis.openapi.from_dict(document)["/a"]["GET"]
    return made.Case(_meta=None).meta is None


LITERALS = "there is no setting that keeps literals of loaded modules, a user's plugins among them, out of the draws"
SURPLUS = "there is no other way to what came after an answer and was read with it"
PARSED = "the standard library has no public parser of patterns, and deprecates the module that it was in"
READ = "a check of schemathesis reads it of the request, which is one of the library `requests` to it"
MEANT = "a case can be made by a public name, but there is none for how it is meant"
FILE = "exchange/generation.py"
TABLE = (
    Part(FILE, "hypothesis.internal.conjecture.providers", "hypothesis", LITERALS, _constants),
    Part(FILE, "providers._local_constants", "hypothesis", LITERALS, _constants),
    Part(FILE, "providers._get_local_constants", "hypothesis", LITERALS, _constants),
    Part("exchange/connection.py", "connection._connection", "httpcore", SURPLUS, _unread, b"more"),
    Part("exchange/connection.py", "connection._connection._h11_state", "httpcore", SURPLUS, _unread, b"more"),
    Part("comparison/patterns.py", "re._parser", "Python", PARSED, lambda: _tree("a+"), ["MAX_REPEAT"]),
    Part("comparison/texts.py", "re._parser", "Python", PARSED, lambda: _tree("[a]"), ["LITERAL"]),
    Part("run/stock_checks.py", "sent._cookies", "requests", READ, _cookies),
    Part("run/stock_checks.py", "_meta=", "schemathesis", MEANT, _meant),
)


def is_private(name: str) -> bool:
    """Return whether a part of a dotted name is private."""
    return any(re.match("_(?!_)|internal$", part) for part in name.split("."))


def private_parts(tree: ast.AST) -> Iterator[str]:
    """Yield the private names of others that a module imports and reads."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names if is_private(each.name))
            case ast.ImportFrom(module=str(module), names=names, level=0) if module.split(".")[0] not in OURS:
                yield from (f"{module}.{each.name}" for each in names if is_private(f"{module}.{each.name}"))
            case ast.Call(func=ast.Attribute(), keywords=keywords):
                yield from (f"{each.arg}=" for each in keywords if each.arg and is_private(each.arg))
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                continue
            case ast.Attribute(attr=attr) if re.match("_(?!_)", attr):
                yield attr if attr in PUBLIC else ast.unparse(node)


@cache
def used() -> set[tuple[str, str]]:
    """Return each private part with the file that uses it."""
    files = [path for top in OURS for path in (ROOT / top).rglob("*.py") if "selftests" not in path.parts]
    return {
        (path.relative_to(ROOT / path.relative_to(ROOT).parts[0]).as_posix(), name)
        for path in files
        for name in private_parts(ast.parse(path.read_text(encoding="utf-8")))
        if name not in PUBLIC
    }


def test_table() -> None:
    """Each has a row with its reason, and each row is in use."""
    assert used() == {(part.file, part.name) for part in TABLE}


@pytest.mark.parametrize("part", TABLE, ids=lambda part: f"{part.file}-{part.name}")
def test_still_there(part: Part) -> None:
    """The installed release has it unchanged."""
    release = "Python" if part.package == "Python" else f"{part.package} {version(part.package)}"
    reported = f"{release} changed {part.name}, which conformance/{part.file} needs: {part.reason}"
    try:
        found = part.probe()
    except (ImportError, AttributeError, TypeError) as error:
        pytest.fail(f"{reported} ({error})")
    assert found == part.expected, reported


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import _pytest.config", ["_pytest.config"]),
        ("from hypothesis.internal import reflection", ["hypothesis.internal.reflection"]),
        ("from conformance.rules.change import _walk", []),
        ("from __future__ import annotations", []),
        ("import re\nre._parser.parse('a')", ["re._parser"]),
        ("self._own", []),
        ("theirs.make(_meta=1)", ["_meta="]),
        ("own(_meta=1)", []),
        ("each.__dict__", []),
    ],
)
def test_scan(source: str, expected: list[str]) -> None:
    """The scan finds private parts, and nothing else."""
    assert list(private_parts(ast.parse(source))) == expected
