"""Small pairs of documents, each with the impact of what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.comparison.observation import Impact
from conformance.contract.load import load_contract
from conformance.selftests.changes import LEDGER, RULES, contract_of
from conformance.verdict.change import compare

CASES = Path(__file__).parent / "data" / "cases" / "changes"


def impacts(old: Path, new: Path) -> dict[str, int]:
    """Return how many changes there are of each impact."""
    found = compare(load_contract(old), load_contract(new), LEDGER, RULES)
    assert found.broken == {}
    return {str(impact): number for impact, number in found.counts.items() if number}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("two-templates.old.yaml", "two-templates.old.yaml", {}),
        ("union20.old.json", "union20.new.json", {"documentation-only"}),
        ("alternative-replaced2.old.yaml", "alternative-replaced2.new.yaml", {"breaking"}),
        ("widen-query-int-str.old.yaml", "widen-query-int-str.new.yaml", {"safe"}),
        ("nullable-any.old.yaml", "nullable-any.new.yaml", {"breaking"}),
        ("server-prefix.old.yaml", "server-prefix.new.yaml", {"equivalent"}),
        ("binary-30-to-31.old.json", "binary-30-to-31.new.json", {"equivalent"}),
        ("enum-disjoint-response.old.json", "enum-disjoint-response.new.json", {"breaking"}),
        ("csv-old.json", "csv-new.json", {"breaking", "warning"}),
    ],
)
def test_case(old: str, new: str, expected: set[str]) -> None:
    """Each pair has changes of exactly these impacts."""
    assert set(impacts(CASES / old, CASES / new)) == set(expected)


def answered(schema: str, *, version: str = "3.1.0", media: str = "application/json", parameter: str = "") -> Any:
    """Return a contract of one operation, with the schema of its answer."""
    parameters = f"parameters: [{parameter}], " if parameter else ""
    content = f"content: {{{media}: {{schema: {schema}}}}}" if schema else f"content: {{{media}: {{}}}}"
    responses = f"responses: {{'200': {{description: a, {content}}}}}"
    text = (
        f"openapi: {version}\ninfo: {{title: a, version: '1'}}\npaths: {{/a: {{get: {{{parameters}{responses}}}}}}}\n"
    )
    return contract_of(text)


def worst(old: Any, new: Any) -> Impact | None:
    """Return the worst impact of the changes between two contracts, but that of the version."""
    found = compare(old, new, LEDGER, RULES)
    met = [each.impact for each in found.changes if each.requirement.id != "version-follows-the-contract"]
    return min(met, key=list(Impact).index, default=None)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("enum: [a, b]", "enum: [a, b, c]", Impact.BREAKING),
        ("enum: [a, b], description: Others may be added.", "enum: [a, b, c]", Impact.WARNING),
        ("enum: [a, b], x-extensible-enum: true", "enum: [a, b, c]", Impact.WARNING),
        ("enum: [a, b], description: Others may be added.", "enum: [c, d]", Impact.BREAKING),
        ("enum: [a, b]", "enum: [a]", Impact.SAFE),
        ("const: a", "const: b", Impact.BREAKING),
    ],
)
def test_values_of_answers(old: str, new: str, expected: Impact) -> None:
    """A value more breaks whoever was not warned of others, and other values break everybody."""
    assert worst(answered(f"{{{old}}}"), answered(f"{{{new}}}")) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{name: p, in: query, schema: {type: integer}}", "{name: p, in: query, schema: {type: string}}", Impact.SAFE),
        (
            "{name: p, in: header, schema: {type: boolean}}",
            "{name: p, in: header, schema: {type: string}}",
            Impact.SAFE,
        ),
        (
            "{name: p, in: query, schema: {type: array, items: {type: integer}}}",
            "{name: p, in: query, schema: {type: array, items: {type: string}}}",
            Impact.SAFE,
        ),
        (
            "{name: p, in: query, schema: {type: string}}",
            "{name: p, in: query, schema: {type: integer}}",
            Impact.BREAKING,
        ),
        (
            "{name: p, in: query, schema: {type: integer}}",
            "{name: p, in: query, schema: {type: string, pattern: '^[a-z]+$'}}",
            Impact.BREAKING,
        ),
        (
            "{name: p, in: query, content: {application/json: {schema: {type: integer}}}}",
            "{name: p, in: query, content: {application/json: {schema: {type: string}}}}",
            Impact.BREAKING,
        ),
    ],
)
def test_parameter_becomes_a_text(old: str, new: str, expected: Impact) -> None:
    """What was sent is a text already; within JSON it is not."""
    assert worst(answered("{}", parameter=old), answered("{}", parameter=new)) is expected


@pytest.mark.parametrize(
    ("old", "new", "media", "expected"),
    [
        ("{type: string, format: binary}", "", "application/pdf", Impact.EQUIVALENT),
        ("", "{type: string, format: binary}", "image/png", Impact.EQUIVALENT),
        ("{type: string, format: binary}", "{contentMediaType: image/png}", "image/png", Impact.EQUIVALENT),
        ("{type: string, format: binary}", "", "application/json", Impact.BREAKING),
        ("{type: string, maxLength: 9}", "", "application/pdf", Impact.BREAKING),
    ],
)
def test_bytes(old: str, new: str, media: str, expected: Impact) -> None:
    """A body of bytes may be described in several ways."""
    assert worst(answered(old, version="3.0.3", media=media), answered(new, media=media)) is expected


MEMBERS = "{oneOf: [%s]}"
CIRCLE = "{type: object, title: Circle, properties: {r: {type: number}, name: {type: string}}}"
SQUARE = "{type: object, title: Square, properties: {a: {type: number}, name: {type: string}}}"


class TestMembers:
    def test_order(self) -> None:
        """Members in another order are the same members."""
        old, new = MEMBERS % f"{CIRCLE}, {SQUARE}", MEMBERS % f"{SQUARE}, {CIRCLE}"
        assert worst(answered(old), answered(new)) is None

    def test_title(self) -> None:
        """A member that changed is compared with the one of its title, not with its neighbour."""
        changed = SQUARE.replace("{a: {type: number}", "{a: {type: integer}")
        old, new = MEMBERS % f"{CIRCLE}, {SQUARE}", MEMBERS % f"{changed}, {CIRCLE}"
        found = compare(answered(old), answered(new), LEDGER, RULES)
        assert {each.change.kind for each in found.changes} == {"type changed"} | {
            each.change.kind for each in found.changes if each.requirement.id == "version-follows-the-contract"
        }

    def test_replaced(self) -> None:
        """A member with another value in its discriminating property is another member: one is gone, one is new."""
        cat, dog = (
            f"{{required: [k], properties: {{k: {{const: {name}}}, n: {{type: string}}}}}}" for name in ("a", "b")
        )
        old, new = MEMBERS % f"{CIRCLE}, {cat}", MEMBERS % f"{CIRCLE}, {dog}"
        found = compare(answered(old), answered(new), LEDGER, RULES)
        kinds = sorted(each.change.kind for each in found.changes if each.requirement.id == "alternatives-are-kept")
        assert kinds == ["alternative added", "alternative removed"]

    def test_beyond_the_bound(self) -> None:
        """What exceeds the bound is reported as not compared, and never as breaking."""
        members = [f"{{type: object, properties: {{p{index}: {{type: string}}, x: {{}}}}}}" for index in range(60)]
        changed = [each.replace("string", "integer") for each in reversed(members)]
        found = compare(answered(MEMBERS % ", ".join(members)), answered(MEMBERS % ", ".join(changed)), LEDGER, RULES)
        assert Impact.BREAKING not in {each.impact for each in found.changes}
        assert "not compared: more alternatives than are matched" in {each.change.unproven for each in found.changes}


def test_prefix() -> None:
    """A prefix that moves between the server and the paths changes no URL; one that changes does."""
    text = "openapi: 3.1.0\ninfo: {title: a, version: '1'}\nservers: [{url: %s}]\npaths: {%s: {get: {responses: {}}}}\n"
    old = contract_of(text % ("https://h/v1", "'/a/{b}'"))
    assert worst(old, contract_of(text % ("https://h", "'/v1/a/{c}'"))) is Impact.EQUIVALENT
    assert worst(old, contract_of(text % ("https://h/v2", "'/a/{b}'"))) is Impact.BREAKING
    assert worst(old, contract_of(text % ("https://h/v1", "'/a/{c}'"))) is None


def test_two_templates_with_other_names() -> None:
    """Of two paths that are the same but for names, each is compared with its own."""
    data = yaml.safe_load((CASES / "two-templates.old.yaml").read_text(encoding="utf-8"))
    shuffled = {**data, "paths": dict(reversed(data["paths"].items()))}
    assert worst(contract_of(yaml.safe_dump(data)), contract_of(yaml.safe_dump(shuffled, sort_keys=False))) is None
