"""Words that identify nobody: those of errors, stack traces, protocols and relative times."""

from __future__ import annotations

import re

_WORDS = """
a about access ago almost an and around at basic bearer br call code column css date days debug denied div doctype
during error errors expected expires failed false few file for forbidden found from h has have head header hour hours
href html http httponly https id in integer internal invalid is just key last less line link malformed many meta
method minute minutes missing moment moments months more most must nan near no node none not now null number of one or
over p panicked path pre realm recent required right running samesite script sec second seconds secure server span sql
status string syntax text than the this thread timeout title to today token too true type unauthorized undefined
unexpected unknown url urls urn uuid value weeks with years yesterday you your
"""
_TERMS = frozenset(_WORDS.split())
_TRACES = frozenset(
    {"Traceback", "Exception", "goroutine", "SQLSTATE", "ORA", "psycopg", "sqlite", "NaN", "Infinity", "DEBUG", "True"}
)
"""What distinguishes the stack traces of platforms; case-sensitive."""
_UNITS = "seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mo|years?|yrs?|[smhdwy]"
EXTENSIONS = (
    "csv|pdf|json|xlsx|xls|zip|xml|mp3|wav|txt|html?|py|java|kts?|scala|groovy|clj|vue|[cm]?[jt]sx?|php|rb|rs|go|cs"
)
RELATIVE = re.compile(rf"\b(?:an?|one|[0-9]{{1,5}}) ?(?:{_UNITS}) ago\b", re.IGNORECASE)
"""Such as `5 minutes ago`."""


_REASON_WORDS = """
a after all and answer answered api as asked asks be before begin bodies body by bytes cannot ceiling certificate
characters chunk coding connection content contract cut declares different disagree does elsewhere encoding end ends
expired failed failures fewer footer for from gzip handshake has have header headers host hostname http in interrupted
invalid is its issuer larger length lengths limit listens local max may members message mismatch more name network no
none not nothing number of off on operation or own peer protocol raise reached reason recorded refused request requests
reset resolved row run says self sent server signed size so sound ssl target than that the there they this though time
tls to together too total two unknown unpacks unsupported valid verify version was way where with within wrong
"""
_REASONS = frozenset(_REASON_WORDS.split())
_REASON = re.compile(r"(?:[A-Za-z]+|(?<![0-9])[0-9]{1,9}(?![0-9])|[ ,:;()'_-])*")


def is_reason(text: str) -> bool:
    """Return whether a sentence is made of the words in which this suite says why there is no answer.

    >>> is_reason("connection refused: nothing listens there"), is_reason("Anna refused")
    (True, False)
    """
    return _REASON.fullmatch(text) is not None and {*re.findall("[a-z]+", text.lower())} <= _REASONS


def is_term(word: str) -> bool:
    """Return whether a word identifies nobody.

    >>> is_term("Not"), is_term("Anna")
    (True, False)
    """
    return word in _TRACES or word.lower() in _TERMS
