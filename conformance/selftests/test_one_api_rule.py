"""The bundled APIs, their mutants and their variants prove one requirement on the API; run by `--rule ID` alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from conformance.model import Level, Outcome, Verdict
from conformance.reference.bundled import FEW, INVOICES, VENDORED, Bundled
from conformance.reference.data import AGENTS
from conformance.reference.server import Answering
from conformance.run.laboratory import Laboratory
from conformance.selftests.advice import ELSEWHERE, KNOWN, UNSENT
from conformance.verdict.preserving import redacted
from conformance.verdict.suite import Suite

CONTRACTS = {each.name: each for each in (FEW, INVOICES)}
WHOLE = {each.name: each for each in (VENDORED.knowing(agent_id=AGENTS[::-1]), INVOICES)}
_laboratories: dict[int, Laboratory] = {}


def laboratory(bundled: Bundled) -> Laboratory:
    """Return the means to judge servers by a bundled contract, made when they are first asked for."""
    if id(bundled) not in _laboratories:
        _laboratories[id(bundled)] = Laboratory(bundled)
    return _laboratories[id(bundled)]


def mutants_of(rule: str) -> list[tuple[str, str]]:
    """Return the mutants that name a requirement, each with its contract."""
    return [
        (contract, name)
        for contract, bundled in CONTRACTS.items()
        for name, kind in bundled.mutants.items()
        if rule in kind.kills
    ]


def variants() -> list[tuple[str, str]]:
    """Return all variants, each with its contract."""
    return [(contract, name) for contract, bundled in CONTRACTS.items() for name in bundled.variants]


def suite_of(rule: str, bundled: Bundled) -> Suite:
    """Return the suite with one rule, or none for an assertion."""
    suite = laboratory(bundled).session.suite
    return replace(suite, rules={name: check for name, check in suite.rules.items() if name == rule})


def verdicts_of(rule: str, api: Answering, bundled: Bundled) -> Sequence[Verdict]:
    """Return the verdicts on one requirement for a server, one an operation; no other rule is run."""
    suite = suite_of(rule, bundled)
    exchanges, target = laboratory(bundled).exchanges(api)
    return [each for each in suite.judge(suite.evidences(exchanges, target)) if each.requirement.id == rule]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize the tests with the mutants that the requirement kills, and all variants."""
    rule = metafunc.config.getoption("--rule")
    for name, values in {"mutant": mutants_of(rule), "variant": variants()}.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values, ids="-".join)


def test_mutants(rule: str, mutant: tuple[str, str]) -> None:
    """A mutant that names the requirement is killed by it."""
    contract, name = mutant
    kind = CONTRACTS[contract].mutants[name]
    found = {each.outcome for each in verdicts_of(rule, kind(), CONTRACTS[contract])}
    home = kind.__module__.replace(".", "/")
    assert Outcome.FAIL in found, f"{name} shows no fault to {rule}: fix {home}.py or the rule"


def test_variants(rule: str, variant: tuple[str, str]) -> None:
    """A variant is not reported, and the rule does not crash on it."""
    contract, name = variant
    for found in verdicts_of(rule, WHOLE[contract].variants[name](), WHOLE[contract]):
        is_blamed = found.outcome is Outcome.FAIL and found.requirement.level is Level.MUST
        assert not is_blamed, [each.message for each in found.findings]
        assert found.outcome is not Outcome.ERROR, found.reason


def test_recording(rule: str) -> None:
    """The redacted answers of the references and of a mutant get the same verdict."""
    asked: list[tuple[Bundled, Callable[[], Answering]]] = [(each, each.api) for each in CONTRACTS.values()]
    asked += ((CONTRACTS[each], CONTRACTS[each].mutants[name]) for each, name in mutants_of(rule))
    for bundled, api in asked:
        suite = suite_of(rule, bundled)
        exchanges, target = laboratory(bundled).exchanges(api())
        before = suite.judge(suite.evidences(exchanges, target))
        hidden = redacted(suite, exchanges, target, b"any key will do.", before).hidden
        assert rule not in hidden, "redaction hides what the rule reads: see conformance/exchange/recordings/"


def test_reference(rule: str) -> None:
    """The references satisfy the requirement, and a sound answer shows it: there, or beside the fault of a mutant."""
    sound = [each for bundled in WHOLE.values() for each in verdicts_of(rule, bundled.api(), bundled)]
    blamed = [each for each in sound if each.outcome is Outcome.FAIL]
    assert bool(blamed) == (rule in KNOWN), [finding.message for each in blamed for finding in each.findings]
    mutants = ((CONTRACTS[contract], name) for contract, name in mutants_of(rule))
    others = (each for of, name in mutants for each in verdicts_of(rule, of.mutants[name](), of))
    is_shown = any(each.witnesses for each in (*sound, *others)) or rule in ELSEWHERE | UNSENT
    assert is_shown, f"no answer of a reference or a mutant keeps {rule}: nothing passes"
