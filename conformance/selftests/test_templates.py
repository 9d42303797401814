"""The templates of pages escape everything that they insert, and a wrong name in one fails."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError, nodes

from conformance.report.html import render
from conformance.report.html.render import environment

FOLDER = Path(render.__file__).parent
NAMES = environment().list_templates()
FILTERS = {
    *("at", "counted", "day", "file", "kind", "name", "number", "percent", "place", "share", "sign", "times"),
    *("last", "length", "max", "min"),
}
"""The filters that templates may use; none of these returns markup, or joins markup with text."""
TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def source(name: str) -> str:
    """Return the text of a template."""
    return (FOLDER / "templates" / name).read_text(encoding="utf-8")


def tree(name: str) -> nodes.Template:
    """Return a template as parsed by Jinja."""
    return environment().parse(source(name))


class Elements(HTMLParser):
    """The elements and attributes of a template, with `{}` for inserted values."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(EXPRESSION.sub("{}", TAG.sub("", text)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, attrs))


class TestEscaping:
    def test_on(self) -> None:
        """A text is escaped, and control characters are spelled out, wherever a template inserts it."""
        template = environment().from_string('<i title="{{ text }}">{{ text }}</i>')
        shown = r"&lt;b&gt;&#34;&#39;&amp;\u202e\u001b"
        assert template.render(text="<b>\"'&\u202e\x1b") == f'<i title="{shown}">{shown}</i>'

    @pytest.mark.parametrize("name", NAMES)
    def test_never_off(self, name: str) -> None:
        """No template declares a text safe or turns escaping off."""
        assert re.findall(r"\|\s*safe\b|autoescape|Markup", source(name)) == []
        marks = (nodes.MarkSafe, nodes.MarkSafeIfAutoescape, nodes.EvalContextModifier)
        assert list(tree(name).find_all(marks)) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_filters(self, name: str) -> None:
        """Templates use only filters that return plain text, and do not join values where they insert them."""
        assert {each.name for each in tree(name).find_all(nodes.Filter)} - FILTERS == set()
        assert [each for put in tree(name).find_all(nodes.Output) for each in put.find_all(nodes.Concat)] == []

    def test_no_markup_in_python(self) -> None:
        """The code that prepares the pages holds no markup and declares no text as markup."""
        texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}
        assert {
            name: found for name, text in texts.items() if (found := re.findall(r"</?[a-z]\w*|[Mm]arkup", text))
        } == {}


class TestElements:
    @pytest.mark.parametrize("name", NAMES)
    def test_attributes(self, name: str) -> None:
        """A value in an attribute is between its quotes, and in no attribute that acts or fetches."""
        attributes = [attribute for _, found in Elements(source(name)).found for attribute in found]
        assert [key for key, _ in attributes if "{" in key or key.startswith("on") or key == "src"] == []
        assert re.findall(r"=\s*\{\{", source(name)) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_links(self, name: str) -> None:
        """A link leads to a place on the page, or to a web address that was checked."""
        links = [dict(found)["href"] or "" for element, found in Elements(source(name)).found if element == "a"]
        outward = [link for link in links if not link.startswith("#")]
        assert len(outward) == source(name).count('{%- if waiver.link is web_address %}<a href="{{ waiver.link }}" ')

    def test_no_script(self) -> None:
        """No template has a script, a frame or a form, and the style sheet loads nothing."""
        found = {element for name in NAMES for element, _ in Elements(source(name)).found}
        assert found & {"script", "iframe", "object", "embed", "form", "img", "link", "base"} == set()
        assert re.findall(r"url\(|@import|expression", source("style.css")) == []


class TestRendering:
    def test_wrong_name(self) -> None:
        """An unknown name is an error, not an empty text."""
        with pytest.raises(UndefinedError, match="'dict object' has no attribute 'titel'"):
            environment().from_string("{{ view.titel }}").render(view={"title": "a"})

    def test_lazy(self) -> None:
        """Jinja is imported by the first page that is written, and by nothing else."""
        program = (
            "import sys\n"
            "import conformance.plugin, conformance.run.session, conformance.commands.diff\n"
            "print('jinja2' in sys.modules)\n"
            "from conformance.selftests.html_pages import full_report\n"
            "from conformance.report.formats import FORMATS\n"
            "FORMATS['html'].text_of(full_report())\n"
            "print('jinja2' in sys.modules)\n"
        )
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert ended.stdout.split() == ["False", "True"]
