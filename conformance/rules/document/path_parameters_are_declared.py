"""Every name in a path template is declared as a path parameter, and every path parameter is in the template.

What it checks: The template against the parameters of each operation and of its path.

Why it matters: No tool can fill in what is not declared, and a parameter that is not in the template goes nowhere.

Example: `/things/{thing_id}` whose operation declares only `{in: path, name: id}`.

Fix: Declare the parameter under the name in the template, or correct the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.openapi import Operation
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.8 and section 4.8.12.1 (the name MUST correspond to a template expression)",
    since="0.2.0",
)
_NAME = re.compile(r"\{([^{}]*)\}")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the template with the parameters of each operation and of its path."""
    for operation in evidence.contract.operations:
        named = {_plain(name): name for name in _NAME.findall(re.split(r"[?#]", operation.path)[0])}
        declared = {_plain(each.name): each for each in operation.parameters if each.location == "path"}
        found = [*_undeclared(evidence, operation, named.keys() - declared.keys(), named)]
        anywhere = {_plain(name) for name in _NAME.findall(operation.path)}
        for name in sorted(declared.keys() - anywhere):
            parameter = declared[name]
            message = f"the path parameter {parameter.name} is not in the path {operation.path}"
            expected = f"{{{parameter.name}}} in the path"
            fix = f"in the path: {{{parameter.name}}}; or no such parameter"
            found.append(quirk(parameter.pointer, "not in the path", message, expected, operation.path, fix))
        yield from found
        if (named or declared) and not found:
            yield Conforming()


def _undeclared(
    evidence: DocumentEvidence, operation: Operation, missing: set[str], named: dict[str, str]
) -> Iterator[Observation]:
    listed = f"{operation.pointer}/parameters"
    at = listed if evidence.contract.document.has(listed) else operation.pointer
    for name in sorted(missing):
        parameter = {"in": "path", "name": named[name], "required": True, "schema": {"type": "string"}}
        yield quirk(
            at,
            f"undeclared {name}",
            f"{operation.id} does not declare {{{named[name]}}} of its path",
            f"a path parameter {named[name]}",
            "none",
            snippet([parameter] if at == listed else {"parameters": [parameter]}),
        )


def _plain(name: str) -> str:
    """Return a name without what gateways and routers add to it: `{proxy+}`, `{id:[0-9]+}`, `{/rest*}`."""
    return name.partition(":")[0].strip("+*/?;.& ")
