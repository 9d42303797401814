"""badge.json has the fields that shields.io documents for an endpoint, and reveals nothing else."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from conformance.model import Disposition, Level, Outcome, Result, Subject, Target, Verdict
from conformance.report.formats.badge import badge_of
from conformance.selftests.makers import failure, requirement, verdict, waiver
from conformance.selftests.reports import item, named, news, rich, told, with_text
from conformance.verdict.baseline import Novelty
from conformance.verdict.result import Threshold, result_of
from conformance.verdict.waivers import WaiverState

# https://shields.io/badges/endpoint-badge: other fields are refused.
SCHEMA = {
    "type": "object",
    "required": ["schemaVersion", "label", "message"],
    "additionalProperties": False,
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1, "maxLength": 40},
        "color": {"enum": ["brightgreen", "green", "yellowgreen", "yellow", "orange", "red", "blue", "lightgrey"]},
        "isError": {"type": "boolean"},
    },
}
ONE, TWO = named("is-one", 1), named("is-two", 2)
OLD = named("is-two", 2, disposition=Disposition.KNOWN)
OPEN = verdict(Outcome.INCONCLUSIVE)
ADVICE = named("is-advice", 3, level=Level.SHOULD)
WAIVED = failure(disposition=Disposition.WAIVED)
QUIRK = failure(requirement=requirement(subject=Subject.DOCUMENT), disposition=Disposition.WAIVED)
ERROR = verdict(Outcome.ERROR)
BOTH = news(item(Novelty.NEW, ONE), item(Novelty.STILL, TWO))
STILL = news(item(Novelty.STILL, TWO))
ONLY_NEW = Threshold(only_new=True)


def badge(*verdicts: Verdict, **changes: Any) -> tuple[str, str, bool]:
    """Return message, colour and error of the badge of a run with the given verdicts."""
    threshold = changes.get("threshold", Threshold())
    made = badge_of(told(*verdicts, **{"result": result_of(verdicts, threshold), **changes}))
    jsonschema.validate(made, SCHEMA)
    return made["message"], made["color"], made["isError"]


@pytest.mark.parametrize(
    ("verdicts", "changes", "expected"),
    [
        ([verdict()], {}, ("passing", "brightgreen", False)),
        ([verdict(), ADVICE, QUIRK], {}, ("passing", "brightgreen", False)),
        ([verdict(), WAIVED], {}, ("passing, 1 waived", "green", False)),
        ([verdict(), ONE, TWO], {}, ("2 failing", "red", False)),
        ([verdict(), ONE, OLD], {"news": BOTH}, ("1 new, 1 known", "red", False)),
        ([verdict(), OLD], {"news": STILL}, ("1 known", "red", False)),
        ([verdict(), OLD], {"news": STILL, "threshold": ONLY_NEW}, ("1 known", "orange", False)),
        ([verdict(), OPEN], {}, ("partial", "yellow", False)),
        ([verdict(), OPEN], {"threshold": Threshold(require_complete=True)}, ("partial", "yellow", False)),
        ([OPEN], {}, ("not judged", "lightgrey", True)),
        ([verdict(), ERROR], {}, ("not judged", "lightgrey", True)),
        ([ONE, ERROR], {}, ("1 failing", "red", False)),
        ([verdict()], {"complete": False}, ("interrupted", "lightgrey", True)),
    ],
)
def test_message(verdicts: list[Verdict], changes: dict[str, Any], expected: tuple[str, str, bool]) -> None:
    """A badge shows the worst result, in a word or two."""
    assert badge(*verdicts, **changes) == expected


def test_stale() -> None:
    """A run that fails only because of a stale waiver says so."""
    stale = verdict(disposition=Disposition.STALE, stale=("names-are-numbers",))
    changes = {"waivers": (waiver(),), "states": {"names-are-numbers": WaiverState.STALE}}
    assert badge(stale, **changes) == ("stale waiver", "orange", False)


@pytest.mark.parametrize(
    ("kind", "label"),
    [("live", "conformance"), ("recording", "conformance"), ("reference", "self-check"), ("none", "contract")],
)
def test_label(kind: Any, label: str) -> None:
    """The bundled reference, or a document alone, cannot be mistaken for an API that conforms."""
    target = Target(kind, "https://x.example", {}, {}, {})
    assert badge_of(told(verdict(), target=target, result=Result.SUCCESS))["label"] == label


def test_hostile() -> None:
    """No text of a report appears in its badge."""
    assert "evil" not in str(badge_of(with_text(rich(), "evil")))


def test_obstacle() -> None:
    """A target that could not be judged is shown as an error, and never in a reassuring colour."""
    badge = badge_of(told(verdict(), obstacle="nobody listens there", result=Result.FAILURE))
    assert (badge["message"], badge["color"], badge["isError"]) == ("not judged", "lightgrey", True)
