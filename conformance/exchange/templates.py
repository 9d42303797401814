"""Paths of operations as templates: the collection that a parameter chooses from, and the values in a path."""

from __future__ import annotations

import re
from urllib.parse import unquote

from conformance.contract.openapi import Operation, Parameter
from conformance.exchange.actions import names_an_action
from conformance.exchange.listing import role_of, singular, squeezed

PARAMETER = re.compile(r"\{([^{}]*)\}")
"""A parameter in a template; the group is its name."""
_ONLY_LISTS = ("all", "list", "search")


def collection_of(operation: Operation, parameter: Parameter) -> str:
    """Return the path of the collection that a parameter chooses from: what is before it, or the whole path."""
    before, marker, _ = operation.path.partition(f"{{{parameter.name}}}")
    return before.rpartition("/")[0] if marker and parameter.location == "path" else operation.path


def texts_in(path: str, template: str) -> tuple[str, ...]:
    """Return the values that a path has in place of the parameters of its template."""
    pattern = "([^/]+)".join(map(re.escape, PARAMETER.sub("{}", template).split("{}")))
    found = re.fullmatch(pattern, path)
    return tuple(map(unquote, found.groups())) if found else ()


def acts_below(operation: Operation, parameter: Parameter) -> bool:
    """Return whether the path after a parameter names an action: `/jobs/{id}/retry`."""
    _, _, after = operation.path.partition(f"{{{parameter.name}}}")
    return any(names_an_action(segment) for segment in after.split("/") if "{" not in segment)


def position_of(operation: Operation, parameter: Parameter) -> int:
    """Return where a parameter is in the path; those that are elsewhere come last."""
    place = operation.path.find(f"{{{parameter.name}}}") if parameter.location == "path" else -1
    return place if place >= 0 else len(operation.path)


def bare(path: str) -> str:
    """Return a path without the names of its parameters and without a last slash."""
    return PARAMETER.sub("{}", path).rstrip("/")


def are_equal(path: str, collection: str) -> bool:
    """Return whether two paths are the same but for the names of their parameters."""
    return bare(path) == bare(collection)


def lists_things(path: str, parameter: str, collection: str) -> bool:
    """Return whether a path ends with the things that a parameter names, or its collection: wherever they are listed.

    >>> lists_things("/shops/{id}/books", "isbn", "/books"), lists_things("/api/pluginslist", "plugin", "/api")
    (True, True)
    """
    last = singular(last_of(path))
    stems = {last, last.removesuffix("list").removesuffix("s")}
    asked = squeezed(parameter).removesuffix(role_of(parameter))
    return any(len(each) > 2 and (each == asked or singular(last_of(collection)).endswith(each)) for each in stems)


def last_of(path: str) -> str:
    """Return the last segment of a path without the names of its parameters."""
    return bare(path).rpartition("/")[2]


def are_alike(path: str, collection: str) -> bool:
    """Return whether two paths differ only in how the last segment says that it lists: `/thing`, `/things/list`."""
    return _spelled(path) == _spelled(collection)


def _spelled(path: str) -> tuple[str, ...]:
    segments = [each for each in bare(path).split("/") if each]
    named = [each for each in segments if each != "{}" and singular(each) not in _ONLY_LISTS]
    *before, last = named or [""]
    return (*before, singular(last), str(segments.count("{}")))
