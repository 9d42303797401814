"""The rules on HTTPS: what clients and caches must be told there, and not over plain HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Exchange, Intent, Outcome
from conformance.selftests.exchanges import (
    API_KEY,
    CONTRACT,
    HEAD,
    OPEN,
    OPTIONAL,
    Example,
    Examples,
    answer,
    assert_example,
    contract,
    each_of,
    fails,
    inapplicable,
    limited,
    outcome,
    passes,
    unanswered,
    unclear,
)

STRICT, CACHES = "transport-security-is-strict", "private-answers-are-not-shared-by-caches"
HSTS, CONTROL = "Strict-Transport-Security", "Cache-Control"
AT = f"header {HSTS}"
COOKIE = contract(security=({"header": []},)).replace('"in": "header"', '"in": "cookie"')
QUERY = contract(security=({"header": []},)).replace('"in": "header"', '"in": "query"')
EITHER = contract(security=({"header": []}, {"bearer": []}))


def with_url(exchange: Exchange, url: str) -> Exchange:
    return replace(exchange, request=replace(exchange.request, url=url))


def plain(exchange: Exchange) -> Exchange:
    return with_url(exchange, "http://127.0.0.1:8000/batches")


def strict(value: str, status: int = 200) -> Exchange:
    return answer(status, headers=[(HSTS, value)])


def cached(value: str, *more: tuple[str, str], intent: Intent = Intent.KNOWN) -> Exchange:
    return answer(headers=[(CONTROL, value), *more], intent=intent)


EXAMPLES: Examples = {
    STRICT: {
        "a year": passes(strict("max-age=31536000; includeSubDomains; preload")),
        "quoted, in capitals, last": passes(strict('includeSubDomains ; MAX-AGE = "600"')),
        "missing in an error": passes(strict("max-age=600"), answer(401, intent=Intent.NO_KEY)),
        "the second field is not read": passes(answer(headers=[(HSTS, "max-age=600"), (HSTS, "max-age=0")])),
        "missing": fails(f"{AT}: missing", answer()),
        "missing once": fails(f"{AT}: missing", strict("max-age=600"), answer()),
        "taken back": fails(f"{AT}: max-age=0", strict("max-age=0")),
        "no age": fails(f"{AT}: unreadable", strict("includeSubDomains")),
        "age in words": fails(f"{AT}: unreadable", strict("max-age=1y")),
        "another name": fails(f"{AT}: unreadable", strict("x-max-age=600")),
        "errors only": unclear("no answer shows it", answer(401)),
        "TLS": unclear("no answer in time", unanswered(kind="tls")),
        "too many requests": unclear("no answer that can be judged", limited()),
        "plain": inapplicable("plain HTTP", plain(answer()), plain(unanswered()), of=CONTRACT),
        "nothing but a path": unclear("no answer shows it", with_url(answer(), "/batches")),
        "plain beside a path": unclear("no answer shows it", plain(answer()), with_url(answer(), "/batches")),
        "address": inapplicable("an address", with_url(answer(), "https://192.0.2.1/a"), of=CONTRACT),
        "address of six": inapplicable("an address", with_url(answer(), "https://[2001:db8::1]:8443/a"), of=CONTRACT),
    },
    CACHES: {
        **{
            name: passes(cached(name))
            for name in (
                "no-store",
                "private, max-age=60",
                "private, max-age=60, must-revalidate",
                "no-cache, must-revalidate",
                "public, no-store",
                "max-age=60",
                "PRIVATE, public",
                "public, max-age=0, must-revalidate",
                "s-maxage=0, max-age=60",
                'max-age=60, x="public, s-maxage=5"',
            )
        },
        "nothing, with Authorization": passes(answer()),
        "either scheme": passes(answer(), of=EITHER),
        "kept apart": passes(cached("public, max-age=60", ("Vary", "Accept, authorization"))),
        "never reused": passes(cached("public, max-age=60", ("Vary", "*"))),
        "another header, private": passes(cached("private"), of=API_KEY),
        "another header, kept apart": passes(answer(headers=[("Vary", "x-key")]), of=API_KEY),
        "cookie, no-store": passes(cached("no-store"), of=COOKIE),
        "refused or open to all": passes(
            answer(), answer(401, headers=[(CONTROL, "public")]), cached("public", intent=Intent.NO_KEY)
        ),
        "public": fails(f"header {CONTROL}: shared", cached("public, max-age=60")),
        "in capitals": fails(f"header {CONTROL}: shared", cached("Public")),
        "shared age": fails(f"header {CONTROL}: shared", cached("s-maxage=60")),
        "shared age over none": fails(f"header {CONTROL}: shared", cached("max-age=0, s-maxage=60")),
        "must-revalidate": fails(f"header {CONTROL}: shared", cached("max-age=60, must-revalidate")),
        "public and stale": fails(f"header {CONTROL}: shared", cached("public, max-age=0")),
        "private for one field": fails(f"header {CONTROL}: shared", cached('public, private="set-cookie"')),
        "two fields": fails(f"header {CONTROL}: shared", cached("max-age=60", (CONTROL, "public"))),
        "in one of several answers": fails(f"header {CONTROL}: shared", answer(), cached("public")),
        "another header": fails(f"header {CONTROL}: not private", answer(), of=API_KEY),
        "another header, with an age": fails(f"header {CONTROL}: not private", cached("max-age=9"), of=API_KEY),
        "another header, public": fails(f"header {CONTROL}: shared", cached("public"), of=API_KEY),
        "cookie": fails(f"header {CONTROL}: not private", answer(), of=COOKIE),
        "key in the URL": unclear("no answer shows it", cached("public"), of=QUERY),
        "no body": unclear("no answer shows it", cached("public"), of=HEAD),
        "errors only": unclear("no answer shows it", answer(404, headers=[(CONTROL, "public")])),
        "TLS": unclear("no answer in time", unanswered(kind="tls")),
        "plain": inapplicable("plain HTTP", plain(cached("public")), of=CONTRACT),
        "nothing but a path": unclear("no answer shows it", with_url(cached("public"), "/batches")),
        "open": inapplicable("no credentials", cached("public"), of=OPEN),
        "open to all": inapplicable("no credentials", cached("public"), of=OPTIONAL),
    },
}


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


@given(st.integers(0, 10**12), st.sampled_from(["", '"']), st.sampled_from(["", ";preload", " ; includeSubDomains"]))
def test_any_age(age: int, quote: str, rest: str) -> None:
    """Every age above 0 is a policy."""
    found = outcome(STRICT, strict(f"max-age={quote}{age}{quote}{rest}"))
    assert found is (Outcome.PASS if age else Outcome.FAIL)


@pytest.mark.parametrize("value", [",", "=", "public=", '"', "max-age=", "max-age=-1, =x", "\u00fc"])
def test_odd_directives(value: str) -> None:
    """No rule crashes on an invalid directive."""
    assert outcome(CACHES, cached(value)) in (Outcome.PASS, Outcome.FAIL)
