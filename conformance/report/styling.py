"""The look of a line on a terminal: wrapped at its width, and coloured by its content."""

from __future__ import annotations

import re
import textwrap

_FIELD = re.compile(r"  (\w+ +|\s{10})")
_INDENT = 12
_LEAST = 40
"""A terminal narrower than this wraps lines on its own, and no worse."""
_AS_ONE = ("repeat", "request")
"""Fields that are copied from a terminal stay on one line."""
_MARKUP: tuple[tuple[re.Pattern[str], dict[str, bool]], ...] = (
    (
        re.compile(r"(expired )?MUST |result: failure|expired waiver|stale waiver|no recording"),
        {"red": True, "bold": True},
    ),
    (re.compile(r"(waived|known) "), {"yellow": True}),
    (re.compile(r"SHOULD |MAY |result: partial"), {"yellow": True, "bold": True}),
    (re.compile(r"result: success"), {"green": True, "bold": True}),
    (re.compile(r"\d+ new\b"), {"red": True, "bold": True}),
    (re.compile(r"nothing new\b|first run\b"), {"bold": True}),
)


def folded(line: str, width: int) -> str:
    """Return a line wrapped at spaces; the rest of a field is indented below its text.

    >>> print(folded("  expected  a text that is long and goes on and on and on", 44))
      expected  a text that is long and goes on
                and on and on
    """
    field = _FIELD.match(line)
    if len(line) <= width or width < _LEAST or line.strip().startswith(_AS_ONE):
        return line
    indent = " " * (_INDENT if field else len(line) - len(line.lstrip()) + 2)
    kept = textwrap.wrap(
        line,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        drop_whitespace=True,
    )
    return "\n".join(kept)


def markup_of(line: str) -> dict[str, bool]:
    """Return the markup of a line for pytest's terminal writer, which decides whether to use colour at all."""
    return next((markup for pattern, markup in _MARKUP if pattern.match(line)), {})
