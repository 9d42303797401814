"""What pytest loads by the entry point of this suite in every test run, of whatever project: next to nothing."""

from __future__ import annotations

import os
from typing import Any


def pytest_addoption(parser: Any) -> None:
    """Declare the options of the suite in a checkout of it, and nothing in the projects of others.

    Before it knows an option, pytest takes a value such as `/tmp/report` for the tests to run, and then looks for
    the project there: it never finds the conftest.py that would declare the option.
    """
    if os.path.isfile("conformance/plugin/__init__.py") and os.path.isfile("spec/target.yaml"):
        from conformance.options import declare  # noqa: PLC0415 - which others need not pay for

        declare(parser)
