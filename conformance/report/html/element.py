"""HTML that nothing breaks out of: whatever was not made here is text, and is escaped where it is put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from conformance.exchange.redaction import safe_text

_WEB_ADDRESS = re.compile(r"https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
_VOID = frozenset({"meta", "wbr"})


@dataclass(frozen=True, slots=True)
class Html:
    """Markup: what `tag` made, or what this program holds as it is; never anything that came from elsewhere."""

    markup: str


Node: TypeAlias = "Html | str | int | Iterable[Node] | None"
"""What an element may hold; None and what is empty leave nothing behind."""


def tag(name: str, /, *children: Node, **attributes: str | int | bool | None) -> Html:
    """Return an element; `_` in the name of an attribute stands for `-`, and `class_` for `class`.

    >>> tag("p", "1 < 2", tag("b", None, "!"), class_="a b", hidden=True, title=None).markup
    '<p class="a b" hidden>1 &lt; 2<b>!</b></p>'
    """
    opened = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{opened}>")
    return Html(f"<{name}{opened}>{''.join(_markup(children))}</{name}>")


def text_lines(text: str) -> list[Html]:
    """Return each line of a text in an element of its own: a line end by itself is a control character."""
    return [tag("span", line, class_="ln") for line in text.splitlines()]


def is_web_address(text: str) -> bool:
    """Tell whether a text may be a link: what else an address can be, such as a script, may not.

    >>> is_web_address("https://example.com/7"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return _WEB_ADDRESS.fullmatch(text) is not None


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(safe_text(str(value)))}"'


def _markup(node: Node) -> Iterator[str]:
    if isinstance(node, Html):
        yield node.markup
    elif isinstance(node, str | int):
        yield escape(safe_text(str(node)), quote=False)
    elif node is not None:
        for child in node:
            yield from _markup(child)
