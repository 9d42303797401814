"""Deprecated properties, and what takes their place by what their descriptions say."""

from __future__ import annotations

from conformance.rules.evidence import Described
from conformance.rules.properties import Property
from conformance.rules.replacements import sent_to

NOTHING = "no property of an answer is deprecated"


def is_deprecated(one: Property) -> bool:
    """Tell whether a property is declared deprecated."""
    return one.keyword("deprecated") is True


def replacement(each: Described, one: Property) -> Property | None:
    """Return the only property of the same object that is named as replacement of a deprecated one."""
    text = " ".join(one.said.split())
    named = [name for name in sent_to(text, one.name) if name in each.kind.properties]
    return each.kind.properties[named[0]] if len(named) == 1 else None
