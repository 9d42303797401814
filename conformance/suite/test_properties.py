"""Does the API keep the contract beyond the fixed cases? schemathesis explores, and shrinks what it finds."""

from collections.abc import Callable
from typing import Any

import schemathesis

schema = schemathesis.pytest.from_fixture("generated_requests")


@schema.parametrize()
def test_generated_request(case: Any, explore: Callable[[Any], None]) -> None:
    """A generated request is answered without a deviation from any MUST."""
    explore(case)
