"""A document that differs from an earlier revision has another version.

What it checks: `info.version` against those of all known earlier revisions.

Why it matters: Clients and caches go by the version; if it stays, only a comparison of the texts shows that the
contract changed.

Example: `info: {version: 1.0.0}` in two documents of which only the later has the property `from_phone_numbers`.

Fix: Raise `info.version` with every change of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Inconclusive, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.2 (info.version is the version of the document); Semantic Versioning 2.0.0, item 3",
    since="0.2.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the version with those of all earlier revisions that are known."""
    document = evidence.contract.document
    version = next((info.text("version") for info in evidence.of("info")), "")
    earlier = [each for each in evidence.revisions if document.sha256[:12] not in each.known_by]
    if not earlier or not version:
        yield Inconclusive("no earlier revision of the document is known")
        return
    same = [each.known_by for each in earlier if each.version == version]
    if not same:
        yield Conforming(count=len(earlier))
        return
    yield quirk(
        "#/info/version",
        "version unchanged",
        f"the version is that of {len(same)} earlier revision{'s' if len(same) > 1 else ''}: {'; '.join(same)}",
        f"a version other than {version}",
        version,
        snippet({"version": _next(version)}),
    )


def _next(version: str) -> str:
    """Return the next version after one of the form 1.0.0; any other gets a suffix."""
    match = re.fullmatch(r"(v?\d+)\.(\d+)\.(\d+)", version)
    return f"{match[1]}.{int(match[2]) + 1}.0" if match else f"{version}.1"
