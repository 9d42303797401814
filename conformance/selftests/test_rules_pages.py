"""Examples of the rules on pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from conformance.model import Exchange, Intent, Request
from conformance.selftests.exchanges import (
    AGENT,
    CONTRACT,
    HEAD,
    NO_PARAMETER,
    ROWS,
    Example,
    answer,
    assert_example,
    each_of,
    fails,
    inapplicable,
    passes,
    unclear,
)
from conformance.selftests.paged import document

LINK, NOWHERE = document("link"), Request("GET", f"/batches/{AGENT}/all")
NUMBERED = document("page")
CURSOR, OFFSET = document("cursor"), document("offset")


def page(*ids: int, intent: Intent = Intent.KNOWN, more: bool | None = None, **more_members: Any) -> Exchange:
    """Return an answer with some rows by their numbers."""
    said = {} if more is None else {"has_more": more}
    return answer(body={"data": [{"id": f"t{each}"} for each in ids], **said, **more_members}, intent=intent)


def first(*ids: int, **said: Any) -> Exchange:
    return page(*ids, intent=Intent.FIRST_PAGE, **said)


def following(*ids: int, **said: Any) -> Exchange:
    return page(*ids, intent=Intent.NEXT_PAGE, **said)


WHOLE = page(1, 2, 3, 4, more=False)
FIRST, SECOND = first(1, 2, more=True), following(3, 4, more=False)
GONE = answer(410, intent=Intent.NEXT_PAGE)


def counted(total: int, rows: int = 2, **more: Any) -> Exchange:
    return answer(body=ROWS[:rows], headers=[("X-Total-Count", str(total))], **more)


def of_money(total: int) -> Exchange:
    return answer(body={"data": [{"id": "t1", "amount": 5}], "total": total, "has_more": False})


def linked(target: str, relation: str = "next") -> Exchange:
    return answer(headers=[("Link", f'<{target}>; rel="{relation}"')])


def enveloped(**said: Any) -> Exchange:
    return answer(body={"data": ROWS, **said})


def with_header(text: str, name: str = "Link") -> str:
    made = json.loads(text)
    for item in made["paths"].values():
        item["get"]["responses"]["200"]["headers"] = {name: {"schema": {"type": "string"}}}
    return json.dumps(made)


COUNTING = with_header(NO_PARAMETER, "X-Total-Count")


NEXT = "/batches/8c1f2a34-5b6d-4e7f-8a90-b1c2d3e4f506/all?page=2"

EXAMPLES: dict[str, Mapping[str, Example]] = {
    "pages-share-no-row": {
        "apart": passes(WHOLE, FIRST, SECOND, WHOLE, of=CURSOR),
        "repeated": fails("body: repeated rows", WHOLE, FIRST, following(2, 3, more=True), WHOLE, of=CURSOR),
        "moved": unclear("the list changed", WHOLE, FIRST, following(2, 3), page(0, 1, 2, 3, more=False), of=CURSOR),
        "read once": unclear("before and after", WHOLE, FIRST, following(2, 3), of=CURSOR),
        "expired": unclear("no two pages", WHOLE, FIRST, GONE, WHOLE, of=CURSOR),
        "beyond": unclear("beyond them", WHOLE, first(1, 9), following(9, 10), WHOLE, of=CURSOR),
        "no pages": inapplicable("no pages", answer(), of=CONTRACT),
    },
    "pages-skip-no-row": {
        "all": passes(WHOLE, FIRST, SECOND, WHOLE, of=CURSOR),
        "one lost": fails("body: lost rows", WHOLE, FIRST, following(4, more=False), WHOLE, of=CURSOR),
        "ends early": fails("body: lost rows", WHOLE, FIRST, following(3, more=False), WHOLE, of=CURSOR),
        "goes on": passes(WHOLE, FIRST, following(3, more=True), WHOLE, of=CURSOR),
        "size ignored": unclear("all the rows", WHOLE, first(1, 2, 3, 4), following(), WHOLE, of=CURSOR),
        "moved": unclear("the list changed", WHOLE, FIRST, following(4), page(1, 2, 4, more=False), of=CURSOR),
        "no pages": inapplicable("no pages", answer(), of=CONTRACT),
    },
    "last-page-says-so": {
        "says": passes(WHOLE, FIRST, SECOND, WHOLE, of=CURSOR),
        "an empty page is the last": passes(WHOLE, FIRST, following(3, 4, more=True), following(more=False), of=CURSOR),
        "never ends": fails(
            "body: more", WHOLE, FIRST, following(3, 4, more=True), following(more=True), WHOLE, of=CURSOR
        ),
        "unsure": unclear("read before and after", WHOLE, FIRST, following(more=True), of=CURSOR),
        "silent": unclear("do not say", WHOLE, first(1, 2), following(3, 4), WHOLE, of=CURSOR),
        "no pages": inapplicable("no pages", answer(), of=CONTRACT),
    },
    "total-counts-all-rows": {
        "equal": passes(counted(2), of=COUNTING),
        "too many": fails("header X-Total-Count: total", counted(3), of=COUNTING),
        "too few": fails("header X-Total-Count: total", counted(1), of=COUNTING),
        "undeclared": unclear("does not declare", counted(3), of=NO_PARAMETER),
        "more follow": unclear("not all rows", page(1, 2, more=True, total=40), of=CURSOR),
        "all, it says": fails("body: total", page(1, 2, more=False, total=40), of=CURSOR),
        "perhaps a page": unclear("not all rows", counted(3), of=OFFSET),
        "money": unclear("may be an amount", of_money(5), of=CURSOR),
        "no total": inapplicable("no list has a total", answer(), of=CONTRACT),
    },
    "list-has-no-undocumented-next-page": {
        "whole": passes(answer()),
        "linked": fails("header Link: next page", linked(NEXT)),
        "linked with its host": fails("header Link: next page", linked(f"https://api.example.com{NEXT}")),
        "another relation": passes(linked(NEXT, "describedby")),
        "to itself": passes(linked(NEXT.partition("?")[0])),
        "elsewhere": passes(linked("/help?page=2")),
        "to another list": fails("header Link: next page", linked("/batches/1/all?page=2")),
        "documented header": passes(linked(NEXT), of=with_header(CONTRACT)),
        "said": fails("body: next page", enveloped(has_more=True)),
        "cursor": fails("body: next page", enveloped(next_cursor="abc")),
        "no more": passes(enveloped(has_more=False, next_cursor=None)),
        "nothing": unclear("", answer(body=[])),
        "pages": inapplicable("the contract has pages", answer(), of=CURSOR),
        "head": unclear("", answer(body=b""), of=HEAD),
    },
}


def asked(number: int, size: int, **said: Any) -> Exchange:
    """Return the answer to a request for a page by its number."""
    made = page(1, 2, **said)
    return replace(made, case=replace(made.case, query=(("page", str(number)), ("limit", str(size)))))


EXAMPLES |= {
    "page-describes-itself": {
        "as asked for": passes(asked(2, 2, page=2, limit=2, total=5, total_pages=3), of=NUMBERED),
        "capped": unclear("fewer", page(1, 2, limit=2, total=5, total_pages=1), of=NUMBERED),
        "no rows, one page": passes(page(total=0, limit=2, total_pages=1), of=NUMBERED),
        "another number": fails("body: number", asked(2, 2, page=1), of=NUMBERED),
        "a larger size": fails("body: size", asked(2, 2, limit=9), of=NUMBERED),
        "a page too many": fails("body: pages", page(1, 2, limit=2, total=5, total_pages=4), of=NUMBERED),
        "no way on": fails("body: no way on", page(1, 2, more=True, next_cursor=None), of=CURSOR),
        "a way on": passes(page(1, 2, more=True, next_cursor="abc"), of=CURSOR),
        "says nothing": unclear("no answer shows it", page(1, 2), of=NUMBERED),
        "no pages": inapplicable("no pages", answer(), of=CONTRACT),
    },
    "next-page-is-in-the-api": {
        "relative": passes(page(1, 2, next="/batches?page=2"), of=LINK),
        "at its host": passes(page(1, 2, next="https://api.example.com/things?page=2"), of=LINK),
        "elsewhere": fails("body: host", page(1, 2, next="https://other.example/things?page=2"), of=LINK),
        "in plain": fails("body: scheme", page(1, 2, next="http://api.example.com/things?page=2"), of=LINK),
        "itself": fails("body: itself", page(1, 2, next=f"/batches/{AGENT}/all"), of=LINK),
        "unreadable": fails("body: unreadable", page(1, 2, next="https://[/things?page=2"), of=LINK),
        "no host": unclear("at which host", replace(page(1, 2, next="/t?page=2"), request=NOWHERE), of=LINK),
        "none": inapplicable("no list has a link", page(1, 2, next=None), of=LINK),
        "a cursor": inapplicable("no list has a link", page(1, 2, next="abc"), of=LINK),
    },
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)


@pytest.mark.parametrize("said", ["An estimate of the number", "At most so many", "How many are on this page"])
def test_vague_total(said: str) -> None:
    """A total that is documented as something else is not judged."""
    made = json.loads(CURSOR)
    schema = made["paths"]["/things"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema["properties"]["total"]["description"] = said
    example = unclear("something else", page(1, 2, more=False, total=40), of=json.dumps(made))
    assert_example("total-counts-all-rows", example)
