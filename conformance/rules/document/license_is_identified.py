"""A license is given by its SPDX identifier or the address of its text.

What it checks: `info.license`, where there is one; OpenAPI 3.0 has no `identifier`. Proprietary licenses are accepted
by name.

Why it matters: A bare name leaves open which version and text is meant, so nobody can accept or check it.

Example: `license: {name: MIT}`.

Fix: Add `identifier: MIT`, or a `url` in OpenAPI 3.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(level=Level.SHOULD, source="OpenAPI 3.1 section 4.8.4 (identifier, url)", since="0.2.0")
# Licenses that nobody but their owner could identify.
_OWN = re.compile(r"(?i)propriet|commercial|all rights|unlicensed|confidential|internal|private|none|©|copyright")
_SPDX = ("MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MPL-2.0", "CC0-1.0")
_KNOWN = {
    **{name.lower(): name for name in _SPDX},
    **dict.fromkeys(("apache 2.0", "apache license 2.0", "apache license, version 2.0"), "Apache-2.0"),
    "mit license": "MIT",
}


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the license of the document, where it has one; OpenAPI 3.0 knows no identifier."""
    for license_ in evidence.of("license"):
        name = license_.text("name").strip()
        keywords = ("identifier", "url") if evidence.is_3_1 else ("url",)
        if any(license_.text(keyword).strip() for keyword in keywords):
            yield Conforming()
        elif not _OWN.search(name):
            yield quirk(
                license_,
                "license without identifier",
                f"the license {name} is named only",
                "an SPDX identifier or a url" if evidence.is_3_1 else "a url",
                "neither" if evidence.is_3_1 else "none",
                _fix(_KNOWN.get(name.lower()), evidence.is_3_1),
            )


def _fix(known: str | None, is_3_1: bool) -> str:
    if known is not None and is_3_1:
        return snippet({"identifier": known})
    return snippet({"url": f"https://spdx.org/licenses/{known}.html"}) if known else "url: https://…"
