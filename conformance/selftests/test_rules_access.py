"""The rules on access: nobody gets another's rows, and no answer reveals what belongs to somebody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Exchange, Intent, JsonValue, Outcome, Target
from conformance.selftests.exchanges import (
    AGENT,
    CONTRACT,
    HEAD,
    NO_PARAMETER,
    PARAMETER,
    Example,
    Examples,
    answer,
    assert_example,
    contract,
    each_of,
    fails,
    inapplicable,
    limited,
    passes,
    unclear,
)

SHARE, UNKNOWN_ROWS = "known-ids-share-no-rows", "unknown-id-gets-no-known-rows"
FOREIGN_ROWS, ALIKE = "foreign-id-gets-no-rows", "foreign-and-unknown-are-answered-alike"
OTHER = "11111111-5b6d-4e7f-8a90-b1c2d3e4f506"
FOREIGN = "22222222-5b6d-4e7f-8a90-b1c2d3e4f506"
TWINS = ("22222222-5b6d-4e7f-8a90-b1c2d3e4f500", "22222222-5b6d-4e7f-8a90-b1c2d3e4f501")
OWNED = Target("live", "", owners=frozenset({"agent_id"}))
VARIABLES = {"agent_id": "OTHERS_ID"}
ASKED = Target("live", "", foreign={"agent_id": FOREIGN}, foreign_variables=VARIABLES)
NOT_FOUND = {"error": 404, "message": "not found"}


def rows(*numbers: int, **more: JsonValue) -> list[dict[str, Any]]:
    """Return a row for each number; the same number gives the same row."""
    return [{"batch_id": f"{number:032x}", "file_name": f"{number}.csv", "total": number, **more} for number in numbers]


def upload(number: int) -> list[dict[str, Any]]:
    """Return a row that names its source, which is the same for all, before itself."""
    return [{"upload_id": "7" * 32, **rows(number, total=1)[0], "file_name": "a.csv"}]


def respelled(body: JsonValue) -> Exchange:
    return answer(body=body, intent=Intent.LENIENT, known=AGENT.replace("-", ""))


def known(body: JsonValue, name: str = AGENT) -> Exchange:
    return answer(body=body, known=name)


def unknown(status: int = 404, body: JsonValue = None, name: str = TWINS[0]) -> Exchange:
    return answer(status, body, Intent.UNKNOWN, known=name)


def foreign(status: int = 404, body: JsonValue = None) -> Exchange:
    return answer(status, body, Intent.FOREIGN, known=FOREIGN)


def twins(status: int = 404, *bodies: JsonValue) -> list[Exchange]:
    """Return the answers to the two unknown ids next to the foreign one."""
    return [unknown(status, body, name) for name, body in zip(TWINS, bodies or (NOT_FOUND, NOT_FOUND), strict=True)]


def of(target: Target, example: Example) -> Example:
    return replace(example, target=target)


def owned(example: Example) -> Example:
    return of(OWNED, example)


def asked(example: Example) -> Example:
    return of(ASKED, example)


COOKIE, QUERY = (
    contract(parameters=[{**PARAMETER, "in": place, "style": style}])
    for place, style in (("cookie", "form"), ("query", "deepObject"))
)


def by_cookie(body: JsonValue, name: str) -> Exchange:
    """Return the answer to a request for a known id that is a cookie."""
    made = answer(body=body, known=name)
    return replace(made, case=replace(made.case, path="/batches/mine", headers=(("Cookie", f"agent_id={name}"),)))


def by_object(body: JsonValue, name: str) -> Exchange:
    """Return the answer to a request for a known id that is a property of an object."""
    made = answer(body=body, known=name)
    return replace(made, case=replace(made.case, path="/batches/mine", query=(("agent_id[id]", name),)))


TWO = (known(rows(1, 2)), known(rows(3), OTHER))
LEAK = (known(rows(1, 2)), known(rows(3, 2), OTHER))
VOICE = [{"voice_id": "7" * 32, "file_name": "a.csv", "total": 1}]
ANOTHER_VOICE = [{"voice_id": "7" * 32, "file_name": "b.csv", "total": 2}]
SHORT = [{"row_id": "1", "file_name": "a.csv"}, {"row_id": "2", "file_name": "b.csv"}]
SECRET = {"error": 404, "message": "belongs to another account"}
TRACES = [{"message": f"no {name} (trace {number}f3a)", "at": 1.5 + number} for number, name in enumerate(TWINS)]
TRACE = {"message": f"no {FOREIGN.upper()} (trace 77e)", "at": 9.25}

EXAMPLES: Examples = {
    SHARE: {
        "rows of their own": owned(passes(*TWO)),
        "rows of their own, of whatever kind": passes(*TWO),
        "one id twice": owned(passes(known(rows(1)), known(rows(1)), known(rows(2), OTHER))),
        "one id in two spellings": owned(passes(known(rows(1)), known(rows(1), AGENT.upper()), known(rows(2), OTHER))),
        "in an envelope": owned(passes(known({"data": rows(1)}), known({"data": rows(2)}, OTHER))),
        "one shared object in all rows": owned(
            passes(known(rows(1, 2, plan={"id": "9" * 32})), known(rows(3, 4, plan={"id": "9" * 32}), OTHER))
        ),
        "one voice for two rows": owned(
            unclear("nothing in the rows identifies them", known(VOICE), known(ANOTHER_VOICE, OTHER))
        ),
        "one placeholder for two ids": owned(
            passes(known(rows(1)), known([{**rows(1)[0], "file_name": "b.csv", "total": 9}], OTHER))
        ),
        "one upload for two agents": owned(passes(known(upload(1)), known(upload(2), OTHER))),
        "without dashes all rows": owned(
            fails("body: shared row", known(rows(1)), known(rows(2), OTHER), respelled(rows(1, 2)))
        ),
        "the agent's list is empty before and full after": owned(
            passes(known([]), known(rows(1)), known(rows(2), OTHER))
        ),
        "one row": owned(fails("body: shared row", *LEAK)),
        "one row, and the id is a cookie": owned(
            fails("body: shared row", by_cookie(rows(1), AGENT), by_cookie(rows(1), OTHER), of=COOKIE)
        ),
        "one row, and the id is in an object": owned(
            fails("body: shared row", by_object(rows(1), AGENT), by_object(rows(1), OTHER), of=QUERY)
        ),
        "all rows": owned(fails("body: shared row", known(rows(1, 2)), known(rows(1, 2), OTHER))),
        "in one of several answers": owned(fails("body: shared row", *TWO, known(rows(1), OTHER))),
        "moved on in between": owned(
            fails("body: shared row", known(rows(1, status="queued")), known(rows(1, status="executed"), OTHER))
        ),
        "envelope": owned(fails("body: shared row", known({"data": rows(1)}), known({"data": rows(1)}, OTHER))),
        "shared, and nobody says that rows have one owner": unclear("under `owners:`", *LEAK),
        "shared beside others, and nobody says it": unclear("under `owners:`", *LEAK, known(rows(9), FOREIGN)),
        "numbered within their list": owned(
            unclear("nothing in the rows identifies them", known(SHORT), known(SHORT, OTHER))
        ),
        "nothing names a row": owned(
            unclear("nothing in the rows identifies them", known([{"n": 1}]), known([{"n": 1}], OTHER))
        ),
        "one has none": owned(unclear("fewer than two", known(rows(1)), known([], OTHER))),
        "one is refused": owned(unclear("fewer than two", known(rows(1)), answer(404, known=OTHER))),
        "no JSON": owned(unclear("cannot be read as JSON", known(rows(1)), known(b"[{]", OTHER))),
        "one has no answer": owned(unclear("fewer than two", known(rows(1)), replace(known([], OTHER), response=None))),
        "only one": owned(inapplicable("it takes two", known(rows(1)), known(rows(1), AGENT.upper()), of=CONTRACT)),
        "HEAD": owned(inapplicable("have no body", *TWO, of=HEAD)),
        "no parameter": owned(inapplicable("no required parameter", *LEAK, of=NO_PARAMETER)),
    },
    UNKNOWN_ROWS: {
        "refused": owned(passes(known(rows(1)), unknown())),
        "empty": owned(passes(known(rows(1)), unknown(200, []))),
        "other rows": owned(passes(known(rows(1)), unknown(200, rows(2)))),
        "known in capitals": owned(passes(known(rows(1)), unknown(200, rows(1), AGENT.upper()), unknown())),
        "known without dashes": owned(passes(known(rows(1)), unknown(200, rows(1), UUID(AGENT).hex), unknown())),
        "one known row": owned(fails("body: known row", known(rows(1, 2)), unknown(200, rows(3, 2)))),
        "everything": owned(fails("body: known row", *TWO, unknown(200, rows(1, 2, 3)))),
        "once": owned(fails("body: known row", known(rows(1)), unknown(), unknown(200, rows(1), OTHER))),
        "nobody says that rows have one owner": unclear(
            "under `owners:`", known(rows(1)), unknown(), unknown(200, rows(1), TWINS[1])
        ),
        "nothing names a row": owned(
            unclear("nothing in the rows identifies them", known([{"n": 1}]), unknown(200, [{"n": 1}]))
        ),
        "no JSON": owned(unclear("cannot be read as JSON", known(rows(1)), unknown(200, b"[{]"))),
        "key is refused": owned(unclear("no known id was answered", answer(401), unknown(401))),
        "server error": owned(unclear("no answer shows it", known(rows(1)), unknown(500))),
        "too many requests": owned(unclear("no answer shows it", known(rows(1)), limited(Intent.UNKNOWN))),
        "HEAD": owned(inapplicable("have no body", known(rows(1)), unknown(), of=HEAD)),
        "no parameter": owned(inapplicable("no required parameter", unknown(), of=NO_PARAMETER)),
    },
    FOREIGN_ROWS: {
        "not found": asked(passes(answer(), foreign())),
        "forbidden": asked(passes(answer(), foreign(403))),
        "empty list": asked(passes(answer(), foreign(200, []))),
        "nothing": asked(passes(answer(), foreign(204, b""))),
        "rows": asked(fails("body: foreign rows", answer(), foreign(200, rows(1)))),
        "rows of which nothing is known": asked(fails("body: foreign rows", answer(401), foreign(200, [{"n": 1}]))),
        "in an envelope": asked(fails("body: foreign rows", answer(), foreign(200, {"data": rows(1)}))),
        "key is refused": asked(unclear("was not accepted for anything", answer(401), foreign(401))),
        "object": asked(unclear("may still show something", answer(), foreign(200, {"name": "x"}))),
        "no JSON": asked(unclear("cannot be parsed", answer(), foreign(200, b"[{]"))),
        "server error": asked(unclear("no answer shows it", answer(), foreign(500))),
        "too many requests": asked(unclear("no answer shows it", answer(), limited(Intent.FOREIGN))),
        "not set": of(replace(ASKED, foreign={}), inapplicable("set OTHERS_ID to the id", answer(), of=CONTRACT)),
        "no section": inapplicable("no variable under `foreign:`", answer(), of=CONTRACT),
        "HEAD": asked(inapplicable("have no body", foreign(), of=HEAD)),
    },
    ALIKE: {
        "same": asked(passes(answer(), foreign(404, NOT_FOUND), *twins())),
        "id and trace are told": asked(passes(answer(), foreign(404, TRACE), *twins(404, *TRACES))),
        "both empty lists": asked(passes(answer(), foreign(200, []), *twins(200, [], []))),
        "text": asked(passes(answer(), foreign(404, b"no such agent"), *twins(404, *2 * (b"no such agent",)))),
        "one of two alike": asked(passes(answer(), foreign(404, NOT_FOUND), *twins(404, SECRET, NOT_FOUND))),
        "status": asked(fails("status: status", answer(), foreign(403, NOT_FOUND), *twins())),
        "list and not found": asked(fails("status: status", answer(), foreign(200, []), *twins())),
        "words": asked(fails("body: body", answer(), foreign(404, SECRET), *twins())),
        "code": asked(fails("body: body", answer(), foreign(404, NOT_FOUND | {"error": 1002}), *twins())),
        "shape": asked(fails("body: body", answer(), foreign(404, {"detail": "not found"}), *twins())),
        "rows": asked(unclear("not one to something unavailable", answer(), foreign(200, rows(1)), *twins())),
        "key is refused": asked(unclear("not one to something unavailable", answer(401), foreign(403), *twins(401))),
        "server error": asked(unclear("not one to something unavailable", answer(), foreign(500), *twins())),
        "one unknown": asked(unclear("are needed to see", answer(), foreign(403), unknown())),
        "unknown of another kind": asked(
            unclear(
                "are needed to see",
                answer(),
                foreign(403),
                *(replace(each, case=replace(each.case, origin="schemathesis")) for each in twins()),
            )
        ),
        "unknown is malformed": asked(unclear("as malformed", answer(), foreign(404), *twins(400))),
        "unknown in two ways": asked(
            unclear("in two ways", answer(), foreign(403), unknown(404), unknown(410, name=TWINS[1]))
        ),
        "always other words": asked(
            unclear("differ among themselves", answer(), foreign(404, SECRET), *twins(404, {"a": "x"}, {"a": "y"}))
        ),
        "too many requests": asked(unclear("no answer shows it", answer(), limited(Intent.FOREIGN), *twins())),
        "not set": of(replace(ASKED, foreign={}), inapplicable("set OTHERS_ID to the id", answer(), of=CONTRACT)),
        "no section": inapplicable("no variable under `foreign:`", answer(), of=CONTRACT),
    },
}


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.integers(0, 99), max_size=6), min_size=3, max_size=3))
def test_shared_rows(lists: list[set[int]]) -> None:
    """Any two lists with a number in common share a row, and no others do."""
    names = (AGENT, OTHER, FOREIGN)
    exchanges = [known(rows(*numbers), name) for numbers, name in zip(lists, names, strict=True)]
    full = [numbers for numbers in lists if numbers]
    is_leak = sum(map(len, full)) > len(set().union(*full))
    expected = Outcome.FAIL if is_leak else Outcome.PASS if len(full) > 1 else Outcome.INCONCLUSIVE
    assert expected is owned(passes(*exchanges)).verdict(SHARE).outcome


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.integers(), st.sampled_from([400, 403, 404, 410, 422]))
def test_same_answer(message: str, code: int, status: int) -> None:
    """Identical answers to all ids are alike, whatever they contain."""
    body = {"message": message, "error": code}
    given_all = (answer(), foreign(status, body), *twins(status, body, body))
    assert asked(passes(*given_all)).verdict(ALIKE).outcome is Outcome.PASS


def test_nothing_is_shown() -> None:
    """A finding reveals neither the rows nor the words."""
    shown = [
        owned(passes(*LEAK)).verdict(SHARE),
        owned(passes(known(rows(1)), unknown(200, rows(1)))).verdict(UNKNOWN_ROWS),
        asked(passes(answer(), foreign(200, rows(1)))).verdict(FOREIGN_ROWS),
        asked(passes(answer(), foreign(404, SECRET), *twins())).verdict(ALIKE),
    ]
    assert [len(each.findings) for each in shown] == [1, 1, 1, 1]
    texts = (f"{1:032x}", f"{2:032x}", ".csv", "another account", FOREIGN)
    assert [text for text in texts if text in str([each.findings for each in shown])] == []
