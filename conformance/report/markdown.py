"""Untrusted texts in Markdown: they add no markup, link or mention, and close no fence."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from conformance.exchange.redaction import safe_text

_FENCE = 3
_MAX_SHOWN = 500
# What GitHub and GitLab act on after rendering, when escapes are gone: mentions, references to issues,
# requests, commits, labels and milestones, addresses, mathematics, emoji (one that begins at the end of a text is ended
# by a colon after it). They leave code alone.
_ACTED_ON = re.compile(
    r"[@$]|[#!&%~^]\w|://|www\.|:[\w+-]+(?::|$)|\bgh-\d|\b[0-9a-f]{7,40}\b|[{\[][+-]", re.IGNORECASE | re.ASCII
)


def code(text: str) -> str:
    """Return a text as code, with any backticks in it.

    >>> code("GET /things"), code("a`b")
    ('`GET /things`', '``a`b``')
    """
    text = one_line(text)
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def cell(text: str) -> str:
    r"""Return a text as code for a table, where a bar ends the cell even within code.

    >>> cell("a|b")
    '`a\\u007cb`'
    """
    return code(text).replace("|", "\\u007c")


def plain(text: str) -> str:
    r"""Return a text escaped so that Markdown and HTML render it literally.

    >>> plain("<b>*|")
    '&lt;b&gt;\\*\\|'
    """
    escaped = re.sub(r"([\\`*_\[\]#|~])", r"\\\1", html.escape(one_line(text), quote=False))
    return escaped.replace("@", "&#64;")


def prose(text: str) -> str:
    """Return a sentence with its quotations as code; all of it as code where a site would act on it.

    >>> prose("It keeps `a*b`."), prose("ask @you")
    ('It keeps `a*b`.', '`ask @you`')
    """
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0 or not all(parts[1:-1]):
        parts = [one_line(text)]
    if any(_ACTED_ON.search(part) for part in parts[::2]):
        return code(text)
    return "".join(code(part) if number % 2 else plain(part) for number, part in enumerate(parts))


def fenced(lines: Iterable[str], language: str = "") -> Iterator[str]:
    """Yield lines of code between fences that none of them can close."""
    inert = [safe_text(line) for line in lines]
    fence = "`" * max(_FENCE, *(_longest_run(line) + 1 for line in inert), 0)
    yield f"{fence}{language}"
    yield from inert
    yield fence


def one_line(text: str) -> str:
    """Return a text as one inert line, shortened to a readable length."""
    inert = safe_text(text[: _MAX_SHOWN + 1].replace("\n", " "))
    return inert if len(inert) <= _MAX_SHOWN else inert[: _MAX_SHOWN - 1] + "…"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
