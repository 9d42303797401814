"""Does the API conform to the contract for any request? schemathesis draws them, one item for each operation."""

from collections.abc import Callable
from typing import Any

from conformance.plugin.properties import schema_of_run

schema = schema_of_run()


@schema.parametrize()  # type: ignore[untyped-decorator]
def test_generated_request(case: Any, answer: Callable[[Any], Any], keeps_contract: Callable[..., None]) -> None:
    """A generated request is answered without a deviation that fails the run."""
    response = answer(case)
    if response is not None:
        case.validate_response(response, checks=[keeps_contract])
