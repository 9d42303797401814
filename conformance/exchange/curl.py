"""A request as a shell command that can be pasted, without the key."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from conformance.exchange.credentials import COOKIE, Credentials, shell_literal
from conformance.exchange.parameters import query_string
from conformance.model import Case

_OWN = ("Accept", "*/*")
"""The header that curl sends on its own."""


def curl(base_url: str, case: Case, credentials: Credentials) -> str:
    """Return the command that repeats a case; the shell fills in the credentials from the environment."""
    url = f"{base_url}{case.path}" + (f"?{query_string(case.query)}" if case.query else "")
    query = "".join(
        f"{'&' if case.query or index else '?'}{pair}" for index, pair in enumerate(credentials.shell_query)
    )
    words = ["curl", "-sS", "-i", *(["--head"] if case.method == "HEAD" else [])]
    headers = [each for each in case.headers if each[0] != "Cookie" and each != _OWN]
    words += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers]
    words += [f"-H {_quoted(header)}" for header in credentials.shell_headers if not header.startswith(COOKIE)]
    words += [f"-H {_quoted(header)}" for header in _cookies(case, credentials)]
    return " ".join([*words, _quoted(f"{shell_literal(url)}{query}")])


def _cookies(case: Case, credentials: Credentials) -> Iterator[str]:
    """Yield the header with all cookies: curl would send several."""
    texts = [shell_literal(value) for name, value in case.headers if name == "Cookie"]
    texts += [each.removeprefix(COOKIE) for each in credentials.shell_headers if each.startswith(COOKIE)]
    if texts:
        yield f"{COOKIE}{'; '.join(texts)}"


def _quoted(text: str) -> str:
    """Quote a text for a shell: in double quotes if the shell expands anything in it, else in the plainest way.

    >>> _quoted("X-Key: $KEY"), _quoted("X-Key: xx"), _quoted("X-Key:")
    ('"X-Key: $KEY"', "'X-Key: xx'", 'X-Key:')
    """
    return f'"{text}"' if "$" in text or "\\" in text else shlex.quote(text)
