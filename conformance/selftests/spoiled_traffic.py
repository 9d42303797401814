"""Recorded answers near what one rule reads, drawn from its examples and their contract, half of them spoiled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Any

from conformance.archive.part import OperationJudge
from conformance.model import Aspect, Case, Exchange, Intent, Request, Response
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.properties import Property
from conformance.selftests.exchanges import LEDGER, RULES, Example

JSON = ("Content-Type", "application/json")
DATE = ("Date", "Thu, 29 Feb 2024 12:00:00 GMT")
HEADERS = (
    *(("Date", text) for text in (DATE[1], "Fri, 01 Mar 2024 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "now")),
    *(("Age", "0"), ("Age", "700"), ("Content-Type", "application/json; charset=iso-8859-1"), ("Content-Type", "a/b")),
    *(("Cache-Control", text) for text in ("no-store", "public, max-age=60", "private", "max-age=0, must-revalidate")),
    *(("ETag", text) for text in ('"a"', "a", 'W/"a"', "")),
    *(("Content-Length", "2"), ("Transfer-Encoding", "chunked"), ("Vary", "Authorization"), ("Vary", "*")),
    *(("Strict-Transport-Security", text) for text in ("max-age=600", "max-age=0", "on")),
    *(("Location", "/"), ("Link", "</>; rel=next"), ("Retry-After", "-1"), ("Set-Cookie", "a=b"), ("X-Cache", "HIT")),
    *(("X-Request-Id", text) for text in ("a", "b")),
)
STAMPS = (
    *("2024-02-28T10:00:00Z", "2024-02-29T11:50:00Z", "2024-02-29T11:50:00+00:00", "2024-02-29T17:20:00+05:30"),
    *(
        "2024-02-29T12:07:00Z",
        "2099-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2024-02-30T00:00:00Z",
    ),
    *("2024-02-28T10:00:00.5Z", "2024-02-28T10:00:00", "2024-02-28", "yesterday", ""),
)
TEXTS = (
    *("", " ", "a", "3c90c3cc0d444b5088888dd25736052a", "a.csv", "a.CSV", "a.xlsx", 'a "b\\".csv', "\u0905.csv"),
    *("+12065550142", "+1206555", "12065550142", "5 minutes ago", "3 years ago", "in 5 minutes", "just now", "nan ago"),
)
NUMBERS = (0, 1, 2, 7, 11, -1, 2**31 - 1, 2**31, 2**53, 2**63, 2**70, 0.5, 7.0, 7.0, 7.0, -0.5, -0.0, 1e300)
ODD: tuple[Any, ...] = (None, True, [], {}, [1], ["x"], [None], [{}], {"a": {}}, {"completed": 1.0}, {"busy": None})
ANYTHING = (*ODD, *NUMBERS, *STAMPS, *TEXTS)
URLS = ("https://api.example.com/a?b=c", "http://api.example.com/", "https://127.0.0.1/")
SECRETS = ((), (("Authorization", "Bearer ..."),), (("X-Key", "..."),), (("Cookie", "session=..."),))
SPELLINGS = (
    *[("", "")] * 4,
    ("7.0", "7e0"),
    ("1, ", "1.0, "),
    ("}]", ', "a": 1, "a": 2}]'),
    ("]", "]\n"),
    ("a", "\\u0061"),
)
HIDDEN = ((), (), (Aspect.TEXT, Aspect.BYTES), (Aspect.HEADERS, Aspect.FRAMING), (Aspect.OCCURRENCE,))


@dataclass(frozen=True)
class Source:
    """The examples of one rule for one contract, as the source of random traffic."""

    requirement: str
    examples: tuple[Example, ...]

    @cached_property
    def evidence(self) -> Evidence:
        """The operation without exchanges; the key is unknown, as in an archive."""
        return replace(self.examples[0], secrets=()).evidence()

    @property
    def judge(self) -> OperationJudge:
        """The judge of the one rule."""
        name = self.requirement
        return OperationJudge(self.evidence, {name: LEDGER[name]}, {name: RULES[name]})

    @cached_property
    def answers(self) -> Sequence[Exchange]:
        """The answers of all examples, as a third party received them."""
        given = [each for example in self.examples for each in example.exchanges if each.response is not None]
        return [observed(self.evidence, each) for each in given] or [listing(self.evidence, [])]

    @cached_property
    def headers(self) -> Sequence[tuple[str, str]]:
        """The headers of the examples."""
        found = (each for exchange in self.answers if exchange.response for each in exchange.response.headers)
        return [*dict.fromkeys(found)] or HEADERS

    @cached_property
    def rows(self) -> Sequence[dict[str, Any]]:
        """The rows of the examples."""
        bodies = (read(each.response.body) for each in self.answers if each.response and is_success(each))
        rows = [row for body in bodies if isinstance(body, list) for row in body if isinstance(row, dict)]
        return [*{json.dumps(row): row for row in rows}.values()] or [{}]

    @cached_property
    def properties(self) -> Mapping[str, Sequence[Any]]:
        """Values inside and just outside the schema of each property of the rows."""
        found: dict[str, list[Any]] = {
            one.name: near(one, self.evidence) for kind in self.evidence.kinds for one in kind.properties.values()
        }
        for row in self.rows:
            for name, value in row.items():
                found.setdefault(name, []).append(value)
        return found


def sources(examples: Mapping[str, Iterable[Example]], requirement: str) -> Sequence[Source]:
    """Return the sources of traffic for a rule, contract by contract."""
    groups: dict[object, list[Example]] = {}
    for each in examples[requirement]:
        groups.setdefault((each.of, repr(each.vocabulary)), []).append(each)
    return [Source(requirement, tuple(each)) for each in groups.values()]


def read(body: bytes) -> Any:
    """Return the value of a body; None where it is not JSON."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def observed(evidence: Evidence, exchange: Exchange) -> Exchange:
    """Return an exchange as in an archive, where neither the intent nor the key is known."""
    operation = evidence.operation
    case = replace(exchange.case, operation=operation.id, method=operation.method, intent=Intent.OBSERVED, known=None)
    request = replace(exchange.request, secrets=())
    return replace(exchange, sequence=0, case=replace(case, origin="recording"), request=request, trouble=None)


def listing(evidence: Evidence, rows: Sequence[Any]) -> Exchange:
    """Return an answer with some rows."""
    operation = evidence.operation
    case = Case("log#1", operation.id, Intent.OBSERVED, operation.method, operation.path, origin="recording")
    request = Request(operation.method, "https://api.example.com/")
    return Exchange(0, case, request, Response(200, (JSON, DATE), json.dumps(rows).encode()))


def near(one: Property, evidence: Evidence) -> list[Any]:
    """Return values that the schema of a property allows, and some that it just rejects."""
    known = evidence.vocabulary.keys.get(one.pointer)
    keys = (*(known.value if known else ()), "completed", "in-progress", "voicemail")
    by_type: dict[str, Sequence[Any]] = {
        "string": STAMPS if one.format else TEXTS,
        "integer": NUMBERS,
        "number": NUMBERS,
        "array": ([], ["a"], list(TEXTS[9:11]), list(STAMPS[:2])),
        "object": ({}, *({key: number} for key in keys for number in (0, 1, 40, 7.0)), dict.fromkeys(keys, 1)),
    }
    words = [*one.members, *(word.upper() for word in one.members[:1])]
    return [*words, *(value for name in sorted(one.types) for value in by_type.get(name, (True, False)))]


def traffic(source: Source, random: Random) -> list[Exchange]:
    """Draw answers near what a rule reads: near an example or sound by its contract, every second one spoiled.

    Most of them differ only in one header or some values, since only similar answers are counted.
    """
    first, row = head(source, random), random.choice(source.rows)
    names = [random.choice([*row, *source.properties, "undeclared"]) for _ in range(2)]
    made = [first, with_rows(first, [row])]
    for _ in range(random.randint(1, 4)):
        like = head(source, random) if random.random() < 0.1 else first
        exchange = with_rows(like, rows(source, row, names, random), random.choice(SPELLINGS))
        exchange = with_header(source, exchange, random) if random.random() < 0.3 else exchange
        made.append(with_request(exchange, random) if random.random() < 0.2 else exchange)
    return made


def head(source: Source, random: Random) -> Exchange:
    """Draw an answer near one of the examples."""
    base = random.choice(source.answers)
    assert base.response is not None
    headers = [*base.response.headers]
    if random.random() < 0.5:
        headers.append(random.choice(HEADERS))
    if headers and random.random() < 0.2:
        headers.pop(random.randrange(len(headers)))
    shows = frozenset(Aspect).difference(random.choice(HIDDEN))
    response = replace(base.response, headers=tuple(headers), surplus=random.choice([0, 0, 0, 2]))
    return with_request(replace(base, response=response, shows=shows), random)


def with_request(exchange: Exchange, random: Random) -> Exchange:
    """Draw the same answer to another request."""
    url = random.choice([exchange.request.url, *URLS])
    return replace(exchange, request=replace(exchange.request, url=url, headers=random.choice(SECRETS)))


def with_header(source: Source, exchange: Exchange, random: Random) -> Exchange:
    """Draw the same answer with another header, every second time one of the examples."""
    assert exchange.response is not None
    headers = (*exchange.response.headers, random.choice(random.choice([source.headers, HEADERS])))
    return replace(exchange, response=replace(exchange.response, headers=headers))


def rows(source: Source, row: Mapping[str, Any], names: Sequence[str], random: Random) -> list[Any]:
    """Draw rows like one, half of them with another value in one of some properties, occasionally with another row."""
    made = [dict(row) for _ in range(random.randint(0, 6))]
    for each in made:
        if random.random() < 0.5:
            name = random.choice(names)
            values = source.properties.get(name, ())
            each[name] = random.choice(values if values and random.random() < 0.8 else ANYTHING)
    if random.random() < 0.2:
        made.append(random.choice(source.rows))
    return made


def with_rows(exchange: Exchange, made: Sequence[Any], spelling: tuple[str, str] = ("", "")) -> Exchange:
    """Return the same answer with other rows, with replacements in their text."""
    assert exchange.response is not None
    body = json.dumps(made).replace(*spelling).encode()
    return replace(exchange, response=replace(exchange.response, body=body))
