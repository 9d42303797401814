"""A refusal carries nothing of what it refuses.

A status alone protects nobody: the body has to be free of the data too.

Fails: a wrong key is answered by 403, with the batches in the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.exchange.values import TELLING_LENGTH
from conformance.model import Exchange, Intent
from conformance.rules.api._texts import shown, strings
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, body, is_client_error, is_success
from conformance.rules.expectations import DESCRIPTION
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import identity, rows_of
from conformance.rules.screening import Reads

# These stand in error messages too, however long: the present time, and addresses such as that of the support.
_COMMON = re.compile(r"\d{4}-\d\d-\d\d|[a-z]+://|[^@\s]+@", re.ASCII | re.IGNORECASE)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Search every refusal for the ids in the data of the known request, and for any two of its other texts."""
    if not evidence.operation.needs_credentials:
        yield Inapplicable("the contract asks for no credentials here")
        return
    ids, texts = _data(evidence)
    for exchange in evidence.of(*REFUSED_ANYWAY):
        if not is_client_error(exchange):
            continue
        answer = _said(evidence, exchange)
        if any(text in answer for text in ids) or sum(text in answer for text in texts) > 1:
            message = f"{DESCRIPTION[exchange.case.intent]} is refused, and answered with data all the same"
            yield Deviation(exchange, "data", message, "no data", "data", "body")
        elif ids or texts or not body(exchange):
            yield Conforming(exchange)
        else:
            yield Inconclusive("the known request gave no data that could be searched for")


def _data(evidence: Evidence) -> tuple[set[str], set[str]]:
    """Return the ids of the rows that the known request gave, and all of its texts that tell something."""
    values = [evidence.value(exchange) for exchange in evidence.of(Intent.KNOWN) if is_success(exchange)]
    said_anyway = "\n".join(_said(evidence, each) for each in evidence.answers if _is_other_error(each))
    requested = _plain(" ".join(exchange.request.url for exchange in evidence.of(Intent.KNOWN)))
    texts = {
        text
        for value in values
        for text in strings(value)
        if len(text) >= TELLING_LENGTH and not _COMMON.match(text) and _plain(text) not in requested
        if text not in said_anyway
    }
    answers = [rows_of(value) for value in values]
    name = identity(evidence, answers)
    return {str(row[name]) for rows in answers for row in rows} & texts if name else set(), texts


def _said(evidence: Evidence, exchange: Exchange) -> str:
    """Return what an answer says, in its body and in its headers."""
    assert exchange.response is not None
    return "\n".join([shown(evidence, exchange), *(value for _, value in exchange.response.headers)])


def _is_other_error(exchange: Exchange) -> bool:
    """Tell whether an answer is an error that the right key gets: what it says is said to everybody."""
    return is_client_error(exchange) and exchange.case.intent not in REFUSED_ANYWAY


def _plain(text: str) -> str:
    return text.lower().replace("-", "")
