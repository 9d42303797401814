"""No path contains a query or a fragment.

What it checks: The names under `paths`.

Why it matters: A path is matched against the path of a URL: an operation with a query in its path is never found, and
its parameters are described nowhere.

Example: `/things?status={status}`.

Fix: Declare the parameters with `in: query`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.8 (a path is appended to the URL of the server); RFC 3986 section 3",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every path outside of its templates."""
    for item in (each for each in evidence.of("path item") if each.keyword == "paths"):
        path = re.sub(r"\{[^{}]*\}", "", item.name)
        if "?" in path or "#" in path:
            yield quirk(item, "query", "a path contains a query or a fragment", item.name.partition("?")[0], item.name)
        else:
            yield Conforming()
