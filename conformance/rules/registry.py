"""The rules and their requirements, by id: one file per rule, named after its requirement."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

from conformance.comparison.observation import ChangeRule
from conformance.model import Aspect, Requirement, Subject
from conformance.rules import api, change, document
from conformance.rules.declaration import explanation_of, requirement_of
from conformance.rules.observation import DocumentRule, Rule
from conformance.rules.screening import Screening, screening_of
from conformance.rules.showing import showing

_FOLDERS = {Subject.API: api, Subject.DOCUMENT: document, Subject.CHANGE: change}


def requirements() -> dict[str, Requirement]:
    """Return the requirements of the rules, by id.

    Raises:
        InputError: A rule's file does not state its requirement; names the file.
    """
    return {
        name: requirement_of(module, name, subject)
        for subject, folder in _FOLDERS.items()
        for name, module in _modules(folder).items()
    }


def explanations() -> dict[str, list[str]]:
    """Return the explanation in each rule's file, part by part, by requirement id.

    Raises:
        InputError: A part is missing in a file; names the file.
    """
    return {name: explanation_of(module) for folder in _FOLDERS.values() for name, module in _modules(folder).items()}


def api_rules() -> dict[str, Rule]:
    """Return the rules that judge exchanges, by requirement id; modules whose name starts with `_` are not rules.

    A rule that reads more than status and values declares in `NEEDS` the aspects that a record must show.
    """
    return {
        name: showing(module.check, frozenset({*getattr(module, "NEEDS", ()), Aspect.OCCURRENCE}))
        for name, module in _modules(api).items()
    }


def api_screenings() -> dict[str, Screening]:
    """Return the screenings of the rules that have one, by requirement id; the others judge every answer."""
    found = {name: screening_of(module) for name, module in _modules(api).items()}
    return {name: each for name, each in found.items() if each is not None}


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
