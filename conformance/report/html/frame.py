"""The page around its sections, and the small parts that all of them are built of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from conformance.report.html.element import Html, Node, tag
from conformance.report.html.style import STYLE

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_KINDS = {
    "fail": ("✕", "bad"),
    "error": ("!", "bad"),
    "failure": ("✕", "bad"),
    "breaking": ("✕", "bad"),
    "new": ("✱", "bad"),
    "stale": ("!", "bad"),
    "expired": ("!", "bad"),
    "inconclusive": ("?", "care"),
    "partial": ("?", "care"),
    "warning": ("!", "care"),
    "still": ("↻", "care"),
    "flaky": ("~", "care"),
    "pass": ("✓", "good"),
    "success": ("✓", "good"),
    "fixed": ("✓", "good"),
    "waived": ("○", "note"),
    "used": ("○", "note"),
    "correction": ("○", "note"),
}


@dataclass(frozen=True)
class Section:
    """A part of a page that its contents name; one without a body is left out."""

    id: str
    title: str
    body: Sequence[Html]


def page(title: str, top: Sequence[Html], sections: Iterable[Section], foot: Node) -> str:
    """Return a whole page: the text of a file that needs nothing beside it."""
    shown = [section for section in sections if section.body]
    head = tag(
        "head",
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        Html(f"<style>{STYLE}</style>"),
    )
    links = [tag("li", tag("a", each.title, href=f"#{each.id}")) for each in shown]
    body = tag(
        "body",
        tag("a", "Skip to the content", href="#main", class_="skip"),
        tag("header", top),
        tag("nav", tag("ul", links), aria_label="Contents") if len(links) > 1 else None,
        tag("main", map(_section, shown), id="main"),
        tag("footer", foot, class_="small quiet"),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en').markup}\n"


def _section(section: Section) -> Html:
    name = f"{section.id}-title"
    return tag("section", tag("h2", section.title, id=name), section.body, id=section.id, aria_labelledby=name)


def badge(word: str, said: str | None = None, href: str | None = None) -> Html:
    """Return a word with its sign in its colour, such as an outcome; the colour says nothing that these do not."""
    sign, kind = _KINDS.get(word, ("–", "mute"))
    name = "span" if href is None else "a"
    return tag(name, tag("span", f"{sign} ", aria_hidden="true"), said or word, class_=f"badge {kind}", href=href)


def level(word: str) -> Html:
    """Return how binding a requirement is."""
    return tag("span", word, class_="level")


def kind_of(word: str) -> str:
    """Return the class of a word such as an outcome: `bad`, `care`, `good`, `note` or `mute`."""
    return _KINDS.get(word, ("–", "mute"))[1]


def pairs(facts: Iterable[tuple[str, Node]], **attributes: str) -> Html:
    """Return names with what is known of each; a fact that is None is left out."""
    return tag("dl", [(tag("dt", name), tag("dd", fact)) for name, fact in facts if fact is not None], **attributes)


def table(
    caption: Node,
    head: Sequence[str],
    rows: Iterable[Sequence[Node]],
    numbers: Iterable[int] = (),
    kind: str | None = None,
) -> Html:
    """Return a table whose rows begin with what they are about.

    Args:
        caption: What the table shows.
        head: The names of the columns.
        rows: Their cells.
        numbers: Which columns hold numbers, from 0.
        kind: Its class: `bars`, or `matrix`, whose rows take two lines on a phone.
    """
    kinds = ["number" if index in set(numbers) else None for index in range(len(head))]
    names = [tag("th", each, scope="col", class_=number) for each, number in zip(head, kinds, strict=True)]
    lines = [
        tag(
            "tr",
            tag("th", first, scope="row"),
            [tag("td", cell, class_=kind) for cell, kind in zip(rest, kinds[1:], strict=True)],
        )
        for first, *rest in rows
    ]
    return tag("table", tag("caption", caption), tag("thead", tag("tr", names)), tag("tbody", lines), class_=kind)


def bar(part: int, whole: int) -> Html:
    """Return a bar; what it shows has to stand beside it as a number."""
    share = 100 * part / whole if whole else 0
    width = max(share, 1) if part else 0
    return tag("span", tag("i", style=f"width:{width:.4g}%"), class_="bar", aria_hidden="true")


def fold(summary: Node, *body: Node, is_open: bool = False, **attributes: str) -> Html:
    """Return what opens on demand, without a script."""
    return tag("details", tag("summary", summary), body, open=is_open, **attributes)


def rest(found: Sequence[object], most: int, where: str = "report.json") -> Iterator[Html]:
    """Say how many of what was found are left out where only so many are shown."""
    if len(found) > most:
        yield tag("p", f"{len(found) - most:,} more are in {where}.")


def identifier(text: str) -> Html:
    """Return a name such as a requirement's id, which breaks after a slash where it is too long for a line."""
    first, *others = text.split("/")
    return tag("code", first, [("/", tag("wbr"), part) for part in others])


def file_of(path: str) -> str:
    """Return the end of a file's path, enough to find it by.

    >>> file_of("/srv/project/spec/openapi.yaml"), file_of("openapi.yaml")
    ('spec/openapi.yaml', 'openapi.yaml')
    """
    return "/".join(part for part in PurePosixPath(path).parts[-2:] if part != "/")


def place_of(clause: Mapping[str, Any]) -> str:
    """Return where a clause stands: `file:line`."""
    line = f":{clause['line']}" if clause["line"] else ""
    return f"{file_of(clause['file'])}{line}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with what it counts.

    >>> counted(1, "request"), counted(1200, "request")
    ('1 request', '1,200 requests')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
