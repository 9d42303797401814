"""Every variable in the URL of a server is defined, and its default is one of its values.

What it checks: The servers of the document, of its paths and of its operations.

Why it matters: No client can fill in a variable without a default, and one outside of the values is no server at all.

Example: `url: https://{region}.example.com` without `variables`.

Fix: Define the variable with a default, or write the URL out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.document import escape
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 sections 4.8.5 and 4.8.6 (server variables; the default value MUST exist in the enum)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look up the variables of every server."""
    for server in evidence.of("server"):
        given = server.node.get("variables")
        variables = given if isinstance(given, dict) else {}
        names = re.findall(r"\{([^{}]*)\}", server.text("url"))
        for name in names:
            if name not in variables:
                message = f"the variable {name} of a server's URL is not defined"
                fix = snippet({"variables": {name: {"default": "…"}}})
                yield quirk(server, f"undefined {name}", message, "a variable with a default", f"{{{name}}}", fix)
        for name, variable in variables.items():
            values = variable.get("enum") if isinstance(variable, dict) else None
            default = variable.get("default") if isinstance(variable, dict) else None
            if isinstance(values, list) and default is not None and default not in values:
                at = f"{server.pointer}/variables/{escape(name)}/default"
                listed = ", ".join(map(str, values))
                yield quirk(at, "outside the values", "a default is none of the values", listed, str(default))
        if variables.keys() >= set(names):
            yield Conforming()
