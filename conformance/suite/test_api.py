"""Does the API conform to the contract? One item for each requirement and operation, judged from the same exchanges."""

from collections.abc import Callable

from conformance.model import Verdict
from conformance.run.session import Session


def test_target_answers(answered: Session) -> None:
    """The target answers all along, and accepts the credentials given; otherwise it cannot be judged."""
    assert answered.source.obstacle is None


def test_requirement(verdict: Verdict, assert_verdict: Callable[[Verdict], None]) -> None:
    """The API meets a requirement."""
    assert_verdict(verdict)
