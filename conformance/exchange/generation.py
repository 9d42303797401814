"""Draws cases by schemathesis, all before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from conformance.contract.openapi import Contract, Operation
from conformance.contract.references import retrieve_nothing
from conformance.exchange.handing import handed
from conformance.exchange.tables import tables_in_memory
from conformance.exchange.values import is_sendable


@dataclass(frozen=True)
class Drawing:
    """How schemathesis draws: the same for the plan and for the property tests, which judge what was planned."""

    seed: int = 0
    """The fixed one gives the same cases in every process; another one draws other cases."""
    examples: int = 60
    """How many cases are drawn for an operation, before duplicates and unsendable ones are left out."""
    generation: Mapping[str, Any] = field(default_factory=dict)
    """The user's settings, by the names that schemathesis gives them."""

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


@dataclass(frozen=True)
class Generated:
    """The values that schemathesis drew for the parameters of one request, as plain texts."""

    path: Mapping[str, str]
    query: Mapping[str, str]


def load_schema(contract: Contract, drawing: Drawing = FIXED) -> Any:
    """Return the contract as schemathesis loads it."""
    # Imported where needed: it takes most of a second, which --co and offline tools need not pay.
    import schemathesis  # noqa: PLC0415

    ignore_literals()
    refuse_retrieval()
    config = schemathesis.Config.from_dict(drawing.settings)
    # It sends nothing, and a server's URL with variables in it breaks its checks.
    data = {name: part for name, part in handed(contract.document, contract.version).items() if name != "servers"}
    return schemathesis.openapi.from_dict(data, config=config)


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
    """Return the parameters of a case that schemathesis drew, as plain texts.

    Half of the invalid values have control characters, which no path may carry; without them most are still invalid.
    """
    return Generated(_texts(case.path_parameters, quoted=True), _texts(case.query, quoted=False))


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


def _texts(values: Mapping[str, Any] | None, *, quoted: bool) -> dict[str, str]:
    texts = {name: str(value) for name, value in (values or {}).items() if isinstance(value, str | int | float)}
    return {name: "".join(filter(str.isprintable, unquote(text))) for name, text in texts.items()} if quoted else texts


def _distinct(drawn: list[Generated]) -> Iterator[Generated]:
    seen: set[tuple[tuple[str, str], ...]] = set()
    for generated in drawn:
        if not all(map(is_sendable, generated.path.values())):
            continue
        key = (*sorted(generated.path.items()), *sorted(generated.query.items()))
        if key not in seen:
            seen.add(key)
            yield generated
