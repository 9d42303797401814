"""The serialization of a parameter with its defaults, and the impact of changing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.comparison.observation import Impact
from conformance.model import JsonValue

_STYLES = {"query": "form", "cookie": "form"}
_SWITCHES = ("allowReserved", "allowEmptyValue")


@dataclass(frozen=True)
class Spelling:
    """A serialization."""

    form: str
    """The style, or the media type."""
    is_exploded: bool
    allowed: frozenset[str]
    """Whether reserved characters and empty values are allowed."""

    def __str__(self) -> str:
        allowed = "".join(f", {each}: True" for each in sorted(self.allowed))
        return f"{self.form}, explode: {self.is_exploded}{allowed}"


def spelling_of(node: Mapping[str, JsonValue], place: str = "query") -> Spelling:
    """Return the serialization of a parameter or header."""
    allowed = frozenset(each for each in _SWITCHES if node.get(each) is True)
    content = node.get("content")
    if isinstance(content, Mapping):
        return Spelling(f"as {', '.join(map(str, content))}", is_exploded=False, allowed=allowed)
    style = node.get("style") or _STYLES.get(place, "simple")
    return Spelling(f"style: {style}", node.get("explode", style == "form") is True, allowed)


def respelled(old: Spelling, new: Spelling, kinds: frozenset[str]) -> Iterator[Impact]:
    """Yield the impact of another serialization on values of some types: `explode` affects only lists and objects."""
    if old.form != new.form:
        yield Impact.BREAKING
    elif old.is_exploded != new.is_exploded:
        # A list in the path or a header is the same both ways (OpenAPI 3.1 section 4.8.12.4).
        apart = {"object"} if old.form == "style: simple" else {"object", "array"}
        yield Impact.BREAKING if apart & kinds else Impact.EQUIVALENT
    if old.allowed != new.allowed:
        yield Impact.BREAKING if old.allowed - new.allowed else Impact.SAFE
