"""A run is considerate: it limits its rate, identifies itself, and shows in advance what it would send."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.contract.load import SPEC
from conformance.exchange.transport import Transport
from conformance.exchange.waiting import interval_of, retry_after
from conformance.model import InputError, Intent, Response, Target
from conformance.reference.api import KEY as REFERENCE_KEY
from conformance.reference.api import Api
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve as serve_api
from conformance.report.plan import plan_lines
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.selftests.conftest import Run
from conformance.selftests.runs import judged
from conformance.selftests.servers import answer, serve
from conformance.selftests.transports import KEY, OPERATION, a_case

BUSY = answer(b"", "Retry-After: 2", status="429 Too Many Requests")
FORM = "%a, %d %b %Y %H:%M:%S GMT"
ENVIRONMENT = {"BOLNA_API_KEY": REFERENCE_KEY, "BOLNA_AGENT_ID": "8c1f2a34-5b6d-4e7f-8a90-b1c2d3e4f506"}


class TestRate:
    @pytest.mark.parametrize(
        ("rate", "seconds"), [("5", 0.2), ("5/s", 0.2), ("0.5/s", 2.0), ("0.5", 2.0), ("1000", 0.001)]
    )
    def test_rate(self, rate: str, seconds: float) -> None:
        """A rate is a number of requests per second, with or without its unit."""
        assert interval_of(rate) == seconds

    @pytest.mark.parametrize(
        "rate", ["", "0", "0.0/s", "-1", "nan", "inf", "1e3", "5/m", "5 /s", "/s", "5/s\n", "99999", "\u0665", "0.0001"]
    )
    def test_invalid_rate(self, rate: str) -> None:
        """An invalid rate is refused in one line that says how to write one."""
        with pytest.raises(InputError, match=r"^--rate .* write it like 5/s or 0\.5/s$"):
            interval_of(rate)

    @given(st.text())
    def test_any_text(self, text: str) -> None:
        """Any text is either a usable rate or refused."""
        with suppress(InputError):
            assert 0 < interval_of(text) <= 1000

    @pytest.mark.parametrize(
        ("url", "rate", "interval"),
        [
            ("https://api.example.com", None, 0.2),
            ("https://api.example.com", "2", 0.5),
            ("http://127.0.0.1:9", None, 0.0),
            ("http://localhost:9", None, 0.0),
            ("http://127.0.0.1:9", "2/s", 0.5),
            (None, None, 0.0),
        ],
    )
    def test_default(self, url: str | None, rate: str | None, interval: float) -> None:
        """By default another machine gets five requests per second, and this one is not limited."""
        assert Session(Options(base_url=url, rate=rate), ENVIRONMENT).source.interval == interval

    def test_pace(self) -> None:
        """A request waits for its turn; the first one, and a late one, do not wait."""
        slept: list[float] = []
        with serve(answer()) as server:
            transport = Transport(Target("live", server.base_url), (OPERATION,), 9, 5.0, slept.append, interval=300.0)
            transport.send(a_case(), KEY)
            assert slept == []
            transport.send(a_case("/others/7"), KEY)
            assert slept == []
            transport.send(a_case(), KEY)
        (waited,) = slept
        assert 200 < waited <= 300

    def test_retry_keeps_the_pace(self) -> None:
        """A retry after a 429 waits for its turn too."""
        slept: list[float] = []
        with serve(BUSY, answer()) as server:
            transport = Transport(Target("live", server.base_url), (OPERATION,), 9, 5.0, slept.append, interval=300.0)
            transport.send(a_case(), KEY)
        assert slept[0] == 2
        assert 200 < slept[1] <= 300

    def test_real_pace(self) -> None:
        """Five requests at twenty per second take a fifth of a second."""
        with serve(answer()) as server:
            transport = Transport(Target("live", server.base_url), (OPERATION,), 9, 5.0, interval=0.05)
            started = time.monotonic()
            for _ in range(5):
                transport.send(a_case(), KEY)
        assert time.monotonic() - started >= 0.2

    def test_usage(self, run: Run) -> None:
        """An invalid rate is a usage error in one line."""
        ended = run("--base-url", "https://api.example.com", "--rate", "fast")
        assert (ended.code, ended.report) == (4, None)
        assert ended.text.strip().splitlines() == [
            "ERROR: --rate 'fast' is not a number of requests per second; write it like 5/s or 0.5/s"
        ]


class TestRetryAfter:
    def asked(self, text: str, date: str | None = None) -> int | None:
        headers = (("Retry-After", text), *([("Date", date)] if date else []))
        return retry_after(Response(429, headers, b""))

    def test_date(self) -> None:
        """A date is compared with the answer's clock, or with the local one."""
        now = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
        later = (now + timedelta(seconds=40)).strftime(FORM)
        assert self.asked(later, now.strftime(FORM)) == 40
        ours = (datetime.now(UTC) + timedelta(seconds=40)).strftime(FORM)
        assert self.asked(ours) in (39, 40)

    def test_past(self) -> None:
        """A past date needs no wait."""
        assert self.asked("Wed, 21 Oct 2015 07:28:00 GMT") == 0

    @pytest.mark.parametrize("text", ["", "soon", "-1", "1.5", "\xb2", "2026-03-01T12:00:00Z", "Wed, 21 Oct 2065"])
    def test_unreadable(self, text: str) -> None:
        """A value that is neither a number nor a date gives no wait."""
        assert self.asked(text) is None

    @given(st.text())
    def test_any_text(self, text: str) -> None:
        """No text breaks the parser."""
        found = self.asked(text)
        assert found is None or found >= 0

    def test_waited_for(self) -> None:
        """A date within a minute is waited for, a later one is not."""
        now = datetime.now(UTC)
        for seconds, waits, sent in ((30, [30], 2), (90, [], 1)):
            slept: list[float] = []
            headers = (
                f"Date: {now.strftime(FORM)}",
                f"Retry-After: {(now + timedelta(seconds=seconds)).strftime(FORM)}",
            )
            with serve(answer(b"", *headers, status="429 Too Many"), answer()) as server:
                transport = Transport(Target("live", server.base_url), (OPERATION,), 9, 5.0, slept.append)
                transport.send(a_case(), KEY)
            assert (slept, len(server.requests)) == (waits, sent)


class TestRequestId:
    def test_fresh(self) -> None:
        """Every request has its own id, a retry too; the exchange has the id of its last request."""
        with serve(BUSY, answer()) as server:
            transport = Transport(Target("live", server.base_url), (OPERATION,), 9, 5.0, lambda _: None)
            exchanges = [transport.send(a_case(), KEY) for _ in range(2)]
        sent = [server.header("x-request-id", number) for number in range(3)]
        ids = [UUID(each) for (each,) in sent]
        assert len({*ids}) == 3
        assert [each.request.id for each in exchanges] == [str(each) for each in ids[1:]]
        assert server.header("user-agent")[0].startswith("bolna-conformance/")

    def test_in_place_of_the_case(self) -> None:
        """A contract with a parameter of that name gets one id, not two."""
        with serve(answer()) as server:
            transport = Transport(Target("live", server.base_url), (OPERATION,), 9, 5.0)
            transport.send(a_case(headers=(("x-request-ID", "7"),)), KEY)
        assert len(server.header("x-request-id")) == 1

    def test_not_sent(self) -> None:
        """A request that is not sent has no id."""
        with serve(answer()) as server:
            transport = Transport(Target("live", server.base_url), (OPERATION,), 9, 5.0)
            assert transport.send(a_case("/others/7"), KEY).request.id == ""

    def test_report_has_ids(self) -> None:
        """The report has the id of every request, and a deviation has that of its own."""
        with serve_api(MUTANTS["status-is-newer"]()) as url:
            ended = judged(Options(base_url=url))
        assert ended.report is not None
        ids = [str(UUID(each["request_id"])) for each in ended.report["exchanges"]]
        told = re.findall(r"request   X-Request-Id: (\S+)", ended.text)
        assert told != []
        assert {*told} <= {*ids}


class TestPlan:
    def test_sends_nothing(self, run: Run) -> None:
        """The plan lists every request and describes its credentials; nothing is sent, nothing written."""
        with serve(answer()) as server:
            ended = run("--base-url", server.base_url, "--plan")
        assert (ended.code, server.requests, ended.report) == (0, [], None)
        lines = ended.text.splitlines()
        assert lines[-1].startswith(f"requests: {len(lines) - 1} planned, ")
        assert lines[-1].endswith(f"; target: {server.base_url}; nothing was sent")
        (bare,) = [line for line in lines if " no-key " in line]
        assert re.fullmatch(r"no key +no-key +GET /batches/[-0-9a-f]{36}/all", bare)

    def test_is_what_is_sent(self, run: Run) -> None:
        """The plan matches the run: the same requests in the same order."""
        with serve_api(Api()) as url:
            planned, ended = run("--base-url", url, "--plan"), run("--base-url", url)
        assert ended.report is not None
        shown = [re.split(r"  +| (?=GET)", line)[-2].strip() for line in planned.text.splitlines()[:-1]]
        assert [each["intent"] for each in ended.report["exchanges"]] == [words.split()[-1] for words in shown]

    def test_credentials(self) -> None:
        """Each intent has its own description of credentials; an operation without security shows no key."""
        session = Session(Options(base_url="https://api.example.com"), ENVIRONMENT)
        plan, target = session.source.plan, session.source.target
        lines = [*plan_lines(plan, session.suite.operations, target)]
        words = {line[27:44].strip(): line[:27].strip() for line in lines}
        assert words[Intent.KNOWN] == "the key"
        refusable = [each for each in Intent if each.is_refusable]
        assert len({words[each] for each in refusable}) == len(refusable)
        bare = [*plan_lines(plan, session.suite.operations, replace(target, credentials={}))]
        assert {line[:27].strip() for line in bare if " known " in line} == {"no key"}
        assert REFERENCE_KEY[:-1] not in "\n".join(lines)

    def test_unusable(self, run: Run) -> None:
        """Input that a run refuses is refused for its plan too."""
        ended = run("--base-url", "", "--plan")
        assert ended.code == 4
        assert "--base-url is empty" in ended.text

    def test_nothing_to_send(self, run: Run) -> None:
        """A document alone needs no request."""
        ended = run("--spec", str(SPEC / "openapi.yaml"), "--plan")
        assert ended.code == 0
        assert ended.text.startswith("requests: 0 planned")
        assert ended.text.endswith("; target: none: give --base-url to judge an API; nothing was sent\n")
