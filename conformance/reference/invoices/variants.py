"""The invoices API as other teams would have built it: every variant conforms, and none may be blamed."""

from __future__ import annotations

from conformance.reference.invoices.api import InvoicesApi

VARIANTS: dict[str, type[InvoicesApi]] = {"default": InvoicesApi}
"""The variants by name; the first is the API itself."""
