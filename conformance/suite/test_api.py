"""Does the API keep the contract? One item for each requirement and operation, judged from the same exchanges."""

from collections.abc import Callable

from conformance.model import Verdict


def test_target_answers(answers: int) -> None:
    """The target answers, and accepts the credentials given; otherwise nobody could tell anything of the API."""
    assert answers > 0


def test_requirement(verdict: Verdict, settle: Callable[[Verdict], None]) -> None:
    """The API meets a requirement."""
    settle(verdict)
