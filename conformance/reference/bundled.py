"""The contracts that are bundled with an API that keeps them: what a client must know to ask each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from conformance.reference import api, data
from conformance.reference.invoices import api as invoices
from conformance.reference.server import Answering

_INVOICES = Path(__file__).parent / "invoices"


@dataclass(frozen=True)
class Bundled:
    """A contract and its API; the mutants and variants are imported when they are asked for."""

    name: str
    api: Callable[[], Answering]
    package: str
    """Where its mutants and variants are."""
    credentials: Mapping[str, str] = field(repr=False)
    """Security scheme to the key."""
    variables: Mapping[str, str]
    """Security scheme or parameter to the environment variable that feeds it."""
    document: Path | None = None
    """Its document; None for the vendored one."""
    values: Path | None = None
    """The file that names its variables; None for that of the vendored document."""
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Parameter to its known values."""
    foreign: Mapping[str, str] = field(default_factory=dict)
    """Parameter to the value of another account."""
    foreign_variables: Mapping[str, str] = field(default_factory=dict)
    owners: frozenset[str] = frozenset()
    """The parameters whose values own the rows."""

    @property
    def mutants(self) -> Mapping[str, type[Any]]:
        """The APIs with exactly one fault, by name."""
        found: Mapping[str, type[Any]] = import_module(f"{self.package}.mutants").MUTANTS
        return found

    @property
    def variants(self) -> Mapping[str, type[Any]]:
        """The sound APIs that differ from this one, by name."""
        found: Mapping[str, type[Any]] = import_module(f"{self.package}.variants").VARIANTS
        return found

    def knowing(self, **parameters: tuple[str, ...]) -> Bundled:
        """Return the same with other known values."""
        return replace(self, parameters={**self.parameters, **parameters})


VENDORED = Bundled(
    name="batches",
    api=api.Api,
    package="conformance.reference",
    credentials={"bearerAuth": api.KEY},
    variables={"bearerAuth": "BOLNA_API_KEY", "agent_id": "BOLNA_AGENT_ID"},
    parameters={"agent_id": data.AGENTS},
    foreign={"agent_id": data.FOREIGN_AGENT},
    foreign_variables={"agent_id": "BOLNA_FOREIGN_AGENT_ID"},
    owners=frozenset({"agent_id"}),
)
FEW = VENDORED.knowing(agent_id=(data.AGENTS[3], data.AGENTS[2], data.AGENTS[0]))
"""All agents but the one with the most rows, which would take a third of the time and show nothing more."""
INVOICES = Bundled(
    name="invoices",
    api=invoices.InvoicesApi,
    package="conformance.reference.invoices",
    credentials={"apiKey": invoices.KEY},
    variables={"apiKey": "INVOICES_API_KEY"},
    document=_INVOICES / "document.yaml",
    values=_INVOICES / "target.yaml",
)
BUNDLED = {each.name: each for each in (VENDORED, INVOICES)}
"""All of them by name; the first is the default."""
