"""Names by which a GET may act: what they belong to is never sent by chance."""

from __future__ import annotations

import re

# Verbs that frameworks and real APIs use for what changes something. The list is short on purpose: each word keeps
# a harmless parameter of the same name from being tried. `start` and `end` are not in it, for they bound lists.
_TEXT = """
action apply archive cancel cmd command commit confirm create delete destroy disable enable erase exec execute flush
force invalidate kill launch logout op publish purge rebuild recheck refresh regenerate reload remove reset resend
restart restore retry revoke rotate run send shutdown stop sync trigger unsubscribe upgrade wipe
"""
_VERBS = frozenset(_TEXT.split())
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def names_an_action(name: str) -> bool:
    """Return whether a parameter, a value or a segment of a path may make a GET act, by the words of its name.

    >>> names_an_action("recheck_all"), names_an_action("forceRefresh"), names_an_action("updated_since")
    (True, True, False)
    """
    return any(word.lower() in _VERBS for word in _WORDS.findall(name))
