"""The rules on ids and regular expressions."""

from __future__ import annotations

import pytest

from conformance.contract.load import SPEC
from conformance.rules.document._expressions import tokens
from conformance.rules.observation import Deviation
from conformance.selftests.documents import THING, found, observed, with_schema

BATCH = "#/components/schemas/Batch/properties"
VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
DASHED = "{type: string, format: uuid}"
PLAIN = "{type: string, pattern: '^[0-9a-f]{32}$'}"


def deviations(rule: str, text: str) -> list[Deviation]:
    """Return the deviations that a rule finds."""
    return [each for each in observed(rule, text) if isinstance(each, Deviation)]


class TestIdsShareOneSpelling:
    RULE = "ids-share-one-spelling"

    @pytest.mark.parametrize(
        ("properties", "at"),
        [
            (f"agent_id: {DASHED}, batch_id: {PLAIN}", "batch_id"),
            (f"batchId: {PLAIN}, agentId: {DASHED}", "batchId"),
            (f"a_id: {DASHED}, b_id: {PLAIN}, c_id: {PLAIN}", "a_id"),
            (f"ids: {{type: array, items: {PLAIN}}}, id: {DASHED}", "ids/items"),
            (f"a_id: {{type: string, pattern: '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-'}}, b_id: {PLAIN}", "b_id"),
        ],
    )
    def test_fails(self, properties: str, at: str) -> None:
        """The minority deviates; with equal numbers, those without a format."""
        assert [f"{THING}/properties/{at}"] == found(self.RULE, with_schema(f"{{properties: {{{properties}}}}}"))

    @pytest.mark.parametrize(
        "properties",
        [
            f"a_id: {DASHED}, b_id: {DASHED}",
            f"a_id: {PLAIN}, b_id: {PLAIN}",
            f"a_id: {DASHED}, b_id: {{type: string}}",
            f"a_id: {DASHED}, b_id: {{type: string, pattern: '^bn-[0-9]+$'}}",
            f"a_id: {DASHED}, b_id: {{type: string, pattern: '^[0-9a-f-]{{32,36}}$'}}",
            f"a_id: {DASHED}, b_id: {{type: integer}}",
            f"a_id: {DASHED}, trace_id: {PLAIN}",
            f"a_id: {DASHED}, checksum: {PLAIN}",
            f"a_id: {DASHED}, valid: {PLAIN}",
        ],
    )
    def test_near(self, properties: str) -> None:
        """Ids that accept both, ids of other forms and of other systems, and other texts are ignored."""
        assert found(self.RULE, with_schema(f"{{properties: {{{properties}}}}}")) == []

    def test_none(self) -> None:
        """Without such ids nothing is observed."""
        assert observed(self.RULE, with_schema("{properties: {id: {type: string}}}")) == []

    def test_vendored(self) -> None:
        """batch_id has no dashes, and agent_id has."""
        assert [f"{BATCH}/batch_id"] == found(self.RULE, VENDORED)


class TestPatternIsPortable:
    RULE = "pattern-is-portable"

    @pytest.mark.parametrize(
        ("pattern", "fix"),
        [
            (r"^[a-f]{2}$", "pattern: ^[a-f]{2}$\n# with a maxLength, which leaves no room for a line end"),
            (r"^\d+", "pattern: ^[0-9]+"),
            (r"^[\d.]+", "pattern: ^[0-9.]+"),
            (r"^\w", "pattern: ^[A-Za-z0-9_]"),
            (r"\bend", ""),
            (r"^a\s", ""),
            (r"(?<=a)b", ""),
            (r"(?<!a)b", ""),
            (r"(?i)abc", ""),
            (r"^a(?i:b)", ""),
            (r"(?P<year>a)", ""),
            (r"(?<year>a)", ""),
            (r"a++", ""),
            (r"a{2}+b", ""),
            (r"\Aabc", ""),
        ],
    )
    def test_fails(self, pattern: str, fix: str) -> None:
        """The construct that engines read differently is named."""
        (only,) = deviations(self.RULE, with_schema(f"{{type: string, pattern: '{pattern}'}}"))
        assert f"{THING}/pattern" == only.location
        assert fix in ("", only.fix)

    @pytest.mark.parametrize(
        "rest",
        [
            "pattern: '^[a-f]{2}$', maxLength: 2",
            r"pattern: '^\\d'",
            r"pattern: '^[$]a\$'",
            r"pattern: '^[+*]+[?]+a+?b*?'",
            r"pattern: '^(?:a|b)(?=c)(?!d)'",
            r"pattern: '^[(?<]\(\?<'",
            r"pattern: '^\.\-\/\+'",
            "pattern: 7",
        ],
    )
    def test_near(self, rest: str) -> None:
        """Escapes, classes and lazy quantifiers are read alike; a greatest length excludes the line end."""
        assert found(self.RULE, with_schema(f"{{type: string, {rest}}}")) == []

    def test_composed(self) -> None:
        """A greatest length around the pattern bounds it, too."""
        assert found(self.RULE, with_schema("{allOf: [{type: string, pattern: ^a$}], maxLength: 1}")) == []

    def test_vendored(self) -> None:
        """The `$` of batch_id admits a line end in some engines."""
        assert [f"{BATCH}/batch_id/pattern"] == found(self.RULE, VENDORED)


class TestPatternIsAnchored:
    RULE = "pattern-is-anchored"

    @pytest.mark.parametrize(
        "rest",
        [
            "pattern: '[0-9]{5}', example: '12345'",
            "pattern: '[0-9]+', example: '12345', description: Five digits; must be a number",
            r"pattern: '[$^]\$[a-z]{3}', examples: ['^$abc']",
        ],
    )
    def test_fails(self, rest: str) -> None:
        """A pattern for a whole text accepts more text around an example."""
        (only,) = deviations(self.RULE, with_schema(f"{{type: string, {rest}}}"))
        assert (f"{THING}/pattern", True) == (only.location, only.actual.startswith('accepts "no '))

    @pytest.mark.parametrize(
        "rest",
        [
            "pattern: '^[0-9]{5}$', example: '12345'",
            "pattern: '^[0-9]{5}', example: '12345'",
            "pattern: '[a-z]{5}$', example: 'abcde'",
            "pattern: '[0-9]{2}', example: 'a12b', description: Contains two digits",
            r"pattern: '\S', example: 'a'",
            "pattern: '[0-9]{5}', maxLength: 5, example: '12345'",
            "pattern: '[0-9]{5}', example: 'wrong'",
            "pattern: '[0-9]{5}'",
        ],
    )
    def test_near(self, rest: str) -> None:
        """An anchor, a bound, a pattern described as a part, or no example of the whole gives no finding."""
        assert found(self.RULE, with_schema(f"{{type: string, {rest}}}")) == []

    def test_vendored(self) -> None:
        """The one pattern of the page has both anchors."""
        assert found(self.RULE, VENDORED) == []


class TestTokens:
    @pytest.mark.parametrize(
        ("pattern", "expected"),
        [
            (r"^[$\d]\$$", ["^", r"\$", "$"]),
            (r"[]$]$", ["$"]),
            (r"[^]$]a", ["a"]),
            (r"a{2,3}+(?<n>b)", ["a", "{2,3}+", "(?<n>", "b", ")"]),
            ("[", []),
            ("\\", []),
        ],
    )
    def test_outside(self, pattern: str, expected: list[str]) -> None:
        """Classes and escapes are one token each, even if unclosed."""
        outside = [token for token, inside in tokens(pattern) if not inside]
        assert expected == [token for token in outside if token != "\\"]
