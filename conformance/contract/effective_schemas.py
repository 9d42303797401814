"""The effective schemas of a contract: `$ref` and `allOf` followed, equivalent spellings normalised."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.contract.dialect import malformed, translated
from conformance.contract.document import Document
from conformance.contract.effective_schema import (
    DESCRIBED_VALUES,
    FALSE,
    NULL,
    NULLS,
    EffectiveSchema,
    Node,
    Origins,
    list_of,
    mapping_of,
)
from conformance.contract.keywords import CHOOSERS, REFERENCES, Dialect
from conformance.contract.openapi import Contract
from conformance.contract.schema_graph import closure, local_pointer, subschemas, targets
from conformance.model import JsonValue

_MAX_REFERENCES = 20


class EffectiveSchemas:
    """The effective schemas of a contract, each built on first use and cached."""

    def __init__(self, contract: Contract) -> None:
        self.document: Document = contract.document
        self._dialect = contract.dialect
        self._is_3_0 = contract.dialect is Dialect.OPENAPI_3_0
        self._known: dict[Origins, EffectiveSchema] = {}
        self._nodes: dict[str, Mapping[str, JsonValue]] = {}
        self._spelled: dict[str, dict[str, str]] = {}
        self._asked: set[str] = set()

    def of(self, origins: Origins) -> EffectiveSchema:
        """Return the effective schema of the schemas at some pointers."""
        if origins not in self._known:
            self._known[origins] = EffectiveSchema(origins, tuple(self._gather(origins)))
        return self._known[origins]

    def start(self, origins: Origins) -> Origins:
        """Return the targets of schemas that are only a reference, so that a shared schema has one pointer."""
        return tuple(dict.fromkeys(map(self._end, origins)))

    def node(self, pointer: str) -> Mapping[str, JsonValue]:
        """Return the keywords of the schema at a pointer in the 2020-12 dialect."""
        if pointer not in self._nodes:
            self._nodes[pointer] = self._read(pointer)
        return self._nodes[pointer]

    def _read(self, pointer: str) -> Mapping[str, JsonValue]:
        schema = self.document.get(pointer)
        if not isinstance(schema, Mapping):
            return {FALSE: True} if schema is False else {}
        node = translated(dict(schema), self._dialect)
        for keyword in malformed(node):
            del node[keyword]
        spelled = self._spelled[pointer] = {}
        # OpenAPI 3.1 has no `nullable`; a document that has it anyway may have readers that honour it.
        if node.get("nullable") is not True or (self._is_3_0 and "type" in node):
            node.pop("nullable", None)
        if "type" in node:
            node["type"] = node["type"] if isinstance(node["type"], list) else [node["type"]]
        if "const" in node and "enum" not in node:
            node["enum"] = [node.pop("const")]
            spelled["enum"] = "const"
        if "example" in node and "examples" not in node:
            node["examples"] = [node.pop("example")]
            spelled["examples"] = "example"
        for keyword in CHOOSERS:
            constants = _constants(node.get(keyword))
            if constants is not None and "enum" not in node:
                node["enum"] = constants
                texts = [
                    branch[each] for branch in node.pop(keyword) for each in ("title", "description") if each in branch
                ]
                node |= {DESCRIBED_VALUES: texts} if texts else {}
                spelled |= {"enum": keyword, DESCRIBED_VALUES: keyword}
        for keyword in (each for each in CHOOSERS if each in node):
            node[keyword] = [NULL if self._is_null(branch) else branch for branch in list_of(node[keyword])]
        return node

    def _is_null(self, schema: JsonValue, depth: int = 0) -> bool:
        """Return whether a schema accepts only null, directly or through references and compositions."""
        said = {name: value for name, value in mapping_of(schema).items() if _is_asserted(name)}
        if len(said) != 1 or depth > _MAX_REFERENCES:
            return False
        ((keyword, value),) = said.items()
        if keyword == "$ref" and isinstance(value, str):
            return self._is_null(self.document.get(local_pointer(value)), depth + 1)
        if keyword in ("allOf", *CHOOSERS):
            return len(list_of(value)) == 1 and self._is_null(list_of(value)[0], depth + 1)
        return said in NULLS

    def _end(self, pointer: str) -> str:
        seen: set[str] = set()
        while pointer not in seen:
            seen.add(pointer)
            node = self.node(pointer)
            if not isinstance(node.get("$ref"), str) or len(node) > 1:
                return pointer
            (pointer,) = self._targets(pointer, node)
        return pointer

    def _targets(self, pointer: str, node: Mapping[str, JsonValue]) -> list[str]:
        return [] if pointer in self.document.broken else targets(node)

    def _gather(self, origins: Origins) -> list[Node]:
        nodes: dict[tuple[str, bool], Node] = {}

        def following(place: tuple[str, bool]) -> list[tuple[str, bool]]:
            pointer, beside_null = place
            node = dict(self.node(pointer))
            inner, null = self._in_place(pointer, node)
            nodes[place] = Node(pointer, node, beside_null or null, self._spelled.get(pointer, {}))
            return [(at, beside_null or null) for at in inner]

        places = list(closure([(pointer, False) for pointer in origins], following))
        return [nodes[each] for each in places]

    def _in_place(self, pointer: str, node: dict[str, JsonValue]) -> tuple[list[str], bool]:
        """Remove what applies to the same instance; return its pointers, and whether null is allowed."""
        inner = self._targets(pointer, node) + [each.pointer for each in subschemas(pointer, node, ("allOf",))]
        for keyword in ("allOf", *REFERENCES):
            node.pop(keyword, None)
        null = self._is_3_0 and node.pop("nullable", None) is True and "type" not in node
        for keyword in CHOOSERS:
            branches = list_of(node.get(keyword))
            nulls = [branch in NULLS for branch in branches]
            if branches and len(branches) - sum(nulls) == 1:
                other = f"{pointer}/{keyword}/{nulls.index(False)}"
                if not any(nulls) or self._is_plain(other):
                    del node[keyword]
                    inner.append(other)
                    null = null or any(nulls)
        return inner, null

    def _is_plain(self, pointer: str) -> bool:
        """Return whether a schema excludes null by its types or values, so that null is an addition to it."""
        if pointer in self._asked:
            return False
        self._asked.add(pointer)
        found = self.of((pointer,))
        self._asked.discard(pointer)
        says_kind = "null" not in found.kinds or found.values is not None
        return says_kind and not found.choosers and not found.said("not", "if")


def _is_asserted(keyword: str) -> bool:
    return keyword not in ("title", "description", "$comment") and not keyword.startswith("x-")


def _constants(branches: JsonValue) -> list[JsonValue] | None:
    """Return the constants if every branch is nothing but a constant; None otherwise."""
    listed = list_of(branches)
    constants = [branch for branch in listed if isinstance(branch, dict) and "const" in branch]
    if len(listed) < 2 or len(constants) < len(listed):
        return None
    if any(branch.keys() - {"const", "title", "description"} for branch in constants):
        return None
    return [branch["const"] for branch in constants]
