"""Recorded answers decide the impact of a change on the real API."""

from __future__ import annotations

from dataclasses import replace

from conformance.comparison.observation import Impact
from conformance.model import Aspect, Exchange, JsonValue
from conformance.selftests.changes import compared
from conformance.selftests.row_revisions import FIRST, LESS, MORE, SECOND, answer
from conformance.verdict.change import ReportedChange
from conformance.verdict.traffic import Traffic


def replace_type(exchange: Exchange, media: str) -> Exchange:
    """Return an answer with another media type."""
    assert exchange.response is not None
    return replace(exchange, response=replace(exchange.response, headers=(("Content-Type", media),)))


def only_change(new: str, *bodies: JsonValue) -> ReportedChange:
    """Return the one change to a newer document, with the evidence of answers with some bodies."""
    exchanges = [answer(body, number) for number, body in enumerate(bodies)]
    (change,) = compared(FIRST, new, exchanges).changes
    return change


class TestTraffic:
    def test_correction(self) -> None:
        """Documenting a value that the API already sends is a correction."""
        change = only_change(MORE, [{"state": "c"}, {"state": "a"}], [{"state": "a"}])
        assert (change.change.impact, change.impact) == (Impact.BREAKING, Impact.CORRECTION)
        assert change.traffic == Traffic(seen=2, only_old=0, only_new=1)

    def test_nothing_seen(self) -> None:
        """Answers without the value leave the impact as the keywords say."""
        assert only_change(MORE, [{"state": "a"}]).impact is Impact.BREAKING
        assert only_change(MORE, [{"n": 1}]).traffic == Traffic()

    def test_broken_by_the_newer(self) -> None:
        """Answers that only the older document allows are counted once each."""
        change = only_change(LESS, [{"state": "b"}, {"state": "b"}], [{"state": "b"}], [{"state": "a"}])
        assert (change.impact, change.traffic) == (Impact.SAFE, Traffic(seen=3, only_old=2, only_new=0))

    def test_media_type(self) -> None:
        """A corrected media type that answers always had is a correction, both its addition and its removal."""
        old = FIRST.replace("application/json", "application/xml")
        for exchanges, impacts in (
            ([answer([])], {Impact.CORRECTION}),
            ([], {Impact.BREAKING, Impact.WARNING}),
            ([replace_type(answer([]), "application/xml"), answer([])], {Impact.BREAKING, Impact.WARNING}),
        ):
            changes = compared(old, SECOND, exchanges).changes
            assert {
                each.impact for each in changes if each.requirement.id == "response-media-types-are-kept"
            } == impacts

    def test_contradicted(self) -> None:
        """A change that some answers confirm and others contradict is no correction."""
        swapped = SECOND.replace("[a, b]", "[a, c]")
        change = only_change(swapped, [{"state": "c"}], [{"state": "b"}])
        assert (change.impact, change.traffic) == (Impact.BREAKING, Traffic(seen=2, only_old=1, only_new=1))

    def test_part_of_all(self) -> None:
        """An edit of one of several schemas of a row is found in the rows."""
        change = only_change(SECOND.replace("maximum: 5", "maximum: 9"), [{"n": 7}])
        assert (change.impact, change.traffic) == (Impact.CORRECTION, Traffic(seen=1, only_old=0, only_new=1))

    def test_part_used_alone_elsewhere(self) -> None:
        """An edit of a schema is found in answers that use it within another one, even if others use it alone."""
        alone = """  /bases:
    get:
      responses: {"200": {description: A, content: {application/json: {schema: {$ref: "#/components/schemas/Base"}}}}}
"""
        old, new = (text.replace("paths:\n", f"paths:\n{alone}") for text in (FIRST, SECOND))
        needed = new.replace("Base: {type: object,", "Base: {type: object, required: [at],")
        (change,) = compared(old, needed, [answer([{"state": "a"}, {"at": "x"}])]).changes
        assert (change.impact, change.traffic) == (Impact.SAFE, Traffic(seen=1, only_old=1, only_new=0))

    def test_property(self) -> None:
        """A removed property that is still sent contradicts neither document."""
        change = only_change(SECOND.replace(", at: {type: string}", ""), [{"at": "x"}])
        assert (change.impact, change.traffic.seen) == (Impact.WARNING, 1)

    def test_status(self) -> None:
        """Documenting a status that the API already sends is a correction."""
        newer = SECOND.replace("        '200':", "        '202': {description: Later.}\n        '200':")
        (change,) = compared(FIRST, newer, [answer(None, status=202)]).changes
        assert (change.change.impact, change.impact) == (Impact.WARNING, Impact.CORRECTION)

    def test_written_by_hand(self) -> None:
        """A hand-written answer decides nothing."""
        authored = replace(answer([{"state": "c"}]), shows=frozenset(Aspect) - {Aspect.OCCURRENCE})
        comparison = compared(FIRST, MORE, [authored])
        assert (comparison.exchanges, comparison.changes[0].impact) == (0, Impact.BREAKING)

    def test_renamed_parameter(self) -> None:
        """Renaming a path parameter keeps the exchanges of the operation."""
        newer = MORE.replace("{id}", "{row}").replace("name: id", "name: row")
        found = compared(FIRST, newer, [answer([{"state": "c"}])])
        assert Impact.CORRECTION in {each.impact for each in found.changes}

    def test_invalid_json(self) -> None:
        """A body that is not valid JSON proves nothing."""
        exchange = answer(None)
        assert exchange.response is not None
        odd = replace(exchange, response=replace(exchange.response, body=b"<html>"))
        assert compared(FIRST, MORE, [odd]).changes[0].traffic == Traffic()
