"""The report formats: one file each, found automatically and named as `--format` names it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from conformance.report.report_format import ReportFormat

FORMATS: Mapping[str, ReportFormat] = {
    name: importlib.import_module(f"{__name__}.{name}").FORMAT
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
}
"""The formats by their names for `--format`."""
