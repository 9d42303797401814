"""Small documents for the tests of the rules on documents, and the findings of a rule in them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from conformance.contract.assertions import Assertion, type_of
from conformance.contract.bundle import bundled
from conformance.contract.document import parse
from conformance.contract.history import Revision
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Path, Schemas
from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Deviation, Observation
from conformance.rules.registry import document_rules

THING = "#/components/schemas/Thing"
"""The pointer of the schema in `with_schema`."""
OPERATION = "#/paths/~1things~1{thing_id}/get"
"""The pointer of the operation in `with_schema` and `with_operation`."""
_HEAD = """\
openapi: {version}
info: {{title: Things, version: 1.0.0}}
paths:
  /things/{{thing_id}}:
    get:
"""
_ANSWER = """\
      parameters:
        - {in: path, name: thing_id, required: true, schema: {type: string}}
      responses:
        '200':
          description: The thing.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thing'}
components:
  schemas:
    Thing:
"""


def with_schema(schema: str, version: str = "3.1.0") -> str:
    """Return a document whose one operation answers with a schema, given as YAML."""
    return _HEAD.format(version=version) + _ANSWER + textwrap.indent(textwrap.dedent(schema), " " * 6)


def with_operation(operation: str, rest: str = "", version: str = "3.1.0") -> str:
    """Return a document with one operation, given as YAML, and further top-level keys."""
    body = textwrap.indent(textwrap.dedent(operation), " " * 6)
    return _HEAD.format(version=version) + body + "\n" + textwrap.dedent(rest)


def observed(rule: str, text: str, revisions: tuple[Revision, ...] = ()) -> list[Observation]:
    """Return all observations of a rule on a document."""
    contract = read_contract(bundled(parse(text, "test.yaml")))
    return list(document_rules()[rule](DocumentEvidence(contract, Schemas(contract), revisions)))


def found(rule: str, text: str, revisions: tuple[Revision, ...] = ()) -> list[str]:
    """Return the pointers of a rule's deviations in a document."""
    return [str(each.location) for each in observed(rule, text, revisions) if isinstance(each, Deviation)]


def visits(schemas: Schemas, pointer: str, instance: JsonValue) -> Iterator[tuple[Assertion, Path, JsonValue]]:
    """Yield every assertion with each instance that it is evaluated on, and the path to that instance."""
    for at, path, value in schemas.reached(pointer, instance):
        for assertion in schemas.applying(at, type_of(value)):
            yield assertion, path, value
