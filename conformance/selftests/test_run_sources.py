"""Where the exchanges of a run come from is chosen by its options, once; each source says of itself what it is."""

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
    """Return the source of a run that was loaded, and has sent nothing."""
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
    """A recording or an API is judged where one is given, by whatever document; without any of them the reference."""
    found = source_of(options)
    assert (type(found), found.target.kind) == (expected, kind)


def test_contradiction() -> None:
    """Recordings are not asked anew."""
    with pytest.raises(InputError, match="--recording judges recorded traffic, and --base-url sends requests"):
        source_of(Options(recordings=[TRAFFIC], base_url=URL))


class TestDocumentOnly:
    """Where there is no API nothing is asked."""

    def test_nothing(self) -> None:
        """There is neither a plan nor an exchange, and nothing keeps it from being judged."""
        found = source_of(Options(spec=DOCUMENT))
        assert (found.plan.cases, found.exchanges, found.obstacle) == ((), (), None)
        assert (found.sent, found.left_out, found.unrecorded.total(), [*found.lines()]) == (0, 0, 0, [])
        assert not found.is_asked

    def test_gathers_nothing(self) -> None:
        """Asked nevertheless it has no answer."""
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
        """What was recorded is there before it is asked for; planned cases take the place of what answers them."""
        source = source_of(Options(recordings=[TRAFFIC]))
        before = source.exchanges
        assert source.gather(lambda done, planned: None) == tuple(source.exchanges)
        assert len(source.exchanges) == len(before) > 0
        assert (source.sent, source.left_out) == (0, 0)


class TestAsk:
    """What is judged by now is judged anew where an answer is added to it."""

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
        """Only what is sent adds to what is judged."""
        session = Session(options, ENVIRONMENT)
        session.gather(lambda done, planned: None)
        before = session.applied
        found = session.ask(session.source.plan.cases[0])
        session.source.close()
        assert (found is not None, session.applied is not before) == (is_answered, is_new)
