"""The rules by the id of the requirement that each one judges: one file a rule, named as the requirement."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

from conformance.comparison.observation import ChangeRule
from conformance.model import Aspect
from conformance.rules import api, change, document
from conformance.rules.observation import DocumentRule, Rule
from conformance.rules.screening import Screening, screening_of
from conformance.rules.showing import showing


def api_rules() -> dict[str, Rule]:
    """Return the rules that judge exchanges, by requirement id; a module whose name starts with `_` is no rule.

    A rule that looks at more than status and values says so: `NEEDS` are the aspects that a record has to show.
    """
    return {
        name: showing(module.check, frozenset({*getattr(module, "NEEDS", ()), Aspect.OCCURRENCE}))
        for name, module in _modules(api).items()
    }


def api_screenings() -> dict[str, Screening]:
    """Return how answers are counted for the rules that say so, by requirement id; the others see every answer."""
    said = {name: screening_of(module) for name, module in _modules(api).items()}
    return {name: each for name, each in said.items() if each is not None}


def document_rules() -> dict[str, DocumentRule]:
    """Return the rules that judge a document, by requirement id."""
    return {name: module.check for name, module in _modules(document).items()}


def change_rules() -> dict[str, ChangeRule]:
    """Return the rules that judge a change of the document, by requirement id."""
    return {name: module.check for name, module in _modules(change).items()}


def _modules(package: ModuleType) -> dict[str, Any]:
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {
        name.replace("_", "-"): importlib.import_module(f"{package.__name__}.{name}")
        for name in names
        if not name.startswith("_")
    }
