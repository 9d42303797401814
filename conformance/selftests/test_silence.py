"""An operation that gives no answer is left alone and named; the others are judged, unless the target is silent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.silence import Silence
from conformance.exchange.trouble import CUT_OFF
from conformance.model import Exchange, Outcome, Trouble
from conformance.selftests.exchanges import answer, unanswered
from conformance.selftests.hosts import KNOWN, Host, Judged, contract, judge
from conformance.verdict.own_silence import own_silence

FAILED = "answer-is-not-a-server-error"
LOST = Trouble("timeout", "no complete answer within the time limit")
CUT = Trouble("framing", CUT_OFF)
MANY = tuple(f"/things{number}" for number in range(8))
THINGS = {**KNOWN, **{path: [{"id": "t"}] for path in MANY}}


def of(operation: str, trouble: Trouble | None = None, sequence: int = 0) -> Exchange:
    made = answer() if trouble is None else replace(unanswered(), trouble=trouble)
    return replace(made, sequence=sequence, case=replace(made.case, operation=operation))


def judged_in_full(found: Judged, *paths: str) -> bool:
    """Return whether all requests for some paths were answered."""
    ours = [each for each in found.exchanges if each.case.operation in {f"GET {path}" for path in paths}]
    return bool(ours) and all(each.response is not None for each in ours)


class TestRun:
    def test_hangs_up(self, tmp_path: Path) -> None:
        """One that ends the connection at each request is named, wherever it stands; three requests are enough."""
        for place in range(3):
            paths = ["/users", "/orders"]
            paths.insert(place, "/crash")
            found = judge(tmp_path, contract(*paths), Host(hangs_up=("/crash",)))
            assert (found.blamed, found.obstacle) == ({(FAILED, "/crash")}, None)
            assert found.asked.count("/crash") == 3
            assert judged_in_full(found, "/users", "/orders")

    @pytest.mark.parametrize("silent", [MANY[:3], MANY[1:6], (MANY[0], *MANY[5:])], ids=["first", "many", "around"])
    def test_several(self, tmp_path: Path, silent: tuple[str, ...]) -> None:
        """Several in a row do not end the run: one that was answered is asked again."""
        found = judge(tmp_path, contract(*MANY), Host(hangs_up=silent, known=THINGS))
        assert {path for _, path in found.blamed} == {*silent}
        assert found.obstacle is None
        assert judged_in_full(found, *(path for path in MANY if path not in silent))

    def test_waits(self, tmp_path: Path) -> None:
        """One that is too slow is inconclusive: it may be so today only."""
        found = judge(tmp_path, contract("/users", "/orders"), Host(waits=("/orders",)), timeout=0.3)
        assert (found.blamed, found.obstacle) == (set(), None)
        (verdict,) = [one for one in found.verdicts if (one.requirement.id, one.operation) == (FAILED, "GET /orders")]
        assert (verdict.outcome, "within the time limit" in verdict.reason) == (Outcome.INCONCLUSIVE, True)
        assert judged_in_full(found, "/users")

    def test_silent_target(self, tmp_path: Path) -> None:
        """A target that answers nothing is left alone after a few requests, and nobody is blamed."""
        found = judge(tmp_path, contract(*MANY), Host(hangs_up=MANY))
        assert (found.blamed, len(found.asked)) == (set(), 6)
        assert "the target cannot be judged" in (found.obstacle or "")


class TestSilence:
    @pytest.mark.parametrize(
        ("failures", "operations", "is_doubtful"),
        [
            ("aa", 1, False),
            ("aaa", 1, True),
            ("aaa", 2, False),
            ("aba", 2, True),
            ("abc", 9, False),
            ("abcde", 9, False),
            ("abcdef", 9, True),
            ("Xabc", 9, True),
            ("Xaba", 9, False),
            ("abXc", 9, False),
        ],
    )
    def test_doubt(self, failures: str, operations: int, is_doubtful: bool) -> None:
        """It takes failures in a row of several operations, and more of them if the target has never answered."""
        silence = Silence(operations)
        for name in failures:
            silence.learn(of(name, None if name == "X" else LOST))
        assert silence.is_doubtful(LOST) is is_doubtful

    def test_nobody_there(self) -> None:
        """A target that refuses connections is given up after three requests."""
        silence, refused = Silence(9), Trouble("refused", "connection refused: nothing listens there")
        for name in "abc":
            silence.learn(of(name, refused))
        assert silence.is_doubtful(refused)

    def test_unreadable(self) -> None:
        """An answer that is too large is one: the target is there, and the operation is left alone all the same."""
        silence, large = Silence(9), Trouble("too-large", "the body is larger than 16777216 bytes")
        for name in "aaabcd":
            silence.learn(of(name, large))
        assert not silence.is_doubtful(large)
        assert silence.of("a") == Trouble("too-large", f"not sent after 3 failures in a row: {large.reason}")
        assert silence.of("b") is None

    def test_witness(self) -> None:
        """The last one that was answered and has not failed since is asked again."""
        silence = Silence(3)
        for number, (name, trouble) in enumerate([("a", None), ("b", None), ("c", None), ("c", LOST)]):
            silence.learn(of(name, trouble, number))
        found = silence.witness()
        assert found is not None
        assert found.case.operation == "b"


class TestOwnSilence:
    def test_named(self) -> None:
        """At least twice, at every request, and between the answers of others."""
        row = [of("a"), of("b", CUT), of("a"), of("b", replace(CUT, kind="connection")), of("a")]
        found = own_silence([replace(each, sequence=number) for number, each in enumerate(row)])
        assert {name: [each.sequence for each in group] for name, group in found.items()} == {"b": [1, 3]}

    @pytest.mark.parametrize(
        "row",
        [
            [],
            [of("b", CUT), of("b", CUT)],
            [of("a"), of("b", CUT), of("a")],
            [of("a"), of("b", CUT), of("b", CUT)],
            [of("b", CUT), of("b", CUT), of("a")],
            [of("a"), of("b", CUT), of("b"), of("b", CUT), of("a")],
            [of("a"), of("b", LOST), of("b", LOST), of("a")],
            [of("a"), of("b", Trouble("ceiling", "not sent")), of("b", Trouble("ceiling", "not sent")), of("a")],
        ],
        ids=["nothing", "alone", "once", "at the end", "before", "answered once", "too slow", "not sent"],
    )
    def test_not_named(self, row: list[Exchange]) -> None:
        """Otherwise the network may be responsible, or a pause of the server."""
        assert own_silence([replace(each, sequence=number) for number, each in enumerate(row)]) == {}

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, CUT, LOST])), max_size=12))
    def test_any_row(self, row: list[tuple[str, Trouble | None]]) -> None:
        """Whoever was answered once is never named."""
        exchanges = [of(name, trouble, number) for number, (name, trouble) in enumerate(row)]
        assert own_silence(exchanges).keys() & {name for name, trouble in row if trouble is None} == set()
