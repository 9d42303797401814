"""Reads and judges every OpenAPI document below a folder, and compares each with itself shuffled; prints a line each.

python -m conformance.benchmarks.survey FOLDER, of unpacked packages that ship documents, for example.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schema_graph import rewritten
from conformance.contract.schemas import Schemas
from conformance.model import InputError, Level, Outcome
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.ledger import load_ledger
from conformance.rules.registry import change_rules, document_rules
from conformance.verdict.change import compare
from conformance.verdict.judge_document import judge_document

_STARTS = re.compile(r"""^\s*\{?\s*["']?openapi["']?\s*:\s*["']?3\.""", re.MULTILINE)
_PROSE = ("description", "summary", "title")
_IN_NO_ORDER = frozenset({"properties", "paths", "schemas", "parameters", "oneOf", "anyOf", "enum", "required"})


def main(folder: Path) -> None:
    """Print for each document its size, the CPU seconds, why it was refused or its MUST by kind, and the claims."""
    ledger = load_ledger(SPEC / "requirements")
    kinds: Counter[str] = Counter()
    for path in documents(folder):
        start = time.process_time()
        try:
            contract = load_contract(path)
            found = _musts(contract)
            line = ", ".join(f"{count} {name}" for name, count in found.items()) or "sound"
            kinds += found
        except InputError as error:
            line = f"refused: {error.reason}"
            contract = None
        spent = time.process_time() - start
        print(f"{path.stat().st_size / 1e3:8.0f} kB {spent:6.2f} s  {path.relative_to(folder)}  {line}", flush=True)
        if contract is not None:
            for each in compare(contract, shuffled(contract), ledger, change_rules()).changes:
                if each.impact.value != "documentation-only":
                    print(
                        f"    claim: {each.impact} {each.change.message} {each.change.old} {each.change.new}",
                        flush=True,
                    )
    for name, count in kinds.most_common():
        print(f"{count:6} {name}")


def documents(folder: Path) -> Iterator[Path]:
    """Yield the OpenAPI documents below a folder, by name."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".json", ".yaml", ".yml") and path.is_file():
            with path.open(encoding="utf-8", errors="replace") as file:
                if _STARTS.search(file.read(20_000)):
                    yield path


def _musts(contract: Contract) -> Counter[str]:
    ledger = load_ledger(SPEC / "requirements")
    verdicts = judge_document(DocumentEvidence(contract, Schemas(contract)), (), ledger, document_rules())
    broken = {f"{each.requirement.id} BROKE": 1 for each in verdicts if each.outcome is Outcome.ERROR}
    failing = (each for each in verdicts if each.outcome is Outcome.FAIL and each.requirement.level is Level.MUST)
    return Counter({**{each.requirement.id: len(each.findings) for each in failing}, **broken})


def shuffled(contract: Contract) -> Contract:
    """Return a contract with the order changed where it has no meaning, and with other prose."""
    order = random.Random(0)  # noqa: S311 - repeatable on purpose
    document = contract.document
    data = rewritten(document.data, lambda node, _: _with_other_prose(node, order))
    data["paths"] = _in_any_order(data.get("paths", {}), order)
    components = data.get("components", {})
    data["components"] = {name: _in_any_order(held, order) for name, held in components.items()}
    return read_contract(replace(document, data=data))


def _with_other_prose(node: dict[str, Any], order: random.Random) -> dict[str, Any]:
    return {
        key: f"{value} (reworded)"
        if key in _PROSE and isinstance(value, str)
        else _in_any_order(value, order)
        if key in _IN_NO_ORDER
        else value
        for key, value in node.items()
    }


def _in_any_order(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        return dict(order.sample(list(value.items()), len(value)))
    return order.sample(value, len(value)) if isinstance(value, list) else value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
