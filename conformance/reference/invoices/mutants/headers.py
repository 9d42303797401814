"""Mutants with wrong response headers."""

from __future__ import annotations

from itertools import count

from conformance.reference.invoices.mutants.base import Change, wrong_header, wrong_step
from conformance.reference.mutants.base import Row, Table

_NUMBERS = count()


def _tag(name: str, fault: str, value: Change) -> Row:
    return wrong_header(name, fault, "invoice", "ETag", value)


def _link(name: str, fault: str, value: Change) -> Row:
    return wrong_header(name, fault, "customers", "Link", lambda link: value(link) if link else None)


def _changed(name: str, fault: str, value: str | None) -> Row:
    return wrong_header(name, fault, "invoice", "Last-Modified", lambda _: value)


def _total(name: str, fault: str, value: str | None) -> Row:
    return wrong_header(name, fault, "customers", "X-Total-Count", lambda _: value)


def _rate(name: str, fault: str, header: str, value: str | None) -> Row:
    return wrong_header(name, fault, "payments", header, lambda _: value)


_DECLARED = "declared-header-matches-its-schema"
_CACHES = "private-answers-are-not-shared-by-caches"

TABLE: Table = {
    (_CACHES, "keyed-answers-are-not-public", _DECLARED): [
        wrong_step("lists-are-shared", "Shared caches may keep the rows.", "invoices", caching="s-maxage=300"),
        wrong_step(
            "rows-are-public", "Shared caches may keep what needs a key.", "report", caching="public, max-age=60"
        ),
    ],
    (_CACHES, "declared-header-is-present"): [
        wrong_header("caching-is-not-said", "Nothing is said on caching.", "payment", "Cache-Control", lambda _: None)
    ],
    "declared-header-is-present": [
        _total("total-count-is-absent", "The list of customers has no total.", None),
        _rate("rate-limit-is-absent", "There is no limit.", "RateLimit-Limit", None),
<<<<<<< HEAD
        wrong_header("file-has-no-name", "The report has no name.", "report", "Content-Disposition", lambda _: None),
=======
        _rate("rate-limit-has-a-unit", "The limit has a unit.", "RateLimit-Limit", "600;w=60"),
        _rate("rate-limit-is-overdrawn", "Less than nothing is left.", "RateLimit-Remaining", "-3"),
        wrong_header(
            "report-has-no-file-name", "The report has no name.", "report", "Content-Disposition", lambda _: None
        ),
>>>>>>> lab
        _tag("etag-is-absent", "An invoice has no entity tag.", lambda _: None),
    ],
    _DECLARED: [
        _total("total-count-is-a-word", "The total is a word.", "many"),
        _rate("rate-limit-has-a-unit", "The limit has a unit.", "RateLimit-Limit", "600;w=60"),
        _rate("rate-limit-is-overdrawn", "Less than nothing is left.", "RateLimit-Remaining", "-3"),
    ],
    (_DECLARED, "header-counts-are-counts"): [
        _total("total-count-is-negative", "The total is -1 where it was not counted.", "-1")
    ],
    (_DECLARED, "standard-headers-are-well-formed"): [
        _tag("etag-is-not-quoted", "The entity tag is not quoted.", lambda tag: tag.strip('"'))
    ],
    "standard-headers-are-well-formed": [
        _changed("last-modified-is-iso", "The time of change is in ISO 8601.", "2026-01-02T03:04:05Z"),
        _link("link-is-bare", "Links have no angle brackets.", lambda link: link.replace("<", "").replace(">", "")),
        _link("link-has-no-relation", "Links have no relation.", lambda link: link.partition(";")[0]),
    ],
    "last-modified-is-not-after-date": [
        _changed("last-modified-is-to-come", "The time of change is ahead.", "Thu, 01 Jan 2099 00:00:00 GMT")
    ],
    "equal-bodies-have-one-entity-tag": [
        _tag("etag-is-of-each-answer", "The same bytes have another tag each time.", lambda _: f'"{next(_NUMBERS)}"')
    ],
}
SURVIVORS: Table = {
    "a link leads to the next page": [
        _link("link-is-empty", "There are links without a target.", lambda _: '<>; rel="next"'),
    ],
}
