"""A value has the format that it had.

What it checks: `format`, and `contentEncoding`, `contentMediaType` and `contentSchema`. A format that no validator
asserts, and what clients decode by, only warn.

Why it matters: Clients parse dates into dates and integers into 32 bits: another format in a response breaks them, such
as int64 after int32, on which other tools are silent.

Example: `format: int32` becomes `format: int64` in a response.

Fix: Keep the format, or send the wider value under a new name or version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.comparison.edits import Edit
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, annotation_changes, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="JSON Schema 2020-12 validation sections 7.3 and 8; OpenAPI format registry (int32, int64)",
    since="0.3.0",
)
_ANNOTATED = "no validator asserts"
_DECODED = ("contentMediaType", "contentEncoding", "contentSchema")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare formats; those that no validator asserts only warn."""
    yield from annotation_changes(evidence, _DECODED, (Impact.WARNING, Impact.WARNING))
    for change in schema_changes(evidence, ("format",), Policy()):
        is_annotation = change.impact is Impact.BREAKING and change.unproven.startswith(_ANNOTATED)
        # A replaced one may be narrower than its witness shows, since nothing judges the new one.
        is_replaced = change.impact is Impact.SAFE and change.edit is not None and _is_untold(change.edit.edit)
        yield replace(change, impact=Impact.WARNING) if is_annotation or is_replaced else change


def _is_untold(edit: Edit) -> bool:
    return bool(edit.old and edit.new) and not edit.effect.is_asserted and not edit.effect.is_sure
