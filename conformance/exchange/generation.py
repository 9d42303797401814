"""Cases drawn by schemathesis, materialised before anything is sent."""

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
    """How schemathesis draws: the same for the plan as for the property tests, which judge what was planned."""

    seed: int = 0
    """Draws other cases; the fixed one gives the same cases in every process."""
    examples: int = 60
    """How many cases are drawn for an operation, before those are left out that are no news or cannot be sent."""
    generation: Mapping[str, Any] = field(default_factory=dict)
    """What the user asks of it, by the names that schemathesis has for it."""

    @property
    def settings(self) -> dict[str, Any]:
        """A configuration of schemathesis with which it sends no key of its own and keeps nothing on disk."""
        return {
            "seed": self.seed,
            "generation": {
                # ASCII keeps the draws readable, and spares the seconds that Unicode tables take to build.
                "codec": "ascii",
                **self.generation,
                "with-security-parameters": False,
                "database": "none",
                "deterministic": False,
                "max-examples": self.examples,
            },
            # Its own phases would send other methods, and the same request several times over.
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
    return schemathesis.openapi.from_dict(handed(contract.document, contract.version), config=config)


def generate(schema: Any, operation: Operation) -> list[Generated]:
    """Return what the property test of an operation draws, without what cannot be sent and what is drawn again.

    Nothing where schemathesis can draw nothing, for the document describes the operation in a way that it refuses.
    """
    from schemathesis.errors import SchemathesisError  # noqa: PLC0415 - as above

    try:
        return list(_distinct(_draw(schema, schema[operation.path][operation.method])))
    except SchemathesisError:
        return []


def read_draw(case: Any) -> Generated:
    """Return the parameters of a case that schemathesis drew, as plain texts.

    Half of what is drawn to break a parameter has control characters, which no path may carry: what is left of such a
    text breaks it too, as a rule.
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
    """Keep schemathesis from fetching what a reference leads to: the document that it gets has no such reference."""
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

    # As schemathesis makes its tests: what is planned has to be what they draw.
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
    # A parameter that any text fits has no value that breaks it; what was drawn until then is drawn all the same.
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
