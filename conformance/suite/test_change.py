"""Is the newer contract compatible with clients of the older one? One item for each requirement on changes."""

from collections.abc import Callable

from conformance.model import Verdict


def test_requirement(unsent_verdict: Verdict, assert_verdict: Callable[[Verdict], None]) -> None:
    """The change meets a requirement."""
    assert_verdict(unsent_verdict)
