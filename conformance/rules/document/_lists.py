"""The lists that operations answer with: a bare array, or the array in an envelope such as `{items, next}`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.contract.elements import Element
from conformance.contract.openapi import Operation, ResponseSpec
from conformance.rules.document import _shapes as shapes
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import words_of

# Properties of an envelope beside its list.
_BESIDE = frozenset(
    {"total", "totals", "count", "counts", "number", "num", "size", "page", "pages", "per", "limit", "offset", "skip"}
    | {"next", "prev", "previous", "first", "last", "current", "cursor", "cursors", "token", "marker", "has", "more"}
    | {"after", "before", "start", "end", "index", "url", "uri", "link", "links", "self", "href", "meta", "metadata"}
    | {"paging", "pagination", "pager", "object", "kind", "type", "status", "success", "ok", "message", "code", "error"}
    | {"request", "timestamp", "etag", "result", "results", "items", "elements", "sort", "empty", "is", "of", "in"}
)
_ID_BESIDE = frozenset({"request", "page", "cursor"})
_GETS = ("next", "prev", "previous", "cursor", "cursors", "token", "more", "page", "pages", "marker", "after", "before")
_HOLDS = ("link", "links", "meta", "metadata", "paging", "pagination", "pager")
_PAGES = frozenset({*_GETS, *_HOLDS, "offset", "skip", "start", "starting", "ending", "since", "until", "range"})
_SIZES = frozenset({"limit", "per", "size", "top", "first", "last", "take", "rows", "count", "max", "maximum"})
_WINDOW = frozenset({"from", "to", "end"})


@dataclass(frozen=True)
class Listing:
    """A list that an operation answers with."""

    operation: Operation
    response: ResponseSpec
    site: Element
    """The place of the list: the schema of the media type, or the property of the envelope."""
    array: Element
    """The schema of the list itself."""
    envelope: Element | None
    """The object around it; None where the list is the whole answer."""

    def item(self, evidence: DocumentEvidence) -> Element | None:
        """Return the schema of its items."""
        return shapes.items(evidence, self.site)

    def holds_objects(self, evidence: DocumentEvidence) -> bool:
        """Return whether its items are objects."""
        item = self.item(evidence)
        return item is not None and shapes.is_object(evidence, item)

    def is_bounded(self, evidence: DocumentEvidence) -> bool:
        """Return whether its schema bounds it: by a number, or by unique items of a closed list."""
        schemas = shapes.in_place(evidence, self.site)
        if any("maxItems" in each.node for each in schemas):
            return True
        item = self.item(evidence)
        held = shapes.in_place(evidence, item) if item is not None else []
        return any("enum" in each.node or "const" in each.node for each in held)

    def texts(self, evidence: DocumentEvidence) -> str:
        """Return all descriptions of the list as a whole, in lower case: of operation, response and schemas."""
        document = evidence.contract.document
        nodes = [document.at(self.operation.pointer), document.at(self.operation.pointer.rpartition("/")[0])]
        nodes += [document.at(self.response.pointer)]
        schemas = [self.site, *([self.envelope] if self.envelope is not None else [])]
        item = self.item(evidence)
        held = [each for schema in schemas for each in shapes.in_place(evidence, schema)]
        nodes += [each.node for each in (*held, *(shapes.parts(evidence, item) if item is not None else ()))]
        nodes += [document.at(each.pointer) for each in self.operation.parameters]
        said = (
            node[key] for node in nodes if isinstance(node, dict) for key in ("summary", "description") if key in node
        )
        return " ".join(each.lower() for each in said if isinstance(each, str))

    def parameters(self) -> Iterator[set[str]]:
        """Yield the words in the name of each parameter outside the path."""
        for each in self.operation.parameters:
            if each.location != "path":
                yield set(words_of(each.name))

    @property
    def has_page_size(self) -> bool:
        """Whether a parameter bounds how many items a page holds."""
        return any(named & _SIZES or named <= {"paging", "pagination"} for named in self.parameters())

    def is_paged(self, evidence: DocumentEvidence) -> bool:
        """Return whether a caller can ask for a part of the list, or gets a link to the next part."""
        if any(named & (_PAGES | _SIZES | _WINDOW) for named in self.parameters()):
            return True
        node = evidence.contract.document.at(self.response.pointer)
        headers = node.get("headers") if isinstance(node, dict) else None
        names = list(headers) if isinstance(headers, dict) else []
        if self.envelope is not None:
            names += _properties(evidence, self.envelope)
        return any(set(words_of(name)) & {*_GETS, *_HOLDS} for name in names)


def listings(evidence: DocumentEvidence, *methods: str) -> Iterator[Listing]:
    """Yield every list that a successful answer of some methods is or wraps, once per operation.

    Well-known addresses (RFC 8615) are left out: others define their form.
    """
    for operation in evidence.contract.operations:
        if operation.method not in methods or "/.well-known/" in operation.path:
            continue
        seen: set[str] = set()
        for response, schema in _answers(evidence, operation):
            listing = _listing(evidence, operation, response, schema)
            if listing is not None and listing.array.pointer not in seen:
                seen.add(listing.array.pointer)
                yield listing


def _answers(evidence: DocumentEvidence, operation: Operation) -> Iterator[tuple[ResponseSpec, Element]]:
    successes = [each for each in operation.responses.values() if each.status[0] == "2"]
    for response in successes:
        for media, pointer in response.media.items():
            schema = evidence.by_pointer.get(pointer or "")
            if schema is not None and ("json" in media.lower() or media == "*/*"):
                yield response, schema


def _listing(
    evidence: DocumentEvidence, operation: Operation, response: ResponseSpec, schema: Element
) -> Listing | None:
    if _is_list(evidence, schema):
        return Listing(operation, response, schema, evidence.resolved(schema), None)
    properties = _properties(evidence, schema)
    arrays = [each for each in properties.values() if shapes.types(evidence, each) == {"array"}]
    if len(arrays) != 1 or not _is_list(evidence, arrays[0]):
        return None
    listing = Listing(operation, response, arrays[0], evidence.resolved(arrays[0]), evidence.resolved(schema))
    beside = (set(words_of(name)) for name in properties if name != arrays[0].name)
    is_envelope = all(named <= _BESIDE or (named - {"id"} <= _BESIDE and named & _ID_BESIDE) for named in beside)
    return listing if is_envelope and listing.holds_objects(evidence) else None


def _is_list(evidence: DocumentEvidence, schema: Element) -> bool:
    """Return whether a schema is that of a list, not of a tuple, whose items each have their own meaning."""
    is_tuple = any("prefixItems" in each.node for each in shapes.parts(evidence, schema))
    return shapes.types(evidence, schema) == {"array"} and not is_tuple


def _properties(evidence: DocumentEvidence, schema: Element) -> dict[str, Element]:
    return shapes.Whole(schema, shapes.parts(evidence, schema)).properties(evidence)
