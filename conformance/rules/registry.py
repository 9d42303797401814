"""The rules by the id of the requirement that each one judges: one file a rule, named as the requirement."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

from conformance.rules import api, document
from conformance.rules.observation import DocumentRule, Rule


def api_rules() -> dict[str, Rule]:
    """Return the rules that judge exchanges, by requirement id; a module whose name starts with `_` is no rule."""
    return _rules(api)


def document_rules() -> dict[str, DocumentRule]:
    """Return the rules that judge a document, by requirement id."""
    return _rules(document)


def _rules(package: ModuleType) -> dict[str, Any]:
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {
        name.replace("_", "-"): importlib.import_module(f"{package.__name__}.{name}").check
        for name in names
        if not name.startswith("_")
    }
