"""The command that repeats a request works: a shell gives curl the very request, and the key is not in the command."""

from __future__ import annotations

import shutil
import subprocess
from urllib.parse import quote, urlencode

import pytest

from conformance.contract.openapi import SecurityScheme
from conformance.exchange.credentials import present
from conformance.exchange.curl import curl
from conformance.model import Case, Intent, Target

KEY = 'bn-4f"2$HOME`A\\'
BEARER = SecurityScheme("scheme", "http", "bearer")
BASIC = SecurityScheme("scheme", "http", "basic")
HEADER = SecurityScheme("scheme", "apiKey", location="header", parameter="X-Key")
ODD_HEADER = SecurityScheme("scheme", "apiKey", location="header", parameter="X-$HOME`id`")
QUERY = SecurityScheme("scheme", "apiKey", location="query", parameter="key")
COOKIE = SecurityScheme("scheme", "apiKey", location="cookie", parameter="sid")
SCHEMES = {"bearer": BEARER, "basic": BASIC, "header": HEADER, "odd": ODD_HEADER, "query": QUERY, "cookie": COOKIE}
INTENTS = [intent for intent in Intent if intent.is_refusable] + [Intent.KNOWN, Intent.LOWERCASE_SCHEME]

has_shell = pytest.mark.skipif(not shutil.which("sh") or not shutil.which("base64"), reason="there is no shell here")


def a_case(path: str = "/things/7", intent: Intent = Intent.KNOWN, **fields: object) -> Case:
    return Case("c", "GET /things/{id}", intent, str(fields.pop("method", "GET")), path, **fields)  # type: ignore[arg-type]


def command(case: Case, scheme: SecurityScheme | None = None, base_url: str = "https://h/v1", key: str = KEY) -> str:
    target = Target("live", base_url, {"scheme": key}, {}, {"scheme": "THE_KEY"})
    return curl(base_url, case, present((scheme,) if scheme else (), target, case.intent))


def run(line: str, key: str = KEY) -> list[str]:
    """Return the arguments that a shell passes to curl."""
    script = f"curl() {{ printf '%s\\036' \"$@\"; }}\n{line}\n"
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/home/somebody", "THE_KEY": key}
    done = subprocess.run(["sh", "-u", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split("\x1e")[:-1]


@pytest.mark.parametrize(
    ("scheme", "line"),
    [
        (None, "curl -sS -i https://h/v1/things/7"),
        (BEARER, 'curl -sS -i -H "Authorization: Bearer $THE_KEY" https://h/v1/things/7'),
        (HEADER, 'curl -sS -i -H "X-Key: $THE_KEY" https://h/v1/things/7'),
        (COOKIE, 'curl -sS -i -H "Cookie: sid=$THE_KEY" https://h/v1/things/7'),
        (QUERY, 'curl -sS -i "https://h/v1/things/7?key=$THE_KEY"'),
    ],
    ids=["none", "bearer", "header", "cookie", "query"],
)
def test_line(scheme: SecurityScheme | None, line: str) -> None:
    """The line is readable, with a variable instead of the key."""
    assert line == command(a_case(), scheme)


@has_shell
@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("name", SCHEMES)
def test_same_credentials(name: str, intent: Intent) -> None:
    """The shell expands to the sent credentials: the key as it is, altered as the case altered it, or none."""
    scheme = SCHEMES[name]
    line = command(a_case(intent=intent), scheme)
    assert not any(form in line for form in (KEY, KEY[:-1], "4f"))
    sent = present((scheme,), Target("live", "", {"scheme": KEY}, {}, {"scheme": "THE_KEY"}), intent)
    *options, url = run(line)
    headers = [f"{name}: {value}" if value else f"{name};" for name, value in sent.headers]
    assert ["-sS", "-i", *(word for header in headers for word in ("-H", header))] == options
    query = "&".join(f"{name}={value}" for name, value in sent.query)
    assert url == "https://h/v1/things/7" + (f"?{query}" if sent.query else "")


@has_shell
def test_long_basic_key() -> None:
    """A long key stays on one line as Basic credentials."""
    key = "user:" + "p" * 200
    found = run(command(a_case(), BASIC, key=key), key)
    assert (
        present((BASIC,), Target("live", "", {"scheme": key}), Intent.KNOWN).headers[0][1]
        == found[3].partition(": ")[2]
    )


@has_shell
@pytest.mark.parametrize(
    "path", ["/$metadata", "/a$(id)/b", "/`id`", "/it's", '/a"b', "/a\\b", "/a;b|c&d", "/*", "/~a", "/a%20%24b", "/a b"]
)
@pytest.mark.parametrize("scheme", [None, BEARER, QUERY], ids=["none", "bearer", "query"])
def test_nothing_runs(path: str, scheme: SecurityScheme | None) -> None:
    """Nothing in a contract's path is executed or expanded by the shell."""
    url = run(command(a_case(path), scheme))[-1]
    assert url == f"https://h/v1{path}" + (f"?key={KEY}" if scheme is QUERY else "")


@has_shell
def test_whole_case() -> None:
    """The query and the headers of a case come before the credentials."""
    pairs = (("q", "a b&$HOME"), ("q", "'é"))
    case = a_case(query=pairs, headers=(("X-A", "it's $HOME"),), method="HEAD")
    words = run(command(case, QUERY))
    assert words[:-1] == ["-sS", "-i", "--head", "-H", "X-A: it's $HOME"]
    assert words[-1] == f"https://h/v1/things/7?{urlencode(pairs, quote_via=quote)}&key={KEY}"
