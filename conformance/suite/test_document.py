"""Is the contract itself sound? One item for each requirement on documents; nothing is sent."""

from collections.abc import Callable

from conformance.model import Verdict


def test_requirement(unsent_verdict: Verdict, assert_verdict: Callable[[Verdict], None]) -> None:
    """The document meets a requirement."""
    assert_verdict(unsent_verdict)
