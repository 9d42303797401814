"""Which property names a thing itself, and not another that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.rules.names import singular, words_of

_IDS = frozenset({"id", "uuid", "guid"})
# What stands behind a noun and says nothing of the thing: `BatchListItem`, `/users/all`.
_BESIDE = frozenset(
    {"all", "list", "search", "find", "query", "index", "recent", "latest", "active", "mine", "response", "result"}
    | {"item", "items", "element", "entry", "row", "record", "object", "resource", "entity", "data", "json", "schema"}
    | {"summary", "detail", "info", "view", "overview", "model", "dto", "out", "output", "read", "base", "full"}
)
# Of these, many are states of one and the same thing.
_STATES = frozenset({"version", "revision", "history", "histories", "change", "audit", "timeline", "snapshot"})


def own_id(names: Iterable[str], schema: str, path: str) -> str | None:
    """Return the property that names a thing in a list: `id`, or `batch_id` in a Batch or below `/batches`.

    The id of another thing is none, though many rows have one.

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
    # Below another thing, as the tracks of a playlist, one and the same may be listed twice.
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
