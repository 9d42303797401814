"""The suite of a run: the contract, the ledger, the rules and the waivers, loaded together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.contract.history import Origin, read_origin
from conformance.contract.load import load_contract
from conformance.contract.openapi import Contract, Operation
from conformance.contract.schemas import Schemas
from conformance.contract.selection import ALL, OperationSelection
from conformance.exchange.target import SAFE_METHODS
from conformance.model import Exchange, Requirement, Subject, Target, Verdict
from conformance.rules.bodies import Bodies
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.evidence import Evidence
from conformance.rules.ledger import load_ledger
from conformance.rules.observation import DocumentRule, Rule
from conformance.rules.registry import api_rules, document_rules
from conformance.verdict.astray import astray
from conformance.verdict.complaints import Said, check_requirements
from conformance.verdict.judge import judge, requirements_of
from conformance.verdict.judge_change import CHANGE
from conformance.verdict.judge_document import DOCUMENT, judge_document
from conformance.verdict.own_silence import own_silence
from conformance.verdict.waivers import Waiver, load_waivers


@dataclass(frozen=True)
class Suite:
    """A contract and everything that it is judged by."""

    contract: Contract
    schemas: Schemas
    ledger: Mapping[str, Requirement]
    rules: Mapping[str, Rule]
    document_rules: Mapping[str, DocumentRule]
    origin: Origin
    waivers: Sequence[Waiver] = ()
    selection: OperationSelection = ALL
    """Which of the operations are asked and judged."""
    witnesses: Callable[[Sequence[Exchange]], Sequence[Said]] | None = None
    """Runs the stock checks over exchanges; None if they are not run."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that are judged: those whose method is safe, and that the user selects.

        Raises:
            InputError: What the user selects does not exist.
        """
        return self.selection.of([each for each in self.contract.operations if each.method in SAFE_METHODS])

    @property
    def asked(self) -> Contract:
        """The contract with the operations that are judged, and no others."""
        return replace(self.contract, operations=self.operations)

    def pairs(self) -> Iterator[tuple[Requirement, str]]:
        """Yield every requirement with each operation that it is judged for, or with `document`."""
        for name in self.document_rules:
            if self.ledger[name].excluded is None:
                yield self.ledger[name], DOCUMENT
        for operation in self.operations:
            for requirement in requirements_of(self.evidence(operation, ()), self.ledger, self.rules).values():
                yield requirement, operation.id
            for requirement in check_requirements().values():
                yield requirement, operation.id

    def evidence(self, operation: Operation, exchanges: Iterable[Exchange], target: Target | None = None) -> Evidence:
        """Return the exchanges of one operation as the evidence that its rules are given."""
        return Evidence(
            contract=self.contract,
            schemas=self.schemas,
            operation=operation,
            exchanges=tuple(exchange for exchange in exchanges if exchange.case.operation == operation.id),
            secrets=tuple(target.credentials.values()) if target else (),
            vocabulary=self.origin.vocabulary,
            target=target or Target("none", ""),
        )

    @property
    def document_evidence(self) -> DocumentEvidence:
        """The contract as the evidence that the rules on documents are given."""
        return DocumentEvidence(self.contract, self.schemas, self.origin.revisions)

    def judge_document(self) -> list[Verdict]:
        """Return a verdict for each requirement on documents."""
        return judge_document(self.document_evidence, self.origin.pages, self.ledger, self.document_rules)

    def evidences(self, exchanges: Sequence[Exchange], target: Target) -> list[Evidence]:
        """Return the evidence from a target, operation by operation."""
        bodies, wrong, silent = Bodies(), self.astray(exchanges, target), own_silence(exchanges)
        made = (self.evidence(each, exchanges, target) for each in self.operations)
        others: dict[str, Evidence] = {}
        for each in made:
            hung_up = silent.get(each.operation.id, ())
            others[each.operation.id] = replace(each, bodies=bodies, astray=wrong, hung_up=hung_up, others=others)
        return [*others.values()]

    def astray(self, exchanges: Sequence[Exchange], target: Target) -> str:
        """Return what to check where a whole run asked in the wrong place; empty where it did not."""
        return astray(exchanges, target, self.contract, self.schemas)

    def judge(self, evidences: Iterable[Evidence], hidden: Collection[str] = ()) -> list[Verdict]:
        """Return a verdict for every pair on the API; requirements that redaction hides are inconclusive."""
        return [
            verdict
            for each in evidences
            for verdict in judge(each, self.ledger, self.rules, hidden, self._said(each.exchanges))
        ]

    def _said(self, exchanges: Sequence[Exchange]) -> Sequence[Said] | Exception | None:
        try:
            return None if self.witnesses is None else self.witnesses(exchanges)
        # As with a rule: an error in one does not affect the others.
        except Exception as error:
            return error


def load_suite(
    contract_file: Path,
    ledger_folder: Path,
    waiver_files: Sequence[Path],
    beside: Mapping[str, Path] | None = None,
) -> Suite:
    """Return the suite for a contract.

    Args:
        contract_file: The contract.
        ledger_folder: What overrides the declarations of the rules.
        waiver_files: The known deviations.
        beside: The files for the URLs that the contract refers to, by URL.

    Raises:
        InputError: A file cannot be used; says file and line.
    """
    contract = load_contract(contract_file, beside)
    return suite_of(contract, read_origin(contract_file, contract.document), ledger_folder, waiver_files)


def suite_of(contract: Contract, origin: Origin, ledger_folder: Path, waiver_files: Sequence[Path]) -> Suite:
    """Return the suite for a contract that is already loaded.

    Raises:
        InputError: A file or a schema cannot be used; says file and line.
    """
    schemas = Schemas(contract)
    ledger, rules, for_document = load_ledger(ledger_folder), api_rules(), document_rules()
    suite = Suite(contract, schemas, ledger, rules, for_document, origin)
    _compile(suite)
    judged: dict[str, list[str]] = {}
    for requirement, operation in suite.pairs():
        judged.setdefault(requirement.id, []).append(operation)
    judged |= {each.id: [CHANGE] for each in ledger.values() if each.subject is Subject.CHANGE and not each.excluded}
    return replace(suite, waivers=load_waivers(waiver_files, judged))


def _compile(suite: Suite) -> None:
    """Compile every schema that a run needs: a malformed one is found before anything is sent."""
    for operation in suite.operations:
        pointers = [parameter.schema for parameter in operation.parameters]
        pointers += [schema for response in operation.responses.values() for schema in response.schemas]
        for pointer in pointers:
            if pointer is not None:
                suite.schemas.accepts(pointer, None)
