"""A run over recordings takes the answers to its planned and drawn cases from them, and reports which are missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conformance.exchange import transport
from conformance.reference.api import KEY
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.run.settings import Options
from conformance.selftests.conftest import ONE_PLANNED, PLANNED, Ended, Run
from conformance.selftests.listening import Listener
from conformance.selftests.runs import judged

SAMPLES = Path(__file__).parent / "data" / "recordings"
OPERATION = "GET /batches/{agent_id}/all"
TARGET = "security: {bearerAuth: BOLNA_API_KEY}\nparameters: {agent_id: BOLNA_AGENT_ID}\nowners: [agent_id]\n"
KNOWN = f"/batches/{AGENTS[0]}/all"
UNRECORDED = ("inconclusive", "not recorded")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Write the file that names the variables for the key and the known agents."""
    (tmp_path / "target.yaml").write_text(TARGET, encoding="utf-8")
    return tmp_path / "target.yaml"


@pytest.fixture(autouse=True)
def no_connection(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return the function after which the suite cannot open a connection, not even to this machine."""

    def refuse(*_: object) -> None:
        raise RuntimeError("a recording is judged, and something would be sent")

    return lambda: monkeypatch.setattr(transport, "Connection", refuse)


Har = Callable[..., str]


@pytest.fixture
def har(tmp_path_factory: pytest.TempPathFactory) -> Har:
    """Return the function that writes a HAR of paths, statuses and bodies, without a search for the key in it."""
    return partial(write_har, tmp_path_factory.mktemp("har") / "traffic.har")


def write_har(path: Path, *entries: tuple[str, int, str], key: str | None = KEY) -> str:
    """Write a HAR; without a key it looks like an export of Chrome."""
    headers = [{"name": "Authorization", "value": f"Bearer {key}"}] if key else []
    written = [
        {
            "request": {"method": "GET", "url": f"https://api.example.com{place}", "headers": headers},
            "response": {
                "status": status,
                "headers": [{"name": "Content-Type", "value": "application/json"}],
                "content": {"text": body, "size": len(body)},
            },
        }
        for place, status, body in entries
    ]
    log = {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": written}
    path.write_text(json.dumps({"log": log}), encoding="utf-8")
    return str(path)


def outcomes(ended: Ended) -> dict[str, tuple[str, str]]:
    """Return the outcome of each requirement on the API, with its reason."""
    return {each["requirement"]: (each["outcome"], each["reason"]) for each in ended.verdicts_of(OPERATION)}


def keep(file: Path, wanted: Callable[[Any], bool]) -> None:
    """Keep only some lines of a recording."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if wanted(json.loads(line)["_conformance"])]
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@dataclass(frozen=True)
class Recorded:
    """A recorded run of the sound reference."""

    file: Path
    ended: Ended

    def in_folder(self, folder: Path) -> Path:
        """Copy the recording into a folder."""
        return Path(shutil.copy(self.file, folder))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, sound: str) -> Recorded:
    folder = tmp_path_factory.mktemp("recorded")
    ended = judged(Options(base_url=sound, record=folder / "run.ndjson"))
    return Recorded(folder / "run.ndjson", ended)


class TestOwn:
    def test_complete(self, run: Run, recorded: Recorded, no_connection: Callable[[], None]) -> None:
        """A complete run is recorded as such: there is nothing to play, and nothing is sent."""
        no_connection()
        again = run("--recording", str(recorded.file))
        assert f"planned: {ONE_PLANNED} cases; {ONE_PLANNED} recorded as such, 0 played, 0 not recorded\n" in again.text
        assert "not recorded: " not in again.text
        assert again.report is not None
        assert (again.code, again.report["header"]["requests"], len(again.report["exchanges"])) == (0, 0, ONE_PLANNED)

    def test_cut(self, tmp_path: Path, recorded: Recorded) -> None:
        """Without some of its lines a recording passes what the others show, and counts no answer twice."""
        whole, file = outcomes(recorded.ended), recorded.in_folder(tmp_path)
        keep(file, lambda note: note["id"] in ("known-1", "malformed-agent_id-nil"))
        again = judged(Options(recordings=[str(file)]))
        cut = outcomes(again)
        assert whole["missing-key-is-refused"][0] == whole["repeated-request-gives-same-list"][0] == "pass"
        assert (cut["missing-key-is-refused"], cut["repeated-request-gives-same-list"]) == (UNRECORDED, UNRECORDED)
        assert cut["valid-request-succeeds"] == whole["valid-request-succeeds"]
        assert (
            f"planned: {ONE_PLANNED} cases; 1 recorded as such, 0 played, {ONE_PLANNED - 1} not recorded\n"
            in again.text
        )
        assert (again.code, again.must_failed()) == (0, set())

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("base_url", "http://["),
            ("credentials", {"bearerAuth": "\u20ac"}),
            ("credentials", {"bearerAuth": ""}),
            ("parameters", {"agent_id": ["a\ud800"]}),
            ("foreign", {"agent_id": ".."}),
        ],
    )
    def test_damaged(self, run: Run, tmp_path: Path, recorded: Recorded, name: str, value: object) -> None:
        """A target to which no request could have been sent is a usage error without a traceback."""
        entry = json.loads(recorded.file.read_text(encoding="utf-8").splitlines()[0])
        entry["_conformance"]["target"][name] = value
        (tmp_path / "run.ndjson").write_text(json.dumps(entry) + "\n", encoding="utf-8")
        ended = run("--recording", "run.ndjson")
        assert ended.code == 4
        assert "a target that no request could have been sent to" in ended.text

    def test_target(self, run: Run, recorded: Recorded, target: Path) -> None:
        """A recording of a run names its target itself, so `--target` is refused."""
        ended = run("--recording", str(recorded.file), "--target", str(target))
        assert ended.code == 4
        assert "--target is of no use here" in ended.text


class TestOthers:
    @pytest.mark.parametrize(
        ("sample", "played"),
        [("chromium.har", 2), ("mitmproxy-gzip.har", 2), ("vcrpy.yaml", 2), ("newman.json", 1)],
    )
    def test_samples(self, target: Path, sample: str, played: int) -> None:
        """Recordings of other tools answer the planned cases once the key and the agents are known."""
        before = judged(Options(recordings=[str(SAMPLES / sample)]))
        ended = judged(Options(recordings=[str(SAMPLES / sample)], target=target), AGENTS)
        assert (
            f"planned: {PLANNED} cases; 0 recorded as such, {played} played, {PLANNED - played} not recorded\n"
            in ended.text
        )
        assert (ended.code, ended.must_failed()) == (0, set())
        was, now = outcomes(before), outcomes(ended)
        assert {name for name in was if was[name][0] == "pass"} <= {name for name in now if now[name][0] == "pass"}
        assert was["valid-request-succeeds"] == UNRECORDED
        assert now["valid-request-succeeds"] == ("pass", "")

    def test_authored(self, target: Path) -> None:
        """Examples that may be written by hand answer nothing."""
        ended = judged(Options(recordings=[str(SAMPLES / "postman.json")], target=target), AGENTS)
        assert f"planned: {PLANNED} cases; 0 recorded as such, 0 played, {PLANNED} not recorded\n" in ended.text

    def test_key_is_left_out(self, har: Har, target: Path) -> None:
        """A HAR without the key does not show a public API: the key may have been removed."""
        file = har((KNOWN, 200, "[]"), (KNOWN, 401, "{}"), key=None)
        ended = judged(Options(recordings=[file], target=target), AGENTS)
        assert f"{PLANNED} cases; 0 recorded as such, 0 played, {PLANNED} not recorded\n" in ended.text
        assert ended.must_failed() == set()
        assert outcomes(ended)["missing-key-is-refused"] == UNRECORDED

    def test_other_key(self, har: Har, target: Path) -> None:
        """Answers to another key say nothing about the given key."""
        file = har((KNOWN, 400, '{"error": 1, "message": "no"}'), key="bn-other")
        ended = judged(Options(recordings=[file], target=target), AGENTS)
        assert outcomes(ended)["valid-request-succeeds"] == UNRECORDED

    def test_fails(self, run: Run, har: Har, target: Path) -> None:
        """An answer is judged once the request is known: the finding says how to repeat it."""
        file = har((KNOWN, 400, '{"error": 1, "message": "no"}'))
        assert judged(Options(recordings=[file])).must_failed() == set()
        ended = run("--recording", file, "--target", str(target))
        assert "valid-request-succeeds" in ended.failed()
        repeated = """curl -sS -i -H 'Accept: application/json' -H "Authorization: Bearer $BOLNA_API_KEY" https://"""
        assert f"{repeated}api.example.com/batches/" in ended.text

    def test_missing_variable(self, run: Run, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A target file whose variables are not set is a usage error, as in a live run."""
        monkeypatch.delenv("BOLNA_API_KEY")
        ended = run("--recording", str(SAMPLES / "chromium.har"), "--target", str(target))
        assert (ended.code, ended.report) == (4, None)
        assert "the environment variable BOLNA_API_KEY is not set" in ended.text


@pytest.fixture
def few(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the function that runs the suite for a single agent: each draw is judged with everything that is known."""
    monkeypatch.setenv("BOLNA_AGENT_ID", AGENTS[3])
    return run


class TestDrawn:
    def test_held(self, few: Run, har: Har, target: Path, no_connection: Callable[[], None]) -> None:
        """A recorded draw is judged: a malformed one that was accepted fails an item of its own."""
        api = Listener()
        with serve(api) as url:
            live = few("--base-url", url, "-k", "malformed-parameter-is-refused")
        assert live.report is not None
        no_connection()
        drawn = [each["sequence"] for each in live.report["exchanges"] if each["origin"] == "schemathesis"]
        file = har(*((api.paths[number], 200, "[]") for number in drawn))
        ended = few("--recording", file, "--target", str(target))
        assert "malformed-parameter-is-refused" in ended.failed()
        assert f"test_properties.py::test_generated_request[{OPERATION}]" in ended.text
        assert ended.report is not None
        assert ended.report["header"]["requests"] == 0

    def test_not_held(self, few: Run, har: Har, target: Path, no_connection: Callable[[], None]) -> None:
        """Where no draw is recorded, exploring neither passes nor fails."""
        no_connection()
        ended = few("--recording", har((KNOWN, 200, "[]")), "--target", str(target), "-v")
        assert f"test_generated_request[{OPERATION}] INCONCLUSIVE" in ended.text
        assert "SUBPASSED" not in ended.text
        assert ended.must_failed() == set()

    def test_own(self, few: Run, tmp_path: Path, no_connection: Callable[[], None]) -> None:
        """Our own recording answers what was drawn for it, and shows the fault."""
        with serve(MUTANTS["status-is-newer"]()) as url:
            judged(Options(base_url=url, record=tmp_path / "run.ndjson"))
        no_connection()
        ended = few("--recording", "run.ndjson", "-v")
        assert f"test_generated_request[{OPERATION}] PASSED" in ended.text
        assert ended.must_failed() == {"schema:#/components/schemas/Batch/properties/status/enum"}
