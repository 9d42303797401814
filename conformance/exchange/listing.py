"""What an answer lists: its rows, and the values of a row by which a parameter may ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.model import JsonValue

IDENTIFYING = ("uuid", "guid", "identifier", "id", "name", "slug", "key")
"""The last words of names that identify something; `uuid` and `guid` end with `id`, and so come before it."""
_NAMES = """
content data elements embedded entries items list members objects records resources response result results rows values
"""
_ENVELOPES = frozenset(_NAMES.split())
_WRAPPERS = ("node", "attributes")
"""Where GraphQL connections and JSON:API keep the properties of a row."""
_LISTS = frozenset({"all", "index", "list", "query", "search"})
_MAX_ROWS = 200


@dataclass(frozen=True)
class Column:
    """Values of one property over the rows of an answer, in their order."""

    texts: tuple[str, ...]
    is_certain: bool
    """Whether they name the rows themselves, beyond doubt."""


@dataclass(frozen=True)
class Rows:
    """The rows of an answer."""

    rows: Sequence[JsonValue] = ()
    keys: Sequence[str] = ()
    """The name of each row, where they are the members of an object."""
    is_sure: bool = False
    """Whether they are those of the collection beyond doubt."""


def columns(value: JsonValue, parameter: str, collection: str) -> Iterator[Column]:
    """Yield the values that an answer lists for a parameter, the most likely first.

    Args:
        value: The JSON value of the answer to a request for the collection.
        parameter: The name of the parameter.
        collection: The segment of the path before the parameter, such as `things`.
    """
    asked, role = squeezed(parameter), role_of(parameter)
    thing = singular(collection)
    # `agent_id` in a row of `/batches` is the id of something else, which may be gone.
    names_the_row = bool(role) and (asked == role or _is_of(asked.removesuffix(role), thing))
    own = {role, asked, f"{thing}{role}"} if names_the_row else set()
    found = rows_in(value, collection)
    rows = [{squeezed(name): text for name, text in _scalars(row)} for row in found.rows if isinstance(row, Mapping)]
    for name in dict.fromkeys([asked, *sorted(own), *IDENTIFYING]):
        texts = tuple(dict.fromkeys(row[name] for row in rows if name in row))
        if texts:
            # `isbn` says nothing by itself, but a property that differs in every row is what names it.
            is_key = name == asked and not role and len(texts) == len(found.rows)
            yield Column(texts, found.is_sure and ((names_the_row and name in own) or is_key))
    plain = tuple(dict.fromkeys(text for text in map(text_of, found.rows) if text is not None))
    yield from (Column(tuple(texts), is_certain=False) for texts in (plain, found.keys) if texts)


def rows_in(value: JsonValue, collection: str) -> Rows:
    """Return the rows of an answer: an array, that of an envelope, or the members of an object with one for each."""
    if isinstance(value, list):
        return Rows(value[:_MAX_ROWS], is_sure=True)
    if not isinstance(value, Mapping):
        return Rows()
    arrays = {name: member for name, member in value.items() if isinstance(member, list)}
    alike = [name for name in arrays if singular(name) == singular(collection)]
    main = alike or [name for name in arrays if squeezed(name) in _ENVELOPES]
    if arrays:
        # JSON:API has what is related beside `data`, in an array of its own.
        of_all = [arrays[main[0]]] if len(main) == 1 else arrays.values()
        return Rows([row for rows in of_all for row in rows][:_MAX_ROWS], is_sure=len(main) == 1)
    inner = [each for name, each in value.items() if squeezed(name) in _ENVELOPES and isinstance(each, Mapping)]
    if len(inner) == 1:
        return rows_in(inner[0], collection)
    members = dict(list(value.items())[:_MAX_ROWS])
    is_map = all(isinstance(each, Mapping) for each in members.values())
    return Rows([*members.values()], [*members]) if is_map else Rows()


def mentions(value: JsonValue, text: str) -> bool:
    """Return whether a text is a value or a name anywhere in an answer."""
    if isinstance(value, Mapping):
        return text in value or any(mentions(each, text) for each in value.values())
    if isinstance(value, list):
        return any(mentions(each, text) for each in value)
    return text_of(value) == text


def first_values(value: JsonValue, most: int) -> Mapping[str, tuple[str, ...]]:
    """Return the first distinct values of each property in an answer, wherever it is, by its squeezed name."""
    found: dict[str, dict[str, None]] = {}
    waiting = [value]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, list):
            waiting += part[:_MAX_ROWS]
        for name, each in part.items() if isinstance(part, Mapping) else ():
            text = text_of(each)
            if text is not None:
                found.setdefault(squeezed(name), {}).setdefault(text)
            else:
                waiting.append(each)
    return {name: tuple(texts)[:most] for name, texts in found.items()}


def text_of(value: JsonValue) -> str | None:
    """Return a text or an integer as a parameter may have it; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value)


def role_of(name: str) -> str:
    """Return the last word of a parameter's name if that identifies something; empty otherwise.

    >>> role_of("thing_id"), role_of("userName"), role_of("page")
    ('id', 'name', '')
    """
    return next((role for role in IDENTIFYING if squeezed(name).endswith(role)), "")


def squeezed(name: str) -> str:
    """Return a name without its spelling: in lower case, of letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def singular(segment: str) -> str:
    """Return the singular of a segment of a path, squeezed; words that only say that it lists are left out.

    >>> singular("Things"), singular("thing-list"), singular("categories"), singular("boxes"), singular("address")
    ('thing', 'thing', 'category', 'box', 'address')
    """
    words = [word for word in re.split(r"[^a-z0-9]+", segment.lower()) if word]
    name = "".join(word for word in words if word not in _LISTS) or "".join(words)
    for ending, instead in (("ies", "y"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("ss", "ss")):
        if name.endswith(ending):
            return name.removesuffix(ending) + instead
    return name.removesuffix("s")


def _is_of(name: str, thing: str) -> bool:
    """Return whether a name is that of a thing, or its end or an irregular singular: `run` of a flow run, `shelf`."""
    longer = max(len(name), len(thing))
    is_irregular = longer > 3 and name[: round(0.6 * longer)] == thing[: round(0.6 * longer)]
    return name == thing or is_irregular or (len(name) > 2 and thing.endswith(name))


def _scalars(row: Mapping[str, JsonValue]) -> Iterator[tuple[str, str]]:
    for inner in (row.get(name) for name in _WRAPPERS):
        yield from _scalars(inner) if isinstance(inner, Mapping) else ()
    for name, value in row.items():
        text = text_of(value)
        if text is not None:
            yield name, text
