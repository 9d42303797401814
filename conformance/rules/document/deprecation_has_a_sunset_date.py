"""Whatever is deprecated says when it will be removed, by a date or a release.

What it checks: Description, extensions and the `Sunset` header of everything deprecated.

Why it matters: Without a date nobody can plan the migration: clients are changed too late, or never.

Example: `deprecated: true` with `description: Use x instead.` and nothing like `x-sunset: '2027-06-30'`.

Fix: Name the date or release in the description or an `x-sunset` extension, and send a `Sunset` header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._deprecated import Deprecation, deprecations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(level=Level.SHOULD, source="RFC 8594 section 3; common sense", since="0.2.0")
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b{_YEAR}[-/.][01]?[0-9](?:[-/.][0-3]?[0-9])?\b|\b[0-3]?[0-9][./-][0-3]?[0-9][./-]{_YEAR}\b"
    rf"|\b{_MONTH},? (?:[0-3]?[0-9](?:st|nd|rd|th)?,? )?(?:of )?{_YEAR}\b|\bq[1-4][ /-]*{_YEAR}\b"
    rf"|\b(?:in|by|until|till|before|after|since|end of|during|from) {_YEAR}\b",
    re.IGNORECASE,
)
# A future version is as good: it says when the removal takes place.
_VERSION = re.compile(
    r"\b(?:remov|drop|delet|retir|disappear|sunset|gone|go away|support)\w*\b[^.;]{0,60}"
    r"\b(?:v\.? ?[0-9]|version|release)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"sunset|remov|deprecat|retire|eol|end-of-life|until", re.IGNORECASE)
_FIX = {"x-sunset": "YYYY-MM-DD"}


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a date in the description of everything deprecated, in its extensions, or in a Sunset header."""
    for each in deprecations(evidence):
        if _is_dated(each) or _has_header(each.element):
            yield Conforming()
            continue
        message = f"{each.called} is deprecated, and nothing says when it will be removed"
        expected = "a date in the description, or an extension such as x-sunset"
        at = f"{each.element.pointer}/deprecated"
        yield quirk(at, "no sunset", message, expected, "no date", snippet(_FIX))


def _is_dated(each: Deprecation) -> bool:
    if _DATE.search(each.text) or _VERSION.search(each.text):
        return True
    return any(_EXTENSION.search(key) and re.search("[0-9]", str(value)) for key, value in each.extensions)


def _has_header(element: Element) -> bool:
    """Return whether a response of an operation has the header `Sunset` (RFC 8594)."""
    responses = element.node.get("responses")
    for response in responses.values() if isinstance(responses, dict) else ():
        headers = response.get("headers") if isinstance(response, dict) else None
        if isinstance(headers, dict) and any(str(name).lower() == "sunset" for name in headers):
            return True
    return False
