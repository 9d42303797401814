"""How a case presents credentials: right, wrong or not at all."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from conformance.contract.openapi import SecurityScheme
from conformance.model import Intent, Target

# A scheme that the API does not support, with the very credential that it would accept under the right one.
_OTHER = {"bearer": "Basic", "basic": "Bearer"}
# The prefix for the kind of a key, such as `bn-`, is not secret, and without it a wrong key may not be parsed at all.
_PREFIX = re.compile("[a-z]{2}[-_]")
COOKIE = "Cookie: "
"""How a header with cookies begins in a shell."""
_WRONG_DIGITS = ("0123456789abcdef", "123456789abcdef0")


@dataclass(frozen=True)
class Credentials:
    """What is added to a request, as sent and as a shell would write it without the key."""

    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    shell_headers: tuple[str, ...] = ()
    """Headers and query as written between double quotes in a shell, which fills in the variables."""
    shell_query: tuple[str, ...] = ()

    def with_more(self, more: Credentials) -> Credentials:
        """Return these credentials combined with others."""
        return Credentials(
            headers=(*self.headers, *more.headers),
            query=(*self.query, *more.query),
            secrets=(*self.secrets, *more.secrets),
            shell_headers=(*self.shell_headers, *more.shell_headers),
            shell_query=(*self.shell_query, *more.shell_query),
        )


def intents_for(schemes: Sequence[SecurityScheme], target: Target) -> tuple[Intent, ...]:
    """Return the ways to present credentials that can be tried with the schemes of an operation."""
    keys = [target.credentials[scheme.name] for scheme in schemes]
    intents = [Intent.NO_KEY, Intent.EMPTY_KEY, Intent.WRONG_KEY, Intent.APPENDED_KEY]
    if all(len(key) > 1 for key in keys):
        intents.append(Intent.TRUNCATED_KEY)
    if all(len(key) > 3 for key in keys):
        intents.append(Intent.HALF_KEY)
    if any(scheme.kind != "apiKey" for scheme in schemes):
        intents += [Intent.OTHER_SCHEME, Intent.LOWERCASE_SCHEME]
    return tuple(intents)


def present(schemes: Sequence[SecurityScheme], target: Target, intent: Intent) -> Credentials:
    """Return what a case of an intent presents for the schemes of an operation (RFC 6750, RFC 7617)."""
    if intent in (Intent.NO_KEY, Intent.ANONYMOUS):
        return Credentials()
    parts = [_present(scheme, target, intent) for scheme in schemes]
    return Credentials(
        headers=tuple(header for part in parts for header in part.headers),
        query=tuple(pair for part in parts for pair in part.query),
        secrets=tuple(secret for part in parts for secret in part.secrets),
        shell_headers=tuple(header for part in parts for header in part.shell_headers),
        shell_query=tuple(pair for part in parts for pair in part.shell_query),
    )


def _present(scheme: SecurityScheme, target: Target, intent: Intent) -> Credentials:
    key = target.credentials[scheme.name]
    variable = target.variables.get(scheme.name, "KEY")
    alter, shell = _altered(intent, key, variable)
    sent = alter(key)
    if scheme.kind == "apiKey":
        return _api_key(scheme, sent, shell, intent)
    name, token, shell_token = _http(scheme, sent, shell)
    if intent is Intent.OTHER_SCHEME:
        name = _OTHER.get(scheme.scheme or "bearer", "Bearer")
    if intent is Intent.LOWERCASE_SCHEME:
        name = name.lower()
    return Credentials(
        headers=(("Authorization", f"{name} {token}".strip()),),
        secrets=tuple({sent, token} - {""}) if intent is not Intent.WRONG_KEY else (),
        shell_headers=(f"Authorization: {name} {shell_token}".strip(),),
    )


def _api_key(scheme: SecurityScheme, sent: str, shell: str, intent: Intent) -> Credentials:
    secrets = (sent,) if sent and intent is not Intent.WRONG_KEY else ()
    name = shell_literal(scheme.parameter)
    if scheme.location == "query":
        return Credentials(query=((scheme.parameter, sent),), secrets=secrets, shell_query=(f"{name}={shell}",))
    if scheme.location == "cookie":
        pair, shell_pair = f"{scheme.parameter}={sent}", f"{name}={shell}"
        return Credentials(headers=(("Cookie", pair),), secrets=secrets, shell_headers=(f"{COOKIE}{shell_pair}",))
    shell_header = f"{name}: {shell}" if shell else f"{name};"  # after a colon, curl would leave an empty header out
    return Credentials(headers=((scheme.parameter, sent),), secrets=secrets, shell_headers=(shell_header,))


def _http(scheme: SecurityScheme, sent: str, shell: str) -> tuple[str, str, str]:
    if scheme.scheme != "basic":
        # Such as `token`; the case of the name does not matter (RFC 9110 section 11.1).
        return scheme.scheme.capitalize() if scheme.kind == "http" else "Bearer", sent, shell
    token = base64.b64encode(sent.encode()).decode() if sent else ""
    return "Basic", token, f'$(printf %s "{shell}" | base64 | tr -d "\\n")' if shell else ""


def _altered(intent: Intent, key: str, variable: str) -> tuple[Callable[[str], str], str]:
    if intent is Intent.EMPTY_KEY:
        return lambda _: "", ""
    if intent is Intent.TRUNCATED_KEY:
        return lambda text: text[:-1], f"${{{variable}%?}}"
    if intent is Intent.HALF_KEY:
        cut = _cut(key)
        return lambda text: text[:-cut], f"${{{variable}%{'?' * cut}}}"
    if intent is Intent.APPENDED_KEY:
        return lambda text: f"{text}0", f"${{{variable}}}0"
    if intent is Intent.WRONG_KEY:
        wrong = wrong_key(key)
        return lambda _: wrong, shell_literal(wrong)
    return lambda text: text, f"${variable}"


def _cut(key: str) -> int:
    """Return how many characters to cut for half a key; of a name and a password, the name stays if enough remains.

    >>> _cut("bn-98fe"), _cut("user:secret"), _cut("user:pw")
    (4, 3, 4)
    """
    secret = key.partition(":")[2]
    return (len(secret if len(secret) > 3 else key) + 1) // 2


def wrong_key(key: str) -> str:
    """Return another key with the same prefix and length, which reveals nothing else of the right one.

    >>> wrong_key("bn-98fe"), wrong_key("bn-0123")
    ('bn-0123', 'bn-1234')
    """
    prefix = _PREFIX.match(key)
    kept = prefix[0] if prefix else ""
    texts = (kept + "".join(islice(cycle(digits), len(key) - len(kept))) for digits in _WRONG_DIGITS)
    return next((text for text in texts if text != key), f"{key}0")


def shell_literal(text: str) -> str:
    """Return a text escaped for use between double quotes in a shell."""
    return re.sub(r'([\\"`$])', r"\\\1", text)
