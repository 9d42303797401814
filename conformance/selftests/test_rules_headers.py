"""Examples of the rules on response headers that RFCs define."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.model import Exchange, Intent
from conformance.rules.api._header_syntax import LinkValue, http_date, links
from conformance.selftests.exchanges import (
    API_KEY,
    CONTRACT,
    OPEN,
    Example,
    Examples,
    answer,
    assert_example,
    contract,
    each_of,
    fails,
    inapplicable,
    limited,
    passes,
    unanswered,
    unclear,
)

URL = "https://api.example.com/batches/8c1f2a34-5b6d-4e7f-8a90-b1c2d3e4f506/all"
DATE = "Thu, 29 Feb 2024 04:22:10 GMT"
QUERY = contract(security=({"header": []},)).replace('"in": "header"', '"in": "query"')
CONTROL, CREDENTIALS = "Cache-Control", ("Access-Control-Allow-Credentials", "true")
ROWS = [{"batch_id": "3c90c3cc0d444b5088888dd25736052a"}]
NOTHING = "no answer shows it"


def headed(name: str, value: str, *more: tuple[str, str], status: int = 200) -> Exchange:
    return answer(status, headers=[(name, value), *more])


def tagged(tag: str, rows: object = None, *more: tuple[str, str]) -> Exchange:
    return answer(200, rows, headers=[("ETag", tag), *more])


def accepting(media: str, kind: str, *headers: tuple[str, str]) -> Exchange:
    made = answer(200, b"[]", Intent.OTHER_TYPE, kind=kind, headers=headers)
    return replace(made, request=replace(made.request, headers=(("Accept", media),)))


def origin(value: str, *more: tuple[str, str]) -> Exchange:
    return headed("Access-Control-Allow-Origin", value, *more)


def unheard(*exchanges: Exchange) -> Example:
    """Return an example without the header, to which a rule does not apply."""
    return inapplicable("no ", *exchanges, of=CONTRACT)


SOUND = {
    "ETag": ('"33a64df5"', 'W/"33a64df5"', '""', '"a,b/c"', 'W/"\xe4"'),
    "Date": (DATE, "Sat, 31 Dec 2016 23:59:60 GMT"),
    "Expires": (DATE, "0", "-1"),
    "Last-Modified": (DATE,),
    "Location": ("/batches/1", "https://a.example/b?c=d&e=%20#f", "../b", "//[::1]:80/a", "?page=2", "urn:a:b"),
    "Retry-After": ("120", "0", DATE),
    "Cache-Control": (
        "no-store",
        "",
        "max-age=60, PUBLIC",
        'private="set-cookie", x=y',
        'a="b, c;d"',
        "no-cache,",
        ", a",
    ),
    "Vary": ("*", "Accept, accept-encoding", "", "Origin,,Accept"),
    "Link": (
        '<b>; rel="next prev"',
        "<>;rel=self",
        '<a,b;c>; title="a, \\"b\\""; rel=next , <c>;rel="a";',
        "",
        "<a>;;rel=b;crossorigin",
    ),
}
BROKEN = {
    "ETag": ("33a64df5", '"33a64df5', 'w/"a"', '"a", "b"', "W/a", '"a b"'),
    "Date": ("2024-02-29T04:22:10Z", "Thu, 29 Feb 2024 04:22:10 +0000", "1709180530"),
    "Expires": ("2024-02-29T04:22:10Z", "60", "never"),
    "Last-Modified": (
        "Fri, 29 Feb 2024 04:22:10 GMT",
        "Thu, 29 Feb 2024 04:22:10 UTC",
        "Thu, 29 feb 2024 04:22:10 GMT",
        "",
    ),
    "Location": ("/a b", "/caf\xe9", "/100%", "/{id}", "", "<a>"),
    "Retry-After": ("1.5", "-1", "soon", "60s", "\xb2"),
    "Cache-Control": ("max-age=1h", "max-age=-1", 'max-age="60"', "public; max-age=60", "max-age", "max age=60"),
    "Vary": ("Accept; Origin", "Accept Origin", '"Accept"'),
    "Link": ("https://a.example/b", '<b> rel="next"', "<b", '<b>; rel="next', "<b>; rel=next; <c>; rel=prev", "<b>"),
}
SYNTAX = "standard-headers-are-well-formed"

EXAMPLES: Examples = {
    SYNTAX: {
        "none": unclear(NOTHING, answer()),
        "of a 429": fails("header Retry-After: syntax", limited(headers=[("Retry-After", "soon")])),
        **{f"{name}: {text}": passes(headed(name, text)) for name, texts in SOUND.items() for text in texts},
        **{
            f"{name}: {text}": fails(f"header {name}: syntax", headed(name, text))
            for name, texts in BROKEN.items()
            for text in texts
        },
    },
    "last-modified-is-not-after-date": {
        "not answered": unclear("no answer in time", unanswered()),
        "before": passes(headed("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT", ("Date", DATE))),
        "at once": passes(headed("Last-Modified", DATE, ("Date", DATE))),
        "another clock": passes(headed("Last-Modified", "Thu, 29 Feb 2024 04:24:10 GMT", ("Date", DATE))),
        "after": fails(
            "header Last-Modified: later", headed("Last-Modified", "Thu, 29 Feb 2024 04:24:11 GMT", ("Date", DATE))
        ),
        "no date": unheard(headed("Last-Modified", DATE)),
        "unreadable": unheard(headed("Last-Modified", "tomorrow", ("Date", DATE))),
    },
    "strong-entity-tag-has-one-body": {
        "not answered": unclear("no answer in time", unanswered()),
        "the same twice": passes(tagged('"a"'), tagged('"a"')),
        "another tag for another body": passes(tagged('"a"'), tagged('"b"', [])),
        "another coding": unheard(tagged('"a"'), tagged('"a"', [], ("Content-Encoding", "gzip"))),
        "weak": unheard(tagged('W/"a"'), tagged('W/"a"', [])),
        "of another URL": unheard(tagged('"a"'), answer(200, [], headers=[("ETag", '"a"')], known="x")),
        "of an error": unheard(tagged('"a"'), answer(404, headers=[("ETag", '"a"')])),
        "one for two": fails("header ETag: same tag", tagged('"a"'), tagged('"a"', [])),
    },
    "equal-bodies-have-one-entity-tag": {
        "not answered": unclear("no answer in time", unanswered()),
        "the same twice": passes(tagged('"a"'), tagged('"a"')),
        "another body": unheard(tagged('"a"'), tagged('"b"', [])),
        "weak": unheard(tagged('W/"a"'), tagged('W/"b"')),
        "two for one": fails("header ETag: another tag", tagged('"a"'), tagged('"b"')),
    },
    "links-lead-to-the-api": {
        "relative": passes(headed("Link", '<?page=2>; rel="next"')),
        "absolute": passes(headed("Link", f"<{URL}?page=2>; rel=next")),
        "another relation": unheard(headed("Link", "<https://docs.example.org>; rel=help")),
        "unreadable": unheard(headed("Link", "page 2")),
        "another host": fails("header Link: host", headed("Link", '<http://localhost:3000/batches/1/all>; rel="NEXT"')),
        "another path": fails("header Link: path", headed("Link", '</internal/batches>; rel="prev"')),
        "no URL": fails("header Link: unreadable", headed("Link", '<http://[a/>; rel="last"')),
        "at an unknown host": unclear(
            "at which host",
            replace(headed("Link", "<?page=2>; rel=next"), request=replace(answer().request, url="/batches/1/all")),
        ),
    },
    "vary-names-what-the-answer-depends-on": {
        "not answered": unclear("no answer in time", unanswered()),
        "named": passes(
            accepting("application/json", "application/json", ("Vary", "Origin, Accept")),
            accepting("text/csv", "text/csv", ("Vary", "*")),
        ),
        "not stored": passes(
            accepting("application/json", "application/json", (CONTROL, "no-store")),
            accepting("text/csv", "text/csv", (CONTROL, "no-store")),
        ),
        "one type": unheard(accepting("a/b", "application/json"), accepting("c/d", "application/json")),
        "for one Accept": unheard(accepting("*/*", "application/json"), accepting("*/*", "text/csv")),
        "not named": fails(
            "header Vary: vary",
            accepting("application/json", "application/json"),
            accepting("text/csv", "text/csv", ("Vary", "Accept-Encoding")),
        ),
    },
    "keyed-answers-are-not-public": {
        "nothing": passes(answer()),
        "private": passes(headed(CONTROL, "public, private")),
        "revalidated": passes(headed(CONTROL, "s-maxage=0")),
        "kept apart": passes(headed(CONTROL, "public", ("Vary", "Authorization"))),
        "refused": unclear(NOTHING, headed(CONTROL, "public", status=404)),
        "without a key": unclear(NOTHING, answer(headers=[(CONTROL, "public")], intent=Intent.NO_KEY)),
        "key in the URL": unclear(NOTHING, headed(CONTROL, "public"), of=QUERY),
        "open": inapplicable("no credentials", headed(CONTROL, "public"), of=OPEN),
        "public": fails(f"header {CONTROL}: public", headed(CONTROL, "Public, max-age=300")),
        "shared": fails(f"header {CONTROL}: public", headed(CONTROL, "s-maxage=300")),
        "another header": fails(f"header {CONTROL}: public", headed(CONTROL, "public"), of=API_KEY),
    },
    "keyed-answers-are-not-kept-for-long": {
        "nothing": passes(answer()),
        "short": passes(headed(CONTROL, "private, max-age=3600")),
        "not stored": passes(headed(CONTROL, "no-store, max-age=31536000")),
        "asked again": passes(headed(CONTROL, "no-cache, immutable")),
        "open": inapplicable("no credentials", headed(CONTROL, "immutable"), of=OPEN),
        "a year": fails(f"header {CONTROL}: long", headed(CONTROL, "private, max-age=31536000")),
        "huge": fails(f"header {CONTROL}: long", headed(CONTROL, f"max-age={'9' * 5_000}")),
        "immutable": fails(f"header {CONTROL}: long", headed(CONTROL, "private, max-age=60, immutable")),
        "an error": unclear(NOTHING, headed(CONTROL, "immutable", status=404)),
    },
    "keyed-answers-come-from-no-shared-cache": {
        "nothing": passes(answer()),
        "new": passes(headed("Age", "0")),
        "missed": passes(headed("X-Cache", "Miss from edge"), headed("Cache-Status", "edge; fwd=miss; stored")),
        "of what was asked": passes(headed("X-Hit-Count", "7"), headed("X-Cache", "MISS, hitherto")),
        "kept apart": passes(headed("Age", "7", ("Vary", "authorization"))),
        "key in the URL": unclear(NOTHING, headed("Age", "7"), of=QUERY),
        "open": inapplicable("no credentials", headed("Age", "7"), of=OPEN),
        "aged": fails("header Age: cached", headed("Age", "240")),
        "hit": fails("header X-Cache: cached", headed("X-Cache", "HIT")),
        "hit in words": fails("header X-Cache: cached", headed("x-cache", "TCP_HIT from edge-7")),
        "hit elsewhere": fails("header Any-Edge-Cache-Status: cached", headed("Any-Edge-Cache-Status", "hit")),
        "by the standard": fails("header Cache-Status: cached", headed("Cache-Status", "Edge; hit; ttl=30")),
    },
    "cors-with-credentials-names-an-origin": {
        "not answered": unclear("no answer in time", unanswered()),
        "one origin": passes(origin("https://app.example", CREDENTIALS)),
        "any without credentials": passes(origin("*")),
        "spelled otherwise, so without effect": passes(origin("*", ("Access-Control-Allow-Credentials", "True"))),
        "no CORS": unheard(answer()),
        "any": fails("header Access-Control-Allow-Origin: origin", origin("*", CREDENTIALS)),
        "null": fails("header Access-Control-Allow-Origin: origin", origin("null", CREDENTIALS)),
    },
    "header-counts-are-counts": {
        "some": passes(headed("X-Total-Count", "17")),
        "none": passes(headed("x-total-pages", "0")),
        "nothing said": unheard(answer()),
        "a sum of money": unheard(headed("X-Total", "-12.50")),
        "an account": unheard(headed("X-Account", "null")),
        "unknown": unclear("no plain number", headed("X-Total-Count", "*")),
        "grouped": unclear("no plain number", headed("X-Result-Count", "1,234")),
        "negative": fails("header X-Total-Count: negative", headed("X-Total-Count", "-1")),
        "not a number": fails("header X-Total-Count: no number", headed("X-Total-Count", "NaN")),
        "empty": fails("header X-Row-Count: no number", headed("X-Row-Count", "")),
        "an error": unheard(headed("X-Total-Count", "-1", status=404)),
    },
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)


@pytest.mark.parametrize(
    "text", ["", "Thu, 29 Feb 2024", "Thu, 29 Feb 2024 04:22:10 GMT ", "Thu, 99 Feb 2024 04:22:10 GMT"]
)
def test_no_date(text: str) -> None:
    """What is no IMF-fixdate is not read as a date."""
    assert http_date(text) is None


def test_links() -> None:
    """Links are read with all relations of the first `rel` (RFC 8288 section 3.3)."""
    text = '</a?b=1,2>; rel="NEXT last"; rel=self, <c>; title="<d>; rel=x, <e>"'
    assert links(text) == [LinkValue("/a?b=1,2", frozenset({"next", "last"})), LinkValue("c", frozenset())]
