"""What the rules on what belongs to somebody else share: whether anything of the kind was asked for."""

from __future__ import annotations

from conformance.rules.evidence import Evidence


def why_not_asked(evidence: Evidence) -> str | None:
    """Return why nothing that belongs to somebody else was asked for; None where it was, or all is silent."""
    if not evidence.answers:
        return None
    names = [parameter.name for parameter in evidence.operation.required_parameters]
    if any(name in evidence.target.foreign for name in names):
        return None
    variables = [evidence.target.foreign_variables[name] for name in names if name in evidence.target.foreign_variables]
    if not variables:
        return "the target file names no variable under `foreign:` for a parameter here"
    return f"nothing that belongs to somebody else is known; set {' or '.join(variables)} to the id of such a thing"
