"""Redaction preserves the verdicts; where it cannot, it says so, and the replay is inconclusive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.exchange.recordings.files import read_recording
from conformance.exchange.recordings.own import exchange_of, line_of
from conformance.exchange.recordings.redacting import KEY_VARIABLE, redaction_key
from conformance.model import InputError, Outcome, Recorded, Verdict
from conformance.reference.api import KEY, Api
from conformance.reference.bundled import FEW
from conformance.reference.data import AGENTS, Row
from conformance.run.laboratory import Laboratory
from conformance.verdict.preserving import redacted

SECRET = b"0123456789abcdef"


class ShortIds(Api):
    """Batches with ids so short that they are masked, all alike."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with numbers for ids."""
        return [{**row, "batch_id": str(place)} for place, row in enumerate(super().rows(agent)[:9])]


@pytest.fixture(scope="module")
def laboratory() -> Laboratory:
    return Laboratory(FEW)


@pytest.fixture(scope="module")
def raw(laboratory: Laboratory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an unredacted recording."""
    path = tmp_path_factory.mktemp("raw") / "raw.ndjson"
    exchanges, target = laboratory.exchanges(Api())
    path.write_text("".join(f"{line_of(each, target, {'thing-is-lost'})}\n" for each in exchanges))
    return path


def reported(verdicts: Sequence[Verdict], without: frozenset[str] = frozenset()) -> list[object]:
    return [
        (each.requirement.id, each.outcome, sorted((one.fingerprint, one.count) for one in each.findings))
        for each in verdicts
        if each.requirement.id not in without
    ]


class TestRedacted:
    def test_hidden(self, laboratory: Laboratory) -> None:
        """Requirements whose verdict would change are named, and are inconclusive on replay."""
        suite = laboratory.session.suite
        exchanges, target = laboratory.exchanges(ShortIds())
        live = suite.judge(suite.evidences(exchanges, target))
        clean = redacted(suite, exchanges, target, SECRET, live)
        assert "row-id-is-unique" in clean.hidden
        replayed = suite.judge(suite.evidences(clean.exchanges, clean.target), clean.hidden)
        assert {(each.outcome, each.reason) for each in replayed if each.requirement.id in clean.hidden} == {
            (Outcome.INCONCLUSIVE, "required data was redacted")
        }
        assert reported(live, clean.hidden) == reported(replayed, clean.hidden)
        again = redacted(suite, clean.exchanges, clean.target, SECRET, replayed, clean.hidden)
        assert clean.hidden <= again.hidden


class TestKey:
    def test_given(self) -> None:
        """A user's key is used; without one each recording has its own."""
        assert redaction_key({KEY_VARIABLE: "0123456789abcdef"}) == b"0123456789abcdef"
        assert redaction_key({}) != redaction_key({})
        assert len(redaction_key({KEY_VARIABLE: ""})) == 32

    def test_short(self) -> None:
        """A weak key is refused."""
        with pytest.raises(InputError, match=f"{KEY_VARIABLE} is shorter than 16"):
            redaction_key({KEY_VARIABLE: "0123456789abcde"})


class TestCommand:
    def test_clean(
        self, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A recording is redacted; with the same key the result is the same, and what was hidden stays so."""
        monkeypatch.setenv(KEY_VARIABLE, "0123456789abcdef")
        one, other = tmp_path / "one.ndjson", tmp_path / "other.ndjson"
        assert KEY in raw.read_text()
        assert main(["redact", str(raw), str(one)]) == 0
        assert capsys.readouterr().out == (
            f"recorded: {len(raw.read_text().splitlines())} exchanges of the contract\nwritten: {one}\n"
            "hidden by redaction, inconclusive on replay: thing-is-lost\n"
        )
        assert [text for text in (KEY, '0123456789abcdef"', *AGENTS) if text in one.read_text()] == []
        recorded = [each for each in read_recording(one) if isinstance(each, Recorded)]
        assert {exchange_of(each).hidden for each in recorded} == {frozenset({"thing-is-lost"})}
        assert main(["redact", str(raw), str(other)]) == 0
        assert one.read_bytes() == other.read_bytes()

    def test_itself(self, raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The only original is not overwritten, under any name."""
        (tmp_path / "link.ndjson").symlink_to(raw)
        before = raw.read_bytes()
        for source, destination in ((raw, raw), (raw, tmp_path / "link.ndjson"), (tmp_path / "link.ndjson", raw)):
            assert main(["redact", str(source), str(destination)]) == 4
            assert "is the recording itself; give another file" in capsys.readouterr().err
        assert before == raw.read_bytes()

    def test_name_of_the_file(self, tmp_path: Path) -> None:
        """A redacted recording does not reveal the name of the original."""
        source = tmp_path / "Anna Smith +4915123456789.har"
        source.write_bytes((Path(__file__).parent / "data" / "recordings" / "mitmproxy.har").read_bytes())
        assert main(["redact", str(source), str(tmp_path / "out.ndjson")]) == 0
        ids = [json.loads(line)["_conformance"]["id"] for line in (tmp_path / "out.ndjson").read_text().splitlines()]
        assert [f"recorded#{number}" for number in range(len(ids))] == ids

    @pytest.mark.parametrize(("content", "why"), [("", "is empty"), ("{}\n", "is not a recording")])
    def test_unusable(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, why: str) -> None:
        """A file that is not a recording is refused in one line, and nothing is written."""
        (tmp_path / "in.ndjson").write_text(content)
        assert main(["redact", str(tmp_path / "in.ndjson"), str(tmp_path / "out.ndjson")]) == 4
        assert why in capsys.readouterr().err
        assert not (tmp_path / "out.ndjson").exists()

    def test_absent(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A missing file is named."""
        assert main(["redact", str(tmp_path / "in.ndjson"), str(tmp_path / "out.ndjson")]) == 4
        assert "in.ndjson: is not a file" in capsys.readouterr().err
