"""Every form that a report is written in: one file each, by the name that `--format` has for it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from conformance.report.report_format import ReportFormat

FORMATS: Mapping[str, ReportFormat] = {
    name: importlib.import_module(f"{__name__}.{name}").FORM
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
}
"""The forms by the name that `--format` gives them."""
