"""Sound APIs of nested resources: shops with shelves with books, things of any shape, and two kinds with one name."""

from __future__ import annotations

from typing import Any

from conformance.selftests.trees import MISSING, Answering, Request, document, get, parameter

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


THINGS = document({"/things": get(), "/things/{thing_id}": get(parameter("thing_id"))})
DETAIL = "GET /things/{thing_id}"


def things(listed: Any, known: tuple[str, ...]) -> Answering:
    """Return a server that lists something, and knows some ids."""

    def answering(request: Request) -> tuple[int, Any]:
        if request.path == ("things",):
            return 200, listed
        return (200, {"id": request.path[1]}) if request.path[1] in known else MISSING

    return answering


TWO_KINDS = document(
    {each: get(*([parameter("id")] if "{" in each else [])) for each in ("/a", "/b", "/a/{id}", "/b/{id}")}
)


def two_kinds(request: Request) -> tuple[int, Any]:
    """Answer for things of two kinds, each with one id."""
    kind, *rest = request.path
    id_ = {"a": "a-1", "b": "b-9"}[kind]
    if not rest:
        return 200, [{"id": id_}]
    return (200, {"id": id_}) if rest == [id_] else MISSING
