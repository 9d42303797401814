"""Answers and mocks are judged as a run judges them; inconclusive ones are reported, unusable ones refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import requests
import respx

from conformance.contract.load import SPEC
from conformance.exchange.attribution import attribute
from conformance.kit.contract import Kit
from conformance.kit.judging import Blame, BrokenContractError, UnknownRequestError, load_judge
from conformance.kit.seen import Seen, SeenRequest
from conformance.model import InputError, Level, Outcome, Target
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.selftests.kits import CONSUMER, KEY, URL, kit
from conformance.verdict.judge import judge
from conformance.verdict.result import NonConformance
from conformance.verdict.suite import load_suite

ORDER = f"{URL}/orders/7"
STALE = b'{"order_id": 7, "status": "sent"}'
SOUND = b'{"order_id": 7, "status": "open"}'
JSON = {"Content-Type": "application/json"}
ENUM = "schema:#/components/schemas/Status/enum"


def of_httpx(body: bytes, status: int = 200, url: str = ORDER) -> httpx.Response:
    request = httpx.Request("GET", url, headers=KEY)
    return httpx.Response(status, content=body, headers=JSON, request=request)


def of_requests(body: bytes, status: int = 200, url: str = ORDER) -> requests.Response:
    response = requests.Response()
    response.status_code, response._content = status, body
    response.headers.update(JSON)
    response.request = requests.Request("GET", url, headers=KEY).prepare()
    return response


class TestCheck:
    @pytest.mark.parametrize("make", [of_httpx, of_requests])
    def test_response(self, make: object) -> None:
        """Responses of both libraries are accepted, and judged alike."""
        assert callable(make)
        judged = kit().check(make(SOUND))
        assert judged.operation == "GET /orders/{order_id}"
        assert ENUM in {each.requirement.id for each in judged.kept}
        with pytest.raises(NonConformance, match=f"^MUST {ENUM}\n") as caught:
            kit().check(make(STALE))
        assert isinstance(caught.value, BrokenContractError)
        assert [each.requirement.id for each in caught.value.verdicts] == [ENUM]

    def test_parts(self) -> None:
        """Separate parts are judged too; without headers nothing is reported about headers or the client."""
        judged = kit().check(method="get", url="/v1/orders/7", status=200, body=SOUND.decode())
        unseen = {each.reason for each in judged.verdicts if each.requirement.id == "content-type-is-documented"}
        assert unseen == {"the recording does not show the headers of the answer"}
        with pytest.raises(BrokenContractError, match="content-type-is-documented"):
            kit().check(method="GET", url=ORDER, status=200, headers={"Content-Type": "text/html"}, body=SOUND)

    def test_same_words(self) -> None:
        """Verdicts are those of a run over the same traffic, word for word."""
        spec = CONSUMER / "contract.yaml"
        suite = load_suite(spec, SPEC / "requirements", [])
        seen = Seen(SeenRequest("GET", ORDER, tuple(KEY.items())), 200, tuple(JSON.items()), STALE)
        exchanges = attribute([seen.recorded("here")], suite.contract).exchanges
        (operation,) = [each for each in suite.operations if each.id == "GET /orders/{order_id}"]
        expected = judge(suite.evidence(operation, exchanges, Target("none", "")), suite.ledger, suite.rules)
        with pytest.raises(BrokenContractError) as caught:
            kit().check(of_httpx(STALE))
        (failed,) = [each for each in expected if each.outcome is Outcome.FAIL and each.requirement.level == "MUST"]
        (found,) = caught.value.verdicts
        assert (found.requirement, found.findings, found.clause) == (failed.requirement, failed.findings, failed.clause)
        reported = str(caught.value).splitlines()
        assert f"  clause    {failed.clause}" in reported
        assert '  expected  enum: ["open", "shipped", "cancelled"]' in reported
        assert '  actual    "sent"' in reported
        assert "  blame     the API" in reported

    def test_level(self) -> None:
        """A SHOULD raises where that is requested, and is noted elsewhere."""
        response = httpx.Response(
            200,
            json={"order_id": 7, "status": "open", "other": 1},
            headers={"Strict-Transport-Security": "max-age=31536000; includeSubDomains"},
            request=httpx.Request("GET", ORDER, headers=KEY),
        )
        mild = kit()
        mild.check(response)
        assert [each.split(":")[0] for each in mild.notes.advice] == ["SHOULD property-is-declared"]
        with pytest.raises(BrokenContractError, match=r"^SHOULD property-is-declared"):
            kit(level=Level.SHOULD).check(response)

    def test_client(self) -> None:
        """The request is judged with its answer, unless the answer refuses it."""
        bare = httpx.Request("GET", f"{ORDER}?page=2")
        with pytest.raises(BrokenContractError) as caught:
            kit().check(httpx.Response(200, content=SOUND, headers=JSON, request=bare))
        assert [each.requirement.id for each in caught.value.verdicts] == [
            "credentials-are-sent",
            "query-parameter-is-documented",
        ]
        refused = httpx.Response(404, json={"message": "no such order"}, request=bare)
        assert kit().check(refused).unjudged == ()

    def test_waived(self) -> None:
        """A known deviation of the target is excused in an answer, and reported; a mock has no excuse."""
        url = "https://api.bolna.ai/batches/3c90c3cc-0d44-4b50-8888-8dd25736052a/all"
        vendored = kit(None)
        vendored.check(of_httpx(b'[{"status": "completed"}]', url=url))
        assert "waived by status-enum-is-newer: schema:#/components/schemas/Batch/properties/status/enum" in "\n".join(
            vendored.notes.advice
        )
        with respx.mock() as router:
            router.get(url).respond(json=[{"status": "completed"}])
            with pytest.raises(BrokenContractError, match="your mock"), vendored.watch(router):
                httpx.get(url, headers=KEY)

    @pytest.mark.parametrize(
        ("status", "body", "expected"),
        [
            (429, b"", "the target asks for fewer requests (429)"),
            (418, b"{}", "418 is not documented, so its body is not judged"),
            (200, b"[" * 99 + b"]" * 99, "the text nests deeper than 64 levels"),
        ],
    )
    def test_unjudged(self, status: int, body: bytes, expected: str) -> None:
        """Inconclusive verdicts are returned, and noted for the end of the run."""
        made = kit()
        with respx.mock() as router:
            watch = made.watch(router)
            router.get(ORDER).respond(status, content=body, headers=JSON)
            httpx.get(ORDER, headers=KEY)
            judged = watch.take()
        assert expected in "\n".join(judged[0].unjudged)
        assert not any(each.requirement.id.startswith("schema:") for each in judged[0].kept)

    @pytest.mark.parametrize(
        ("url", "message"),
        [
            (
                f"{URL}/order/7",
                "the contract has no operation GET /v1/order/7; it has GET /orders, GET /orders/{order_id}",
            ),
            (
                "https://other.example/v1/orders/7",
                "other.example is not a host of the contract's API (api.shop.example)",
            ),
        ],
    )
    def test_unknown(self, url: str, message: str) -> None:
        """An unknown operation or host is refused in one line that lists the known ones."""
        with pytest.raises(UnknownRequestError) as caught:
            kit().check(of_httpx(SOUND, url=url))
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_hosts(self) -> None:
        """A host that stands in for the API is accepted as one of its hosts."""
        assert kit(hosts=("testserver",)).check(of_httpx(SOUND, url="http://testserver/orders/7")).kept

    @pytest.mark.parametrize(
        "given",
        [
            *([1], "text", 200, SimpleNamespace(status_code="200"), SimpleNamespace()),
            SimpleNamespace(status_code=200, content=b"", request=None, headers={}),
            SimpleNamespace(status_code=200, content="text", request=httpx.Request("GET", ORDER), headers={}),
        ],
    )
    def test_wrong_type(self, given: object) -> None:
        """An object that is not a response is refused in one line that lists the accepted types."""
        with pytest.raises(InputError, match=r"^contract\.check takes an httpx\.Response, .*; this is a \w+$"):
            kit().check(given)

    @pytest.mark.parametrize(
        "parts",
        [{}, {"method": "GET"}, {"method": "GET", "url": ORDER}, {"method": "GET", "url": ORDER, "status": "200"}],
    )
    def test_parts_missing(self, parts: dict[str, str]) -> None:
        """Missing parts are named."""
        with pytest.raises(InputError, match=r"method, url and status are needed"):
            kit().check(**parts)  # type: ignore[arg-type]

    def test_wrong_body(self) -> None:
        """A body is bytes or text."""
        with pytest.raises(InputError, match="not a dict: dump it as JSON first"):
            kit().check(method="GET", url=ORDER, status=200, body={"order_id": 7})  # type: ignore[arg-type]

    def test_key(self, tmp_path: Path) -> None:
        """The key that a target file names is not shown, wherever it occurs."""
        (tmp_path / "target.yaml").write_text("security: {token: SHOP_TOKEN}", encoding="utf-8")
        spec, environment = CONSUMER / "contract.yaml", {"SHOP_TOKEN": "open-sesame"}
        judge_ = load_judge(spec, tmp_path / "target.yaml", Level.MUST, (), environment)
        with pytest.raises(BrokenContractError) as caught:
            Kit(judge_, "test.py").check(of_httpx(STALE, url=f"{ORDER}?debug=open-sesame"))
        assert "orders/7?debug=[key] in test.py" in str(caught.value)
        assert "open-sesame" not in str(caught.value)

    def test_broken_rule(self) -> None:
        """A rule that crashes passes nothing: it is an error, and nobody is responsible."""

        def broken(_: Evidence) -> Iterator[Observation]:
            raise ZeroDivisionError

        sound = load_judge(CONSUMER / "contract.yaml", None, Level.MUST, (), {})
        suite = replace(sound.suite, rules={**sound.suite.rules, "body-is-json": broken})
        with pytest.raises(RuntimeError, match=r"^body-is-json: the rule broke: ZeroDivisionError; please report it$"):
            Kit(replace(sound, suite=suite), "test.py").check(of_httpx(SOUND))

    def test_not_yet(self) -> None:
        """A response without its request, or whose body was not read, cannot be judged yet."""

        def parts() -> Iterator[bytes]:
            yield SOUND

        with pytest.raises(InputError, match="cannot be judged yet: The request instance has not been set"):
            kit().check(httpx.Response(200, content=SOUND))
        request = httpx.Request("GET", ORDER, headers=KEY)
        with pytest.raises(InputError, match="cannot be judged yet: Attempted to access streaming response content"):
            kit().check(httpx.Response(200, content=parts(), headers=JSON, request=request))


class TestWatch:
    def test_at_the_end(self) -> None:
        """Mocks are judged when the test ends, even if their router has stopped and forgotten its calls."""
        made = kit()
        with respx.mock() as router:
            made.watch(router)
            router.get(ORDER).respond(content=STALE)
            httpx.get(ORDER, headers=KEY)
        assert len(router.calls) == 0
        with pytest.raises(BrokenContractError, match=r"\n  blame +your mock\n"):
            made.settle()
        made.settle()

    def test_router_works(self) -> None:
        """A watched router counts its calls as usual, and is restored at the end."""
        made = kit()
        with respx.mock() as router:
            made.watch(router)
            assert made.watch(router) is made.watch(router)
            route = router.get(ORDER).respond(content=SOUND)
            httpx.get(ORDER, headers=KEY)
            assert (route.call_count, router.calls.call_count) == (1, 1)
        made.close()
        assert "record" not in vars(router)
        made.settle()
        assert made.notes.judged == 1

    def test_context(self) -> None:
        """Within a `with` block they are judged at its end; an earlier error is not hidden."""
        made = kit()
        with respx.mock() as router:
            router.get(ORDER).respond(content=STALE)
            with pytest.raises(BrokenContractError, match=ENUM), made.watch(router):
                httpx.get(ORDER, headers=KEY)
            with pytest.raises(KeyError), kit().watch(router):
                httpx.get(ORDER, headers=KEY).json()["gone"]

    def test_trouble(self) -> None:
        """Mocks may play trouble: a failing server breaks no contract, and a call without an answer is not judged."""
        made = kit()
        with respx.mock() as router, made.watch(router):
            router.get(ORDER).mock(
                side_effect=[httpx.ConnectError, httpx.Response(503), httpx.Response(302), httpx.Response(429)]
            )
            with pytest.raises(httpx.ConnectError):
                httpx.get(ORDER, headers=KEY)
            assert [httpx.get(ORDER, headers=KEY).status_code for _ in range(3)] == [503, 302, 429]
        assert len(made.notes.unjudged) == 3

    def test_gone(self) -> None:
        """A mock of an operation that the contract does not have is reported."""
        with respx.mock() as router:
            router.get(f"{URL}/carts").respond(json=[])
            with pytest.raises(BrokenContractError, match="operation-is-documented"), kit().watch(router):
                httpx.get(f"{URL}/carts", headers=KEY)

    def test_elsewhere(self) -> None:
        """The mocks of another API are not judged, and that is reported."""
        made = kit()
        with respx.mock() as router, made.watch(router):
            router.get("https://other.example/").respond(json=[])
            httpx.get("https://other.example/")
        assert made.notes.unjudged == ["other.example is not a host of the contract's API"]

    def test_stream(self) -> None:
        """A streaming mock is not judged, and that is reported."""

        def parts() -> Iterator[bytes]:
            yield STALE

        made = kit()
        with respx.mock() as router, made.watch(router):
            router.get(ORDER).mock(return_value=httpx.Response(200, content=parts()))
            httpx.get(ORDER, headers=KEY)
        assert made.notes.unjudged == [f"GET {ORDER}: the streamed body of a mock was not read"]

    def test_wrong_type(self) -> None:
        """An object that is not a router is refused in one line."""
        with pytest.raises(InputError, match=r"^contract\.watch takes a router of respx: .*; this is a list$"):
            kit().watch([])

    def test_responsible(self) -> None:
        """Every responsible party has a name of its own."""
        assert [*Blame] == ["the API", "your mock", "your client"]


def test_swallowed(tmp_path: Path) -> None:
    """A test fails though its client swallows what the router raises; a test that fails anyway reports both."""
    (tmp_path / "test_it.py").write_text(
        f"""\
import httpx

def swallowing(contract):
    with contract.router():
        try:
            httpx.get("{URL}/orders?page=1", headers={KEY})
        except Exception:
            pass

def test_swallows(contract):
    swallowing(contract)

def test_fails_anyway(contract):
    swallowing(contract)
    assert 1 == 2

def test_raises(contract):
    with contract.router():
        httpx.get("{URL}/orders?page=1", headers={KEY})
""",
        encoding="utf-8",
    )
    spec = f"--spec={CONSUMER / 'contract.yaml'}"
    command = [sys.executable, "-m", "pytest", "--disable-plugin-autoload", "-p", "conformance.kit", "-q", spec]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stdout.count("blame     your client") == 3
    assert "Captured contract call" in ended.stdout
    assert "assert 1 == 2" in ended.stdout
    assert 'httpx.get("' in ended.stdout
    assert "site-packages/httpx" not in ended.stdout
    assert "FAILED test_it.py::test_swallows - MUST query-parameter-is-documented" in ended.stdout
