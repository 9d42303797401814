"""All that a document says of one instance: in its schema, by `$ref` and in `allOf`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from conformance.contract.elements import Element
from conformance.contract.keywords import CHOOSERS, KEYWORDS, PARTS, Scope
from conformance.rules.document._branches import branches
from conformance.rules.document_evidence import DocumentEvidence

# The keywords whose schemas judge a value of their own, rather than add to another schema.
_VALUES = frozenset({"schema", *(each.name for each in KEYWORDS.values() if each.scope is Scope.CHILD)}) - {
    *("contains", "propertyNames")
}
_ALL = ("allOf", *CHOOSERS, "if", *PARTS["if"])
# Keywords that add no assertion to a `$ref`.
_ANNOTATIONS = frozenset(
    {"$ref", "title", "summary", "description", "deprecated", "readOnly", "writeOnly"}
    | {"example", "examples", "default", "externalDocs", "xml"}
)


def parts(evidence: DocumentEvidence, schema: Element) -> tuple[Element, ...]:
    """Return the schemas that always apply to an instance: the schema, what it refers to, the branches of `allOf`."""
    return evidence.in_place(schema, ("allOf",))


def in_place(evidence: DocumentEvidence, schema: Element) -> tuple[Element, ...]:
    """Return the schemas that may apply to an instance, the alternatives of a choice included."""
    return evidence.in_place(schema, _ALL)


def types(evidence: DocumentEvidence, schema: Element) -> frozenset[str]:
    """Return the types that a schema allows, without null: its own, those of a part, or those of its alternatives."""
    stated = next((found for part in parts(evidence, schema) if (found := evidence.types(part))), None)
    if stated is None:
        stated = frozenset(name for each in in_place(evidence, schema) for name in evidence.types(each))
    return stated - {"null"}


def text(evidence: DocumentEvidence, site: Element) -> str:
    """Return the description nearest to a value: its schema's, its parameter's or header's, or that of a part."""
    texts = [site.text("description")]
    if site.owner is not None and site.owner.kind in ("parameter", "header"):
        texts.append(site.owner.text("description"))
    texts += [part.text("description") for part in parts(evidence, site)]
    return next((" ".join(each.split()) for each in texts if each.strip()), "")


def name(site: Element) -> str:
    """Return what a value is called: the property, parameter or header that it belongs to, or the list or map."""
    owner: Element | None = site
    while owner is not None and owner.kind == "schema" and not owner.is_property and owner.keyword in _VALUES:
        owner = owner.owner
    if owner is None or owner.kind == "media type":
        return ""
    return owner.text("name") if owner.kind == "parameter" else owner.name


def home(evidence: DocumentEvidence, site: Element) -> Element:
    """Return where the keywords of a described value belong: the target of a reference, if that is described."""
    target = evidence.resolved(site)
    return site if site.text("description").strip() or not text(evidence, target) else target


def items(evidence: DocumentEvidence, array: Element) -> Element | None:
    """Return the schema of the items of a list; None where none is stated."""
    found = (evidence.by_pointer.get(f"{part.pointer}/items") for part in parts(evidence, array))
    return next((each for each in found if each is not None), None)


def is_object(evidence: DocumentEvidence, schema: Element) -> bool:
    """Return whether every instance of a schema is an object that may have named properties."""
    return types(evidence, schema) == {"object"} or any(
        each.pointer in evidence.objects for each in in_place(evidence, schema)
    )


@dataclass(frozen=True)
class Whole:
    """An object in a response: its schema, and all that apply to the same object."""

    schema: Element
    parts: tuple[Element, ...]

    def states(self, *keywords: str) -> bool:
        """Return whether one of the parts has one of some keywords."""
        return any(keyword in part.node for part in self.parts for keyword in keywords)

    def properties(self, evidence: DocumentEvidence) -> dict[str, Element]:
        """Return the declared properties by name; if two parts declare one, the first."""
        found: dict[str, Element] = {}
        for part in self.parts:
            for each in evidence.objects.get(part.pointer, ()):
                found.setdefault(each.name, each)
        return found


_WHOLES: WeakKeyDictionary[DocumentEvidence, tuple[Whole, ...]] = WeakKeyDictionary()


def sites(evidence: DocumentEvidence, *, answered: bool = True) -> Iterator[Element]:
    """Yield every schema that describes a value, not a part of a composition; by default only those in responses."""
    for schema in evidence.of("schema"):
        if schema.keyword in _VALUES and (not answered or schema.pointer in evidence.answered):
            yield schema


def wholes(evidence: DocumentEvidence) -> tuple[Whole, ...]:
    """Return the objects in responses that declare properties, each once, with the alternatives of a composition."""
    if evidence not in _WHOLES:
        _WHOLES[evidence] = _wholes(evidence)
    return _WHOLES[evidence]


def _wholes(evidence: DocumentEvidence) -> tuple[Whole, ...]:
    found: dict[str, Whole] = {}
    judges = {each.pointer: each for each in (_judge(evidence, site) for site in sites(evidence))}
    alone = [(each, parts(evidence, each)) for each in judges.values()]
    # Other alternatives of the same composition are visited from the composition itself.
    waiting = [(Whole(each, own), own) for each, own in alone]
    fewest: dict[str, int] = {}
    for whole, its_own in waiting:
        known = found.get(whole.schema.pointer)
        if known is not None and len(known.parts) <= len(whole.parts):
            continue
        if any(part.pointer in evidence.objects for part in whole.parts):
            found[whole.schema.pointer] = whole
        for branch in (each for part in its_own for each in branches(evidence, part, *CHOOSERS)):
            schema = _judge(evidence, branch)
            # Hundreds of alternatives may refer to each other: a waiting one with as few parts comes first.
            if schema.pointer in fewest and fewest[schema.pointer] <= len(whole.parts) + 1:
                continue
            own = parts(evidence, branch)
            if any(each.pointer in evidence.objects for each in own):
                fewest[schema.pointer] = len(own) + len(whole.parts)
                waiting.append((Whole(schema, (*own, *whole.parts)), own))
    order = {schema.pointer: index for index, schema in enumerate(evidence.of("schema"))}
    return tuple(sorted(found.values(), key=lambda whole: order.get(whole.schema.pointer, 0)))


def _judge(evidence: DocumentEvidence, site: Element) -> Element:
    """Return the schema of a value: the target of its reference, unless the reference has sibling keywords."""
    if site.is_reference and (not evidence.is_3_1 or site.node.keys() <= _ANNOTATIONS):
        return evidence.resolved(site)
    return site


@dataclass(frozen=True)
class Places:
    """The values of a document, with everything that is said of each."""

    evidence: DocumentEvidence
    namesakes: Mapping[str, tuple[Element, ...]]
    """For a property those of the same name in one composition: `allOf` may narrow another part."""

    @classmethod
    def of(cls, evidence: DocumentEvidence) -> Places:
        """Return the places of a document."""
        found: dict[str, list[Element]] = defaultdict(list)
        for whole in wholes(evidence):
            if len(whole.parts) > 1:
                named: dict[str, list[Element]] = defaultdict(list)
                for part in whole.parts:
                    for each in evidence.objects.get(part.pointer, ()):
                        named[each.name].append(each)
                for group in named.values():
                    for each in group if len(group) > 1 else ():
                        found[each.pointer] += group
        return cls(evidence, {pointer: tuple(group) for pointer, group in found.items()})

    def states(self, site: Element, *keywords: str) -> bool:
        """Return whether any schema that may apply to a value has one of some keywords."""
        return any(keyword in each.node for each in self._said_of(site) for keyword in keywords)

    def values(self, site: Element, keyword: str) -> list[object]:
        """Return all values of a keyword in the schemas that may apply to a value."""
        return [each.node[keyword] for each in self._said_of(site) if keyword in each.node]

    def _said_of(self, site: Element) -> Iterator[Element]:
        for each in (site, *self.namesakes.get(site.pointer, ())):
            yield from in_place(self.evidence, each)
