"""The rules on the examples of a document."""

from __future__ import annotations

import pytest

from conformance.selftests.documents import THING, found, with_schema


class TestExampleMatchesItsSchema:
    RULE = "example-matches-its-schema"

    def test_fails(self) -> None:
        """An example with second 89 breaks `format: date-time`."""
        schema = "{type: string, format: date-time, example: '2024-02-29T04:22:89Z'}"
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/example"]

    @pytest.mark.parametrize(
        "example", ["'2024-02-29T04:22:59Z'", "'2016-12-31T23:59:60Z'", "'2024-02-29t04:22:59.5+05:30'"]
    )
    def test_passes(self, example: str) -> None:
        """A real time stamp keeps it, a leap second and any offset among them."""
        assert found(self.RULE, with_schema(f"{{type: string, format: date-time, example: {example}}}")) == []
