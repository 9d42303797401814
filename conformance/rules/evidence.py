"""The evidence for one operation, which is all that a rule may use: the contract and the exchanges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from conformance.contract.assertions import type_of
from conformance.contract.media_types import is_json
from conformance.contract.openapi import Contract, Operation, ResponseSpec
from conformance.contract.schemas import Path, Schemas
from conformance.contract.vocabulary import NOTHING, Vocabulary
from conformance.exchange.json_text import JsonText
from conformance.model import Exchange, Intent, JsonValue, Target
from conformance.rules.bodies import Bodies
from conformance.rules.properties import Property, properties_of
from conformance.rules.reading import Reader, Reading, content_type
from conformance.rules.relation_kinds import Relation
from conformance.rules.relations import relations

_NO_KEY_ACCEPTED = frozenset({401, 403})
_MISSING = frozenset({404, 410})
_NO_TARGET = Target("none", "")


@dataclass(frozen=True)
class ObjectKind:
    """What the contract says about all objects of one schema."""

    schema: str
    """The pointer of the schema."""
    properties: Mapping[str, Property]
    relations: tuple[Relation, ...]
    """What must hold between the properties."""


@dataclass(frozen=True, slots=True)
class DescribedObject:
    """An object in an answer, and what the contract says about its kind."""

    exchange: Exchange
    path: Path
    value: Mapping[str, JsonValue]
    kind: ObjectKind


@dataclass(frozen=True)
class Evidence:
    """The exchanges of one operation, and all that they are judged by."""

    contract: Contract
    schemas: Schemas
    operation: Operation
    exchanges: tuple[Exchange, ...]
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """The credentials of the target."""
    vocabulary: Vocabulary = NOTHING
    """Facts about the contract's properties beyond their schemas."""
    target: Target = _NO_TARGET
    """The target of the exchanges, with what the user says about it."""
    unrecorded: int = 0
    """How many requests of the plan are not in the recordings."""
    astray: str = ""
    """What to check where the answers of the whole run are not those of the contract's API; empty where they may be."""
    hung_up: tuple[Exchange, ...] = ()
    """The exchanges that ended without a whole answer where those of other operations, before and after, did not."""
    others: Mapping[str, Evidence] = field(default_factory=dict, repr=False, compare=False)
    """The evidence of every operation of the run by its id, for rules that compare what two of them say."""
    bodies: Bodies = field(default_factory=Bodies, repr=False, compare=False)
    """The parsed bodies, shared by all operations of a run."""
    _kinds: dict[str, ObjectKind] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def answers(self) -> tuple[Exchange, ...]:
        """The exchanges with an answer that says something about the API: no trouble, 429 or lock-out.

        Whatever else than an error of the server answers a value out of its bounds, the contract does not say.
        """
        usable = tuple(each for each in self.exchanges if _is_answer(each))
        end = self.locked_out_after
        if end is None:
            return usable
        return tuple(each for each in usable if each.sequence <= end or status(each) not in _NO_KEY_ACCEPTED)

    def is_answered(self, exchange: Exchange) -> bool:
        """Return whether an exchange of the operation is among the answers."""
        return exchange.sequence in self._answered

    @cached_property
    def _answered(self) -> frozenset[int]:
        return frozenset(each.sequence for each in self.answers)

    @cached_property
    def locked_out_after(self) -> int | None:
        """The number of the last exchange in which the given key was accepted, where it no longer is at the end.

        Some APIs lock out a client after too many wrong keys; what they refuse then proves nothing.
        """
        known = [each for each in self.exchanges if each.case.intent is Intent.KNOWN and each.response is not None]
        if not known or status(known[-1]) not in _NO_KEY_ACCEPTED | {429}:
            return None
        # Another id may be refused for another reason.
        same = (each for each in known if each.request.url == known[-1].request.url)
        return max((each.sequence for each in same if is_success(each)), default=None)

    def of(self, *intents: Intent) -> Iterator[Exchange]:
        """Yield the answered exchanges of some intents."""
        return (exchange for exchange in self.answers if exchange.case.intent in intents)

    @cached_property
    def key_opens(self) -> bool:
        """Whether the given credentials were accepted for the operation."""
        return any(is_success(exchange) for exchange in self.of(Intent.KNOWN))

    def key_opens_there(self, exchange: Exchange) -> bool:
        """Return whether the given credentials were accepted for the very request of an exchange.

        Where the right key gets a 404 or a 422 too, an API that looks for the thing first says nothing of other keys.
        """
        same = self.with_key(exchange)
        return any(map(is_success, same)) if same else self.key_opens

    def with_key(self, exchange: Exchange) -> list[Exchange]:
        """Return the answers to the same request with the given credentials."""
        place = (exchange.case.path, exchange.case.query)
        return [each for each in self.of(Intent.KNOWN) if (each.case.path, each.case.query) == place]

    def key_is_refused(self, exchange: Exchange) -> bool:
        """Return whether an answer to a valid request only says that the given credentials are not accepted."""
        is_ours = exchange.case.intent not in (*REFUSED_ANYWAY, Intent.LOWERCASE_SCHEME, Intent.OBSERVED)
        return is_ours and status(exchange) in _NO_KEY_ACCEPTED and not self.key_opens

    def is_of_nothing(self, exchange: Exchange) -> bool:
        """Return whether an answer says that something known is not there, and no other shows that it is.

        An id may be another resource's of the same name, or have been deleted; a thing may lack the part that is asked
        for. Only a list that still has it, or a request that succeeds at another time, shows that it exists.
        """
        is_missing = exchange.case.intent is Intent.KNOWN and status(exchange) in _MISSING
        is_shown = exchange.case.is_listed or exchange.request.url in self._found
        return is_missing and bool(self.operation.required_parameters) and not is_shown

    @cached_property
    def _found(self) -> frozenset[str]:
        return frozenset(each.request.url for each in self.of(Intent.KNOWN) if is_success(each))

    def documented(self, exchange: Exchange) -> ResponseSpec | None:
        """Return the response that the contract documents for the status of an answer."""
        return self.operation.response(status(exchange))

    def reading(self, exchange: Exchange) -> Reading:
        """Return the body of an answer as it is judged by a schema."""
        if exchange.sequence not in self._readings:
            spec = self.documented(exchange)
            self._readings[exchange.sequence] = self._reader.read(exchange, spec) if has_body(exchange) else Reading()
        return self._readings[exchange.sequence]

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.schemas, self.bodies)

    @cached_property
    def _readings(self) -> dict[int, Reading]:
        return {}

    def schema(self, exchange: Exchange) -> str | None:
        """Return the pointer of the schema for the body of an answer: that of its media type, or the only one."""
        return self.reading(exchange).schema

    def json(self, exchange: Exchange) -> JsonText | None:
        """Return the body of an answer read as JSON; None where it does not claim to be JSON.

        A body without Content-Type counts as what the contract documents; an empty one with an undocumented status
        is ignored, as is one that the contract describes as raw bytes.
        """
        spec = self.documented(exchange)
        claims = content_type(exchange) or next(iter(spec.media if spec else ()), "")
        if not has_body(exchange) or not is_json(claims) or not (spec or body(exchange)):
            return None
        return None if is_undecoded(exchange) or self.reading(exchange).is_raw else self.bodies.read(exchange)

    def instance(self, exchange: Exchange) -> JsonText | None:
        """Return the body for judging by a schema: a JSON value, or the string that a text is."""
        return self.reading(exchange).text

    def value(self, exchange: Exchange) -> JsonValue:
        """Return the value of a body: of JSON, or a text; None where there is none."""
        text = self.instance(exchange)
        return text.value if text is not None else None

    @cached_property
    def kinds(self) -> tuple[ObjectKind, ...]:
        """The kinds of objects that a successful answer may contain by the contract."""
        documented = self.operation.responses
        statuses = [status for status in documented if status[0] == "2"] or documented.keys() & {"default"}
        schemas = {schema for each in statuses for schema in documented[each].schemas}
        pointers = dict.fromkeys(at for schema in sorted(schemas) for at in self.schemas.reachable(schema))
        return tuple(kind for kind in map(self._kind, pointers) if kind.properties)

    @cached_property
    def objects(self) -> tuple[DescribedObject, ...]:
        """Every object in a successful answer whose properties the contract describes."""
        return tuple(found for exchange in self.answers if is_success(exchange) for found in self._described(exchange))

    @cached_property
    def typed_objects(self) -> tuple[DescribedObject, ...]:
        """The same with only those members whose type the contract allows; others have no defined meaning."""
        return tuple(map(_typed, self.objects))

    def _described(self, exchange: Exchange) -> Iterator[DescribedObject]:
        for schema, above, part in self.reading(exchange).parts:
            for at, path, value in self.schemas.reached(schema, part):
                if isinstance(value, Mapping) and self._kind(at).properties:
                    yield DescribedObject(exchange, (*above, *path), value, self._kind(at))

    def _kind(self, pointer: str) -> ObjectKind:
        if pointer not in self._kinds:
            properties = properties_of(self.contract.document, pointer)
            self._kinds[pointer] = ObjectKind(pointer, properties, relations(properties))
        return self._kinds[pointer]


def _typed(found: DescribedObject) -> DescribedObject:
    """Return an object with only those members whose type the contract allows."""
    allowed = {name: each.types for name, each in found.kind.properties.items() if name in found.value}
    fitting = {name: found.value[name] for name, types in allowed.items() if _is_one_of(types, found.value[name])}
    return found if len(fitting) == len(found.value) else replace(found, value=fitting)


def _is_one_of(types: frozenset[str], value: JsonValue) -> bool:
    kind = type_of(value)
    return not types or kind in types or (kind == "number" and "integer" in types)


def _is_answer(exchange: Exchange) -> bool:
    if exchange.response is None or exchange.trouble is not None:
        return False
    return exchange.case.intent is not Intent.OUT_OF_BOUNDS or exchange.response.status >= 500


REFUSED_ANYWAY = tuple(intent for intent in Intent if intent.is_refusable)
"""The intents that an API refuses even with a valid key."""


def status(exchange: Exchange) -> int:
    """Return the status of an answer."""
    assert exchange.response is not None
    return exchange.response.status


def body(exchange: Exchange) -> bytes:
    """Return the body of an answer."""
    assert exchange.response is not None
    return exchange.response.body


def is_success(exchange: Exchange) -> bool:
    """Return whether an answer has a 2xx status."""
    return 200 <= status(exchange) < 300


def is_client_error(exchange: Exchange) -> bool:
    """Return whether an answer has a 4xx status."""
    return 400 <= status(exchange) < 500


def has_body(exchange: Exchange) -> bool:
    """Return whether an answer can have a body at all (RFC 9110 section 6.4.1)."""
    return exchange.case.method != "HEAD" and status(exchange) not in (204, 205, 304)


def media_type(exchange: Exchange) -> str:
    """Return `type/subtype` of an answer in lower case; empty without a Content-Type (RFC 9110 section 8.3)."""
    assert exchange.response is not None
    return (exchange.response.header("content-type") or "").partition(";")[0].strip().lower()


def is_undecoded(exchange: Exchange) -> bool:
    """Return whether the body of an answer is unknown, since its Content-Encoding does not unpack it."""
    return exchange.response is not None and bool(exchange.response.undecoded)


def is_empty(exchange: Exchange) -> bool:
    """Return whether the body of an answer is known to be empty."""
    return not body(exchange) and not is_undecoded(exchange)
