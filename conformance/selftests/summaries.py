"""The summary of exchanges in both ways: by running the rules on each of them, and by sampling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.archive.part import OperationJudge
from conformance.archive.sampling import SampledJudge
from conformance.archive.summary import Summary, to_json
from conformance.model import Exchange
from conformance.rules.registry import api_screenings
from conformance.rules.screening import Screening

SCREENINGS = api_screenings()


def asked(judge: OperationJudge, exchanges: Iterable[Exchange]) -> dict[str, Any]:
    """Run the rules on every exchange separately."""
    summary = Summary()
    for number, each in enumerate(exchanges):
        summary.exchanges += 1
        judged = judge.judge(each)
        judged.add_to(summary, f"log#{number}", (0, number))
        judged.add_facts_to(summary)
    return to_json(summary)


def counted(
    judge: OperationJudge, exchanges: Iterable[Exchange], screenings: Mapping[str, Screening] = SCREENINGS
) -> dict[str, Any]:
    """Run the rules as seldom as their declarations allow."""
    summary = Summary()
    sampled = SampledJudge(judge, summary, screenings)
    for number, each in enumerate(exchanges):
        sampled.add(each, f"log#{number}", (0, number))
    sampled.finish()
    return to_json(summary)
