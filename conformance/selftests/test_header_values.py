"""Header values that the protocol defines stay; all others are masked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.names import is_header_name
from conformance.exchange.pseudonyms import Pseudonyms
from conformance.exchange.recordings.header_values import redacted_value

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=200)


def value(name: str, text: str) -> str:
    made = Pseudonyms(b"0123456789abcdef", {"widgets"}, ["bn-4f1c9d27a8e3b65042d1", "gzip"], ["api.example.com"])
    return redacted_value(name, text, made)


class TestValue:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Accept", "application/json, text/*;q=0.8, */*"),
            ("Accept-Ranges", "bytes"),
            ("Age", "86400"),
            ("Allow", "GET, HEAD"),
            ("Cache-Control", 'no-store, max-age=0, private, s-maxage="600"'),
            ("Connection", "keep-alive"),
            ("Content-Length", "16777216"),
            ("Content-Type", "application/problem+json; charset=UTF-8"),
            ("Content-Type", "text/html;charset=iso-8859-1"),
            ("Content-Type", "application/vnd.widgets+json"),
            ("Date", "Tue, 24 Nov 2026 16:25:21 GMT"),
            ("Date", "Tuesday, 24-Nov-26 16:25:21 GMT"),
            ("Expires", "-1"),
            ("Expires", "0"),
            ("Retry-After", "120"),
            ("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload"),
            ("Transfer-Encoding", "chunked"),
            ("User-Agent", "bolna-conformance/0.3.0"),
            ("Vary", "Accept-Encoding, Origin, *"),
            ("Location", "http://api.example.com/"),
        ],
    )
    def test_stays(self, name: str, text: str) -> None:
        """A value that the protocol or the contract defines stays."""
        assert text == value(name, text)

    @pytest.mark.parametrize(
        ("name", "text", "shown"),
        [
            ("Allow", "anna-smith", "aaaa-aaaaa"),
            ("Cache-Control", "private=annasmith", "private=aaaaaaaaa"),
            ("Cache-Control", "anna, no-store", "aaaa, no-store"),
            ("Content-Type", "text/annasmith; charset=anna", "text/aaaaaaaaa; charset=aaaa"),
            ("Content-Type", "application/vnd.anna+json", "application/vnd.aaaa+json"),
            ("Pragma", "annasmith=no-cache", "aaaaaaaaa=no-cache"),
            ("Vary", "anna", "aaaa"),
            ("Date", "Ann, 12 Bob 2026 16:25:21 GMT", "Aaa, 12 Aaa 2026 16:25:21 AAA"),
            ("User-Agent", "Anna", "Aaaa"),
            ("X-User", "Anna", "Aaaa"),
            ("ETag", '"anna"', '"aaaa"'),
            ("ETag", 'W/"anna"', 'W/"aaaa"'),
            ("ETag", "anna", "aaaa"),
            ("X-User", 'W/"anna"', 'A/"aaaa"'),
        ],
    )
    def test_masked(self, name: str, text: str, shown: str) -> None:
        """Any other value is masked, word by word."""
        assert shown == value(name, text)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Age", "415555267"),
            ("Retry-After", "4155552671"),
            ("Cache-Control", "max-age=4155552671"),
            ("Cache-Control", "max-age=415, s-maxage=555, x=2671"),
            ("Vary", "415 555 2671"),
            ("Allow", "415/555/2671"),
        ],
    )
    def test_number(self, name: str, text: str) -> None:
        """A number that may be part of a phone number is masked, however it is split."""
        assert [each for each in ("4155552", "555 2671", "555/2671", "555, x=2671") if each in value(name, text)] == []

    @pytest.mark.parametrize("text", ["Анна Иванова", "王小明", "अनीता", "Zoë"])
    @pytest.mark.parametrize("name", ["X-User", "Content-Type", "Cache-Control"])
    def test_other_scripts(self, name: str, text: str) -> None:
        """A name in another script, whose bytes are read as Latin-1, is masked consistently."""
        found = value(name, text.encode().decode("latin-1"))
        assert {each for each in found if not each.isascii()} == {"\u00e4"}

    def test_secret(self) -> None:
        """A key that is also a word of the protocol is masked."""
        assert "gzip" not in value("Content-Encoding", "gzip")

    @DETERMINED
    @given(st.sampled_from(["Vary", "Age", "X-A", "Content-Type"]), st.text(st.characters(max_codepoint=255)))
    def test_any(self, name: str, text: str) -> None:
        """Any value can be redacted, to one with as many non-ASCII bytes."""
        found = value(name, text)
        assert sum(not each.isascii() for each in text) == sum(not each.isascii() for each in found)


class TestName:
    @pytest.mark.parametrize(
        "name",
        [
            *("Content-Type", "content-type", "WWW-Authenticate", "X-RateLimit-Remaining", "X-Request-Id", "ETag"),
            *("X-Amzn-RequestId", "CF-Ray", "Alt-Svc", "Strict-Transport-Security", "X-Content-Type-Options"),
            *("Access-Control-Allow-Origin", "Set-Cookie", "Server-Timing", "X-Powered-By", "Via", "traceparent"),
            *("X-Forwarded-For", "Referrer-Policy", "X-B3-TraceId", "Cross-Origin-Opener-Policy", "NEL", "Report-To"),
            *("X-Amz-Cf-Id", "X-Amz-Cf-Pop", "X-Cache", "Idempotency-Key", "Retry-After", "X-Process-Time", "TE"),
            *("Sec-Fetch-Mode", "Upgrade-Insecure-Requests", "User-Agent", "Accept-Language", "DNT", "Priority"),
        ],
    )
    def test_plain(self, name: str) -> None:
        """Headers that anybody sends have names of plain words."""
        assert is_header_name(name)

    @pytest.mark.parametrize(
        "name", ["X-Anna-Smith", "bn-abcdefsecret", "", "X--A", "X-4155552671", "X-415-555", "A b", "X-\u00e4"]
    )
    def test_other(self, name: str) -> None:
        """Other names may be personal."""
        assert not is_header_name(name)
