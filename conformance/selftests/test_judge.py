"""Observations become one verdict for each requirement and operation, with findings grouped by kind and place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from conformance.contract.schemas import Schemas
from conformance.model import Level, Outcome, Verdict
from conformance.rules import schema_assertions
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Note, Observation, Rule
from conformance.selftests.makers import KEY, OPERATION, contract, exchange, requirement, unanswered
from conformance.verdict import judge as judging
from conformance.verdict.judge import judge, requirements_of
from conformance.verdict.tally import MAX_GROUPS

LEDGER = {"thing-is-sound": requirement()}
ANSWER = exchange(0, b'[{"name": "a", "made_at": "2026-03-01T00:00:00Z"}]')
DEVIATION = Deviation(ANSWER, "type", "a value is no text", "a text", "7", (2, "name"))
NAME_TYPE = "schema:#/components/schemas/Thing/properties/name/type"
MADE_AT_FORMAT = "schema:#/components/schemas/Thing/properties/made_at/format"


def evidence(*exchanges: object, secrets: tuple[str, ...] = (KEY,)) -> Evidence:
    made = contract()
    return Evidence(made, Schemas(made), made.operations[0], exchanges or (ANSWER,), secrets)  # type: ignore[arg-type]


def rule_of(*observations: Observation) -> Rule:
    def check(_: Evidence) -> Iterator[Observation]:
        yield from observations

    return check


def broken(_: Evidence) -> Iterator[Observation]:
    """Observe something, then break."""
    yield Conforming(ANSWER)
    raise ValueError(KEY)


def verdict_of(*observations: Observation, given: Evidence | None = None) -> Verdict:
    verdicts = judge(given or evidence(), LEDGER, {"thing-is-sound": rule_of(*observations)})
    return next(each for each in verdicts if each.requirement.id == "thing-is-sound")


def by_id(verdicts: Sequence[Verdict]) -> dict[str, Verdict]:
    return {each.requirement.id: each for each in verdicts}


class TestOutcome:
    @pytest.mark.parametrize(
        ("observations", "outcome", "witnesses"),
        [
            ((Conforming(ANSWER), Conforming(ANSWER, 4)), Outcome.PASS, 5),
            ((Conforming(ANSWER), Note("by the way")), Outcome.PASS, 1),
            ((Conforming(ANSWER), Inconclusive("one body is odd")), Outcome.PASS, 1),
            ((Conforming(ANSWER, 3), DEVIATION), Outcome.FAIL, 3),
            ((Inconclusive("odd"), DEVIATION), Outcome.FAIL, 0),
            ((), Outcome.INCONCLUSIVE, 0),
            ((Inconclusive("odd"),), Outcome.INCONCLUSIVE, 0),
            ((Note("by the way"),), Outcome.INCONCLUSIVE, 0),
            ((Inapplicable("no body"),), Outcome.INAPPLICABLE, 0),
            ((Inapplicable("no body"), Conforming(ANSWER), DEVIATION), Outcome.INAPPLICABLE, 1),
        ],
    )
    def test_outcome(self, observations: tuple[Observation, ...], outcome: Outcome, witnesses: int) -> None:
        """A pass needs a conforming observation; one deviation is a failure, whatever else was observed."""
        verdict = verdict_of(*observations)
        assert (verdict.outcome, verdict.witnesses) == (outcome, witnesses)

    def test_rule_that_breaks(self) -> None:
        """A rule that breaks is an error, whatever it observed before; the message of its exception is not shown."""
        verdicts = by_id(judge(evidence(), LEDGER, {"thing-is-sound": broken}))
        verdict = verdicts["thing-is-sound"]
        assert (verdict.outcome, verdict.witnesses, verdict.findings) == (Outcome.ERROR, 0, ())
        assert verdict.reason == "the rule broke: ValueError"
        assert verdicts[NAME_TYPE].outcome is Outcome.PASS

    def test_assertions_that_break(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """If the assertions cannot be judged, each of them is an error; the rules are judged anyway."""
        monkeypatch.setattr(judging, "check_assertions", broken_assertions)
        verdicts = by_id(judge(evidence(), LEDGER, {"thing-is-sound": rule_of(Conforming(ANSWER))}))
        assert verdicts.pop("thing-is-sound").outcome is Outcome.PASS
        assert {each.outcome for each in verdicts.values()} == {Outcome.ERROR}
        assert {each.reason for each in verdicts.values()} == {"the rule broke: KeyError"}


def broken_assertions(_: Evidence) -> dict[str, Sequence[Observation]]:
    raise KeyError(schema_assertions.__name__)


class TestReason:
    @pytest.mark.parametrize(
        ("observations", "reason"),
        [
            ((Conforming(ANSWER),), ""),
            ((Inapplicable("no body"), Inconclusive("odd")), "no body"),
            ((Inconclusive("odd"),), "odd"),
            ((Inconclusive("odd"), Note("late"), Inconclusive("odd")), "odd (2 times); late"),
            ((Conforming(ANSWER), Note("late")), "late"),
        ],
    )
    def test_reason(self, observations: tuple[Observation, ...], reason: str) -> None:
        """An inconclusive observation or a note is reported, the same one once."""
        assert verdict_of(*observations).reason == reason

    @pytest.mark.parametrize(
        ("exchanges", "reason"),
        [
            ((ANSWER,), "no answer shows it"),
            ((ANSWER, unanswered()), "no answer shows it"),
            ((unanswered(0, "late"), unanswered(1), unanswered(2)), "no answer that can be judged: connection refused"),
        ],
    )
    def test_nothing_seen(self, exchanges: tuple[object, ...], reason: str) -> None:
        """A rule without observations is inconclusive; without any answer the most frequent trouble is the reason."""
        verdict = verdict_of(given=evidence(*exchanges))
        assert (verdict.outcome, verdict.reason) == (Outcome.INCONCLUSIVE, reason)

    def test_nothing_sent(self) -> None:
        """Without an exchange nothing is conclusive, assertions included."""
        verdicts = judge(replace(evidence(), exchanges=()), LEDGER, {"thing-is-sound": rule_of()})
        assert {(each.outcome, each.reason) for each in verdicts} == {(Outcome.INCONCLUSIVE, "no request was sent")}


class TestFindings:
    def test_same_at_other_indices(self) -> None:
        """Deviations of one kind that differ by index are one finding: the first one, with a count."""
        others = [replace(DEVIATION, exchange=exchange(n), location=(n, "name"), actual=str(n)) for n in (5, 7)]
        (finding,) = verdict_of(DEVIATION, *others).findings
        assert (finding.location, finding.pattern, finding.count) == ("/2/name", "/[*]/name", 3)
        assert (finding.exchange, finding.actual, finding.message) == (0, "7", "a value is no text")

    def test_differing(self) -> None:
        """Deviations of another kind or place are findings of their own, in order of observation."""
        kind, place = replace(DEVIATION, kind="format"), replace(DEVIATION, location=(0, "made_at"))
        findings = verdict_of(DEVIATION, kind, place, DEVIATION).findings
        told = [(each.pattern, each.kind, each.count) for each in findings]
        assert told == [("/[*]/name", "type", 2), ("/[*]/name", "format", 1), ("/[*]/made_at", "type", 1)]
        assert len({each.fingerprint for each in findings}) == 3

    def test_many_kinds(self) -> None:
        """Of too many kinds the rest is counted, and reported."""
        verdict = verdict_of(*(replace(DEVIATION, kind=f"kind {number}") for number in range(MAX_GROUPS + 7)))
        assert (verdict.outcome, len(verdict.findings)) == (Outcome.FAIL, MAX_GROUPS)
        assert verdict.reason == "7 more deviations of further kinds, not listed"

    def test_undeclared_names(self) -> None:
        """Names that the contract does not declare are one place in the pattern, and are masked."""
        given = [replace(DEVIATION, location=(0, name)) for name in ("+14155550123", "u8")]
        (finding,) = verdict_of(*given).findings
        assert (finding.location, finding.pattern, finding.count) == ("/0/+99999999999", "/[*]/*", 2)

    @pytest.mark.parametrize(("location", "shown"), [((), "body"), ("status", "status"), ("header X", "header X")])
    def test_places_outside_of_body(self, location: str | tuple[()], shown: str) -> None:
        """A part of the answer has its own name, and the whole body is `body`."""
        (finding,) = verdict_of(replace(DEVIATION, location=location)).findings
        assert (finding.location, finding.pattern) == (shown, shown)

    def test_key_is_scrubbed(self) -> None:
        """A rule's output holds no key, even if the rule forgot to remove it."""
        (finding,) = verdict_of(replace(DEVIATION, actual=f"saw {KEY}")).findings
        assert finding.actual == "saw [key]"

    def test_verdict_names_its_clause(self) -> None:
        """A verdict points to its clause in the contract, with file and line."""
        verdict = verdict_of(DEVIATION)
        assert (verdict.operation, str(verdict.clause)) == (
            OPERATION,
            "#/components/schemas/Thing (things.yaml:17)",
        )


class TestFingerprint:
    def test_is_known(self) -> None:
        """A fingerprint is the same in every release: readers store it."""
        (finding,) = verdict_of(DEVIATION).findings
        assert finding.fingerprint == "5ec0b1d60b9f8cf6"

    @pytest.mark.parametrize(
        "changes",
        [
            {"location": (99, "name")},
            {"actual": "8"},
            {"expected": "another text"},
            {"message": "other words"},
            {"exchange": exchange(9, status=400)},
        ],
    )
    def test_ignores_values(self, changes: dict[str, object]) -> None:
        """Neither a value, an index, a wording nor an exchange changes it."""
        (one,) = verdict_of(DEVIATION).findings
        (other,) = verdict_of(replace(DEVIATION, **changes)).findings  # type: ignore[arg-type]
        assert one.fingerprint == other.fingerprint

    @pytest.mark.parametrize("changes", [{"location": (2, "made_at")}, {"location": "status"}, {"kind": "format"}])
    def test_distinguishes(self, changes: dict[str, object]) -> None:
        """Another place or kind is another deviation."""
        (one,) = verdict_of(DEVIATION).findings
        (other,) = verdict_of(replace(DEVIATION, **changes)).findings  # type: ignore[arg-type]
        assert one.fingerprint != other.fingerprint


class TestRequirements:
    def test_pairs(self) -> None:
        """An operation is judged by every rule with a ledger row, and by each assertion that its answers can reach."""
        ledger = {
            **LEDGER,
            "thing-is-nice": requirement("thing-is-nice", Level.SHOULD, excluded="cannot be seen from outside"),
            "thing-is-new": requirement("thing-is-new"),
        }
        rules = {"thing-is-sound": rule_of(), "thing-is-nice": rule_of()}
        found = requirements_of(evidence(), ledger, rules)
        assert [*found] == [
            "thing-is-sound",
            "schema:#/paths/~1things/get/responses/200/content/application~1json/schema/type",
            "schema:#/components/schemas/Thing/type",
            NAME_TYPE,
            "schema:#/components/schemas/Thing/properties/made_at/type",
            MADE_AT_FORMAT,
        ]
        assert {each.level for each in found.values()} == {Level.MUST}

    def test_assertions_are_judged(self) -> None:
        """An assertion counts the conforming instances, and finds each deviating one."""
        rows = [{"name": "a"}, {"name": "b"}, {"name": 7, "made_at": "yesterday"}]
        verdicts = by_id(judge(evidence(exchange(3, json.dumps(rows).encode())), {}, {}))
        name, made_at = verdicts[NAME_TYPE], verdicts[MADE_AT_FORMAT]
        assert (name.outcome, name.witnesses, made_at.outcome, made_at.witnesses) == ("fail", 2, "fail", 0)
        (finding,) = name.findings
        assert (finding.location, finding.exchange, finding.count) == ("/2/name", 3, 1)
        assert (finding.expected, finding.actual) == ('type: "string"', "integer 7")

    def test_assertion_without_instance(self) -> None:
        """An assertion that no instance reached does not pass."""
        verdicts = by_id(judge(evidence(exchange(0, b'[{"name": "a"}]')), {}, {}))
        assert verdicts[NAME_TYPE].outcome is Outcome.PASS
        assert verdicts[MADE_AT_FORMAT].outcome is Outcome.INCONCLUSIVE
