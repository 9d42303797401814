"""The terms of the suite as frozen types: what is sent, received, required, found and decided."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

JsonValue: TypeAlias = object
"""A parsed JSON value: None, bool, int, float, str, list or dict with string keys."""


class InputError(Exception):
    """Input that cannot be used; says where it is and how to fix it, in one line."""

    def __init__(self, message: str, file: str = "", line: int | None = None) -> None:
        self.reason, self.line = message, line
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {message}" if place else message)


class Level(enum.StrEnum):
    """How binding a requirement is (RFC 2119), the most binding first."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"

    def reaches(self, threshold: Level) -> bool:
        """Return whether this level is at least as binding as the threshold."""
        return _RANKS[self] <= _RANKS[threshold]


_RANKS = {level: rank for rank, level in enumerate(Level)}
"""Kept, since every verdict is compared."""


class Subject(enum.StrEnum):
    """Who is judged, and so who is responsible for a deviation."""

    API = "api"
    DOCUMENT = "document"
    CHANGE = "change"

    @property
    def blame(self) -> str:
        """The subject in a sentence: `the API`."""
        return "the API" if self is Subject.API else f"the {self.value}"


class Outcome(enum.StrEnum):
    """What is known about one requirement of one operation after a run."""

    PASS = "pass"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    ERROR = "error"
    INAPPLICABLE = "inapplicable"


class Disposition(enum.StrEnum):
    """What a verdict means for the run, given what is already known."""

    NEW = "new"
    KNOWN = "known"
    """An earlier run had it too."""
    WAIVED = "waived"
    EXPIRED = "expired"
    STALE = "stale"


class Result(enum.StrEnum):
    """The run in one word."""

    SUCCESS = "success"
    PARTIAL = "partial"
    FAILURE = "failure"


class Intent(enum.StrEnum):
    """What a case asks of the API; decides which answers are right."""

    KNOWN = "known"
    OTHER_TYPE = "other-type"
    """As KNOWN, in another media type that the contract offers."""
    RESPELLED = "respelled"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    LENIENT = "lenient"
    MALFORMED = "malformed"
    NO_KEY = "no-key"
    EMPTY_KEY = "empty-key"
    WRONG_KEY = "wrong-key"
    TRUNCATED_KEY = "truncated-key"
    HALF_KEY = "half-key"
    APPENDED_KEY = "appended-key"
    OTHER_SCHEME = "other-scheme"
    LOWERCASE_SCHEME = "lowercase-scheme"
    GUESSED = "guessed"
    """A valid value that the document or an answer names: the API may know it."""
    OUT_OF_BOUNDS = "out-of-bounds"
    """An optional parameter just beyond what the contract allows: the API may refuse it, or ignore it."""
    ALTERNATIVE = "alternative"
    """A known request with the credentials of another alternative that the contract gives."""
    ANONYMOUS = "anonymous"
    """A known request without credentials, where the contract makes them optional."""
    FIRST_PAGE = "first-page"
    """As KNOWN, with fewer rows to a page."""
    NEXT_PAGE = "next-page"
    """The page after that of the exchange before: the API may no longer know its cursor."""
    OBSERVED = "observed"
    """Somebody else's request, found in a recording: whether it asks for a known value cannot be determined."""

    @property
    def is_refusable(self) -> bool:
        """Whether the case presents credentials that an API must refuse."""
        return self in REFUSABLE


REFUSABLE = frozenset(
    {
        Intent.NO_KEY,
        Intent.EMPTY_KEY,
        Intent.WRONG_KEY,
        Intent.TRUNCATED_KEY,
        Intent.HALF_KEY,
        Intent.APPENDED_KEY,
        Intent.OTHER_SCHEME,
    }
)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Clause:
    """Where a requirement comes from: a pointer into the contract with its place, or a named source."""

    source: str
    pointer: str | None = None
    file: str | None = None
    position: Position | None = None
    quote: str | None = None

    def __str__(self) -> str:
        if self.pointer is None:
            return self.source
        place = f" ({self.file}:{self.position.line})" if self.file and self.position else ""
        return f"{self.pointer}{place}"


@dataclass(frozen=True)
class Requirement:
    """One normative sentence. `clause` may contain `{operation}`, the pointer of the operation judged."""

    id: str
    level: Level
    text: str
    clause: str
    subject: Subject
    since: str
    source: str
    excluded: str | None = None
    notable: bool = False
    """Whether it is named in every summary, even if it is waived."""


@dataclass(frozen=True)
class Case:
    """One request to send, and why: `path` is percent-encoded and contains no credentials."""

    id: str
    operation: str
    intent: Intent
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    origin: str = "near-miss"
    known: str | None = None
    """The known value (an agent id, say) that the case asks for, if it asks for one; several are joined by slashes."""
    found: str = ""
    """The operation whose answer listed the known value; empty if the user gave it, or nothing is known."""
    alternative: int = 0
    """Which of the alternatives that there are credentials for it presents, the most complete being 0."""

    @property
    def is_listed(self) -> bool:
        """Whether what it asks for was listed itself, and not only something above it."""
        return bool(self.found) and self.found != self.operation and self.operation.endswith("}")


@dataclass(frozen=True)
class Request:
    """A request as it was sent; `secrets` are the credential texts in it."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    curl: str = ""
    """The same request as a shell command, with a variable in place of each credential."""
    id: str = ""
    """Its id in the logs of the target; empty for one that was not sent."""


@dataclass(frozen=True)
class Response:
    """A response as it was received; `body` is decompressed, header values are decoded as Latin-1."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    elapsed: float = 0.0
    """Seconds from sending to the last byte."""
    http_version: str = "HTTP/1.1"
    received: float | None = None
    """When the last byte arrived by our own clock, in seconds since 1970; None if it was not recorded."""
    surplus: int = 0
    """Bytes that arrived after the declared end of the answer."""
    is_cut: bool = False
    """Whether the body is the beginning of a stream, which was read up to a bound and not to its end."""
    undecoded: str = ""
    """Why the body could not be decompressed by its Content-Encoding; it is then empty."""

    def header(self, name: str) -> str | None:
        """Return the values of a header joined by commas (RFC 9110 section 5.3), None if it is absent."""
        return self._joined.get(name.lower())

    @cached_property
    def _joined(self) -> Mapping[str, str]:
        """The headers by lower-case name; cached, since some are looked up for every row."""
        values: dict[str, list[str]] = {}
        for name, value in self.headers:
            values.setdefault(name.lower(), []).append(value)
        return {name: ", ".join(each) for name, each in values.items()}


@dataclass(frozen=True)
class Trouble:
    """Why a case has no answer that could be judged; only the rule on framing blames the API for it."""

    kind: str
    reason: str
    fault: str = ""
    """How the API broke HTTP's framing; empty if the network may be responsible as well."""


class Aspect(enum.StrEnum):
    """Something that a record of an exchange may or may not show."""

    BYTES = "the bytes of the body"
    TEXT = "the text of the body"
    """As it was written: a log of parsed values has lost the spelling of numbers and the second of two equal names."""
    HEADERS = "the headers of the answer"
    FRAMING = "how the answer was framed"
    OCCURRENCE = "that it took place"
    """A record written by hand shows an answer that nobody ever got."""


@dataclass(frozen=True)
class Exchange:
    """What was sent for a case and what came back: a response, or the trouble that prevented one."""

    sequence: int
    case: Case
    request: Request
    response: Response | None = None
    trouble: Trouble | None = None
    shows: frozenset[Aspect] = frozenset(Aspect)
    """What the record is able to show; our own transport shows everything."""


@dataclass(frozen=True)
class Recorded:
    """An exchange as a recording has it, before it is matched with an operation."""

    place: str
    """Where it is: `traffic.har#12`, or `log.ndjson:7`."""
    method: str
    url: str
    """Absolute; a record that has only a path gives it without a host."""
    status: int
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    """Those of the answer, in their order."""
    body: bytes = field(repr=False)
    """Decompressed."""
    shows: frozenset[Aspect] = frozenset(Aspect)
    request_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    received: float | None = None
    """Seconds since 1970, if the record says."""
    elapsed: float = 0.0
    note: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    """The additional fields of our own recordings: `_conformance`."""


@dataclass(frozen=True)
class Finding:
    """One deviation, counted over every place that shows it."""

    requirement: str
    operation: str
    location: str
    """Where the first example is, such as `/0/updated_at` or `status`."""
    pattern: str
    """The location with every index as `[*]`, as waivers and fingerprints use it."""
    kind: str
    message: str
    expected: str
    actual: str
    exchange: int | None
    count: int
    fingerprint: str
    clause: Clause | None = None
    """Where it is in the document, for a finding about the document."""
    page: Clause | None = None
    """Where the same is on the vendor's page."""
    fix: str = ""
    confirmation: str = ""
    """What a second engine says about the example; empty if none is asked."""


@dataclass(frozen=True)
class Verdict:
    """The outcome of one requirement for one operation, with the evidence for it."""

    requirement: Requirement
    operation: str
    outcome: Outcome
    clause: Clause
    witnesses: int = 0
    """How many conforming observations there are."""
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    """Why it is inconclusive, inapplicable or in error; for a pass, a remark on it."""
    disposition: Disposition | None = None
    waiver: str | None = None
    stale: tuple[str, ...] = ()
    """Waivers that expected a deviation which did not occur."""
    said: tuple[tuple[str, int], ...] = ()
    """The inconclusive observations and notes by their text, each with its count."""


@dataclass(frozen=True)
class Target:
    """Where the API is judged: a live host or the embedded reference."""

    kind: str
    base_url: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Security scheme name to the credential text."""
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Parameter name to its known values."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Security scheme or parameter name to the environment variable that feeds it."""
    foreign: Mapping[str, str] = field(default_factory=dict)
    """Parameter name to a value that exists and belongs to somebody else."""
    foreign_variables: Mapping[str, str] = field(default_factory=dict)
    """Parameter name to the environment variable for such a value, whether or not it is set."""
    owners: frozenset[str] = frozenset()
    """The parameters whose values own the rows: no row belongs to two of them."""
    by_operation: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """The id of an operation to the known values of its parameters, which count instead of those of the same name."""
