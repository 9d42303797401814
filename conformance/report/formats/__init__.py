"""The report formats: one file each, found automatically and named as `--format` names it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from conformance.report.report_format import ReportFormat


def _format(name: str) -> ReportFormat:
    module = importlib.import_module(f"{__name__}.{name}")
    if not isinstance(found := getattr(module, "FORMAT", None), ReportFormat):
        raise ImportError(f"{module.__file__} declares no FORMAT = ReportFormat(…)")
    return found


FORMATS: Mapping[str, ReportFormat] = {
    name: _format(name) for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
}
"""The formats by their names for `--format`."""
