"""A document in several files, or with references by `$id` and anchor, as one whose references are all pointers."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from conformance.contract.document import MAX_NODES, Document, Included, escape, parse, read_text
from conformance.contract.elements import SECTIONS, Element, elements
from conformance.contract.keywords import REFERENCES
from conformance.contract.positions import Positions
from conformance.contract.schema_graph import local_pointer, references_in
from conformance.model import InputError, JsonValue

_UNUSABLE = re.compile("[^A-Za-z0-9._-]+")
_NO_BASE = "file:///document"
"""The base of a text that is not in a file: nothing can be relative to it."""


def bundled(document: Document, path: Path | None = None, beside: Mapping[str, Path] | None = None) -> Document:
    """Return a document whose references are pointers within it (OpenAPI 3.1 section 4.6, JSON Schema core section 8).

    What a reference to another file refers to is placed under `components`, and keeps its position in its file. A
    reference that leads to nothing in a document that is there is left as it is, and listed in `broken`.

    Args:
        document: The root document.
        path: Its file: references to files below its folder are followed.
        beside: The files that are given for URLs, by URL; nothing is ever fetched.

    Raises:
        InputError: A reference leads out of the folder, to a URL that is not given, or to a file that cannot be read.
    """
    if not all(_is_sound(document, to) for _, to in references_in(document.data)) or _has_other_references(document):
        bundler = _Bundler(document, path, beside or {})
        bundler.follow_all()
        document = bundler.result()
    circular = dict(_circular(document))
    return replace(document, broken={**document.broken, **circular}) if circular else document


def _is_sound(document: Document, reference: str) -> bool:
    return reference.startswith("#") and "%" not in reference and document.has(reference)


def _has_other_references(document: Document) -> bool:
    """Return whether there may be an `$id`, or a file in the mapping of a discriminator."""
    if document.lines.hold("$id"):
        return True
    waiting = [document.data] if document.lines.hold("mapping") else []
    for node in waiting:
        if isinstance(node, dict):
            if any(map(_is_file, _mapping_of(node).values())):
                return True
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return False


def _is_file(reference: JsonValue) -> TypeGuard[str]:
    """Return whether a value in the mapping of a discriminator may lead to a file: others are pointers or names."""
    is_text = isinstance(reference, str) and not reference.startswith("#")
    return is_text and ("/" in str(reference) or "." in str(reference))


def _circular(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the references that only lead back to themselves, by the pointer of the object with `$ref`."""
    following = {
        at.rpartition("/")[0]: local_pointer(to) for at, to in references_in(document.data) if at.endswith("/$ref")
    }
    settled: set[str] = set()
    for start in following:
        at, way = start, dict[str, None]()
        while at in following and at not in settled and at not in way:
            way[at] = None
            at = following[at]
        settled.update(way)
        if at in way:
            yield at, following[at]


class _Bundler:
    """Follows the references of a document, and of what they add to it, until none is left."""

    def __init__(self, document: Document, path: Path | None, beside: Mapping[str, Path]) -> None:
        self.root = document
        self.data: Any = copy.deepcopy(document.data)
        self.positions = Positions(document.positions)
        self.folder = path.resolve().parent if path is not None else None
        self.beside = {urldefrag(url).url: file for url, file in beside.items()}
        self.file_uri = path.resolve().as_uri() if path is not None else _NO_BASE
        own = self.data.get("$self") if isinstance(self.data, dict) else None
        self.base = urldefrag(urljoin(self.file_uri, own)).url if isinstance(own, str) else self.file_uri
        version = self.data.get("openapi") if isinstance(self.data, dict) else None
        self.has_ids = not str(version).startswith("3.0.")
        self.resources = {self.file_uri: "#", self.base: "#"}
        """The pointer of each schema resource by its URI (JSON Schema core section 8.2.1)."""
        self.anchors: dict[tuple[str, str], str] = {}
        self.bases: dict[str, str] = {"#": self.base}
        """The base URI at the pointer of each element that sets one."""
        self.files: dict[str, Document] = {}
        self.mounts: dict[tuple[str, str], str] = {}
        """Where the node at a pointer of a file is placed, by URI and pointer."""
        self.parts: list[Included] = []
        self.broken: dict[str, str] = {}
        self.done: set[str] = set()
        self.nodes = 0

    def follow_all(self) -> None:
        """Follow references, round by round: what one adds has references of its own."""
        waiting = True
        while waiting:
            number = len(self.parts)
            found = list(elements(replace(self.root, data=self.data)))
            for element in found:
                self._register(element)
            for element in found:
                if element.pointer not in self.done:
                    self.done.add(element.pointer)
                    self._follow(element)
            waiting = len(self.parts) > number

    def result(self) -> Document:
        """Return the document with all that was added."""
        hashes = [self.root.sha256, *sorted(each.sha256 for each in self.files.values())]
        return replace(
            self.root,
            data=self.data,
            positions=self.positions.packed(),
            sha256=hashes[0] if not self.files else hashlib.sha256("".join(hashes).encode()).hexdigest(),
            parts=tuple(self.parts),
            broken=self.broken,
        )

    def _register(self, element: Element) -> None:
        """Note the base URI and the anchors that a schema sets (JSON Schema core sections 8.2.1 and 8.2.2)."""
        if element.kind != "schema" or not self.has_ids:
            return
        identifier = element.node.get("$id")
        if isinstance(identifier, str) and element.pointer not in self.bases:
            uri = urldefrag(urljoin(self._base(element.owner), identifier)).url
            self.bases[element.pointer] = uri
            self.resources.setdefault(uri, element.pointer)
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = element.node.get(keyword)
            if isinstance(name, str):
                self.anchors.setdefault((self._base(element), name), element.pointer)

    def _base(self, element: Element | None) -> str:
        """Return the base URI at an element: that of the nearest schema with an `$id`, or of its file."""
        while element is not None:
            if element.pointer in self.bases:
                return self.bases[element.pointer]
            element = element.owner
        return self.base

    def _follow(self, element: Element) -> None:
        node: Any = element.node
        for keyword in REFERENCES:
            reference = node.get(keyword)
            if not isinstance(reference, str):
                continue
            target = self._target(element, reference)
            if target is None:
                self.broken[element.pointer] = reference
            elif keyword in node:  # an inlined object has replaced its reference
                node[keyword] = target.replace("%", "%25")
        mapping = _mapping_of(node) if element.kind == "schema" else {}
        for name, reference in mapping.items():
            if _is_file(reference):
                mapping[name] = self._mapped(element, reference)

    def _mapped(self, element: Element, reference: str) -> str:
        """Return the pointer for a file in the mapping of a discriminator; what is not one is the name of a schema."""
        try:
            return self._target(element, reference) or reference
        except InputError:
            return reference

    def _target(self, element: Element, reference: str) -> str | None:
        """Return the pointer that a reference leads to; None if nothing is there.

        Raises:
            InputError: It leads out of what is given.
        """
        uri, fragment = urldefrag(urljoin(self._base(element), reference))
        fragment = unquote(fragment)
        if uri in self.resources:
            return self._within(uri, self.resources[uri], fragment)
        document = self._file(uri, element, reference)
        at = self._anchored(document, fragment)
        if at is None:
            return self._in_root(fragment)
        return self._mounted(uri, at) or self._mount(element, uri, document, at)

    def _within(self, uri: str, resource: str, fragment: str) -> str | None:
        """Return a pointer within a schema resource; some authors count from the root of the document all the same."""
        if fragment and not fragment.startswith("/"):
            return self.anchors.get((uri, fragment)) or self._in_root(fragment)
        pointer = f"{resource}{fragment}"
        return pointer if replace(self.root, data=self.data).has(pointer) else self._in_root(fragment)

    def _in_root(self, fragment: str) -> str | None:
        if fragment and not fragment.startswith("/"):
            named = {pointer for (_, name), pointer in self.anchors.items() if name == fragment}
            return min(named) if len(named) == 1 else None
        return f"#{fragment}" if fragment and self.root.has(f"#{fragment}") else None

    def _anchored(self, document: Document, fragment: str) -> str | None:
        if not fragment or fragment.startswith("/"):
            return f"#{fragment}" if document.has(f"#{fragment}") else None
        return next(_with_anchor(document.data, fragment, "#"), None)

    def _mounted(self, uri: str, at: str) -> str | None:
        """Return where a node of a file is, if it is placed already, by itself or as a part of another."""
        return next(
            (f"{to}{at[len(top) :]}" for (file, top), to in self.mounts.items() if file == uri and _is_in(at, top)),
            None,
        )

    def _mount(self, element: Element, uri: str, document: Document, at: str) -> str:
        """Place a node of another file: under `components`, or at the reference where these have no section for it."""
        section = SECTIONS.get(element.kind)
        if section is None:
            return self._inline(element, uri, document, at)
        components = self.data.setdefault("components", {})
        named: Any = components.setdefault(section, {}) if isinstance(components, dict) else None
        if not isinstance(named, dict):
            raise self._error("is in another file, and the document has malformed components for it", element)
        name = _free_name(at.rpartition("/")[2].lstrip("#") or Path(urlsplit(uri).path).stem, named)
        to = f"#/components/{section}/{name}"
        self.positions[to] = document.position(at)
        self._note(uri, document, at, to)
        named[name] = self._copied(document, at, document.at(at), to)
        return to

    def _inline(self, element: Element, uri: str, document: Document, at: str) -> str:
        to = element.pointer
        self._note(uri, document, at, to)
        node = self._copied(document, at, document.at(at), to)
        inlined: Any = element.node
        beside = {key: value for key, value in inlined.items() if key != "$ref"}
        inlined.clear()
        inlined.update({**node, **beside} if isinstance(node, dict) else beside)
        self.done.discard(to)  # the other file may refer to a third
        return to

    def _note(self, uri: str, document: Document, at: str, to: str) -> None:
        self.mounts[uri, at] = to
        self.parts.append(Included(to, document))
        self.bases[to] = uri

    def _copied(self, document: Document, at: str, node: JsonValue, to: str) -> JsonValue:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise document.error(f"is referred to until the document has more than {MAX_NODES} nodes", at)
        for key in _keys(node):
            if f"{at}/{key}" in document.positions:
                self.positions[f"{to}/{key}"] = document.positions[f"{at}/{key}"]
        if isinstance(node, dict):
            return {
                name: self._copied(document, f"{at}/{escape(name)}", part, f"{to}/{escape(name)}")
                for name, part in node.items()
            }
        if isinstance(node, list):
            return [self._copied(document, f"{at}/{index}", part, f"{to}/{index}") for index, part in enumerate(node)]
        return node

    def _file(self, uri: str, element: Element, reference: str) -> Document:
        """Return the document at a URI, read once.

        Raises:
            InputError: It is a URL that is not given, lies outside of the folder, or cannot be read.
        """
        if uri not in self.files:
            path, shown = self._path(uri, element, reference)
            try:
                self.files[uri] = parse(read_text(path, shown), shown)
            except InputError as error:
                if error.line is None:
                    raise self._error(f"$ref leaves the document ({reference}): {error.reason}", element) from None
                raise
        return self.files[uri]

    def _path(self, uri: str, element: Element, reference: str) -> tuple[Path, str]:
        if uri in self.beside:
            return self.beside[uri], str(self.beside[uri])
        if self.folder is not None and self.base != self.file_uri:
            # Beside a document with `$self` its other files lie as their URLs do (OpenAPI 3.2 section 4.1.2.2).
            above = self.base.rpartition("/")[0] + "/"
            uri = urljoin(self.file_uri, uri.removeprefix(above)) if uri.startswith(above) else uri
        if not uri.startswith("file:") or self.folder is None:
            message = f"$ref leaves the document ({reference}); "
            fix = f"download it, and give it as --with {uri}=FILE" if uri.startswith("http") else "bundle the contract"
            raise self._error(message + fix, element)
        path = Path(unquote(urlsplit(uri).path)).resolve()
        if not path.is_relative_to(self.folder):
            message = f"$ref leaves the document ({reference}), and the folder that it is in; copy the file below that"
            raise self._error(message, element)
        return path, str(Path(self.root.file).parent / path.relative_to(self.folder))

    def _error(self, message: str, element: Element) -> InputError:
        return replace(self.root, positions=self.positions, parts=tuple(self.parts)).error(
            message, f"{element.pointer}/$ref"
        )


def _keys(node: JsonValue) -> list[str]:
    if isinstance(node, dict):
        return list(map(escape, node))
    return list(map(str, range(len(node)))) if isinstance(node, list) else []


def _is_in(pointer: str, top: str) -> bool:
    return pointer == top or pointer.startswith(f"{top}/")


def _with_anchor(node: JsonValue, name: str, pointer: str) -> Iterator[str]:
    for key, part in node.items() if isinstance(node, dict) else ():
        if key in ("$anchor", "$dynamicAnchor") and part == name:
            yield pointer
        yield from _with_anchor(part, name, f"{pointer}/{escape(key)}")
    for index, part in enumerate(node) if isinstance(node, list) else ():
        yield from _with_anchor(part, name, f"{pointer}/{index}")


def _mapping_of(schema: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    discriminator = schema.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    return mapping if isinstance(mapping, dict) else {}


def _free_name(wanted: str, taken: Mapping[str, JsonValue]) -> str:
    """Return a name for a component (OpenAPI 3.1 section 4.8.7) that is not taken."""
    name = _UNUSABLE.sub("-", unquote(wanted).replace("~1", "-").replace("~0", "-")).strip("-") or "part"
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbered if each not in taken)
