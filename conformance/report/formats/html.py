"""A report for reading: one file of HTML."""

from __future__ import annotations

from conformance.report.form import Form
from conformance.report.html.report import report_html

FORM = Form("report.html", report_html)
