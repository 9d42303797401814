"""A case presents the key as its intent says: correctly, wrong in exactly one way, or not at all."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.openapi import SecurityScheme
from conformance.exchange.credentials import Credentials, intents_for, present, wrong_key
from conformance.model import REFUSABLE, Intent, Target

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=200)
KEY = "bn-4f2A"
BEARER = SecurityScheme("bearer", "http", "bearer")
BASIC = SecurityScheme("basic", "http", "basic")
OAUTH = SecurityScheme("oauth", "oauth2")
HEADER = SecurityScheme("header", "apiKey", location="header", parameter="X-Key")
QUERY = SecurityScheme("query", "apiKey", location="query", parameter="api_key")
COOKIE = SecurityScheme("cookie", "apiKey", location="cookie", parameter="sid")
TOKEN = SecurityScheme("token", "http", "token")
SCHEMES = [BEARER, BASIC, OAUTH, TOKEN, HEADER, QUERY, COOKIE]


def a_target(key: str = KEY) -> Target:
    names = [scheme.name for scheme in SCHEMES]
    return Target("live", "", dict.fromkeys(names, key), {}, {name: name.upper() for name in names})


def presented(scheme: SecurityScheme, intent: Intent, key: str = KEY) -> Credentials:
    return present((scheme,), a_target(key), intent)


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


class TestPresent:
    """What is sent for a scheme and an intent."""

    @pytest.mark.parametrize(
        ("scheme", "intent", "header"),
        [
            (BEARER, Intent.KNOWN, ("Authorization", "Bearer bn-4f2A")),
            (BEARER, Intent.MALFORMED, ("Authorization", "Bearer bn-4f2A")),
            (BEARER, Intent.EMPTY_KEY, ("Authorization", "Bearer")),
            (BEARER, Intent.WRONG_KEY, ("Authorization", "Bearer bn-0123")),
            (BEARER, Intent.TRUNCATED_KEY, ("Authorization", "Bearer bn-4f2")),
            (BEARER, Intent.HALF_KEY, ("Authorization", "Bearer bn-")),
            (BEARER, Intent.APPENDED_KEY, ("Authorization", "Bearer bn-4f2A0")),
            (BEARER, Intent.OTHER_SCHEME, ("Authorization", "Basic bn-4f2A")),
            (BEARER, Intent.LOWERCASE_SCHEME, ("Authorization", "bearer bn-4f2A")),
            (OAUTH, Intent.KNOWN, ("Authorization", "Bearer bn-4f2A")),
            (TOKEN, Intent.KNOWN, ("Authorization", "Token bn-4f2A")),
            (TOKEN, Intent.OTHER_SCHEME, ("Authorization", "Bearer bn-4f2A")),
            (BASIC, Intent.KNOWN, ("Authorization", basic(KEY))),
            (BASIC, Intent.EMPTY_KEY, ("Authorization", "Basic")),
            (BASIC, Intent.WRONG_KEY, ("Authorization", basic("bn-0123"))),
            (BASIC, Intent.TRUNCATED_KEY, ("Authorization", basic("bn-4f2"))),
            (BASIC, Intent.HALF_KEY, ("Authorization", basic("bn-"))),
            (BASIC, Intent.APPENDED_KEY, ("Authorization", basic("bn-4f2A0"))),
            (BASIC, Intent.OTHER_SCHEME, ("Authorization", basic(KEY).replace("Basic", "Bearer"))),
            (BASIC, Intent.LOWERCASE_SCHEME, ("Authorization", basic(KEY).replace("Basic", "basic"))),
            (HEADER, Intent.KNOWN, ("X-Key", "bn-4f2A")),
            (HEADER, Intent.EMPTY_KEY, ("X-Key", "")),
            (HEADER, Intent.WRONG_KEY, ("X-Key", "bn-0123")),
            (HEADER, Intent.TRUNCATED_KEY, ("X-Key", "bn-4f2")),
            (HEADER, Intent.HALF_KEY, ("X-Key", "bn-")),
            (HEADER, Intent.APPENDED_KEY, ("X-Key", "bn-4f2A0")),
            (COOKIE, Intent.APPENDED_KEY, ("Cookie", "sid=bn-4f2A0")),
            (COOKIE, Intent.KNOWN, ("Cookie", "sid=bn-4f2A")),
            (COOKIE, Intent.EMPTY_KEY, ("Cookie", "sid=")),
        ],
        ids=str,
    )
    def test_header(self, scheme: SecurityScheme, intent: Intent, header: tuple[str, str]) -> None:
        """A credential in a header is the key, altered in the one way that the intent names."""
        found = presented(scheme, intent)
        assert ((header,), ()) == (found.headers, found.query)

    @pytest.mark.parametrize(
        ("intent", "value"),
        [
            (Intent.KNOWN, KEY),
            (Intent.EMPTY_KEY, ""),
            (Intent.WRONG_KEY, "bn-0123"),
            (Intent.TRUNCATED_KEY, KEY[:-1]),
            (Intent.HALF_KEY, "bn-"),
            (Intent.APPENDED_KEY, f"{KEY}0"),
        ],
    )
    def test_query(self, intent: Intent, value: str) -> None:
        """A credential in the query is there and nowhere else."""
        found = presented(QUERY, intent)
        assert ((("api_key", value),), ()) == (found.query, found.headers)

    @pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
    def test_no_key(self, scheme: SecurityScheme) -> None:
        """Without a key nothing at all is presented."""
        assert Credentials() == presented(scheme, Intent.NO_KEY)

    def test_several(self) -> None:
        """All schemes of an alternative are presented together."""
        found = present((BEARER, HEADER, QUERY), a_target(), Intent.KNOWN)
        assert [name for name, _ in found.headers] == ["Authorization", "X-Key"]
        assert found.query == (("api_key", KEY),)
        assert found.shell_headers == ("Authorization: Bearer $BEARER", "X-Key: $HEADER")
        assert found.shell_query == ("api_key=$QUERY",)

    @pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
    @pytest.mark.parametrize("intent", Intent)
    def test_secrets(self, scheme: SecurityScheme, intent: Intent) -> None:
        """Every form of the key that is sent is known as a secret, and no secret is displayed."""
        found = presented(scheme, intent)
        sent = " ".join(value for _, value in (*found.headers, *found.query))
        carries_key = intent not in (Intent.NO_KEY, Intent.EMPTY_KEY, Intent.WRONG_KEY, Intent.ANONYMOUS)
        assert carries_key == any(secret in sent for secret in found.secrets)
        forms = {KEY, KEY[:-1], *(basic(text).removeprefix("Basic ") for text in (KEY, KEY[:-1]))}
        assert not any(form in text for form in forms for text in (*found.shell_headers, *found.shell_query))
        for secret in found.secrets:
            sent = sent.replace(secret, "")
        assert not any(form in sent for form in forms)


class TestIntents:
    """Which ways of presenting credentials can be tried."""

    def test_refusable(self) -> None:
        """For an HTTP scheme every intent that an API must refuse is tried."""
        assert set(intents_for((BEARER,), a_target())) >= REFUSABLE
        assert Intent.LOWERCASE_SCHEME in intents_for((BEARER,), a_target())

    @pytest.mark.parametrize("scheme", [HEADER, QUERY, COOKIE], ids=lambda scheme: scheme.name)
    def test_api_key(self, scheme: SecurityScheme) -> None:
        """A key without a scheme name cannot be sent under another one."""
        found = set(intents_for((scheme,), a_target()))
        assert REFUSABLE - {Intent.OTHER_SCHEME} == found

    def test_short_key(self) -> None:
        """A key of one character is not truncated: it would be empty."""
        assert Intent.TRUNCATED_KEY not in intents_for((BEARER,), a_target("k"))

    @pytest.mark.parametrize(
        ("key", "half"), [("abc", None), ("abcd", "ab"), ("u:secret", "u:sec"), ("user:pw", "use")]
    )
    def test_half_key(self, key: str, half: str | None) -> None:
        """Half a key is shorter than one that lacks a character; of a name and a password the password is halved."""
        assert (half is not None) == (Intent.HALF_KEY in intents_for((HEADER,), a_target(key)))
        assert half is None or presented(HEADER, Intent.HALF_KEY, key).headers == (("X-Key", half),)

    @pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
    @pytest.mark.parametrize("key", ["ab", KEY, "xx", "00", "--", "yy-11", "user:pass"])
    def test_never_the_right_key(self, scheme: SecurityScheme, key: str) -> None:
        """No intent that an API must refuse presents what it must accept."""
        right = presented(scheme, Intent.KNOWN, key)
        for intent in set(intents_for((scheme,), a_target(key))) & REFUSABLE:
            wrong = presented(scheme, intent, key)
            assert (right.headers, right.query) != (wrong.headers, wrong.query)


@DETERMINED
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30))
def test_wrong_key(key: str) -> None:
    """A wrong key is never the right one, and reveals nothing of it but its kind and its length."""
    wrong = wrong_key(key)
    assert key != wrong
    assert wrong[-1:] in "0123456789abcdef"
    assert len(wrong) in (len(key), len(key) + 1)
    assert {wrong_key(f"bn-{text}") for text in ("a1f9c7", "ZZZZZZ")} == {"bn-012345"}
