"""Finds the property that identifies a thing itself, not another that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.contract.document import tokens
from conformance.contract.schema_graph import resolve
from conformance.model import InputError
from conformance.rules.evidence import Evidence, ObjectKind
from conformance.rules.names import singular, words_of

_IDS = frozenset({"id", "uuid", "guid"})
# Words after a noun that say nothing about the thing: `BatchListItem`, `/users/all`.
_BESIDE = frozenset(
    {"all", "list", "search", "find", "query", "index", "recent", "latest", "active", "mine", "response", "result"}
    | {"item", "items", "element", "entry", "row", "record", "object", "resource", "entity", "data", "json", "schema"}
    | {"summary", "detail", "info", "view", "overview", "model", "dto", "out", "output", "read", "base", "full"}
)
# Several of these are states of the same thing.
_STATES = frozenset({"version", "revision", "history", "histories", "change", "audit", "timeline", "snapshot"})


def id_of(evidence: Evidence, kind: ObjectKind) -> str | None:
    """Return the property that identifies a row; a parameter of the path is the same in all of them."""
    path = evidence.operation.path
    names = [name for name in kind.properties if f"{{{name}}}" not in path]
    return own_id(names, _schema(evidence, kind), path)


def _schema(evidence: Evidence, kind: ObjectKind) -> str:
    """Return the name of a schema, or of the list whose items it describes; empty for one without a name."""
    try:
        pointer, _ = resolve(evidence.contract.document, kind.schema)
    except InputError:
        pointer = kind.schema
    if "/schemas/" not in pointer and "/definitions/" not in pointer:
        return ""
    return next((token for token in reversed(tokens(pointer)) if token != "items"), "")


def own_id(names: Iterable[str], schema: str, path: str) -> str | None:
    """Return the property that identifies a thing in a list: `id`, or `batch_id` in a Batch or below `/batches`.

    Ids of other things, which many rows contain, do not count.

    Args:
        names: The properties of the thing.
        schema: The name of its schema.
        path: The path of the operation that lists it.

    >>> own_id(["user_id", "order_id", "total"], "OrderSummary", "/users/{user_id}/orders")
    'order_id'
    """
    segments = path.split("/")
    places = [(_noun(segment), at) for at, segment in enumerate(segments) if "{" not in segment and _noun(segment)]
    listed, at = places[-1] if places else ((), 0)
    named = _noun(schema)
    if any(noun[-1] in _STATES for noun in (named, listed) if noun):
        return None
    # Below another thing, such as the tracks of a playlist, the same thing may be listed twice.
    thing = named or (() if "{" in "".join(segments[:at]) else listed)
    for name in sorted(names, key=lambda name: len(words_of(name))):
        words = words_of(name)
        about = tuple(singular(word) for word in words[:-1])
        is_id = bool(words) and words[-1] in _IDS
        if is_id and about in ((), thing):
            return name
    return None


def _noun(name: str) -> tuple[str, ...]:
    words = [singular(word) for word in words_of(name)]
    while words and (words[-1] in _BESIDE or words[-1].isdigit()):
        words.pop()
    return tuple(words)
