"""The source of a run's exchanges is chosen by its options, once, and describes itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.contract.load import SPEC
from conformance.model import InputError
from conformance.reference.api import KEY
from conformance.reference.data import AGENTS
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.run.source import Source
from conformance.run.sources.document_only import DocumentOnly
from conformance.run.sources.live import Live
from conformance.run.sources.recording import Recording
from conformance.run.sources.reference import Reference

ENVIRONMENT = {"BOLNA_API_KEY": KEY, "BOLNA_AGENT_ID": AGENTS[0]}
TRAFFIC = str(Path(__file__).parent / "data" / "recordings" / "mitmproxy.har")
DOCUMENT = SPEC / "openapi.yaml"
URL = "https://api.example.com"


def source_of(options: Options) -> Source:
    """Return the source of a run that is loaded, and has sent nothing."""
    return Session(options, ENVIRONMENT).source


@pytest.mark.parametrize(
    ("options", "expected", "kind"),
    [
        (Options(), Reference, "reference"),
        (Options(base_url=URL), Live, "live"),
        (Options(base_url=URL, spec=DOCUMENT), Live, "live"),
        (Options(recordings=[TRAFFIC]), Recording, "recording"),
        (Options(recordings=[TRAFFIC], against=DOCUMENT), Recording, "recording"),
        (Options(spec=DOCUMENT), DocumentOnly, "none"),
        (Options(against=DOCUMENT), DocumentOnly, "none"),
    ],
)
def test_choice(options: Options, expected: type[Source], kind: str) -> None:
    """A given recording or API is judged by whatever document; without either, the reference."""
    found = source_of(options)
    assert (type(found), found.target.kind) == (expected, kind)


def test_contradiction() -> None:
    """Recordings and a live target exclude each other."""
    with pytest.raises(InputError, match="--recording judges recorded traffic, and --base-url sends requests"):
        source_of(Options(recordings=[TRAFFIC], base_url=URL))


class TestDocumentOnly:
    """Without an API nothing is requested."""

    def test_nothing(self) -> None:
        """There is neither a plan nor an exchange, and nothing prevents judging."""
        found = source_of(Options(spec=DOCUMENT))
        assert (found.plan.cases, found.exchanges, found.obstacle) == ((), (), None)
        assert (found.sent, found.left_out, found.unrecorded.total(), [*found.lines()]) == (0, 0, 0, [])
        assert not found.is_asked

    def test_gathers_nothing(self) -> None:
        """A request to it gets no answer."""
        found = source_of(Options(spec=DOCUMENT))
        asked = source_of(Options()).plan.cases[0]
        assert (found.gather(lambda done, planned: None), found.ask(asked)) == ((), None)


class TestReference:
    def test_starts_late(self) -> None:
        """The bundled reference is started by the first request, and stopped at the end."""
        session = Session(Options(max_requests=1), {})
        source = session.source
        assert (source.target.base_url, source.exchanges, source.sent) == ("", (), 0)
        gathered = session.gather(lambda done, planned: None)
        assert source.target.base_url.startswith("http://127.0.0.1:")
        assert [each.response is not None for each in gathered] == [True]
        assert (source.sent, source.left_out) == (1, len(source_of(Options(max_requests=99)).plan.cases) - 1)
        source.close()


class TestRecording:
    def test_is_there_at_once(self) -> None:
        """Recorded exchanges are there before they are requested; planned cases replace the ones that answer them."""
        source = source_of(Options(recordings=[TRAFFIC]))
        before = source.exchanges
        assert source.gather(lambda done, planned: None) == tuple(source.exchanges)
        assert len(source.exchanges) == len(before) > 0
        assert (source.sent, source.left_out) == (0, 0)


class TestAsk:
    """The exchanges so far are judged again when an answer is added."""

    @pytest.mark.parametrize(
        ("options", "is_answered", "is_new"),
        [
            (Options(explore=1), True, True),
            (Options(max_requests=3, explore=1), False, False),
            (Options(recordings=[TRAFFIC]), True, False),
        ],
        ids=["sent", "beyond the ceiling", "recorded"],
    )
    def test_judged(self, options: Options, is_answered: bool, is_new: bool) -> None:
        """Only sent requests add to the exchanges."""
        session = Session(options, ENVIRONMENT)
        session.gather(lambda done, planned: None)
        before = session.applied
        found = session.ask(session.source.plan.cases[0])
        session.source.close()
        assert (found is not None, session.applied is not before) == (is_answered, is_new)
