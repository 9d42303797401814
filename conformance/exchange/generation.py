"""Cases drawn by schemathesis, materialised before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from conformance.contract.openapi import Contract, Operation
from conformance.contract.references import retrieve_nothing
from conformance.exchange.handing import handed
from conformance.exchange.values import is_sendable


def settings(seed: int | None = None, max_examples: int = 100) -> dict[str, Any]:
    """Return a configuration of schemathesis with which it sends no key of its own and keeps nothing on disk."""
    return {
        **({} if seed is None else {"seed": seed}),
        "generation": {
            "with-security-parameters": False,
            # ASCII keeps the draws readable, and spares the seconds that Unicode tables take to build.
            "codec": "ascii",
            "database": "none",
            "deterministic": seed is None,
            "max-examples": max_examples,
        },
        # Its own phases would send other methods, and the same request several times over.
        "phases": {"coverage": {"enabled": False}, "examples": {"enabled": False}},
        "cache": {"enabled": False},
        # Of what is drawn a recording may hold next to nothing.
        "suppress-health-check": ["filter_too_much"],
    }


# Many draws are one and the same near-empty text, or cannot be sent: so many are made for each one that is wanted,
# and more only where these do not do.
_DRAWS = (3, 15)


@dataclass(frozen=True)
class Generated:
    """The values that schemathesis drew for the parameters of one request, as plain texts."""

    path: Mapping[str, str]
    query: Mapping[str, str]


def load_schema(contract: Contract, seed: int | None = None, max_examples: int = 100) -> Any:
    """Return the contract as schemathesis loads it; `max_examples` bounds its property tests."""
    # Imported where needed: it takes most of a second, which --co and offline tools need not pay.
    import schemathesis  # noqa: PLC0415

    ignore_literals()
    refuse_retrieval()
    config = schemathesis.Config.from_dict(settings(seed, max_examples))
    return schemathesis.openapi.from_dict(handed(contract.document, contract.version), config=config)


def generate(schema: Any, operation: Operation, wanted: int, seed: int | None) -> Iterator[Generated]:
    """Yield distinct positive draws for an operation, then distinct negative ones, `wanted` of each at most.

    Args:
        schema: What `load_schema` returned.
        operation: The operation to draw for.
        wanted: How many of each kind.
        seed: Draws other cases; None draws the same ones in every process.
    """
    from schemathesis import GenerationMode  # noqa: PLC0415 - as above

    drawn_for = schema[operation.path][operation.method]
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for count in _DRAWS:
            found = list(_distinct(_draw(drawn_for, mode, wanted * count, seed)))
            if len(found) >= wanted:
                break
        yield from found[:wanted]


def read_draw(case: Any) -> Generated:
    """Return the parameters of a case that schemathesis drew, as plain texts."""
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


def _draw(operation: Any, mode: Any, count: int, seed: int | None) -> list[Generated]:
    import hypothesis.errors  # noqa: PLC0415 - it comes with schemathesis, as slowly

    drawn: list[Generated] = []

    def keep(case: Any) -> None:
        drawn.append(read_draw(case))

    given: Any = hypothesis.given(operation.as_strategy(generation_mode=mode))
    test = given(keep) if seed is None else hypothesis.seed(seed)(given(keep))
    quiet = hypothesis.settings(
        derandomize=seed is None,
        database=None,
        phases=[hypothesis.Phase.generate],
        max_examples=count,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    # A parameter that any text fits has no value that breaks it; what was drawn until then is drawn all the same.
    with suppress(hypothesis.errors.Unsatisfiable):
        quiet(test)()
    return drawn


def _texts(values: Mapping[str, Any] | None, *, quoted: bool) -> dict[str, str]:
    texts = {name: str(value) for name, value in (values or {}).items() if isinstance(value, str | int | float)}
    return {name: unquote(text) for name, text in texts.items()} if quoted else texts


def _distinct(drawn: list[Generated]) -> Iterator[Generated]:
    seen: set[tuple[tuple[str, str], ...]] = set()
    for generated in drawn:
        if not all(map(is_sendable, generated.path.values())):
            continue
        key = (*sorted(generated.path.items()), *sorted(generated.query.items()))
        if key not in seen:
            seen.add(key)
            yield generated
