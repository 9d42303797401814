"""Shared by the rules on foreign resources: whether any was asked for."""

from __future__ import annotations

from conformance.rules.evidence import Evidence


def why_not_asked(evidence: Evidence) -> str | None:
    """Return why no foreign resource was asked for; None where one was, or where there is no answer at all."""
    if not evidence.answers:
        return None
    names = [parameter.name for parameter in evidence.operation.required_parameters]
    if any(name in evidence.target.foreign for name in names):
        return None
    variables = [evidence.target.foreign_variables[name] for name in names if name in evidence.target.foreign_variables]
    if not variables:
        return "the target file names no variable under `foreign:` for a parameter here"
    return f"no resource of another account is known; set {' or '.join(variables)} to the id of one"
