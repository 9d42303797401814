"""The advice that the vendored document leads to for any sound API: all that the reference fails."""

from __future__ import annotations

ADVICE = "called-for-status-is-documented"
"""What the document itself lacks: HTTP calls for 401 and 404."""
LEGACY = "deprecated-property-is-absent"
"""What every API still sends as long as the document has it."""
KNOWN = {ADVICE, LEGACY}
