"""A recording plays the API: each recorded answer is given once, and nothing reaches a network."""

from __future__ import annotations

from cProfile import Profile
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.attribution import attribute
from conformance.exchange.cases import plan
from conformance.exchange.credentials import wrong_key
from conformance.exchange.playback import Playback
from conformance.exchange.player import Player
from conformance.exchange.trouble import RATE_LIMITED, UNRECORDED
from conformance.exchange.values import is_sendable
from conformance.model import REFUSABLE, Aspect, Case, Exchange, Intent, Recorded, Request, Response, Target
from conformance.selftests.servers import answer, serve

TEXT = """\
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: https://api.example.com/v1}]
paths:
  /things/{id}:
    get:
      security: [{bearer: []}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: a, in: query, schema: {type: string}}
        - {name: b, in: query, schema: {type: string}}
      responses: {}
  /open: {get: {responses: {}}, head: {responses: {}}}
  /shops: {get: {parameters: [{name: X-Shop, in: header, required: true, schema: {type: string}}], responses: {}}}
  /query: {get: {security: [{query: []}], responses: {}}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    query: {type: apiKey, in: query, name: key}
"""
KEY = "bn-98fe76dc54ba"
RIGHT = ("Authorization", f"Bearer {KEY}")
HOST = "https://api.example.com"
TARGET = Target("recording", HOST, {"bearer": KEY, "query": KEY}, {"id": ("7",)})
THING = f"{HOST}/v1/things/7"


def contract() -> Contract:
    return read_contract(parse(TEXT, "things.yaml"))


def recorded(url: str, *headers: tuple[str, str], method: str = "GET", status: int = 200, body: str = "[]") -> Recorded:
    answered = (("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("Content-Length", "999"))
    return Recorded(
        "t.har#1", method, url, status, answered, body.encode(), request_headers=headers, received=1.5e9, elapsed=0.25
    )


def playback(*entries: Recorded, target: Target = TARGET) -> Playback:
    """Return a recording of other tools, ready to be played."""
    made = contract()
    return Playback(made, target, attribute(entries, made).exchanges, 5.0)


def a_case(path: str = "/things/7", intent: Intent = Intent.KNOWN, method: str = "GET", **fields: object) -> Case:
    template = {"things": "/things/{id}"}.get(path.split("/")[1], path)
    return Case(f"{intent}-1", f"{method} {template}", intent, method, path, **fields)  # type: ignore[arg-type]


def held(played: Playback, case: Case) -> bool:
    """Return whether a case is answered; otherwise it is trouble for which nobody is responsible."""
    exchange = played.ask(case)
    assert (exchange.response is None) == (exchange.trouble is UNRECORDED)
    return exchange.response is not None


def ours(case: Case, *headers: tuple[str, str], status: int = 200, sequence: int = 0) -> Exchange:
    """Return an exchange in the format of our own recordings."""
    request = Request(case.method, f"{HOST}{case.path}", headers)
    return Exchange(sequence, case, request, Response(status, (("Content-Type", "application/json"),), b"[]"))


class TestRequests:
    """The same request is found in any spelling, and another one is never taken for it."""

    @pytest.mark.parametrize(
        ("url", "case"),
        [
            (THING, a_case()),
            (f"{HOST}/things/7", a_case()),
            ("/v1/things/7", a_case()),
            (f"{HOST}/v1/things/%37", a_case()),
            (f"{HOST}/v1/things/a%2fb%C3%A9", a_case("/things/a%2Fb%c3%a9")),
            (f"{HOST}/v1/things/a:b", a_case("/things/a%3Ab")),
            (f"{THING}?b=2&a=1", a_case(query=(("a", "1"), ("b", "2")))),
            (f"{THING}?a=1+2", a_case(query=(("a", "1 2"),))),
            (f"{THING}?a=", a_case(query=(("a", ""),))),
        ],
    )
    def test_same(self, url: str, case: Case) -> None:
        """The order of a query, the case of escapes and the path of a server do not change a request."""
        assert held(playback(recorded(url, RIGHT)), case)

    @pytest.mark.parametrize(
        ("url", "case"),
        [
            (f"{HOST}/v1/things/8", a_case()),
            (f"{HOST}/v1/things/a%2Fb", a_case("/things/a%252Fb")),
            (f"{THING}?a=1", a_case()),
            (THING, a_case(query=(("a", "1"),))),
            (f"{THING}?a=1&a=2", a_case(query=(("a", "2"), ("a", "1")))),
            (f"{THING}?a=%FF", a_case(query=(("a", "\ufffd"),))),
            ("http://api.example.com/v1/things/7", a_case()),
            ("https://staging.example.com/v1/things/7", a_case()),
        ],
    )
    def test_other(self, url: str, case: Case) -> None:
        """Another value, another scheme or another host is another request."""
        assert not held(playback(recorded(url, RIGHT)), case)

    @settings(derandomize=True, database=None, deadline=None, max_examples=60)
    @given(st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(is_sendable))
    def test_any_value(self, text: str) -> None:
        """For any value, lower-case escapes are the same request, and one more character is another."""
        played = playback(recorded(f"{HOST}/things/{quote(text, safe='~!')}".replace("%2F", "%2f"), RIGHT))
        assert not held(played, a_case(f"/things/{quote(text + '0', safe='')}"))
        assert held(played, a_case(f"/things/{quote(text, safe='')}"))

    @pytest.mark.parametrize(("method", "other"), [("GET", "HEAD"), ("HEAD", "GET")])
    def test_method(self, method: str, other: str) -> None:
        """An answer to GET does not answer HEAD, and the reverse."""
        played = playback(recorded(f"{HOST}/open", method=method))
        assert not held(played, a_case("/open", method=other))
        assert held(played, a_case("/open", method=method))

    @pytest.mark.parametrize(
        "header",
        [
            ("Range", "bytes=0-9"),
            ("If-None-Match", '"1"'),
            ("cookie", "session=1"),
            ("Authorization", "Bearer else"),
            ("Accept", "image/png"),
        ],
    )
    def test_headers(self, header: tuple[str, str]) -> None:
        """A request with more than ours is another one."""
        assert not held(playback(recorded(f"{HOST}/open", header)), a_case("/open"))

    @pytest.mark.parametrize("accepted", ["application/json, text/plain", "text/html;q=0.9, */*;q=0.1"])
    def test_accept(self, accepted: str) -> None:
        """A request that accepts JSON among others matches ours."""
        assert held(playback(recorded(f"{HOST}/open", ("accept", accepted))), a_case("/open"))

    def test_header_parameter(self) -> None:
        """A parameter in a header is part of the request."""
        played = playback(recorded(f"{HOST}/shops", ("x-shop", "1")))
        assert held(played, a_case("/shops", headers=(("X-Shop", "1"),)))
        assert not held(played, a_case("/shops", headers=(("X-Shop", "2"),)))
        assert not held(played, a_case("/shops"))

    def test_base_path(self) -> None:
        """A target below a path is matched there."""
        target = replace(TARGET, base_url=f"{HOST}/v1")
        assert held(playback(recorded(THING, RIGHT), target=target), a_case())

    def test_no_host(self) -> None:
        """A record that has only paths is played too."""
        assert held(playback(recorded("/open"), target=Target("recording", "")), a_case("/open"))


class TestCredentials:
    """A header may be missing from a recording: a request counts only where the right credentials are seen."""

    def test_right(self) -> None:
        """The right key matches under any spelling of the header that HTTP allows."""
        assert held(playback(recorded(THING, ("authorization", f"Bearer {KEY}"))), a_case())

    @pytest.mark.parametrize(
        "headers",
        [
            (),
            (("Authorization", "Bearer"),),
            (("Authorization", "[Filtered]"),),
            (("Authorization", "Bearer sa-of-somebody-else"),),
            (("Authorization", f"bearer {KEY}"),),
            (RIGHT, ("Cookie", "session=1")),
            (("X-Authorization", f"Bearer {KEY}"),),
        ],
    )
    @pytest.mark.parametrize("intent", sorted({*REFUSABLE, Intent.LOWERCASE_SCHEME, Intent.KNOWN, Intent.MALFORMED}))
    def test_left_out(self, headers: tuple[tuple[str, str], ...], intent: Intent) -> None:
        """Unless the right key is seen, a request of others answers no case: neither with a key nor without."""
        assert not held(playback(recorded(THING, *headers)), a_case(intent=intent))

    @pytest.mark.parametrize("intent", sorted({*REFUSABLE, Intent.LOWERCASE_SCHEME}))
    def test_wrong(self, intent: Intent) -> None:
        """A case with a wrong key, or none, is never answered by what the right one opened."""
        assert not held(playback(recorded(THING, RIGHT)), a_case(intent=intent))

    @pytest.mark.parametrize("wrong", [wrong_key(KEY), KEY[:-1], f"{KEY}0"])
    def test_wrong_of_others(self, wrong: str) -> None:
        """Nor by another client's wrong key, which may have been right for them."""
        played = playback(recorded(THING, ("Authorization", f"Bearer {wrong}")))
        intents = (Intent.WRONG_KEY, Intent.TRUNCATED_KEY, Intent.APPENDED_KEY)
        assert [held(played, a_case(intent=intent)) for intent in intents] == [False] * 3

    def test_unknown_key(self) -> None:
        """Where the right key is unknown, no key is right."""
        assert not held(playback(recorded(THING, RIGHT), target=Target("recording", HOST)), a_case())

    @pytest.mark.parametrize(("query", "expected"), [(f"key={KEY}", True), ("key=other", False), ("", False)])
    def test_in_query(self, query: str, expected: bool) -> None:
        """A key in the query is compared like one in a header."""
        assert expected is held(playback(recorded(f"{HOST}/query?{query}")), a_case("/query"))

    @pytest.mark.parametrize("status", [401, 403])
    @pytest.mark.parametrize(("path", "headers"), [("/open", ()), ("/things/7", (RIGHT,))])
    def test_refused(self, status: int, path: str, headers: tuple[tuple[str, str], ...]) -> None:
        """A refusal shows nothing about a key that was left out, or that was valid at another time."""
        assert not held(playback(recorded(f"{HOST}{path}", *headers, status=status)), a_case(path))

    def test_our_own(self) -> None:
        """Our own requests without a key, or with a wrong one, are known as such."""
        case = a_case(intent=Intent.NO_KEY)
        played = Playback(contract(), TARGET, [ours(case, status=401)], 5.0)
        assert [held(played, each) for each in (case, a_case())] == [True, False]


class TestAnswers:
    def test_order(self) -> None:
        """Repeated requests are answered in the order recorded, the last answer repeatedly."""
        played = playback(*(recorded(f"{HOST}/open", body=text) for text in ("1", "2", "3")))
        given = [played.ask(a_case("/open")).response for _ in range(5)]
        assert [each.body for each in given if each] == [b"1", b"2", b"3", b"3", b"3"]

    def test_as_recorded(self) -> None:
        """An answer is what was recorded: its time, its headers, and a body that is decoded only once."""
        entry = replace(recorded(f"{HOST}/open"), shows=frozenset({Aspect.TEXT, Aspect.OCCURRENCE}))
        played = playback(entry)
        (before,) = played.exchanges
        asked = played.ask(a_case("/open"))
        assert (asked.response, asked.shows, asked.sequence) == (before.response, before.shows, before.sequence)
        assert asked.request.curl == "curl -sS -i https://api.example.com/open"

    @pytest.mark.parametrize(
        "changes",
        [{"response": None}, {"trouble": RATE_LIMITED}, {"shows": frozenset(Aspect) - {Aspect.OCCURRENCE}}],
    )
    def test_no_answer(self, changes: dict[str, object]) -> None:
        """Trouble, a 429 and hand-written examples are not played."""
        exchange = replace(attribute([recorded(f"{HOST}/open")], contract()).exchanges[0], **changes)  # type: ignore[arg-type]
        assert not held(Playback(contract(), TARGET, [exchange], 5.0), a_case("/open"))

    @pytest.mark.parametrize(
        "changes",
        [{"url": "http://["}, {"path": "/open\ud800"}, {"headers": (("X-\u20ac", "\u20ac"),)}],
    )
    def test_damaged(self, changes: dict[str, object]) -> None:
        """A malformed request is not played; a malformed answer is."""
        sound = ours(a_case("/open"))
        exchange = replace(
            sound,
            case=replace(sound.case, **{name: each for name, each in changes.items() if name == "path"}),  # type: ignore[arg-type]
            request=replace(sound.request, **{name: each for name, each in changes.items() if name == "url"}),  # type: ignore[arg-type]
            response=Response(200, changes.get("headers", ()), b"[]"),  # type: ignore[arg-type]
        )
        assert held(Playback(contract(), TARGET, [exchange], 5.0), a_case("/open")) == ("headers" in changes)

    def test_goes_on(self) -> None:
        """An unrecorded request does not stop the playback, however often it occurs."""
        played = playback(recorded(f"{HOST}/open"))
        missing = [held(played, a_case(f"/things/{number}")) for number in range(9)]
        assert (missing, held(played, a_case("/open"))) == ([False] * 9, True)

    def test_unplanned(self) -> None:
        """A request of no operation in the contract is not looked up in a recording either."""
        exchange = playback(recorded(f"{HOST}/open")).ask(replace(a_case("/open"), path="/closed"))
        assert exchange.trouble is not None
        assert exchange.trouble.kind == "unplanned"

    def test_no_network(self) -> None:
        """Nothing is sent to the host of a recording, even if a server listens there."""
        with serve(answer()) as server:
            target = replace(TARGET, base_url=server.base_url)
            played = playback(recorded(f"{server.base_url}/open"), target=target)
            found = [held(played, a_case(path)) for path in ("/open", "/things/7")]
            assert (found, server.requests) == ([True, False], [])


class TestRoutes:
    def test_alike(self) -> None:
        """Paths that differ only in the names of their parameters are both played."""
        text = TEXT.replace("  /open:", "  /things/{name}: {get: {security: [], responses: {}}}\n  /open:", 1)
        made = read_contract(parse(text, "things.yaml"))
        first, second = (replace(ours(a_case(f"/things/{name}")), sequence=name) for name in (7, 8))
        second = replace(second, case=replace(second.case, operation="GET /things/{name}"))
        played = Playback(made, TARGET, [first, second], 5.0)
        assert [held(played, a_case(f"/things/{name}", intent=Intent.NO_KEY)) for name in (7, 8, 9)] == [
            True,
            True,
            False,
        ]

    def test_thousands(self) -> None:
        """The last of thousands is found in about as many steps as the last of ten."""

        def steps(count: int) -> int:
            made = contract()
            entries = [recorded(f"{HOST}/things/{name}", RIGHT) for name in range(count)]
            player = Player(attribute(entries, made).exchanges, TARGET, made.operations)
            asked = httpx.Request("GET", f"{HOST}/things/{count - 1}", headers=[RIGHT])
            with Profile(builtins=False) as profile:
                assert player.answer(asked).status_code == 200
            return sum(entry.callcount for entry in profile.getstats())

        assert steps(5_000) < 1.1 * steps(10)


class TestPlan:
    """A case replaces the request whose answer it got, so that nothing is judged twice."""

    def played(self, *entries: Recorded, target: Target = TARGET) -> Playback:
        made = playback(*entries, target=target)
        made.play(plan(made.contract, Schemas(made.contract), target, {}))
        return made

    def intents(self, played: Playback) -> list[Intent]:
        return [each.case.intent for each in played.exchanges]

    def test_takes_place(self) -> None:
        """The first of several equal exchanges answers a case; recordings of others never show repetition."""
        played = self.played(recorded(THING, RIGHT), recorded(THING, RIGHT), recorded(f"{HOST}/things/8", RIGHT))
        assert self.intents(played) == [Intent.KNOWN, Intent.OBSERVED, Intent.OBSERVED]
        assert [each.sequence for each in played.exchanges] == [0, 1, 2]
        assert (played.recorded, played.played) == (0, 1)

    def test_unrecorded(self) -> None:
        """Missing cases are counted by operation, and are not exchanges."""
        played = self.played(recorded(THING, RIGHT))
        assert len(played.exchanges) == 1
        assert played.unrecorded == {"GET /things/{id}": 13, "GET /open": 4, "HEAD /open": 4, "GET /query": 12}

    def test_recorded_as_such(self) -> None:
        """Recorded cases of our own are not looked up; their answers are given to no other case."""
        made, target = contract(), Target("recording", HOST)
        cases = plan(made, Schemas(made), target, {})
        own = [ours(case, sequence=number) for number, case in enumerate(cases)]
        played = Playback(made, target, own, 5.0)
        played.play([*cases, replace(cases[0], id="more")])
        assert played.exchanges == own
        assert (played.recorded, played.played, played.unrecorded.total()) == (len(cases), 0, 1)

    @pytest.mark.parametrize("status", [404, 410])
    def test_not_there_yet(self, status: int) -> None:
        """What is known now may not have existed then: such an answer is judged as before."""
        assert self.intents(self.played(recorded(THING, RIGHT, status=status))) == [Intent.OBSERVED]

    @pytest.mark.parametrize("intent", [Intent.RESPELLED, Intent.FOREIGN])
    def test_compared(self, intent: Intent) -> None:
        """What is compared with other answers of the same minute is not judged for a case."""
        played = playback(recorded(THING, RIGHT))
        played.play([a_case(intent=intent)])
        assert self.intents(played) == [Intent.OBSERVED]

    def test_without_key(self) -> None:
        """Without a known key, no cases with wrong keys are planned."""
        played = self.played(target=Target("recording", HOST, parameters={"id": ("7",)}))
        made = contract()
        cases = plan(made, Schemas(made), Target("recording", HOST, parameters={"id": ("7",)}), {})
        assert {case.intent for case in cases} & REFUSABLE == set()
        assert played.unrecorded.total() == len(cases)
