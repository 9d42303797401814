"""Header values word by word: what the protocol defines stays, everything else gets a stand-in."""

from __future__ import annotations

import re

from conformance.exchange.names import is_header_name
from conformance.exchange.pseudonyms import Pseudonyms

_DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}"
_MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE = re.compile(rf"{_DAYS}, [0-9]{{2}}[ -]{_MONTHS}[ -](?:[0-9]{{2}}){{1,2}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} GMT")
_WHOLE = {
    "content-length": re.compile("[0-9]{1,8}"),
    "user-agent": re.compile(r"bolna-conformance/[0-9.]{1,20}"),
    **dict.fromkeys(("date", "expires", "last-modified", "retry-after"), _DATE),
}
_BY_WORD = frozenset(
    {
        *("accept", "accept-encoding", "accept-ranges", "age", "allow", "cache-control", "connection"),
        *("content-encoding", "content-length", "content-type", "date", "expires", "last-modified", "pragma"),
        *("retry-after", "strict-transport-security", "transfer-encoding", "vary"),
    }
)
_TAGGED = frozenset({"etag", "if-match", "if-none-match"})
_WEAK = "W/"
"""The prefix of a weak entity tag (RFC 9110 section 8.8.3)."""
_CACHES = ("cache", "cache-status")
"""How the headers end in which caches say whether they had the answer."""
_TARGET = re.compile("<([^<>]*)>")
_LINKING = frozenset({"rel", "first", "last", "next", "prev", "previous", "self"})
_KNOWN = """
no-cache no-store no-transform must-revalidate proxy-revalidate must-understand only-if-cached max-age s-maxage
max-stale min-fresh stale-while-revalidate stale-if-error private public immutable includesubdomains preload
gzip x-gzip deflate br zstd compress identity chunked trailers bytes none close keep-alive upgrade timeout max q
get head post put patch delete options trace connect propfind proppatch mkcol copy move lock unlock report search
application audio font image message model multipart text video
json xml html xhtml plain csv css javascript ecmascript yaml x-yaml pdf zip octet-stream problem hal ld geo jsonl
ndjson x-ndjson x-json vnd api x-www-form-urlencoded form-data mixed alternative byteranges event-stream
tab-separated-values markdown rtf sql wasm toml msgpack x-msgpack protobuf x-protobuf cbor grpc graphql rss atom soap
svg png jpeg gif webp avif bmp x-icon tiff mpeg mp4 ogg wav webm flac woff woff2 ttf otf charset version
utf-8 utf8 utf-7 utf-16 utf-16le utf-16be utf-32 us-ascii ascii iso-8859-1 iso-8859-2 iso-8859-15 latin-1 latin1
windows-1250 windows-1251 windows-1252 cp1252 koi8-r gbk gb2312 gb18030 big5 shift_jis euc-jp euc-kr punycode
1209600 2592000 5184000 7776000 10368000 10886400 15552000 15724800 15768000 31104000 31536000 31557600 63072000
94608000 hit miss
"""
"""Directives, codings, methods, media types, charsets, and the numbers of seconds that lifetimes usually have."""
_WORDS = frozenset(_KNOWN.split())
_WORD = re.compile(r"([A-Za-z0-9_-]+)")
_SMALL = re.compile("-1|[0-9]{1,6}")
_COUNT = re.compile(r"-?[0-9]{1,4}(?:\.[0-9]{1,2})?")
"""A number that identifies nobody, as in a body."""
_LONG = re.compile(r"(?:[0-9][\s().,/-]{0,3}){7}")
_HIGH = re.compile("[^\x00-\x7f]")


def redacted_value(name: str, value: str, made: Pseudonyms) -> str:
    """Return the value of a header with stand-ins; non-ASCII bytes become one, as names may be spelled with them."""
    return _HIGH.sub("\u00e4", _redacted(name.lower(), value, made))


def _redacted(name: str, value: str, made: Pseudonyms) -> str:
    if made.holds_secret(value):
        return made.string(value)
    if name in _WHOLE and _WHOLE[name].fullmatch(value):
        return value
    if _COUNT.fullmatch(value):
        return value
    if name in _TAGGED and value.startswith(_WEAK):
        return _WEAK + made.string(value.removeprefix(_WEAK))
    if name == "link":
        return _link(value, made)
    parts = _WORD.split(value)
    unknown = "".join(" " if _is_known(name, part) else part for part in parts)
    if not (name in _BY_WORD or name.endswith(_CACHES)) or _LONG.search(unknown):
        return made.string(value)
    return "".join(part if _is_known(name, part) or _SMALL.fullmatch(part) else made.text(part) for part in parts)


def _link(value: str, made: Pseudonyms) -> str:
    """Return a Link header (RFC 8288) with its relations, and with stand-ins in its targets."""
    parts = _TARGET.split(value)
    return "".join(f"<{made.text(part)}>" if at % 2 else _relations(part, made) for at, part in enumerate(parts))


def _relations(text: str, made: Pseudonyms) -> str:
    parts = _WORD.split(text)
    return "".join(part if part.lower() in _LINKING else made.text(part) for part in parts)


def _is_known(name: str, word: str) -> bool:
    return word.lower() in _WORDS or (name == "vary" and is_header_name(word))
