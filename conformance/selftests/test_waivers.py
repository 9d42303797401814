"""A waiver excuses what it names, at its target and for as long as it is valid."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.model import Disposition, InputError, Outcome, Verdict
from conformance.selftests.makers import OPERATION, failure, finding, verdict, waiver
from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.waivers import MAX_DAYS, Applied, Waiver, WaiverState, apply, load_waivers

HOST = frozenset({"api.example.com"})
TODAY = date(2026, 3, 1)
KNOWN = {"thing-is-sound": [OPERATION], "thing-is-new": ["GET /news"]}
ROW: dict[str, Any] = {
    "id": "names-are-numbers",
    "requirement": "thing-is-sound",
    "operation": OPERATION,
    "location": "/[*]/name",
    "reason": "The vendor has promised to mend this.",
    "link": "https://example.com/issues/7",
    "owner": "maintainers",
    "added": "2026-01-01",
    "expires": "2026-06-01",
    "expect": "fail",
    "target": "api.example.com",
}


def applied(
    given: Verdict, *waivers: Waiver, hosts: Container[str] = HOST, today: date = TODAY, is_live: bool = True
) -> Applied:
    return apply([given], waivers or [waiver()], hosts, today, is_live=is_live)


def reported(result: Applied) -> tuple[Disposition | None, str | None, list[WaiverState]]:
    (judged,) = result.verdicts
    return judged.disposition, judged.waiver, list(result.states.values())


class TestApply:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            (failure(), (Disposition.WAIVED, "names-are-numbers", [WaiverState.USED])),
            (verdict(Outcome.PASS), (Disposition.STALE, None, [WaiverState.STALE])),
            (verdict(Outcome.INCONCLUSIVE), (None, None, [WaiverState.UNUSED])),
            (verdict(Outcome.INAPPLICABLE), (None, None, [WaiverState.UNUSED])),
            (verdict(Outcome.ERROR), (None, None, [WaiverState.UNUSED])),
            (verdict(Outcome.PASS, "thing-is-new"), (None, None, [WaiverState.UNUSED])),
            (verdict(Outcome.PASS, operation="GET /others"), (None, None, [WaiverState.UNUSED])),
            (verdict(Outcome.FAIL, "thing-is-new"), (Disposition.NEW, None, [WaiverState.UNUSED])),
            (failure(operation="GET /others"), (Disposition.NEW, None, [WaiverState.UNUSED])),
        ],
    )
    def test_outcome(self, given: Verdict, expected: object) -> None:
        """A failure uses a waiver, a pass makes it stale; trouble, such as no answer, does neither."""
        assert reported(applied(given)) == expected

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            (failure(), (Disposition.WAIVED, "names-are-numbers", [WaiverState.USED])),
            (verdict(Outcome.PASS), (None, None, [WaiverState.UNUSED])),
        ],
    )
    def test_flaky(self, given: Verdict, expected: object) -> None:
        """A flaky deviation is waived when it occurs, and its waiver is never stale."""
        assert reported(applied(given, waiver(expect="flaky"))) == expected

    def test_flaky_elsewhere_in_failure(self) -> None:
        """A flaky waiver is not stale if its requirement fails at another place either."""
        result = applied(failure(), waiver(expect="flaky", locations=("/[*]/made_at",)))
        assert reported(result) == (Disposition.NEW, None, [WaiverState.UNUSED])

    def test_nothing_known(self) -> None:
        """A failure without any waiver is new."""
        (judged,) = apply([failure()], [], HOST, TODAY, is_live=True).verdicts
        assert judged.disposition is Disposition.NEW

    @pytest.mark.parametrize(
        ("location", "is_waived"),
        [("/[*]/name", True), ("/2/name", True), ("/0/name", True), ("/[*]/made_at", False), ("/[*]", False)],
    )
    def test_location(self, location: str, is_waived: bool) -> None:
        """A waiver holds for one location in every row; one that names a row means the same."""
        state = WaiverState.USED if is_waived else WaiverState.STALE
        assert reported(applied(failure(), waiver(locations=(location,))))[::2] == (
            Disposition.WAIVED if is_waived else Disposition.NEW,
            [state],
        )

    @pytest.mark.parametrize(("max_count", "is_waived"), [(None, True), (3, True), (4, True), (2, False)])
    def test_max_count(self, max_count: int | None, is_waived: bool) -> None:
        """More occurrences than the waiver allows are new."""
        disposition = reported(applied(failure(), waiver(max_count=max_count)))[0]
        assert disposition == (Disposition.WAIVED if is_waived else Disposition.NEW)

    def test_one_of_two_findings(self) -> None:
        """A second deviation beside a waived one is new; the waiver is still used."""
        other = finding(location="/2/made_at", pattern="/[*]/made_at")
        result = applied(failure(findings=(finding(), other)))
        assert reported(result) == (Disposition.NEW, "names-are-numbers", [WaiverState.USED])

    def test_two_waivers(self) -> None:
        """Two waivers together excuse two deviations."""
        other = finding(location="/2/made_at", pattern="/[*]/made_at")
        second = waiver("made-at-is-odd", locations=("/[*]/made_at",))
        result = applied(failure(findings=(finding(), other)), waiver(), second)
        assert reported(result) == (
            Disposition.WAIVED,
            "names-are-numbers, made-at-is-odd",
            [WaiverState.USED, WaiverState.USED],
        )

    def test_one_of_two_is_fixed(self) -> None:
        """A waiver for what no longer occurs is stale beside one that is used."""
        result = applied(failure(), waiver(), waiver("made-at-is-odd", locations=("/[*]/made_at",)))
        assert reported(result) == (Disposition.STALE, "names-are-numbers", [WaiverState.USED, WaiverState.STALE])
        assert result.verdicts[0].stale == ("made-at-is-odd",)

    def test_several_locations(self) -> None:
        """A waiver of several locations is used by each, and stale if one of them is fixed."""
        other = finding(location="/2/made_at", pattern="/[*]/made_at")
        both = waiver(locations=("/[*]/name", "/[*]/made_at"))
        assert reported(applied(failure(findings=(finding(), other)), both))[0] is Disposition.WAIVED
        result = applied(failure(), both)
        assert reported(result) == (Disposition.STALE, "names-are-numbers", [WaiverState.STALE])
        assert result.gone == {"names-are-numbers": ("/[*]/made_at",)}

    def test_document(self) -> None:
        """A defect that the document no longer has is fixed; an inapplicable requirement shows nothing."""
        fixed = verdict(Outcome.INAPPLICABLE, operation=DOCUMENT)
        known = waiver(operation=DOCUMENT, target=DOCUMENT, locations=("#/info/version",))
        assert reported(applied(fixed, known, hosts={DOCUMENT})) == (Disposition.STALE, None, [WaiverState.STALE])


class TestTarget:
    @pytest.mark.parametrize(
        ("target", "hosts", "state"),
        [
            ("api.example.com", {"api.example.com"}, WaiverState.USED),
            ("api.example.com", {"api.example.com", "api.example.com:8443"}, WaiverState.USED),
            ("api.example.com:8443", {"api.example.com", "api.example.com:8443"}, WaiverState.USED),
            ("api.example.com:8443", {"api.example.com"}, WaiverState.ELSEWHERE),
            ("api.example.com", {"staging.example.com"}, WaiverState.ELSEWHERE),
            ("example.com", {"api.example.com"}, WaiverState.ELSEWHERE),
        ],
    )
    def test_target(self, target: str, hosts: set[str], state: WaiverState) -> None:
        """A waiver holds for a host, or for a host with its port, and excuses no other."""
        result = applied(failure(), waiver(target=target), hosts=hosts)
        disposition = Disposition.WAIVED if state is WaiverState.USED else Disposition.NEW
        assert reported(result)[::2] == (disposition, [state])

    def test_pass_elsewhere(self) -> None:
        """Passes of another target make no waiver stale."""
        assert reported(applied(verdict(), hosts={"staging.example.com"})) == (None, None, [WaiverState.ELSEWHERE])


class TestExpiry:
    @pytest.mark.parametrize(
        ("today", "is_live", "disposition", "state"),
        [
            (date(2026, 6, 1), True, Disposition.WAIVED, WaiverState.USED),
            (date(2026, 6, 2), True, Disposition.EXPIRED, WaiverState.EXPIRED),
            (date(2099, 1, 1), False, Disposition.WAIVED, WaiverState.USED),
        ],
    )
    def test_expiry(self, today: date, is_live: bool, disposition: Disposition, state: WaiverState) -> None:
        """A waiver holds until its last day; then live runs report it, and runs over the same data do not change."""
        assert reported(applied(failure(), today=today, is_live=is_live))[::2] == (disposition, [state])

    def test_expired_beside_new(self) -> None:
        """A failure that an expired waiver covers only in part is new."""
        other = finding(location="/2/made_at", pattern="/[*]/made_at")
        result = applied(failure(findings=(finding(), other)), today=date(2026, 7, 1))
        assert reported(result) == (Disposition.NEW, None, [WaiverState.EXPIRED])

    def test_expired_and_fixed(self) -> None:
        """An expired waiver of a passing requirement is expired, and does not fail the run."""
        assert reported(applied(verdict(), today=date(2026, 7, 1))) == (None, None, [WaiverState.EXPIRED])


class TestLoad:
    def load(self, tmp_path: Path, *rows: dict[str, Any]) -> list[Waiver]:
        file = tmp_path / "waivers.yaml"
        file.write_text(yaml.safe_dump({"waivers": list(rows)}), encoding="utf-8")
        return load_waivers([file], KNOWN)

    def test_row(self, tmp_path: Path) -> None:
        """A row becomes a waiver that knows its place."""
        (loaded,) = self.load(tmp_path, ROW)
        assert loaded == waiver(place=f"{tmp_path / 'waivers.yaml'}:2")

    def test_several_files(self, tmp_path: Path) -> None:
        """The rows of several files are one list, and an empty file has none."""
        files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
        for file in files:
            file.write_text(yaml.safe_dump({"waivers": [{**ROW, "id": file.stem}]}), encoding="utf-8")
        assert [each.id for each in load_waivers(files, KNOWN)] == ["one", "two"]
        assert load_waivers([], KNOWN) == []

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"requirement": "thing-is-odd"}, "no requirement is called thing-is-odd"),
            ({"operation": "GET /news"}, "thing-is-sound is not judged for GET /news"),
            ({"expires": "2026-07-01"}, f"within {MAX_DAYS} days of added; the latest is 2026-06-30"),
            ({"expires": "2025-12-31"}, "expires must be within"),
            ({"expires": "2026-02-30"}, '"2026-02-30" is not a "date"'),
            ({"expires": "soon"}, '"soon" is not a "date"'),
            ({"reason": "too short to tell"}, "shorter than 20 characters"),
            ({"expect": "pass"}, '"pass" is not one of'),
            ({"max_count": 0}, "less than the minimum of 1"),
            ({"link": "somewhere"}, 'is not a "uri"'),
            ({"id": "Not An Id"}, "does not match"),
            ({"note": "more"}, "'note' was unexpected"),
        ],
    )
    def test_refusal(self, tmp_path: Path, changes: dict[str, Any], message: str) -> None:
        """An invalid row is refused with file and line, in one line."""
        with pytest.raises(InputError) as raised:
            self.load(tmp_path, {**ROW, "id": "sound"}, {**ROW, **changes})
        text = str(raised.value)
        assert message in text
        assert re.match(rf"{re.escape(str(tmp_path / 'waivers.yaml'))}:(1[3-9]|2\d): ", text)
        assert "\n" not in text

    @pytest.mark.parametrize("name", sorted(ROW))
    def test_missing_property(self, tmp_path: Path, name: str) -> None:
        """Every property except max_count is required."""
        with pytest.raises(InputError, match=f'waivers.yaml:2: .*"{name}" is a required property'):
            self.load(tmp_path, {key: value for key, value in ROW.items() if key != name})

    def test_taken_id(self, tmp_path: Path) -> None:
        """An id is unique, and the message gives the place of the first one."""
        with pytest.raises(InputError, match=r":13: the id names-are-numbers is already used at .*waivers\.yaml:2$"):
            self.load(tmp_path, ROW, {**ROW})

    def test_longest(self, tmp_path: Path) -> None:
        """A waiver of 180 days is allowed."""
        (loaded,) = self.load(tmp_path, {**ROW, "expires": "2026-06-30"})
        assert (date.fromisoformat(loaded.expires) - date.fromisoformat(loaded.added)).days == MAX_DAYS

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "is not of type"),
            ("waivers: 7\n", ':1: waivers: 7 is not of type "array"'),
            ("waivers: [\n", "waivers.yaml:"),
            ("others: []\n", "'others' was unexpected"),
            ("waivers: []\nwaivers: []\n", ":1: names waivers twice (line 2)|:2: names waivers twice"),
        ],
    )
    def test_unusable_file(self, tmp_path: Path, text: str, message: str) -> None:
        """A file of another form is refused with its name."""
        file = tmp_path / "waivers.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as raised:
            load_waivers([file], KNOWN)
        assert any(part in str(raised.value) for part in message.split("|"))

    def test_missing_file(self, tmp_path: Path) -> None:
        """A missing file is refused with its name."""
        with pytest.raises(InputError, match=r"none\.yaml: cannot be read: No such file"):
            load_waivers([tmp_path / "none.yaml"], KNOWN)
