"""The rules on prose, deprecation and undeclared names follow what the contract says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conformance.contract.vocabulary import NOTHING, Fact
from conformance.rules.presence import presences
from conformance.selftests.exchanges import (
    CONTRACT,
    HEAD,
    Example,
    Examples,
    answer,
    assert_example,
    each_of,
    evidence,
    fails,
    inapplicable,
    passes,
    unclear,
)
from conformance.selftests.things import THINGS, rows, things

_E164, _POSSIBLE, _FILE = "phone-number-is-e164", "phone-number-is-possible", "file-name-has-its-extension"
_UTC, _MARK = "utc-time-has-utc-offset", "time-is-rounded-as-documented"
_GONE, _HELD, _DECLARED = "deprecated-property-is-absent", "replacement-holds-deprecated-value", "property-is-declared"


def on_marks(example: Example) -> Example:
    """Return an example for which times are known to be on marks of ten minutes."""
    marks = {"#/components/schemas/Thing/properties/at": Fact(10, "the vendor")}
    return replace(example, vocabulary=replace(NOTHING, marks=marks))


EXAMPLES: Examples = {
    _E164: {
        "kept": passes(rows({"phone": "+14155550123", "numbers": ["+442071838750"]}), of=THINGS),
        "national": fails("/[*]/phone: form", rows({"phone": "(212) 555-0142"}, {}), of=THINGS),
        "in a list": fails("/[*]/numbers/[*]: form", rows({"numbers": ["+14155550123", "4155550123"]}), of=THINGS),
        "newline": fails("/[*]/phone: form", rows({"phone": "+14155550123\n"}), of=THINGS),
        "null and number": unclear("", rows({"phone": None}, {"phone": 14155550123}, {"numbers": [None]}), of=THINGS),
        "empty list": unclear("", rows(), of=THINGS),
        "not said": inapplicable("no property is documented", answer(), of=CONTRACT),
        "head": inapplicable("no body", answer(), of=HEAD),
    },
    _POSSIBLE: {
        "fictional": passes(rows({"phone": "+12125550142"}), of=THINGS),
        "unassigned area": passes(rows({"phone": "+19876543007"}), of=THINGS),
        "cut off": fails("/[*]/phone: form", rows({"phone": "+1212555"}), of=THINGS),
        "no country": fails("/[*]/phone: form", rows({"phone": "+99912345678"}), of=THINGS),
        "not E.164": unclear("", rows({"phone": "(212) 555-0142"}), of=THINGS),
        "not said": inapplicable("no property is documented", answer(), of=CONTRACT),
    },
    _FILE: {
        "either case": passes(rows({"file": "a.csv"}, {"file": "B.CSV"}), of=THINGS),
        "spreadsheet": fails("/[*]/file: form", rows({"file": "a.csv.xlsx"}), of=THINGS),
        "null": unclear("", rows({"file": None}), of=THINGS),
        "not said": inapplicable("no property", answer(), of=CONTRACT),
    },
    _UTC: {
        "spellings": passes(
            rows(*({"at": f"2024-01-29T08:30:00{zone}"} for zone in ("Z", "z", "+00:00", "-00:00", ".5Z"))), of=THINGS
        ),
        "India": fails("/[*]/at: form", rows({"at": "2024-01-29T14:00:00+05:30"}), of=THINGS),
        "no zone, no time": unclear("", rows({"at": "2024-01-29T14:00:00"}, {"at": "soon"}, {"at": ""}), of=THINGS),
        "not said": inapplicable("no time", answer(), of=CONTRACT),
    },
    _GONE: {
        "gone": passes(rows({"numbers": ["+14155550123"]}), of=THINGS),
        "sent": fails("/[*]/phone: deprecated", rows({"phone": "+14155550123"}, {}), of=THINGS),
        "empty list": unclear("", rows(), of=THINGS),
        "nothing deprecated": inapplicable("no property", answer(), of=CONTRACT),
    },
    _HELD: {
        "held": passes(rows({"phone": "+14155550123", "numbers": ["+14155550199", "+14155550123"]}), of=THINGS),
        "lost": fails("/[*]/numbers: lost value", rows({"phone": "+14155550123", "numbers": []}), of=THINGS),
        "one of them": unclear("", rows({"phone": "+14155550123"}, {"numbers": ["+1"]}), of=THINGS),
        "null": unclear("", rows({"phone": None, "numbers": []}, {"phone": "+1", "numbers": None}), of=THINGS),
        "other types": unclear("", rows({"phone": "+14155550123", "numbers": [14155550123]}), of=THINGS),
        "nothing deprecated": inapplicable("no property", answer(), of=CONTRACT),
    },
    _DECLARED: {
        "declared": passes(rows({"file": "a.csv"}, {}), of=THINGS),
        "undeclared": fails("/[*]/*: undeclared provider", rows({"provider": "plivo"}, {}), of=THINGS),
        "hostile name": fails("/[*]/*: undeclared +99999999999", rows({"+14155550123": 1}), of=THINGS),
        "open": unclear("", rows({"provider": 1}), of=things(additionalProperties=True)),
        "patterns": unclear("", rows({"provider": 1}), of=things(patternProperties={"^x-": {}})),
        "chosen": unclear("", rows({"provider": 1}), of=things(anyOf=[{"properties": {"provider": {}}}, {}])),
        "all of": passes(rows({"provider": 1}), of=things(allOf=[{"properties": {"provider": {}}}])),
        "empty list": unclear("", rows(), of=THINGS),
        "head": inapplicable("no body", answer(), of=HEAD),
    },
    _MARK: {
        "UTC": on_marks(passes(rows({"at": "2024-01-29T08:30:00Z"}), of=THINGS)),
        "own clock": on_marks(passes(rows({"at": "2024-01-29T08:30:00.000+05:45"}), of=THINGS)),
        "clock of UTC": on_marks(passes(rows({"at": "2024-01-29T14:15:00+05:45"}), of=THINGS)),
        "beside": on_marks(fails("/[*]/at: form", rows({"at": "2024-01-29T08:37:00Z"}), of=THINGS)),
        "a second late": on_marks(fails("/[*]/at: form", rows({"at": "2024-01-29T08:30:01Z"}), of=THINGS)),
        "no time": on_marks(unclear("", rows({"at": "2024-01-29"}, {"at": None}), of=THINGS)),
        "no mark": inapplicable("no time", rows({"at": "2024-01-29T08:37:00Z"}), of=THINGS),
    },
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Any) -> None:
    """A rule judges each example as it is named."""
    assert_example(requirement, example)


def test_counts_of_deprecated() -> None:
    """A deprecated property is reported once, with how often it is sent and replaced."""
    sent: list[dict[str, Any]] = [{"phone": "+1", "numbers": ["+1"]}, {"phone": "+1"}, {"phone": None}, {}]
    verdict = fails("", rows(*sent), of=THINGS).verdict(_GONE)
    (finding,) = verdict.findings
    expected = "phone is deprecated and still sent in 3 of 4 rows, 1 of them with its replacement"
    assert (expected, 3) == (finding.message, finding.count)


@given(st.from_regex(r"\A\+[1-9][0-9]{1,14}\Z"))
def test_every_e164_text_passes(number: str) -> None:
    """No number in the form of E.164 is reported."""
    assert_example(_E164, passes(rows({"phone": number}), of=THINGS))


def test_presence() -> None:
    """Presence and null are counted over all objects of the answers, property by property."""
    sent = rows({"phone": "+1", "file": None}, {"phone": None}, {})
    found = presences([evidence(sent, of=THINGS)])
    assert [(each.name, each.rows, each.present, each.null) for each in found] == [
        ("phone", 3, 2, 1),
        ("numbers", 3, 0, 0),
        ("file", 3, 1, 1),
        ("at", 3, 0, 0),
    ]


def test_presence_of_nothing() -> None:
    """Without an object nothing is reported."""
    assert presences([evidence(rows(), of=THINGS)]) == []
