"""The ids of an operation are found in what others list; nobody is blamed for what was not found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.selftests.trees import MISSING, Request, document, get, judge, parameter

SHOP = document(
    {
        "/shops": get(),
        "/shops/{shop_id}": get(parameter("shop_id")),
        "/shops/{shop_id}/shelves": get(parameter("shop_id")),
        "/shops/{shop_id}/shelves/{shelf_id}": get(parameter("shop_id"), parameter("shelf_id")),
        "/shops/{shop_id}/shelves/{shelf_id}/books": get(parameter("shop_id"), parameter("shelf_id")),
        "/shops/{shop_id}/shelves/{shelf_id}/books/{isbn}": get(
            parameter("shop_id"), parameter("shelf_id"), parameter("isbn")
        ),
    }
)
BOOKS = {"0-19": {"isbn": "0-19", "pages": 7}, "x y?é%": {"isbn": "x y?é%", "pages": 8}}
SHELVES = {"s-1": {"id": "s-1"}, "s-2": {"id": "s-2"}}
EMPTY_SHOP, FULL_SHOP = "11111111-0d44-4b50-8888-8dd25736052a", "22222222-0d44-4b50-8888-8dd25736052a"


def shop(request: Request) -> tuple[int, Any]:
    """Answer for two shops, of which the first has no shelf."""
    match request.path:
        case ("shops",):
            return 200, {"items": [{"id": EMPTY_SHOP}, {"id": FULL_SHOP}], "next": None}
        case ("shops", id_) if id_ in (EMPTY_SHOP, FULL_SHOP):
            return 200, {"id": id_}
        case ("shops", id_, "shelves") if id_ in (EMPTY_SHOP, FULL_SHOP):
            return 200, [*SHELVES.values()] if id_ == FULL_SHOP else []
        case ("shops", id_, "shelves", shelf) if id_ == FULL_SHOP and shelf in SHELVES:
            return 200, SHELVES[shelf]
        case ("shops", id_, "shelves", shelf, "books") if id_ == FULL_SHOP and shelf in SHELVES:
            return 200, {"data": [*BOOKS.values()] if shelf == "s-1" else []}
        case ("shops", id_, "shelves", "s-1", "books", isbn) if id_ == FULL_SHOP and isbn in BOOKS:
            return 200, BOOKS[isbn]
    return MISSING


class TestDepth:
    """Ids are found as deep as the contract goes."""

    def test_sound(self, tmp_path: Path) -> None:
        """Every operation of three levels is exercised without an id from the user, and nobody is blamed."""
        found = judge(tmp_path, SHOP, shop, max_requests=150)
        assert found.opened == {f"GET {path}" for path in SHOP["paths"]}
        assert found.blamed == set()

    def test_fault(self, tmp_path: Path) -> None:
        """A fault three levels down is found: what is listed there is said not to exist."""

        def forgetful(request: Request) -> tuple[int, Any]:
            return MISSING if len(request.path) > 5 else shop(request)

        found = judge(tmp_path, SHOP, forgetful, max_requests=150)
        deepest = "GET /shops/{shop_id}/shelves/{shelf_id}/books/{isbn}"
        assert found.blamed == {("valid-request-succeeds", deepest)}
