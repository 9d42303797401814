"""The reference, its mutants and its variants prove one requirement on the API; run by `--rule ID` alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from conformance.model import Level, Outcome, Verdict
from conformance.reference.api import Api
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.variants import VARIANTS
from conformance.run.laboratory import FEW, Laboratory
from conformance.selftests.advice import ELSEWHERE, KNOWN
from conformance.verdict.preserving import redacted
from conformance.verdict.suite import Suite


@cache
def laboratory(agents: tuple[str, ...]) -> Laboratory:
    return Laboratory(agents)


def mutants_of(rule: str) -> list[str]:
    return [name for name, kind in MUTANTS.items() if rule in kind.kills]


def suite_of(rule: str, agents: tuple[str, ...] = FEW) -> Suite:
    """Return the suite with one rule, or none for an assertion."""
    suite = laboratory(agents).session.suite
    return replace(suite, rules={name: check for name, check in suite.rules.items() if name == rule})


def verdict(rule: str, api: Api, agents: tuple[str, ...] = FEW) -> Verdict:
    """Return the verdict on one requirement for a server; no other rule is run."""
    suite = suite_of(rule, agents)
    exchanges, target = laboratory(agents).exchanges(api)
    verdicts = suite.judge(suite.evidences(exchanges, target))
    return next(each for each in verdicts if each.requirement.id == rule)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize the tests with the mutants that the requirement kills, and all variants."""
    rule = metafunc.config.getoption("--rule")
    for name, values in {"mutant": mutants_of(rule), "variant": [*VARIANTS]}.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values)


def test_mutants(rule: str, mutant: str) -> None:
    """A mutant that names the requirement is killed by it."""
    found = verdict(rule, MUTANTS[mutant]())
    home = MUTANTS[mutant].__module__.replace(".", "/")
    assert found.outcome is Outcome.FAIL, f"{mutant} shows no fault to {rule}: fix {home}.py or the rule"


def test_variants(rule: str, variant: str) -> None:
    """A variant is not reported, and the rule does not crash on it."""
    found = verdict(rule, VARIANTS[variant](), AGENTS[::-1])
    is_blamed = found.outcome is Outcome.FAIL and found.requirement.level is Level.MUST
    assert not is_blamed, [each.message for each in found.findings]
    assert found.outcome is not Outcome.ERROR, found.reason


def test_recording(rule: str) -> None:
    """The redacted answers of the reference and of a mutant get the same verdict."""
    suite = suite_of(rule)
    for api in (Api(), *(MUTANTS[name]() for name in mutants_of(rule))):
        exchanges, target = laboratory(FEW).exchanges(api)
        before = suite.judge(suite.evidences(exchanges, target))
        hidden = redacted(suite, exchanges, target, b"any key will do.", before).hidden
        assert rule not in hidden, "redaction hides what the rule reads: see conformance/exchange/recordings/"


def test_reference(rule: str) -> None:
    """The reference satisfies the requirement, and a sound answer shows it: there, or beside the fault of a mutant."""
    found = verdict(rule, Api(), AGENTS[::-1])
    assert (found.outcome is Outcome.FAIL) == (rule in KNOWN), [each.message for each in found.findings]
    seen = [found, *(verdict(rule, MUTANTS[name]()) for name in mutants_of(rule))]
    is_shown = any(each.witnesses for each in seen) or rule in ELSEWHERE
    assert is_shown, f"no answer of the reference or a mutant keeps {rule}: nothing passes"
