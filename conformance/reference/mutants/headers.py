"""Mutants whose lists are sound, and whose headers are not."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import ClassVar

from conformance.reference.api import Answer, Call, Header
from conformance.reference.mutants.base import Mutant, Table, wrong_value


class ListHeaderFault(Mutant):
    """A list with wrong headers."""

    wrong: ClassVar[tuple[Header, ...]] = ()

    def answer(self, call: Call) -> Answer:
        """Answer, with the wrong headers for a list."""
        answer = super().answer(call)
        for name, value in self.wrong if answer.status == 200 else ():
            answer = answer.with_header(name, value)
        return answer


def _wrong_header(name: str, value: str, *more: Header) -> dict[str, tuple[Header, ...]]:
    return {"wrong": ((name, value), *more)}


_CREDENTIALS = ("Access-Control-Allow-Credentials", "true")

TABLE: Table = {
    "standard-headers-are-well-formed": [
        wrong_value(
            "tag-of-list-is-bare",
            "The entity tag of a list has no quotes.",
            ListHeaderFault,
            **_wrong_header("ETag", "33a64df5"),
        ),
        wrong_value(
            "modification-is-in-iso-format",
            "The time of the last change is no HTTP-date.",
            ListHeaderFault,
            **_wrong_header("Last-Modified", "2024-02-29T04:22:10Z"),
        ),
        wrong_value(
            "expiry-is-in-local-time",
            "The time of expiry has an offset in place of GMT.",
            ListHeaderFault,
            **_wrong_header("Expires", "Thu, 29 Feb 2024 04:22:10 +0530"),
        ),
        wrong_value(
            "link-has-no-brackets",
            "The link to the documentation is a bare URL.",
            ListHeaderFault,
            **_wrong_header("Link", "https://docs.example.com; rel=help"),
        ),
        wrong_value("age-is-in-words", "Caches are told an age that is no number.", caching="private, max-age=1h"),
        wrong_value(
            "caching-has-semicolons", "The caching directives are divided wrongly.", caching="private; no-store"
        ),
        wrong_value(
            "location-has-blanks",
            "The location of the list is written as a file name.",
            ListHeaderFault,
            **_wrong_header("Location", "/exports/customers of march.csv"),
        ),
        wrong_value(
            "retry-is-a-fraction",
            "The time to wait has a fraction.",
            ListHeaderFault,
            **_wrong_header("Retry-After", "1.5"),
        ),
        wrong_value(
            "vary-has-semicolons",
            "The headers that the list varies by are divided wrongly.",
            ListHeaderFault,
            **_wrong_header("Vary", "Accept; Origin"),
        ),
    ],
    "last-modified-is-not-after-date": [
        wrong_value(
            "list-is-of-the-future",
            "A list was last modified in the year 2100.",
            ListHeaderFault,
            **_wrong_header("Last-Modified", "Fri, 31 Dec 2100 00:00:00 GMT"),
        )
    ],
    "links-lead-to-the-api": [
        wrong_value(
            "link-leads-behind-the-proxy",
            "The link to the first page has the host behind the proxy.",
            ListHeaderFault,
            **_wrong_header("Link", '<http://backend.internal:3000/batches>; rel="first"'),
        ),
        wrong_value(
            "link-leads-nowhere",
            "The link to the first page has a path that the API does not have.",
            ListHeaderFault,
            **_wrong_header("Link", '</internal/lists?page=1>; rel="first"'),
        ),
    ],
    "keyed-answers-are-not-kept-for-long": [
        wrong_value(
            "list-never-changes",
            "A list is sent with the caching of a static file, though to private caches alone.",
            caching="private, max-age=31536000, immutable",
        )
    ],
    "keyed-answers-come-from-no-shared-cache": [
        wrong_value(
            "list-is-a-hit",
            "A cache in front of the API answers from what it keeps.",
            ListHeaderFault,
            **_wrong_header("X-Cache", "HIT"),
        )
    ],
    "cors-with-credentials-names-an-origin": [
        wrong_value(
            "any-origin-with-credentials",
            "Every site may read a list with the credentials of its visitor.",
            ListHeaderFault,
            **_wrong_header("Access-Control-Allow-Origin", "*", _CREDENTIALS),
        ),
        wrong_value(
            "null-origin-with-credentials",
            "Every sandboxed page may read a list with the credentials of its visitor.",
            ListHeaderFault,
            **_wrong_header("Access-Control-Allow-Origin", "null", _CREDENTIALS),
        ),
    ],
    "header-counts-are-counts": [
        wrong_value(
            "pages-are-negative",
            "A list has -1 pages by its header.",
            ListHeaderFault,
            **_wrong_header("X-Total-Pages", "-1"),
        ),
        wrong_value(
            "pages-are-not-a-number",
            "The number of pages is divided by nothing.",
            ListHeaderFault,
            **_wrong_header("X-Total-Pages", "NaN"),
        ),
    ],
}


class TagIsOfTheRows(Mutant):
    """A strong entity tag stays, though every other answer ends with a line end."""

    name = "tag-is-of-the-rows"
    kills = ("strong-entity-tag-has-one-body",)

    def answer(self, call: Call) -> Answer:
        """Answer, every second time with a line end after the list."""
        answer = super().answer(call)
        if answer.status != 200:
            return answer
        self.lists = getattr(self, "lists", 0) + 1
        body = answer.body + b"\n" * (self.lists % 2)
        return Answer(200, answer.headers, body).with_header("ETag", self.tag(answer.body).removeprefix("W/"))


class TagIsOfTheRequest(Mutant):
    """A strong entity tag is another one for every request."""

    name = "tag-is-of-the-request"
    kills = ("equal-bodies-have-one-entity-tag",)
    numbers: ClassVar = count()

    def tag(self, body: bytes) -> str:
        """Return a tag that nobody has seen."""
        return f'"{hashlib.sha256(b"%d" % next(self.numbers)).hexdigest()[:16]}"'
