"""A request as a shell command that can be pasted, without the key."""

from __future__ import annotations

import shlex
from urllib.parse import urlencode

from conformance.exchange.credentials import Credentials
from conformance.model import Case


def curl(base_url: str, case: Case, credentials: Credentials) -> str:
    """Return the command that repeats a case; the shell fills in the credentials from the environment."""
    query = "&".join([*([urlencode(case.query)] if case.query else []), *credentials.shell_query])
    url = f"{base_url}{case.path}" + (f"?{query}" if query else "")
    words = ["curl", "-sS", "-i", *(["--head"] if case.method == "HEAD" else [])]
    words += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in case.headers]
    words += [f"-H {_quoted(header)}" for header in credentials.shell_headers]
    return " ".join([*words, _quoted(url)])


def _quoted(text: str) -> str:
    """Quote so that variables are still filled in: `$` means them, as nothing else here holds one."""
    return (
        '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"'
        if "$" in text
        else shlex.quote(text)
    )
