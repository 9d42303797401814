"""The reference API as other teams would have built it: every variant conforms, and none may be blamed."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

from conformance.reference.api import Answer, Api, Call
from conformance.reference.data import AGENTS, Row, batches, humanize


class UtcOffset(Api):
    """Time stamps with fractions of a second and the UTC offset `+00:00`."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with their time stamps reformatted."""
        endings = {"created_at": ".596315+00:00", "updated_at": ".596315+00:00", "scheduled_at": ".000+00:00"}
        return [
            {name: str(value)[:-1] + endings[name] if name in endings else value for name, value in row.items()}
            for row in super().rows(agent)
        ]


class Sparse(Api):
    """Batches with few properties; the contract requires none."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches cut down to three properties."""
        return [{name: row[name] for name in ("batch_id", "status", "created_at")} for row in super().rows(agent)]


class ExtraProperties(Api):
    """Batches with a property that the contract does not name and does not forbid."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with their telephony provider."""
        return [{**row, "telephony_provider": "plivo"} for row in super().rows(agent)]


class WithoutDeprecated(Api):
    """Batches without the property that the contract deprecates."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with only the property that replaces it."""
        return [{n: value for n, value in row.items() if n != "from_phone_number"} for row in super().rows(agent)]


class UnorderedNames(Api):
    """Properties in a different order in every batch."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with their properties shuffled."""
        return [dict(Random(str(row["batch_id"])).sample(list(row.items()), len(row))) for row in super().rows(agent)]  # noqa: S311


class UpperCaseIds(Api):
    """Batch ids in upper-case letters."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with their ids in upper case."""
        return [{**row, "batch_id": str(row["batch_id"]).upper()} for row in super().rows(agent)]


class EscapedFileNames(Api):
    """File names in many scripts, written as escapes: emoji become surrogate pairs."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with file names in other scripts."""
        names = ("ग्राहक सूची.csv", "clientes_são_paulo.csv", "顧客名簿.csv", "📞 leads 🇮🇳.csv")
        return [{**row, "file_name": names[place % len(names)]} for place, row in enumerate(super().rows(agent))]


class UnicodeFileNames(EscapedFileNames):
    """File names in many scripts, written as UTF-8."""

    def render(self, value: object) -> bytes:
        """Write a JSON value without escapes."""
        return json.dumps(value, ensure_ascii=False).encode()


class Empty(Api):
    """No agent has any batches."""

    def rows(self, agent: str) -> list[Row]:
        """Return nothing."""
        return []


class ManyRows(Api):
    """One agent has two thousand batches."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, ten times the usual number for one agent."""
        return batches(agent, self.now, 2_000) if agent == AGENTS[1] else super().rows(agent)


class TwoReplicas(Api):
    """Two machines answer in turn, and the clock of the second is a minute ahead: relative times differ."""

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.turns = count()

    def rows(self, agent: str) -> list[Row]:
        """Return the batches as the machine whose turn it is sees them."""
        clock = self.now + timedelta(minutes=next(self.turns) % 2)
        return [
            {**row, "humanized_created_at": humanize(datetime.fromisoformat(str(row["created_at"])), clock)}
            for row in super().rows(agent)
        ]


class Pretty(Api):
    """JSON over many lines, with a final newline."""

    def render(self, value: object) -> bytes:
        """Write an indented JSON value."""
        return json.dumps(value, indent=2).encode() + b"\n"


class Charset(Api):
    """A media type with a charset parameter."""

    content_type = "application/json; charset=utf-8"


class LowerCaseHeaders(Api):
    """Header names in lower case, as in HTTP/2."""

    def answer(self, call: Call) -> Answer:
        """Answer with the names of the headers in lower case."""
        answer = super().answer(call)
        return replace(answer, headers=tuple((name.lower(), value) for name, value in answer.headers))


class Gzip(Api):
    """Bodies are compressed for clients that accept it."""

    def answer(self, call: Call) -> Answer:
        """Answer with the body compressed, if the client accepts it."""
        answer = super().answer(call).with_header("Vary", "Accept-Encoding")
        if "gzip" not in call.header("Accept-Encoding").lower():
            return answer
        return replace(answer, body=gzip.compress(answer.body, mtime=0)).with_header("Content-Encoding", "gzip")


class GzipTwice(Api):
    """Bodies are compressed twice, and a header that says gzip stays where there is nothing to compress."""

    def answer(self, call: Call) -> Answer:
        """Answer with the body compressed twice."""
        answer = super().answer(call)
        twice = gzip.compress(gzip.compress(answer.body, mtime=0), mtime=0) if answer.body else b""
        return replace(answer, body=twice).with_header("Content-Encoding", "gzip, x-gzip")


class Chunked(Api):
    """Bodies are sent in chunks, without a length."""

    def answer(self, call: Call) -> Answer:
        """Answer in chunks."""
        return super().answer(call).with_header("Transfer-Encoding", "chunked")


class ManyHeaders(Api):
    """A list has every header that a framework, a proxy or a browser may want."""

    def answer(self, call: Call) -> Answer:
        """Answer with headers that say no more than is known."""
        answer = super().answer(call)
        if answer.status != 200:
            return answer
        more = {
            "ETag": self.tag(answer.body).removeprefix("W/"),
            "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT",
            "Expires": "0",
            "Link": f'<{call.target}>; rel="first last", <https://docs.example.com/a,b>; rel=help; title="a; b"',
            "X-Total-Pages": "1",
            "X-Cache": "MISS",
            "Age": "0",
            "Vary": "Origin, Accept-Encoding",
            "Access-Control-Allow-Origin": "https://app.example.com",
            "Access-Control-Allow-Credentials": "true",
        }
        for name, value in more.items():
            answer = answer.with_header(name, value)
        return answer


class CachedPrivately(Api):
    """The caller's private cache may keep a list for a minute."""

    caching = "private, max-age=60, must-revalidate"


class StaleAtOnce(Api):
    """A cache may keep a list, and must revalidate it for every request."""

    caching = "public, max-age=0, must-revalidate"


class RefusesWith400(Api):
    """Credentials are refused with the only error status of the contract."""

    def refuse(self, call: Call) -> Answer:
        """Answer with 400 to a call that is not authorised."""
        return self.error(400, 1000, "Access denied")


class RefusesWith403(Api):
    """Credentials are refused with 403."""

    def refuse(self, call: Call) -> Answer:
        """Answer with 403 to a call that is not authorised."""
        return self.error(403, 403, "Access denied")


class HidesWith404(Api):
    """Unauthorised calls get 404; RFC 9110 section 15.5.4 lets a server hide what it has."""

    def refuse(self, call: Call) -> Answer:
        """Answer a call that is not authorised as if the agent were unknown."""
        return self.unknown("")


class UnknownIsEmpty(Api):
    """An agent that does not exist has no batches."""

    def unknown(self, agent: str) -> Answer:
        """Answer with an empty list."""
        return self.reply(200, [])


class UnknownIs400(Api):
    """An agent that does not exist is answered with the only error status of the contract."""

    def unknown(self, agent: str) -> Answer:
        """Answer with 400 to a call for an agent that does not exist."""
        return self.error(400, 1002, "Agent not found")


class MalformedIs422(Api):
    """A malformed agent id is answered with 422."""

    def malformed(self, text: str) -> Answer:
        """Answer with 422 to a call whose agent id is not a UUID."""
        return self.error(422, 1001, "agent_id is malformed")


class MalformedIs404(Api):
    """A malformed agent id is treated as an agent that does not exist."""

    def malformed(self, text: str) -> Answer:
        """Answer with 404 to a call whose agent id is not a UUID."""
        return self.unknown(text)


class LenientUuid(Api):
    """Agent ids may lack dashes, or have braces, a prefix `urn:uuid:` or spaces around them."""

    def canonical(self, text: str) -> str | None:
        """Return an agent id in its canonical spelling from any of the usual ones."""
        text = text.strip(" ").lower().removeprefix("urn:uuid:")
        if text.startswith("{") and text.endswith("}"):
            text = text[1:-1]
        if re.fullmatch("[0-9a-f]{32}", text):
            text = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
        return super().canonical(text)


class LocksOut(Api):
    """Five wrong keys lock the client out: after that even the right one is refused."""

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.wrong = 0

    def admits(self, scheme: str, key: str) -> bool:
        """Count the wrong keys, and admit nobody after five."""
        self.wrong += self.wrong < 5 and not super().admits(scheme, key)
        return self.wrong < 5 and super().admits(scheme, key)


class TwoClocks(Api):
    """Time stamps of two columns that are taken one after the other, with different precision."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the first one as if it had never been updated."""
        rows = super().rows(agent)
        for row, updated in zip(rows, (".596315Z", "Z"), strict=False):
            made = str(row["created_at"]).removesuffix("Z")
            row.update(created_at=f"{made}.596340Z", updated_at=f"{made}{updated}")
        return rows


class SharedUpload(Api):
    """The first batches of two agents were made from the same upload, whose id precedes their own."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with the id of the upload."""
        rows = super().rows(agent)
        template = {**batches(AGENTS[0], self.now)[0], "upload_id": "5" * 32}
        return [{"upload_id": "5" * 32, **template, "batch_id": row["batch_id"]} for row in rows[:1]] + rows[1:]


class UnauthorisedOrNothing(Api):
    """A call for anything but the caller's own agents is unauthorised, even if the id is malformed."""

    def malformed(self, text: str) -> Answer:
        """Answer as for a wrong key."""
        return self.refuse(Call("GET", ""))

    def unknown(self, agent: str) -> Answer:
        """Answer as for a wrong key."""
        return self.refuse(Call("GET", ""))


class JavaUuid(Api):
    """Ids are parsed by Java, which accepts short groups, and an agent that is not found has an empty list."""

    def canonical(self, text: str) -> str | None:
        """Pad short groups with zeros."""
        if re.fullmatch(r"[0-9a-fA-F]{1,8}(?:-[0-9a-fA-F]{1,4}){3}-[0-9a-fA-F]{1,12}", text):
            text = "-".join(part.zfill(length) for part, length in zip(text.split("-"), (8, 4, 4, 4, 12), strict=True))
        return super().canonical(text)

    def unknown(self, agent: str) -> Answer:
        """Answer with an empty list."""
        return self.reply(200, [])


VARIANTS: dict[str, type[Api]] = {
    "default": Api,
    "utc-offset": UtcOffset,
    "sparse": Sparse,
    "extra-properties": ExtraProperties,
    "unordered-names": UnorderedNames,
    "upper-case-ids": UpperCaseIds,
    "escaped-file-names": EscapedFileNames,
    "unicode-file-names": UnicodeFileNames,
    "empty": Empty,
    "many-rows": ManyRows,
    "two-replicas": TwoReplicas,
    "pretty": Pretty,
    "charset": Charset,
    "lower-case-headers": LowerCaseHeaders,
    "many-headers": ManyHeaders,
    "gzip": Gzip,
    "gzip-twice": GzipTwice,
    "chunked": Chunked,
    "cached-privately": CachedPrivately,
    "stale-at-once": StaleAtOnce,
    "refuses-with-400": RefusesWith400,
    "refuses-with-403": RefusesWith403,
    "hides-with-404": HidesWith404,
    "unknown-is-empty": UnknownIsEmpty,
    "unknown-is-400": UnknownIs400,
    "malformed-is-422": MalformedIs422,
    "malformed-is-404": MalformedIs404,
    "lenient-uuid": LenientUuid,
    "without-deprecated": WithoutDeprecated,
    "locks-out": LocksOut,
    "two-clocks": TwoClocks,
    "shared-upload": SharedUpload,
    "unauthorised-or-nothing": UnauthorisedOrNothing,
    "java-uuid": JavaUuid,
}
"""The variants by name; the first is the API itself."""
