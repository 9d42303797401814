"""A deviation is reported in full and cannot act on a terminal; a summary gives coverage, gaps and the result."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.model import Clause, Disposition, Level, Outcome, Position, Result, Subject, Target, Verdict
from conformance.report.news import headline
from conformance.report.record import Run
from conformance.report.terminal import deviation_lines, summary_lines
from conformance.rules.strictness import Strength
from conformance.selftests.makers import KEY, exchange, failure, finding, requirement, run_of, verdict, waiver
from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.waivers import WaiverState

HOSTILE = "\x1b[31m\r\n::error::x\n##vso[task.complete]\n##teamcity[x]\u202e\x9b2J\u2028\ud83d"


def deviation(given: Verdict) -> list[str]:
    return list(deviation_lines(given, [exchange(0), exchange(1)]))


def summary(run: Run, shown: bool = True) -> list[str]:
    first, *rest = summary_lines(run, lambda _: shown, verbose=False)
    assert first == headline(run.news, run.obstacle)
    return rest


class TestDeviation:
    def test_lines(self) -> None:
        """A deviation shows requirement, operation, sentence, subject, clause, place, evidence and how to repeat it."""
        assert deviation(failure()) == [
            "MUST thing-is-sound",
            "  GET /things",
            '  "Every thing is sound."',
            "  blame     the API",
            "  clause    #/components/schemas/Thing (things.yaml:16)",
            "            | Thing:",
            "  source    RFC 0000 section 1",
            "  at        /2/name (3 times): a value does not match the contract's `type`",
            '  expected  type: "string"',
            "  actual    integer 7",
            '  repeat    curl -sS -i -H "Authorization: Bearer [key]" https://api.example.com/things',
        ]

    def test_engines(self) -> None:
        """The second engine's opinion follows the finding."""
        given = failure(findings=(finding(confirmation="confirmed by jsonschema 4.26.0"),))
        lines = list(deviation_lines(given, ()))
        assert lines[lines.index("  actual    integer 7") + 1] == "  engines   confirmed by jsonschema 4.26.0"

    def test_once(self) -> None:
        """A deviation that was seen once says so."""
        assert "  at        /2/name (once): " in "\n".join(deviation(failure(findings=(finding(count=1),))))

    def test_note(self) -> None:
        """Inconclusive evidence beside a deviation is reported with it."""
        assert deviation(failure(reason="2 answers cannot be read"))[-1] == "  note      2 answers cannot be read"

    def test_every_finding(self) -> None:
        """Each finding is reported with the exchange that shows it."""
        given = failure(findings=(finding(), finding(location="/0/made_at", exchange=1), finding(exchange=None)))
        lines = deviation(given)
        assert [line.split()[1] for line in lines if line.startswith("  at ")] == ["/2/name", "/0/made_at", "/2/name"]
        assert len([line for line in lines if line.startswith("  repeat ")]) == 2

    def test_many_findings(self) -> None:
        """Twenty findings are shown, and the rest counted: a large document has thousands of a kind."""
        lines = deviation(failure(findings=tuple(finding(location=f"/{n}/name") for n in range(23))))
        assert len([line for line in lines if line.startswith("  at ")]) == 20
        assert lines[-1] == "  and       3 more findings like these: see report.json"

    def test_clause_outside_of_contract(self) -> None:
        """A clause of an RFC is named, without a place or a quote."""
        lines = deviation(failure(clause=Clause("RFC 9110 section 15.6")))
        assert "  clause    RFC 9110 section 15.6" in lines
        assert not any("|" in line for line in lines)

    def test_responsible(self) -> None:
        """The subject of the requirement is responsible."""
        given = failure(requirement=requirement(subject=Subject.DOCUMENT))
        assert "  blame     the document" in deviation(given)

    @pytest.mark.parametrize("text", [KEY, f"Bearer {KEY}"])
    def test_no_key(self, text: str) -> None:
        """The command that repeats a request holds no key."""
        sent = exchange(0)
        sent = replace(sent, request=replace(sent.request, curl=f"curl -H '{text}'"))
        assert KEY not in "\n".join(deviation_lines(failure(), [sent]))

    @pytest.mark.parametrize(
        "given",
        [
            failure(findings=(finding(actual=HOSTILE),)),
            failure(findings=(finding(expected=HOSTILE),)),
            failure(findings=(finding(message=HOSTILE),)),
            failure(findings=(finding(location=HOSTILE),)),
            failure(operation=f"GET /{HOSTILE}"),
            failure(requirement=requirement(text=HOSTILE)),
            failure(requirement=requirement(name=HOSTILE, source=HOSTILE)),
            failure(clause=Clause("contract", f"#/{HOSTILE}", "things.yaml", Position(1, 1), HOSTILE)),
        ],
    )
    def test_hostile_texts(self, given: Verdict) -> None:
        """No text of a vendor moves the cursor, starts a line, or commands a build server."""
        run = run_of(given, verdict(Outcome.INCONCLUSIVE, reason=HOSTILE))
        for line in [*deviation(given), *summary(run), *summary(run, shown=False)]:
            assert line.isprintable()
            assert not line.lstrip().startswith("::")
            assert "##" not in line


def quirk(name: str, *, is_notable: bool = False) -> Verdict:
    """Return a waived failure of the document, found at a line of it and of the vendor's page."""
    known = Clause("contract", "#/info", "openapi.yaml", Position(3, 1), "info:")
    found = finding(name, location="#/info", clause=known, page=replace(known, file="page.md", position=Position(9, 1)))
    judged = replace(requirement(name, subject=Subject.DOCUMENT), notable=is_notable)
    return failure(requirement=judged, operation=DOCUMENT, findings=(found,), disposition=Disposition.WAIVED)


class TestDocument:
    def test_quirks(self) -> None:
        """Known quirks of the document are counted; important ones are named, with both their places."""
        run = run_of(quirk("title-is-kind"), quirk("info-is-sound", is_notable=True))
        assert summary(run)[:2] == [
            "known quirks of the document, all waived: 2 (-v names each)",
            "  waived info-is-sound openapi.yaml:3:1, page.md:9:1: a value does not match the contract's `type`",
        ]

    def test_verbose(self) -> None:
        """The verbose summary names every quirk in a line of its own."""
        _, *lines = summary_lines(run_of(quirk("title-is-kind"), quirk("a-b")), lambda _: True, verbose=True)
        assert lines[0] == "known quirks of the document, all waived: 2"
        assert [line.split()[1] for line in lines[1:3]] == ["title-is-kind", "a-b"]

    def test_new(self) -> None:
        """An unknown quirk is reported in full, with the fix, line by line."""
        given = quirk("title-is-kind")
        (found,) = given.findings
        new = replace(given, disposition=Disposition.NEW, findings=(replace(found, fix="info:\n  title: Things"),))
        lines = summary(run_of(new), shown=False)
        assert "  at        openapi.yaml:3:1, page.md:9:1: a value does not match the contract's `type`" in lines
        assert lines[lines.index("  fix       | info:") + 1] == "            |   title: Things"

    @pytest.mark.parametrize("requests", [0, 2])
    def test_strength(self, requests: int) -> None:
        """The strictness score is reported as a share, and per property if only the document was judged."""
        weak = Strength("#/components/schemas/Thing/properties/name", 3, 4, ("empty",))
        lines = summary(run_of(quirk("a-b"), strengths=[weak], requests=requests))
        expected = "strictness: the contract's own schemas reject 3 of 4 corruptions of single fields (75%)"
        assert lines[1] == (f"{expected}; -v shows each property" if requests else expected)
        assert ("  Thing.name                        3 of  4  accepts: empty" in lines) is (requests == 0)


class TestSummary:
    def test_success(self) -> None:
        """A run without deviations is counted, and named."""
        assert summary(run_of(verdict(), verdict())) == [
            "2 requirements judged with 2 requests: 2 pass",
            "result: success",
        ]

    def test_counts(self) -> None:
        """Failures are counted by level, apart from those that are waived."""
        verdicts = (
            failure(disposition=Disposition.WAIVED),
            failure(disposition=Disposition.NEW),
            failure(Level.SHOULD, disposition=Disposition.NEW),
            verdict(),
            verdict(Outcome.ERROR),
        )
        expected = "5 requirements judged with 2 requests: 1 MUST fail, 1 SHOULD fail, 1 error, 1 pass, 1 waived"
        assert expected in summary(run_of(*verdicts))

    def test_shown_already(self) -> None:
        """A deviation that was shown in full is repeated in one line."""
        first = summary(run_of(failure(disposition=Disposition.NEW)))[0]
        assert first == "new MUST thing-is-sound (3): a value does not match the contract's `type`"

    def test_not_shown_yet(self) -> None:
        """Advice is reported in full, and waived advice in one line."""
        advice = failure(Level.SHOULD, disposition=Disposition.NEW)
        waived = failure(disposition=Disposition.WAIVED)
        lines = summary(run_of(advice, waived), shown=False)
        assert lines[: len(deviation(advice))] == deviation(advice)
        assert lines[len(deviation(advice))].startswith("waived MUST thing-is-sound (3): ")

    def test_same_message_once(self) -> None:
        """Findings with the same message are summarised."""
        given = failure(findings=(finding(), finding(location="/0/made_at", count=2)))
        assert summary(run_of(given))[0] == "MUST thing-is-sound (5): a value does not match the contract's `type`"

    def test_not_exercised(self) -> None:
        """Inconclusive requirements are listed by reason, the first six by name."""
        same = [verdict(Outcome.INCONCLUSIVE, f"thing-is-{n}", reason="429") for n in range(8)]
        other = verdict(Outcome.INCONCLUSIVE, "thing-is-new")
        assert summary(run_of(*same, other))[:3] == [
            "not exercised:",
            "  8 because 429: thing-is-0, thing-is-1, thing-is-2, thing-is-3, thing-is-4, thing-is-5 and 2 more",
            "  1 because no answer shows it: thing-is-new",
        ]

    @pytest.mark.parametrize(
        ("state", "line"),
        [
            (WaiverState.STALE, "stale waiver names-are-numbers (waivers.yaml:2): it no longer occurs; delete it"),
            (
                WaiverState.EXPIRED,
                "expired waiver names-are-numbers (waivers.yaml:2): expired 2026-06-01; look again, then renew it",
            ),
            (WaiverState.USED, None),
            (WaiverState.UNUSED, None),
            (WaiverState.ELSEWHERE, None),
        ],
    )
    def test_waivers(self, state: WaiverState, line: str | None) -> None:
        """A waiver that needs attention is named with its place."""
        gone = {"names-are-numbers": ("/[*]/name",)}
        lines = summary(run_of(verdict(), waivers=(waiver(),), states={"names-are-numbers": state}, gone=gone))
        assert lines[:-2] == ([line] if line else [])

    def test_fixed_by_the_vendor(self) -> None:
        """Quirks that the vendor fixed are named, and only their waivers are to be deleted."""
        known = waiver(target=DOCUMENT, locations=("#/info", "#/tags"))
        states = {"names-are-numbers": WaiverState.STALE}
        lines = summary(run_of(verdict(), waivers=(known,), states=states, gone={"names-are-numbers": ("#/tags",)}))
        assert lines[0] == "stale waiver names-are-numbers (waivers.yaml:2): fixed by the vendor; delete #/tags"

    def test_left_out(self) -> None:
        """Cases beyond the ceiling are reported, with how to send them."""
        lines = summary(run_of(verdict(), left_out=3))
        assert lines[0] == "3 cases were left out: raise --max-requests to send them all"

    def test_cut_short(self) -> None:
        """An aborted run is reported as such."""
        lines = summary(run_of(result=Result.FAILURE, complete=False))
        assert lines[-1] == "result: failure (incomplete: the run was cut short)"

    def test_reference(self) -> None:
        """A run against the bundled reference is not a conformance result, and says so last."""
        lines = summary(run_of(verdict(), target=Target("reference", "http://127.0.0.1:1")))
        assert lines[-1] == "(bundled reference: a self-check, not a conformance result)"
