"""A text or number has the form that it had.

Clients parse dates into dates and integers into 32 bits: another form in an answer breaks them (int32 that becomes
int64 is where other tools are silent). A form that no validator knows breaks nobody for certain: a warning, as is what
clients decode by (`contentEncoding`), which no validator sees.

Fails: `format: int32` that becomes `format: int64` in an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.comparison.edits import Edit
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, annotation_changes, schema_changes

_ANNOTATED = "no validator asserts"
_DECODED = ("contentMediaType", "contentEncoding", "contentSchema")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare forms; those that no validator asserts only warn."""
    yield from annotation_changes(evidence, _DECODED, (Impact.WARNING, Impact.WARNING))
    for change in schema_changes(evidence, ("format",), Policy()):
        is_annotation = change.impact is Impact.BREAKING and change.unproven.startswith(_ANNOTATED)
        # One that is replaced may be narrower than its witness tells, since nothing judges the new one.
        is_replaced = change.impact is Impact.SAFE and change.edit is not None and _is_untold(change.edit.edit)
        yield replace(change, impact=Impact.WARNING) if is_annotation or is_replaced else change


def _is_untold(edit: Edit) -> bool:
    return bool(edit.old and edit.new) and not edit.effect.is_asserted and not edit.effect.is_sure
