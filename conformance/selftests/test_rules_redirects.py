"""The rules on redirects: those by the last slash are the document's, any other is the API's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.model import Exchange, Intent
from conformance.selftests.exchanges import (
    Example,
    Examples,
    answer,
    assert_example,
    each_of,
    fails,
    passes,
    unanswered,
    unclear,
)


def moved(location: str) -> Exchange:
    """Return a recorded redirect to a place that may name the path of the request."""
    asked = answer(307, b"", Intent.OBSERVED)
    return answer(307, b"", Intent.OBSERVED, headers=[("Location", location.format(asked.case.path))])


def at_other_slash(exchange: Exchange) -> Exchange:
    """Return an exchange that was asked for once more with a last slash."""
    return replace(exchange, request=replace(exchange.request, url=f"{exchange.request.url}/"))


EXAMPLES: Examples = {
    "documented-path-needs-no-redirect": {
        "as documented": passes(answer()),
        "another redirect": passes(answer(302, b"", headers=[("Location", "https://api.example.com/login")])),
        "seen in a recording": fails("path: last slash", moved("https://api.example.com{}/")),
        "relative": fails("path: last slash", moved("{}/")),
        "to another host": passes(moved("https://other.example.com{}/")),
        "to another scheme": passes(moved("http://api.example.com{}/")),
        "with another query": passes(moved("{}/?key=1")),
        "answered there": fails("path: last slash", at_other_slash(answer())),
        "answered there, to all": fails(
            "path: last slash", at_other_slash(answer()), at_other_slash(answer(401, intent=Intent.NO_KEY))
        ),
        "no answer": unclear("no answer in time", unanswered()),
    },
}
BESIDE: Examples = {
    "answer-is-not-a-redirect": {
        "by the last slash, in a recording": unclear("no answer shows it", moved("{}/")),
        "to another host, in a recording": fails("status: 307 on observed", moved("https://other.example.com{}/")),
        "answered at the other slash": passes(answer(), at_other_slash(answer())),
    },
}


# The other examples of these rules are in another module.
@each_of({**EXAMPLES, **BESIDE})
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


@pytest.mark.parametrize(
    ("url", "location", "reported"),
    [
        ("https://a/things", "https://b/things", "301 to another host"),
        ("https://a/things", "https://a/things/", "301 to the same path with or without a slash"),
        ("https://a/things", "http://a/things", "301 to another scheme"),
        ("/things", "https://b/things", "301 to a full address"),
        ("/things", "/things/", "301 to the same path with or without a slash"),
        ("/things", "https://[b", "301 to an invalid URL"),
    ],
)
def test_destination(url: str, location: str, reported: str) -> None:
    """The target of a redirect is described in words; a path alone does not show whether the host is another."""
    asked = answer(301, headers=[("Location", location)])
    moved = replace(asked, request=replace(asked.request, url=url))
    (found,) = passes(moved).verdict("answer-is-not-a-redirect").findings
    assert found.actual == reported
