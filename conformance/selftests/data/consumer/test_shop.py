"""The tests of the client; three of them show what the kit finds."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import respx
from shop import URL, Shop

from conformance.kit.contract import Kit

FOLDER = Path(__file__).parent


@pytest.fixture(autouse=True)
def watched(contract: Kit, respx_mock: respx.MockRouter) -> None:
    """Judge every mock of every test."""
    contract.watch(respx_mock)


def test_open(respx_mock: respx.MockRouter) -> None:
    """Open orders are asked for by their status."""
    respx_mock.get(f"{URL}/orders").respond(json=[{"order_id": 7, "status": "open"}])
    assert Shop("secret").orders(status="open") == [{"order_id": 7, "status": "open"}]


def test_sent(respx_mock: respx.MockRouter) -> None:
    """A line for an order on its way: the contract does not know the status of this mock."""
    respx_mock.get(f"{URL}/orders").respond(json=[{"order_id": 7, "status": "sent"}])
    assert Shop("secret").lines() == ["7 is sent"]


def test_search(respx_mock: respx.MockRouter) -> None:
    """Orders are searched: the client has a query that the contract lacks."""
    respx_mock.get(url__startswith=f"{URL}/orders").respond(json=[])
    assert Shop("secret").orders(search="tea") == []


def test_place(respx_mock: respx.MockRouter) -> None:
    """An order is placed: the client sends a quantity that the contract refuses."""
    respx_mock.post(f"{URL}/orders").respond(201, json={"order_id": 8, "status": "shipped"})
    assert Shop("secret").place("tea", 0) == 8


def test_whatever_comes(contract: Kit) -> None:
    """Every answer that the contract promises gives a line."""
    with contract.router():
        for answer in contract.answers("GET /orders"):
            lines = Shop("secret").lines()
            assert all(" is " in line for line in lines), answer.name


def test_unknown(contract: Kit) -> None:
    """An order that is not there is none."""
    with contract.router(status=404):
        assert Shop("secret").order(9) is None


def test_recorded(contract: Kit) -> None:
    """What was recorded is read."""
    with contract.router(recording=FOLDER / "orders.har"):
        assert Shop("secret").order(7) == {"order_id": 7, "status": "shipped"}


def test_answer(contract: Kit) -> None:
    """An answer by hand, without any mock, keeps the contract."""
    request = httpx.Request("GET", f"{URL}/orders/7", headers={"Authorization": "Bearer secret"})
    response = httpx.Response(200, json={"order_id": 7, "status": "shipped"}, request=request)
    judged = contract.check(response)
    assert "schema:#/components/schemas/Status/enum" in {each.requirement.id for each in judged.kept}
