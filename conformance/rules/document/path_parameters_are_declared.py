"""Every name in the template of a path is declared as a path parameter, and every path parameter is in the template.

What is not declared cannot be filled in by any tool; what is not in the template goes nowhere.

Fails: `/things/{thing_id}` whose operation declares only `{in: path, name: id}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.openapi import Operation
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

_NAME = re.compile(r"\{([^{}]*)\}")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the template with the parameters of each operation, those of its path among them."""
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
