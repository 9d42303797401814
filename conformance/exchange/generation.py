"""Draws cases by schemathesis, all before anything is sent."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from conformance.contract.document import tokens
from conformance.contract.openapi import Contract, Operation, Parameter
from conformance.contract.references import retrieve_nothing
from conformance.contract.schema_graph import resolve
from conformance.exchange.handing import handed
from conformance.exchange.tables import tables_in_memory
from conformance.exchange.values import is_sendable
from conformance.model import JsonValue


class Optional(enum.StrEnum):
    """Which optional parameters are sent."""

    NONE = "none"
    KNOWN = "known"
    """Those by which a GET does not act, as far as their names and values say."""
    ALL = "all"


@dataclass(frozen=True)
class Drawing:
    """How schemathesis draws: the same for the plan and for the property tests, which judge what was planned."""

    seed: int = 0
    """The fixed one gives the same cases in every process; another one draws other cases."""
    examples: int = 60
    """How many cases are drawn for an operation, before duplicates and unsendable ones are left out."""
    generation: Mapping[str, Any] = field(default_factory=dict)
    """The user's settings, by the names that schemathesis gives them."""
    optional: Optional = Optional.KNOWN
    """Which of the drawn optional parameters are sent."""

    @property
    def settings(self) -> dict[str, Any]:
        """A configuration of schemathesis by which it sends no key and writes nothing to disk."""
        return {
            "seed": self.seed,
            "generation": {
                # ASCII keeps the draws readable, and saves the seconds that building Unicode tables takes.
                "codec": "ascii",
                **self.generation,
                "with-security-parameters": False,
                "database": "none",
                "deterministic": False,
                "max-examples": self.examples,
            },
            # Its own phases would send other methods, and the same request several times.
            "phases": {"coverage": {"enabled": False}, "examples": {"enabled": False}},
            "cache": {"enabled": False},
        }


FIXED = Drawing()
_OF_PATH = "path:"
"""Begins the name of an object in a path where schemathesis draws it for the query: for a path it draws none."""
_NO_STYLE = {"style": "spaceDelimited", "explode": True}
"""A style that schemathesis leaves alone in a path or query."""
_CONSTANTS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class Generated:
    """The values that schemathesis drew for the parameters of one request, by name."""

    path: Mapping[str, JsonValue]
    query: Mapping[str, JsonValue]
    header: Mapping[str, JsonValue] = field(default_factory=dict)
    """Texts: schemathesis writes these itself."""
    cookie: Mapping[str, JsonValue] = field(default_factory=dict)

    def of(self, parameters: Iterable[Parameter]) -> dict[Parameter, JsonValue]:
        """Return the values of those parameters that have one."""
        drawn = {"path": self.path, "query": self.query, "header": self.header, "cookie": self.cookie}
        places = {each: drawn.get(each.location, {}) for each in parameters}
        return {each: values[each.name] for each, values in places.items() if each.name in values}


def load_schema(contract: Contract, drawing: Drawing = FIXED) -> Any:
    """Return the contract as schemathesis loads it."""
    # Imported where needed: it takes most of a second, which --co and offline tools need not pay.
    import schemathesis  # noqa: PLC0415

    ignore_literals()
    refuse_retrieval()
    config = schemathesis.Config.from_dict(drawing.settings)
    return schemathesis.openapi.from_dict(_as_drawn(contract), config=config)


def _as_drawn(contract: Contract) -> dict[str, Any]:
    """Return the document with parameters in no style: schemathesis then draws their values as they are.

    What it writes itself cannot be read back, and is wrong in part: a null or an empty list becomes an empty text.
    """
    document = handed(contract.document, contract.version)
    objects: dict[Parameter, Any] = {}
    for parameter in {each for operation in contract.operations for each in operation.parameters}:
        node = _node(document, parameter.pointer)
        if parameter.media is not None:
            held = node.pop("content")[parameter.media]
            node["schema"] = held.get("schema", {}) if isinstance(held, dict) else {}
        if parameter.location in ("path", "query"):
            node |= _NO_STYLE
        if parameter.location == "path" and parameter.schema is not None and _is_object(contract, parameter.schema):
            objects[parameter], node["schema"] = node["schema"], {"enum": ["object"]}
    for operation in contract.operations:
        drawn = [each for each in operation.parameters if each in objects]
        named = [{"name": f"{_OF_PATH}{each.name}", "in": "query", "schema": objects[each]} for each in drawn]
        if named:
            listed = _node(document, operation.pointer).setdefault("parameters", [])
            listed += [{**each, **_NO_STYLE, "required": True} for each in named]
    document.pop("servers", None)  # it sends nothing, and a server's URL with variables breaks its checks
    return document


def _node(document: Any, pointer: str) -> Any:
    for token in tokens(pointer):
        document = document[int(token)] if isinstance(document, list) else document[token]
    return document


def _is_object(contract: Contract, pointer: str) -> bool:
    """Return whether a schema describes an object by itself."""
    _, node = resolve(contract.document, pointer)
    return isinstance(node, Mapping) and (node.get("type") == "object" or "properties" in node)


def generate(schema: Any, operation: Operation) -> list[Generated]:
    """Return what the property test of an operation draws, without duplicates and what cannot be sent.

    The list is empty where schemathesis refuses the document's description of the operation.
    """
    from schemathesis.errors import SchemathesisError  # noqa: PLC0415 - as above

    try:
        return list(_distinct(_draw(schema, schema[operation.path][operation.method])))
    except SchemathesisError:
        return []


def read_draw(case: Any) -> Generated:
    """Return the parameters of a case that schemathesis drew.

    Half of the invalid values have control characters, which no path may carry; without them most are still invalid.
    """
    query = dict(case.query or {})
    objects = {name.removeprefix(_OF_PATH): query.pop(name) for name in [*query] if name.startswith(_OF_PATH)}
    path = {name: _printable(value) for name, value in {**(case.path_parameters or {}), **objects}.items()}
    return Generated(path, query, *(dict(each or {}) for each in (case.headers, case.cookies)))


def with_constants(value: JsonValue) -> JsonValue:
    """Return a drawn value with the constants that schemathesis has turned into texts."""
    if isinstance(value, list):
        return [*map(with_constants, value)]
    if isinstance(value, dict):
        return {name: with_constants(each) for name, each in value.items()}
    return _CONSTANTS.get(value, value) if isinstance(value, str) else value


def ignore_literals() -> None:
    """Keep hypothesis from mixing literals of loaded modules into draws: an edit or a plugin would change the cases."""
    from hypothesis.internal.conjecture import providers  # noqa: PLC0415 - it comes with schemathesis, as slowly

    # There is no setting for it, and it would also write what it finds to the working directory.
    nothing = type(providers._local_constants)()
    providers._get_local_constants = lambda: nothing
    providers.CONSTANTS_CACHE.cache.clear()


def refuse_retrieval() -> None:
    """Keep schemathesis from fetching references: the document that it is given has none to fetch."""
    from schemathesis.core.jsonschema import resolver  # noqa: PLC0415 - as above

    # There is no setting for it.
    resolver.retrieve = retrieve_nothing


@tables_in_memory()
def _draw(schema: Any, operation: Any) -> list[Generated]:
    import hypothesis.errors  # noqa: PLC0415 - it comes with schemathesis, as slowly
    from hypothesis import strategies  # noqa: PLC0415
    from schemathesis.generation import derive_operation_seed  # noqa: PLC0415

    drawn: list[Generated] = []

    def keep(case: Any) -> None:
        drawn.append(read_draw(case))

    # Exactly as schemathesis makes its tests: the plan must be what they draw.
    modes = schema.config.generation_for(operation=operation, phase="fuzzing").modes
    given: Any = hypothesis.given(
        case=strategies.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])
    )
    test = hypothesis.seed(derive_operation_seed(schema.config.seed, operation.label))(given(keep))
    quiet = hypothesis.settings(
        schema.config.get_hypothesis_settings(operation=operation, phase="fuzzing"),
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    # A parameter that accepts any text has no invalid value; what was drawn before that still counts.
    with suppress(hypothesis.errors.Unsatisfiable):
        quiet(test)()
    return drawn


def _printable(value: JsonValue) -> JsonValue:
    """Return a value drawn for a path without control characters; a text is percent-encoded by then."""
    return "".join(filter(str.isprintable, unquote(value))) if isinstance(value, str) else value


def _distinct(drawn: list[Generated]) -> Iterator[Generated]:
    seen: set[str] = set()
    for generated in drawn:
        if not all(is_sendable(value) for value in generated.path.values() if isinstance(value, str)):
            continue
        parts = (generated.path, generated.query, generated.header, generated.cookie)
        key = repr([sorted(part.items()) for part in parts])
        if key not in seen:
            seen.add(key)
            yield generated
