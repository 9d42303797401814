"""A report for reading: one file of HTML."""

from __future__ import annotations

from conformance.report.html.report import report_html
from conformance.report.report_format import ReportFormat

FORMAT = ReportFormat("report.html", report_html)
