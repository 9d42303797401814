"""A refusal contains none of the data that it refuses.

What it checks: Body and headers of every refusal, for the ids and any two other texts of what the correct key gets.

Why it matters: The status alone protects nothing: a caller who is refused can still read the body.

Example: A wrong key is answered with 403, and the batches are in the body.

Fix: Stop at the failed check and send the error alone, before any data is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.exchange.values import TELLING_LENGTH
from conformance.model import Exchange, Intent, Level
from conformance.rules.api._texts import said, strings
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, is_client_error, is_empty, is_success
from conformance.rules.expectations import DESCRIPTION
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import identity, rows_of
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (sending data to a caller who is refused is unsafe)",
    since="0.1.0",
    clause="{operation}",
)
# These occur in error messages too, however long: the present time, and addresses such as that of the support.
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
        answer = said(evidence, exchange)
        if any(text in answer for text in ids) or sum(text in answer for text in texts) > 1:
            message = f"{DESCRIPTION[exchange.case.intent]} is refused, and the answer contains data all the same"
            yield Deviation(exchange, "data", message, "no data", "data", "body")
        elif ids or texts or is_empty(exchange):
            yield Conforming(exchange)
        else:
            yield Inconclusive("the known request returned no data to search for")


def _data(evidence: Evidence) -> tuple[set[str], set[str]]:
    """Return the ids of the rows that the known request returned, and its texts that are not there by chance."""
    values = [evidence.value(exchange) for exchange in evidence.of(Intent.KNOWN) if is_success(exchange)]
    said_anyway = "\n".join(said(evidence, each) for each in evidence.answers if _is_other_error(each))
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


def _is_other_error(exchange: Exchange) -> bool:
    """Return whether an answer is an error that the right key gets: what it says is no secret."""
    return is_client_error(exchange) and exchange.case.intent not in REFUSED_ANYWAY


def _plain(text: str) -> str:
    return text.lower().replace("-", "")
