"""Cache-Control as a shared cache reads it (RFC 9111 section 5.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.model import Exchange

_DIRECTIVE = re.compile(r'([^\s,="]+)(?:=("[^"]*"|[^\s,"]*))?')
_ALLOWING = frozenset({"public", "s-maxage", "must-revalidate"})
_STRICT = frozenset({"s-maxage", "must-revalidate", "proxy-revalidate"})
_FORBIDDING = frozenset({"no-store", "private", "no-cache"})


def directives(exchange: Exchange) -> Mapping[str, str]:
    """Return the directives of an answer by their names in lower case; of repeated ones the first counts."""
    assert exchange.response is not None
    found: dict[str, str] = {}
    for name, value in _DIRECTIVE.findall(exchange.response.header("cache-control") or ""):
        found.setdefault(name.lower(), value.strip('"'))
    return found


def allows_sharing(found: Mapping[str, str]) -> frozenset[str]:
    """Return the directives that let a shared cache keep the answer to a request with Authorization (section 3.5)."""
    return _ALLOWING & found.keys()


def forbids_sharing(found: Mapping[str, str]) -> bool:
    """Return whether shared caches must not reuse the answer; directives for single fields do not count."""
    return any(found.get(name) == "" for name in _FORBIDDING)


def never_reuses(found: Mapping[str, str]) -> bool:
    """Return whether a shared cache must revalidate each time: its copy is stale at once, and unusable then."""
    age = found.get("s-maxage", found.get("max-age", ""))
    return age.isdecimal() and not age.strip("0") and not _STRICT.isdisjoint(found)


def varies_by(exchange: Exchange, header: str) -> bool:
    """Return whether a cache distinguishes answers by the value of a header (section 4.1)."""
    assert exchange.response is not None
    names = {name.strip().lower() for name in (exchange.response.header("vary") or "").split(",")}
    return bool({header, "*"} & names)
