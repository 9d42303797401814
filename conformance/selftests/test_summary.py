"""summary.md: the reviewer's view, in order, within a comment's length, and without personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from conformance.model import Disposition, Level, Outcome, Result, Target
from conformance.report.formats.md import MAX_BYTES, summary_of
from conformance.report.markdown import cell, code, fenced, plain, prose
from conformance.report.reading import faults
from conformance.selftests.makers import failure, finding, verdict
from conformance.selftests.reports import item, named, news, rich, told, with_text
from conformance.verdict.baseline import Novelty

MARKDOWN = MarkdownIt("gfm-like", {"html": True})
assert MARKDOWN.linkify is not None
MARKDOWN.linkify.set({"fuzzy_link": False})  # it takes `thing.id` for an address; GitHub does not
# The texts that GitHub and GitLab render specially.
ACTED_ON = re.compile(r"@\w|(?<![\w\\])#\d|https?:|www\.|\$\w|:\w+:|[!~%]\d", re.ASCII)
HOSTILE = (
    *("<script>x</script>", "<!-- ", "<b", "&lt;", "![x](https://e.example/x.png)", "[x](javascript:x)", "[x]: /u"),
    *("@octocat", "#7", "https://e.example", "www.e.example", "a@e.example", "```", "~~~", "`", "``", "|", "\\|", "\\"),
    *("\n", "\n\n# h\n", "\r\n- ", "\n---\n", "\x1b[2J", "\u202e", "\x00", "$x$", ":tada:", "**", "__", "~~"),
    *(
        "1. ",
        "> ",
        "+ ",
        "    x",
        "\t",
        "</details>",
        "::error::",
        "{+x+}",
        "\u2028",
        "é",
        "\U0001f389",
        "gh-1",
        "=",
        "-",
    ),
)
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), max_size=8).map(lambda parts: "".join(parts) + "h")


@cache
def report() -> Mapping[str, Any]:
    return rich()


def tokens(text: str) -> Iterator[Token]:
    """Yield every token of a text, within its paragraphs too."""
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


def form(text: str) -> list[tuple[str, str]]:
    """Return the structure of a text, without the words in it, of which it may make code."""
    words = ("text", "text_special", "code_inline")
    return [(token.type, token.info) for token in tokens(text) if token.type not in words]


@cache
def harmless() -> list[tuple[str, str]]:
    """Return the structure of the page if every text is a letter."""
    return form(summary_of(with_text(report(), "h")))


def headings(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("#")]


class TestOrder:
    def test_first_line(self) -> None:
        """The first line gives the news."""
        first = named("is-new", 1)
        text = summary_of(told(first, news=news(item(Novelty.NEW, first))))
        assert text.split("\n")[0] == "## 1 new (is-new) since 2026-02-28 02:17 UTC"

    def test_headings(self) -> None:
        """Failures come first, new before flaky before known, then what was fixed, then what is unknown.

        Advice on the document has a row in the table; where an API was judged, it is in full only in the HTML page.
        """
        text = summary_of(report())
        lines = headings(text)
        ours = ["is-new", "is-flaky", "is-expired", "is-still"]
        assert "| SHOULD | `info-is-sound` | `document` |" in text
        assert "\nAdvice on the document, at " in text
        assert [name for line in lines for name in ours if line.endswith(f" `{name}`")] == ours
        assert [line for line in lines if line.startswith("### ")] == [
            "### Deviations",
            "### Fixed",
            "### Gone: seen before, and not judged this time",
            "### Flaky, and absent this time",
            "### Errors",
            "### Could not be judged",
            "### Waived",
            "### The change of the document",
        ]

    def test_entry(self) -> None:
        """A deviation has its sentence, clause, place, evidence and the command that reproduces it."""
        text = summary_of(told(named("is-new", 1)))
        assert text[text.index("#### ") :] == (
            "#### MUST `is-new`\n"
            "\n"
            '"Every thing is sound."\n'
            "\n"
            "- **first run**: `GET /things`; the API is responsible\n"
            "- **clause**: `things.yaml:16`: `Thing:`\n"
            "- **source**: RFC 0000 section 1\n"
            "- **at** `/2/name` (3 times): is-new is not kept\n"
            '  - expected `type: "string"`\n'
            "  - actual `integer 7`\n"
            "\n"
            "To reproduce:\n"
            "\n"
            "```sh\n"
            'curl -sS -i -H "Authorization: Bearer [key]" https://api.example.com/things\n'
            "```\n"
        )

    def test_table(self) -> None:
        """The table has a row for each deviation, with its state in earlier runs."""
        first, second = named("is-new", 1), named("is-still", 2, disposition=Disposition.KNOWN, level=Level.SHOULD)
        text = summary_of(told(second, first, news=news(item(Novelty.NEW, first), item(Novelty.STILL, second))))
        assert [line for line in text.split("\n") if line.startswith("| ")][1:] == [
            "| MUST | `is-new` | `GET /things` | 3 | new |",
            "| SHOULD | `is-still` | `GET /things` | 3 | still, since 2026-02-28 02:17 UTC, advice |",
        ]

    def test_success(self) -> None:
        """A run without deviations has neither table nor list."""
        text = summary_of(told(verdict(), result=Result.SUCCESS))
        assert headings(text) == ["## first run of this target: no deviation, nothing earlier to compare with"]
        assert "**Result: success**. 1 requirements: 1 pass." in text

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("live", "- **target**: `https://x.example`\n"),
            ("recording", "- **target**: traffic recorded at `https://x.example`\n"),
            ("reference", "- **target**: the bundled reference: a self-check, not a conformance result\n"),
            ("none", "- **target**: none: only the document was judged\n"),
        ],
    )
    def test_target(self, kind: Any, said: str) -> None:
        """The kind of target is stated."""
        assert said in summary_of(told(verdict(), target=Target(kind, "https://x.example", {}, {}, {})))

    def test_interrupted(self) -> None:
        """An aborted run is reported as such beside its result."""
        assert "**Result: success** (incomplete: the run was cut short)." in summary_of(told(complete=False))


class TestLength:
    @pytest.mark.parametrize("letter", ["x", "`", "\U0001f389", "\ud83d", "|"])
    def test_bound(self, letter: str) -> None:
        """With any number of deviations and texts of any length, it fits into a comment."""
        text = letter * 3000
        many = [named(f"is-{number}", number) for number in range(100)]
        given = with_text(told(*many, *(verdict(Outcome.INCONCLUSIVE, f"open-{n}") for n in range(50))), text)
        assert len(summary_of(given).encode(errors="backslashreplace")) <= MAX_BYTES < 65_536

    def test_whole_entries(self) -> None:
        """Entries that do not fit are omitted completely, and counted."""
        text = summary_of(told(*(named(f"is-{number}", number) for number in range(300))))
        shown = len(re.findall("^#### MUST", text, re.MULTILINE))
        assert f"\n{300 - shown} of 300 deviations are left out here: see report.json.\n" in text
        assert text.count("\n```sh\n") == text.count("\n```\n") == shown > 0
        rows = len(re.findall(r"^\| MUST", text, re.MULTILINE))
        assert f"\n{300 - rows} of 300 rows are left out here: see report.json." in text

    def test_findings(self) -> None:
        """Of many findings of one requirement some are shown, and the others counted."""
        found = tuple(finding(location=f"/{number}/name", fingerprint=f"{number:016x}") for number in range(9))
        text = summary_of(told(failure(findings=found, disposition=Disposition.NEW)))
        assert (text.count("\n- **at** "), "\n- and 4 more like these: see report.json\n" in text) == (5, True)


class TestHostile:
    @settings(max_examples=60, deadline=None)
    @given(TEXTS)
    @example("`" * 40 + "h")
    @example("```\n```\n<img src=x>h")
    @example(":h")
    def test_inert(self, text: str) -> None:
        """With any text in every field, the page has the same structure: no markup, link, image or HTML."""
        given = with_text(report(), text)
        assert faults("report", given) == []
        page = summary_of(given)
        assert form(page) == harmless()
        for token in tokens(page):
            if token.type == "text":
                assert ACTED_ON.search(token.content) is None
        assert all(line.isprintable() for line in page.split("\n"))

    def test_vacuous(self) -> None:
        """The forbidden structures are detected."""
        page = "<b>x</b> ![x](/x.png) https://e.example\n\n```\nx\n```\n| a |\n|---|\n| b |"
        kinds = {kind for kind, _ in form(page)}
        assert {"html_inline", "image", "link_open", "fence", "td_open"} <= kinds


class TestTexts:
    @settings(max_examples=200, deadline=None)
    @given(TEXTS)
    def test_code(self, text: str) -> None:
        """A text as code is that text, in one line."""
        (paragraph,) = [token for token in MARKDOWN.parse(f"a {code(text)} b") if token.type == "inline"]
        assert [child.type for child in paragraph.children or ()] == ["text", "code_inline", "text"]

    @settings(max_examples=200, deadline=None)
    @given(TEXTS)
    def test_cell(self, text: str) -> None:
        """A text in a table is one cell of it."""
        page = f"| a | b |\n|---|---|\n| {cell(text)} | x |"
        assert [kind for kind, _ in form(page)].count("td_open") == 2
        assert page.count("\n") == 2

    @settings(max_examples=200, deadline=None)
    @given(st.lists(TEXTS, max_size=4))
    def test_fenced(self, lines: list[str]) -> None:
        """A fence holds all of its lines, and ends in the right place."""
        page = "\n".join([*fenced(lines, "sh"), "after"])
        assert [token.type for token in MARKDOWN.parse(page)][:2] == ["fence", "paragraph_open"]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("It keeps `a*b`.", "It keeps `a*b`."),
            ("a `b", r"a \`b"),
            ("a `` b", r"a \`\` b"),
            ("`a``b`", r"\`a\`\`b\`"),
            ("ask @you", "`ask @you`"),
            ("at `@you`", "at `@you`"),
            ("see https://e.example", "`see https://e.example`"),
            ("a_b", r"a\_b"),
        ],
    )
    def test_prose(self, text: str, expected: str) -> None:
        """A sentence stays a sentence, quotations become code, and so does what a site would act on."""
        assert prose(text) == expected

    def test_plain(self) -> None:
        """Characters special to Markdown and HTML are escaped."""
        assert plain("<b>*|#~[x]") == r"&lt;b&gt;\*\|\#\~\[x\]"
