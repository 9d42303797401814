"""A client of the shop, as a user of the kit has one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx

URL = "https://api.shop.example/v1"


class Shop:
    """The orders of one customer."""

    def __init__(self, token: str) -> None:
        self._client = httpx.Client(base_url=URL, headers={"Authorization": f"Bearer {token}"})

    def orders(self, **query: str) -> list[dict[str, Any]]:
        """Return the orders; a query selects some of them."""
        return self._asked("GET", "/orders", params=query)  # type: ignore[no-any-return]

    def order(self, number: int) -> dict[str, Any] | None:
        """Return an order; None where there is none of that number."""
        try:
            return self._asked("GET", f"/orders/{number}")  # type: ignore[no-any-return]
        except httpx.HTTPStatusError:
            return None

    def place(self, item: str, quantity: int) -> int:
        """Place an order and return its number."""
        return int(self._asked("POST", "/orders", json={"item": item, "quantity": quantity})["order_id"])

    def lines(self) -> list[str]:
        """Return a line for each order, as a customer reads it."""
        return [_line(order) for order in self.orders()]

    def _asked(self, method: str, path: str, **parts: Any) -> Any:
        return self._client.request(method, path, **parts).raise_for_status().json()


def _line(order: dict[str, Any]) -> str:
    placed = order.get("placed_at")
    day = f", placed on {datetime.fromisoformat(placed).date()}" if placed else ""
    return f"{order['order_id']} is {order['status']}{day}"
