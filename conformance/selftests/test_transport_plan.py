"""What leaves the machine: planned requests only, to the target only, and no more than allowed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import httpx
import pytest
import respx

from conformance.contract.openapi import Operation
from conformance.exchange.credentials import Credentials
from conformance.exchange.transport import Transport, fetch_page
from conformance.model import Case, InputError, Target
from conformance.selftests.servers import PATIENCE, Script, answer, reset, serve
from conformance.selftests.transports import DELETE, ITEM, KEY, OPERATION, a_case

ODD = Operation("GET .evil.example/{id}", "GET", ".evil.example/{id}", "#/e", (ITEM,), {}, ())
SOUND = httpx.Response(200, json=[])
BUSY = httpx.Response(429, headers={"Retry-After": "2"})
FOREVER = httpx.Response(429)


def a_transport(
    base_url: str,
    ceiling: int = 9,
    slept: list[float] | None = None,
    player: Callable[[httpx.Request], httpx.Response] | None = None,
) -> Transport:
    sleep = (slept if slept is not None else []).append
    return Transport(Target("live", base_url), (OPERATION, DELETE, ODD), ceiling, 5.0, sleep, player=player)


def outcomes(
    *played: httpx.Response | type[Exception], count: int, ceiling: int = 9
) -> tuple[list[str], int, list[float]]:
    """Return a status or the kind of trouble for each of `count` cases, the requests received, and the waits.

    Each request gets the next of the played answers, the last one repeatedly.
    """
    slept: list[float] = []
    router = respx.Router()
    router.get("https://api.example.com/things/7").mock(side_effect=chain(played, repeat(played[-1], 2 * count)))
    transport = a_transport("https://api.example.com", ceiling, slept, router.handler)
    exchanges = [transport.send(a_case(), KEY) for _ in range(count)]
    assert transport.exchanges == exchanges
    assert [each.sequence for each in exchanges] == list(range(count))
    assert transport.sent == router.calls.call_count
    found = [each.trouble.kind if each.trouble else str(each.response and each.response.status) for each in exchanges]
    return found, router.calls.call_count, slept


class TestRequest:
    """Only planned requests are sent."""

    def test_wire(self) -> None:
        """A request holds the headers of the case, its credentials, our own, and no others."""
        case = a_case("/things/a%2Fb%20%C3%A9", query=(("q", "1&2"), ("q", "é")), headers=(("X-A", "1"),))
        with serve(answer()) as server:
            exchange = a_transport(server.base_url).send(case, KEY)
        assert server.targets() == ["GET /things/a%2Fb%20%C3%A9?q=1%262&q=%C3%A9"]
        names = {line.split(b":")[0].lower() for line in server.requests[0].split(b"\r\n")[1:-2]}
        ours = {b"host", b"user-agent", b"accept", b"accept-encoding", b"connection", b"x-request-id"}
        assert names == ours | {b"x-a", b"authorization"}
        assert server.header("authorization") == ["Bearer bn-key"]
        assert (server.header("accept-encoding"), server.header("accept")) == (["gzip"], ["*/*"])
        assert exchange.request.url.removeprefix(server.base_url) == server.targets()[0].removeprefix("GET ")

    def test_query_key(self) -> None:
        """A key in the query is sent after the query of the case."""
        with serve(answer()) as server:
            a_transport(server.base_url).send(a_case(query=(("a", "1"),)), Credentials(query=(("key", "s/1"),)))
        assert server.targets() == ["GET /things/7?a=1&key=s%2F1"]

    def test_base_path(self) -> None:
        """The path of a base URL precedes that of the operation."""
        with serve(answer()) as server:
            a_transport(f"{server.base_url}/v1").send(a_case(), KEY)
        assert server.targets() == ["GET /v1/things/7"]

    @pytest.mark.parametrize(
        "case",
        [
            a_case(method="POST"),
            a_case(method="DELETE"),
            a_case(method="get"),
            a_case("/others/7"),
            a_case("/things"),
            a_case("/things/"),
            a_case("/things/7/8"),
            a_case("//things/7"),
            a_case("/things/../admin"),
            a_case("/things/%2e%2E"),
            a_case("/things/."),
            a_case("/things/7%0d%0aX-A:1"),
            a_case("/things/7?admin=1"),
            a_case("/things/7#a"),
            a_case("/things/7\\8"),
            a_case("things/7"),
            a_case("@evil.example/things/7"),
            a_case(".evil.example/7"),
            a_case("evil/things/7"),
            a_case("http://evil.example/things/7"),
            a_case(""),
        ],
        ids=lambda case: f"{case.method} {case.path}",
    )
    def test_unplanned(self, case: Case) -> None:
        """Another method, host or path than an operation's is never sent, whatever a case says."""
        with serve(answer()) as server:
            exchange = a_transport(server.base_url).send(case, KEY)
            assert exchange.trouble
            assert exchange.trouble.kind == "unplanned"
            a_transport(server.base_url).send(a_case("/things/after"), KEY)
        assert server.targets() == ["GET /things/after"]

    @pytest.mark.parametrize(
        ("path", "is_sent"),
        [("/a/7.json", True), ("/a/.json", False), ("/a/7", False), ("/a/..json", True), ("/a/7.json/..", False)],
    )
    def test_part_of_a_segment(self, path: str, is_sent: bool) -> None:
        """A parameter may be a part of a segment; the rest of it is as in the contract."""
        operation = replace(OPERATION, path="/a/{id}.json")
        with serve(answer()) as server:
            exchange = Transport(Target("live", server.base_url), (operation,), 9, PATIENCE).send(a_case(path), KEY)
            assert (exchange.trouble is None) is is_sent

    def test_one_cookie_header(self) -> None:
        """Cookies of a case and of its credentials are sent in one header (RFC 6265 section 5.4)."""
        key = Credentials(headers=(("Cookie", "key=k"),), secrets=("k",))
        with serve(answer()) as server:
            a_transport(server.base_url).send(a_case(headers=(("Cookie", "sid=1; tab=2"), ("X-A", "v"))), key)
        assert (server.header("cookie"), server.header("x-a")) == (["sid=1; tab=2; key=k"], ["v"])

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
    def test_redirect(self, status: str) -> None:
        """A redirect is an answer to be judged; the key is not sent to its target."""
        with serve(answer()) as other, serve(answer(b"", f"Location: {other.base_url}/a", status=status)) as server:
            exchange = a_transport(server.base_url).send(a_case(), KEY)
            assert exchange.response
            assert str(exchange.response.status) == status[:3]
        assert (len(server.requests), other.requests) == (1, [])

    def test_cookies(self) -> None:
        """A cookie that the target sets is not sent back to it."""
        with serve(answer(b"", "Set-Cookie: session=1; Path=/")) as server:
            transport = a_transport(server.base_url)
            for _ in range(2):
                transport.send(a_case(), KEY)
        assert [server.header("cookie", request) for request in range(2)] == [[], []]

    def test_environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Neither a proxy nor a netrc file of the environment sees or replaces the key."""
        netrc = tmp_path / ".netrc"
        netrc.write_text("machine 127.0.0.1 login a password b\ndefault login a password b\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(netrc))
        with serve(answer()) as proxy, serve(answer()) as server:
            for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
                monkeypatch.setenv(name, proxy.base_url)
                monkeypatch.setenv(name.lower(), proxy.base_url)
            for name in {"NO_PROXY", "no_proxy"} & set(os.environ):
                monkeypatch.delenv(name)
            transport = a_transport(server.base_url)
            transport.send(a_case(), KEY)
            transport.send(a_case(), Credentials())
        assert proxy.requests == []
        assert [server.header("authorization", request) for request in range(2)] == [["Bearer bn-key"], []]

    def test_shown(self) -> None:
        """Neither the printed request nor the exchange shows the key, and the command has none."""
        with serve(answer()) as server:
            exchange = a_transport(server.base_url).send(a_case(), KEY)
        assert "bn-key" not in repr(exchange) + exchange.request.curl
        assert ("Authorization", "Bearer bn-key") in exchange.request.headers
        assert exchange.request.secrets == ("bn-key",)


class TestLimits:
    """A run sends no more than allowed, and stops when the target asks for it."""

    def test_ceiling(self) -> None:
        """Beyond the ceiling nothing is sent."""
        assert outcomes(SOUND, count=4, ceiling=2) == (["200", "200", "ceiling", "ceiling"], 2, [])

    def test_unplanned_costs_nothing(self) -> None:
        """A case that is not sent does not count as a request."""
        with serve(answer()) as server:
            transport = a_transport(server.base_url, ceiling=1)
            transport.send(a_case("/others/7"), KEY)
            assert transport.send(a_case(), KEY).trouble is None

    def test_retry_after(self) -> None:
        """A 429 is honoured once in a run: after the requested wait the same request is sent again."""
        assert outcomes(BUSY, SOUND, count=2) == (["200", "200"], 3, [2])

    def test_second_429(self) -> None:
        """After a second 429 nothing more is sent."""
        found = outcomes(BUSY, SOUND, BUSY, SOUND, count=4)
        assert found == (["200", "rate-limited", "rate-limited", "rate-limited"], 3, [2])

    def test_429_again(self) -> None:
        """A 429 in answer to the repeated request is not waited for again."""
        assert outcomes(BUSY, count=2) == (["rate-limited", "rate-limited"], 2, [2])

    @pytest.mark.parametrize(
        "asked",
        [
            *("61", "999999999999", "9" * 5_000, "000000000000099999", "-1", "1.5", "0x1", "2, 2", "soon", "\xb2", ""),
            "Wed, 21 Oct 2065 07:28:00 GMT",
        ],
    )
    def test_not_waited_for(self, asked: str) -> None:
        """A wait of more than a minute, or an unreadable one, stops the run at once."""
        refusal = httpx.Response(429, headers=[(b"Retry-After", asked.encode("latin-1"))])
        assert outcomes(refusal, SOUND, count=2) == (["rate-limited", "rate-limited"], 1, [])

    @pytest.mark.parametrize(("asked", "seconds"), [("60", 60), ("0", 0), ("007", 7)])
    def test_waited_for(self, asked: str, seconds: int) -> None:
        """A wait of up to a minute is waited for in full."""
        refusal = httpx.Response(429, headers=[(b"Retry-After", asked.encode("latin-1"))])
        assert outcomes(refusal, SOUND, count=1) == (["200"], 2, [seconds])

    def test_retry_counts(self) -> None:
        """The repeated request counts: at the ceiling there is none."""
        assert outcomes(BUSY, SOUND, count=1, ceiling=1) == (["rate-limited"], 1, [])

    def test_no_retry_after(self) -> None:
        """A 429 without a wait stops the run, and is never an answer to be judged."""
        assert outcomes(FOREVER, SOUND, count=3) == (["rate-limited"] * 3, 1, [])

    def test_real_wait(self) -> None:
        """By default the wait is real."""
        refusal = answer(b"", "Retry-After: 1", status="429 Too Many Requests")
        with serve(refusal, answer()) as server:
            started = time.monotonic()
            exchange = Transport(Target("live", server.base_url), (OPERATION,), 2, 5.0).send(a_case(), KEY)
        assert exchange.trouble is None
        assert time.monotonic() - started >= 1

    def test_three_failures(self) -> None:
        """After three failures in a row nothing more is sent to the target, and the reason names them."""
        assert outcomes(httpx.ReadError, count=5) == (["connection"] * 5, 3, [])

    def test_failures_in_a_row(self) -> None:
        """An answer in between restarts the count; a server error is an answer."""
        lost, error = httpx.ReadError, httpx.Response(500)
        found = outcomes(lost, lost, error, lost, lost, SOUND, count=6)
        assert found == (["connection", "connection", "500", "connection", "connection", "200"], 6, [])

    def test_others_fail_too(self) -> None:
        """An unreadable answer counts as a failure like a missing one."""
        half = answer(b"[", length=9)
        with serve(reset, half, answer(b"[", length=2), answer()) as server:
            transport = a_transport(server.base_url)
            troubles = [transport.send(a_case(), KEY).trouble for _ in range(4)]
        kinds = [each.kind for each in troubles if each is not None]
        assert kinds == ["connection", "framing", "framing", "framing"]
        assert len(server.requests) == 3


class TestFetchPage:
    """A page of documentation is fetched without a key, from its declared address."""

    def test_page(self) -> None:
        """The bytes of the page are returned; the request identifies us only by a name."""
        with serve(answer(b"# Page\xff")) as server:
            assert fetch_page(f"{server.base_url}/docs/a.md") == b"# Page\xff"
        assert server.targets() == ["GET /docs/a.md"]
        assert (server.header("authorization"), server.header("accept-encoding")) == ([], ["gzip"])

    @pytest.mark.parametrize(
        ("script", "message"),
        [
            (answer(status="404 Not Found"), "answered with 404"),
            (answer(b"", "Location: /b", status="301 Moved"), "answered with 301"),
            (answer(status="500 Oh"), "answered with 500"),
            (answer(b"# Page", "Content-Encoding: gzip"), "not gzip"),
            (answer(b"a", length=5), "cut off"),
            (reset, "reset"),
        ],
        ids=["absent", "moved", "error", "coding", "half", "reset"],
    )
    def test_no_page(self, script: Script | bytes, message: str) -> None:
        """A response that is not a page is refused with the URL and the reason; nothing else is requested."""
        with serve(script) as server, pytest.raises(InputError, match=message) as caught:
            fetch_page(f"{server.base_url}/a.md")
        assert str(caught.value).startswith(f"{server.base_url}/a.md: cannot be fetched: ")
        assert len(server.requests) == 1

    def test_clear_text(self) -> None:
        """A page is not fetched in clear text from another machine."""
        with pytest.raises(InputError, match="use https"):
            fetch_page("http://docs.example/a.md")
