"""The schemas of one contract: compiled, walked and judged, one assertion at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import jsonschema_rs

from conformance.contract.assertions import Assertion, assertions_at, choice_at, choices_of, type_of
from conformance.contract.dialect import to_2020_12, uri_fragment
from conformance.contract.document import escape, pointer_to, tokens
from conformance.contract.keywords import APPLICATORS, CHOICES, KEYWORDS, REFERENCES, Dialect, Holds
from conformance.contract.openapi import Contract
from conformance.contract.references import leads_nowhere, refuse_dangling, retrieve_nothing
from conformance.contract.schema_graph import closure, local_pointer, references_in, resolve, subschemas, targets
from conformance.contract.unread import UnreadKeywords
from conformance.model import InputError, JsonValue

Path = tuple[str | int, ...]
# The URI of the document for the engine.
_BASE = "urn:contract"

# The engine lists all errors of a part at once, a kilobyte each, so larger parts than this are not listed.
_MAX_LISTED = 50_000
# What the engine compiles is larger than its schema, and rules on documents compile each one that has an example.
_MAX_COMPILED = 500
# Recognised by class: their name is that of the keyword.
_GAVE_UP = (
    jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded,
    jsonschema_rs.ValidationErrorKind.RegexEngineFailure,
)


@dataclass(frozen=True)
class Violation:
    """An instance that breaks an assertion; `path` leads to it from the root of the body."""

    pointer: str
    path: Path
    instance: JsonValue
    missing: str | None = None
    """The property that `required` misses."""
    judged: bool = True
    """False if the engine gave up, as on a pattern with endless backtracking."""


@dataclass(frozen=True)
class _Node:
    """A schema as a node of the graph: its assertions, and the pointers of the schemas for an instance's parts."""

    assertions: tuple[Assertion, ...] = ()
    in_place: tuple[str, ...] = ()
    properties: Mapping[str, str] | None = None
    patterns: tuple[tuple[jsonschema_rs.Draft202012Validator, str], ...] = ()
    additional: str | None = None
    prefix: tuple[str, ...] = ()
    items: str | None = None
    nullable: bool = False
    """Whether it has `nullable` without a type (OpenAPI 3.0): until 3.0.3 that allowed null, and still used so."""

    def next(self) -> Iterator[str]:
        """Yield the pointer of every schema reached from here."""
        yield from self.in_place
        yield from (self.properties or {}).values()
        yield from (child for _, child in self.patterns)
        yield from self.prefix
        yield from (child for child in (self.additional, self.items) if child is not None)

    def of_name(self, name: str) -> list[str]:
        """Return the schemas that judge the property of a name (JSON Schema core, section 10.3.2)."""
        children = [self.properties[name]] if self.properties and name in self.properties else []
        if self.patterns:
            children += [child for pattern, child in self.patterns if pattern.is_valid(name)]
        return children or ([self.additional] if self.additional is not None else [])

    def of_index(self, index: int) -> str | None:
        """Return the schema that judges the item at an index (JSON Schema core, section 10.3.1)."""
        return self.prefix[index] if index < len(self.prefix) else self.items


class Schemas:
    """The schemas of one contract by pointer, each compiled on first use and cached."""

    def __init__(self, contract: Contract) -> None:
        self.document = contract.document
        self._is_3_0 = contract.dialect is Dialect.OPENAPI_3_0
        rewritten = to_2020_12(contract.document, contract.dialect)
        self._data, self._aliases, self._unread = rewritten.data, rewritten.aliases, UnreadKeywords(rewritten.unread)
        self.has_write_only = rewritten.has_write_only
        """Whether some property is only written, so that no answer needs it."""
        self._reads: dict[str, bool] = {}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._assertions: dict[str, tuple[Assertion, ...]] = {}
        self._nodes: dict[str, _Node] = {}
        self._in_place: dict[str, tuple[_Node, ...]] = {}
        self._applied: dict[tuple[str, str], tuple[Assertion, ...]] = {}

    def accepts(self, pointer: str, instance: JsonValue) -> bool:
        """Return whether an instance is valid against the schema at a pointer, formats asserted.

        Raises:
            InputError: The schema is malformed; says file and line.
        """
        is_valid = self._validator(pointer).is_valid(instance)
        # In 3.0 the engine may reject a null that `nullable` allows: only then do its errors matter.
        is_doubtful = not is_valid and self._is_3_0 and self.tells(pointer, instance)
        return is_valid or (is_doubtful and not any(self.violations(pointer, instance)))

    def has(self, pointer: str) -> bool:
        """Return whether the schema at a pointer is judged: those below an unreadable pattern are not."""
        try:
            self.value_at(pointer)
        except InputError:
            return False
        return True

    def reads_all(self, pointer: str) -> bool:
        """Return whether the engine can read all patterns of a schema and of what it refers to."""
        return self.has(pointer) and not self._reaches_unread(pointer)

    def tells(self, pointer: str, instance: JsonValue) -> bool:
        """Return whether violations can be listed: the engine lists all errors of a part at once."""
        return all(_has_at_most(_MAX_LISTED, part) for _, _, part in self._parts(pointer, instance))

    def keyword(self, pointer: str, name: str) -> JsonValue:
        """Return the value of a keyword in the schema at a pointer, or in the target of its `$ref`; None without."""
        _, schema = resolve(self.document, pointer)
        return schema.get(name) if isinstance(schema, Mapping) else None

    def types(self, assertion: Assertion) -> frozenset[str]:
        """Return the types that a `type` assertion allows; none of a malformed one."""
        if assertion.pointer in self._unread:
            return frozenset()
        value = self.value_at(assertion.pointer)
        return frozenset(value if isinstance(value, list) else [value])

    def value_at(self, pointer: str) -> JsonValue:
        """Return the node at a pointer, in the 2020-12 dialect."""
        node: Any = self._data
        try:
            if not f"{pointer}/".startswith("#/"):
                raise KeyError(pointer)
            for token in tokens(pointer):
                node = node[int(token)] if isinstance(node, list) else node[token]
        except (LookupError, TypeError, ValueError):
            raise leads_nowhere(self.document, pointer) from None
        return cast(JsonValue, node)

    def assertions(self, pointer: str) -> tuple[Assertion, ...]:
        """Return every assertion that can apply to an instance of the schema at a pointer.

        A keyword that chooses among schemas (`anyOf`, `if` …) is one assertion; the schemas it chooses from add none.
        """
        if pointer not in self._assertions:
            nodes = map(self._node, self.reachable(pointer))
            found = {assertion.pointer: assertion for node in nodes for assertion in node.assertions}
            self._assertions[pointer] = tuple(found.values())
        return self._assertions[pointer]

    def reachable(self, pointer: str) -> list[str]:
        """Return the pointer of every schema that can apply to a part of an instance, the given one first."""
        return list(closure((pointer,), lambda at: self._node(at).next()))

    def evaluated(self, pointer: str, instance: JsonValue) -> Counter[str]:
        """Count on how many instances each assertion is evaluated, by its pointer."""
        counts: Counter[str] = Counter()
        places = Counter((at, type_of(value)) for at, _, value in self.reached(pointer, instance))
        for (at, kind), number in places.items():
            for assertion in self.applying(at, kind):
                counts[assertion.pointer] += number
        return counts

    def applying(self, pointer: str, kind: str) -> tuple[Assertion, ...]:
        """Return the assertions that apply to an instance of a type (JSON Schema core, section 4.2.1) at a pointer."""
        key = (pointer, kind)
        if key not in self._applied:
            said = [assertion for node in self._nodes_in_place(pointer) for assertion in node.assertions]
            self._applied[key] = tuple(each for each in said if each.applies_to in ("any", kind))
        return self._applied[key]

    def reached(self, pointer: str, instance: JsonValue) -> Iterator[tuple[str, Path, JsonValue]]:
        """Yield the pointer of every schema that applies to a part of an instance, the path to it, and the part.

        They come in the order of the instance, each before its own parts.
        """
        waiting: list[tuple[str, Path, JsonValue]] = [(pointer, (), instance)]
        while waiting:
            at, path, value = waiting.pop()
            yield at, path, value
            if not isinstance(value, dict | list):
                continue
            parts: list[tuple[str, Path, JsonValue]] = []
            for node in self._nodes_in_place(at):
                if isinstance(value, list):
                    targets = ((node.of_index(index), index, part) for index, part in enumerate(value))
                    parts += [(to, (*path, index), part) for to, index, part in targets if to is not None]
                elif node.patterns:
                    parts += [(to, (*path, name), part) for name, part in value.items() for to in node.of_name(name)]
                else:
                    # The same without a call for each member, of which bodies have many.
                    known, other = node.properties or {}, node.additional
                    for name, part in value.items():
                        to = known.get(name, other)
                        if to is not None:
                            parts.append((to, (*path, name), part))
            waiting += reversed(parts)

    def items(self, pointer: str) -> str | None:
        """Return the schema of the items of an array that has no other assertions but its type; None otherwise."""
        nodes = self._nodes_in_place(pointer)
        items = [node.items for node in nodes if node.items is not None]
        said = [assertion for node in nodes for assertion in node.assertions]
        is_plain = all(each.keyword == "type" and "array" in self.types(each) for each in said)
        return items[0] if is_plain and len(items) == 1 and not any(node.prefix for node in nodes) else None

    def violations(self, pointer: str, instance: JsonValue) -> Iterator[Violation]:
        """Yield every violation of the schema at a pointer, each with the assertion that it breaks.

        Raises:
            InputError: The schema is malformed; says file and line.
        """
        known = {assertion.pointer: assertion for assertion in self.assertions(pointer)}
        choices = choices_of(known.values())
        for at, path, part in self._parts(pointer, instance):
            if not self._validator(at).is_valid(part):
                yield from self._violations(at, path, part, known, choices)

    def _violations(
        self,
        pointer: str,
        above: Path,
        instance: JsonValue,
        known: Mapping[str, Assertion],
        choices: frozenset[str],
    ) -> Iterator[Violation]:
        nulls: set[Path] | None = None if self._is_3_0 else set()
        for error in self._validator(pointer).iter_errors(instance):
            kind: Any = error.kind
            if error.instance is None:
                nulls = self._allowed_nulls(pointer, instance) if nulls is None else nulls
                if tuple(error.instance_path) in nulls:
                    continue
            at = self._choice_before(pointer, error, choices) if choices else None
            at = at or self._broken(error, known)
            yield Violation(
                pointer=at,
                path=(*above, *error.instance_path),
                instance=error.instance,
                missing=kind.property if kind.name == "required" else None,
                judged=not isinstance(kind, _GAVE_UP) and (at not in known or self.reads(known[at])),
            )

    def _choice_before(self, pointer: str, error: jsonschema_rs.ValidationError, choices: frozenset[str]) -> str | None:
        """Return the first choice of schemas on the way to an error: what it decides by is no assertion by itself."""
        at = pointer
        for token in error.evaluation_path[1:]:
            at = f"{at}/{escape(str(token))}"
            if token in REFERENCES and self.has(at) and isinstance(reference := self.value_at(at), str):
                at = local_pointer(reference)
            choice = choice_at(at, choices)
            if choice is not None:
                return choice
        return None

    def _broken(self, error: jsonschema_rs.ValidationError, known: Container[str]) -> str:
        """Return the assertion that an error is reported under, where no choice stands before it."""
        if error.kind.name == "propertyNames" and error.absolute_keyword_location:
            # No path names the `propertyNames` within which a reference was followed.
            return self.assertion_of(local_pointer(error.absolute_keyword_location.removeprefix(_BASE)), known)
        return self.assertion_of(pointer_to(error.schema_path), known)

    def part_with(self, pointer: str, instance: JsonValue, path: Path) -> tuple[str, Path, JsonValue]:
        """Return the part of an instance that contains a path and that the engine judges at once.

        Returns:
            The schema of the part, the path to it, and the part.
        """
        items = self.items(pointer)
        if items is not None and isinstance(instance, list):
            return items, path[:1], instance[int(path[0])]
        return pointer, (), instance

    def _parts(self, pointer: str, instance: JsonValue) -> Iterator[tuple[str, Path, JsonValue]]:
        """Yield what the engine judges at once, its schema first: the items of an array without other assertions."""
        items = self.items(pointer)
        if items is not None and isinstance(instance, list):
            yield from ((items, (index,), item) for index, item in enumerate(instance))
        else:
            yield pointer, (), instance

    def reads(self, assertion: Assertion) -> bool:
        """Return whether the engine can judge an assertion: it has no unreadable pattern, nor chooses by one."""
        at = assertion.pointer
        if at not in self._reads:
            is_choice = assertion.keyword in CHOICES
            around = at.rpartition("/")[0] if is_choice and KEYWORDS[assertion.keyword].depends_on_adjacent else at
            self._reads[at] = at not in self._unread and not (is_choice and self._reaches_unread(around))
        return self._reads[at]

    def _reaches_unread(self, pointer: str) -> bool:
        def referred(at: str) -> Iterator[str]:
            return (local_pointer(reference) for _, reference in references_in(self.value_at(at)))

        return bool(self._unread) and any(map(self._unread.are_below, closure((pointer,), referred)))

    def _allowed_nulls(self, pointer: str, instance: JsonValue) -> set[Path]:
        reached = ((at, path) for at, path, value in self.reached(pointer, instance) if value is None)
        return {path for at, path in reached if any(node.nullable for node in self._nodes_in_place(at))}

    def assertion_of(self, pointer: str, known: Container[str]) -> str:
        """Return the assertion that an error is reported under: the keyword itself, or the one that chooses it."""
        while pointer not in known and pointer != "#":
            parent, _, last = pointer.rpartition("/")
            chooser = f"{parent}/if" if last in ("then", "else") else parent
            pointer = self._aliases.get(pointer, chooser if chooser in known else parent)
        return pointer

    def _validator(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        if pointer not in self._validators:
            if len(self._validators) == _MAX_COMPILED:
                del self._validators[next(iter(self._validators))]
            schema = {"$ref": f"{_BASE}{uri_fragment(pointer)}"}
            try:
                self._validators[pointer] = jsonschema_rs.Draft202012Validator(
                    schema, validate_formats=True, registry=self._registry, offline=True
                )
            except jsonschema_rs.ValidationError as error:
                refuse_dangling(self.document, str(error))
                message = f"is not valid JSON Schema: {error.message}"
                raise self.document.error(message, pointer_to(error.instance_path)) from None
            except ValueError as error:
                refuse_dangling(self.document, str(error))
                raise InputError(f"{pointer} is not valid JSON Schema: {error}", self.document.file) from None
        return self._validators[pointer]

    def _nodes_in_place(self, pointer: str) -> tuple[_Node, ...]:
        """Return the schema at a pointer and all that apply to the same instance."""
        if pointer not in self._in_place:
            reached = closure((pointer,), lambda at: self._node(at).in_place)
            self._in_place[pointer] = tuple(map(self._node, reached))
        return self._in_place[pointer]

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        """The whole document, read by the engine once: a large one has hundreds of schemas to compile."""
        return jsonschema_rs.Registry(
            [(_BASE, self._data)], draft=jsonschema_rs.Draft202012, retriever=retrieve_nothing
        )

    def _node(self, pointer: str) -> _Node:
        if pointer not in self._nodes:
            self._nodes[pointer] = self._read_node(pointer)
        return self._nodes[pointer]

    def _read_node(self, pointer: str) -> _Node:
        schema = self.value_at(pointer)
        if not isinstance(schema, dict):
            return _Node(tuple(assertions_at(pointer, schema is not False)))

        children: dict[str, dict[str, str]] = defaultdict(dict)
        for each in subschemas(pointer, schema, APPLICATORS):
            # Among boolean schemas only `false` asserts something, and its keyword does so for it.
            if each.keyword.holds is not Holds.SCHEMA or isinstance(each.node, dict):
                children[each.keyword.name][each.name] = each.pointer
        return _Node(
            assertions=tuple(assertions_at(pointer, {**schema, **self._unread.of(pointer)})),
            in_place=(*targets(schema), *(at for at in children["allOf"].values() if at not in self._aliases)),
            properties=children["properties"],
            patterns=tuple((_name_pattern(name), at) for name, at in children["patternProperties"].items()),
            additional=children["additionalProperties"].get(""),
            prefix=tuple(children["prefixItems"].values()),
            items=children["items"].get(""),
            nullable=schema.get("nullable") is True and "type" not in schema and self._is_3_0,
        )


def _has_at_most(number: int, instance: JsonValue) -> bool:
    """Return whether an instance holds at most a number of values, itself included."""
    waiting = [instance]
    for seen, value in enumerate(waiting, start=1):
        if seen > number:
            return False
        waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return True


def _name_pattern(pattern: str) -> jsonschema_rs.Draft202012Validator:
    """Return a matcher by the engine's bounded regular expressions instead of Python's."""
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
