"""A document that differs from an earlier revision has another version.

Clients and caches go by the version; where it stays, only a comparison of the text shows that the contract changed.

Fails: `info: {version: 1.0.0}` in two documents of which only the later has the property `from_phone_numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Inconclusive, Observation
from conformance.rules.snippet import snippet


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
        f"another version than {version}",
        version,
        snippet({"version": _next(version)}),
    )


def _next(version: str) -> str:
    """Return the version after one of the form 1.0.0; others have to be thought of."""
    match = re.fullmatch(r"(v?\d+)\.(\d+)\.(\d+)", version)
    return f"{match[1]}.{int(match[2]) + 1}.0" if match else f"{version}.1"
