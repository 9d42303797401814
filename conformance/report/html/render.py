"""Renders templates: every value that is inserted is text, and is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from conformance.contract.derived_requirements import name_of
from conformance.exchange.redaction import safe_text
from conformance.report.html import words
from conformance.report.news import day_of

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
One = TypeVar("One")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Limited(Generic[One]):
    """The first items of a list, and how many more there are."""

    shown: Sequence[One]
    more: int

    @property
    def count(self) -> int:
        """The total number."""
        return len(self.shown) + self.more

    def map(self, view_of: Callable[[One], Other]) -> Limited[Other]:
        """Return the views of the items.

        >>> limited("abc", 2).map(str.upper)
        Limited(shown=['A', 'B'], more=1)
        """
        return Limited([view_of(each) for each in self.shown], self.more)


@dataclass(frozen=True)
class Section:
    """A part of a page, listed in its table of contents."""

    id: str
    title: str
    template: str
    view: object
    """What the template shows; a section that has nothing to show (None) is left out."""


def limited(found: Sequence[One], most: int) -> Limited[One]:
    """Return the first items of a list."""
    return Limited(found[:most], max(len(found) - most, 0))


def page(template: str, title: str, sections: Iterable[Section], view: object) -> str:
    """Return a whole page: the text of a self-contained file.

    Args:
        template: The template of the page.
        title: Its title in a browser.
        sections: Its parts.
        view: What the template shows above and below them.
    """
    shown = [section for section in sections if section.view is not None]
    return environment().get_template(template).render(title=title, sections=shown, view=view)


@cache
def environment() -> Environment:
    """Return the Jinja2 environment of all templates."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only pages need it

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_inert,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters.update(
        at=words.at,
        counted=words.counted,
        day=day_of,
        file=words.file_of,
        kind=words.kind_of,
        name=name_of,
        number="{:,}".format,
        percent=words.percent,
        place=words.place_of,
        share=words.share,
        sign=words.sign_of,
        times=words.times,
    )
    made.tests["web_address"] = words.is_web_address
    return made


def _inert(value: object) -> object:
    """Return a value as a template inserts it: texts inert, and what a macro returns unchanged."""
    return value if hasattr(value, "__html__") else safe_text(str(value))
