"""What pytest loads by the entry point of this suite in every test run, of whatever project: next to nothing."""

from __future__ import annotations

import os
from typing import Any

_OF_OTHERS = {"base_url": "--base-url", "timeout": "--timeout"}
"""Options that plugins of others declare too, by the names of these: loaded after ours, they refuse to share."""


def pytest_addoption(parser: Any) -> None:
    """Declare the options of the suite in a checkout of it, and nothing in the projects of others.

    Before it knows an option, pytest takes a value such as `/tmp/report` for the tests to run, and then looks for
    the project there: it never finds the conftest.py that would declare the option.
    """
    if os.path.isfile("conformance/plugin/__init__.py") and os.path.isfile("spec/target.yaml"):
        from importlib.metadata import entry_points  # noqa: PLC0415 - which others need not pay for

        from conformance.run.options import declare  # noqa: PLC0415 - as above

        loaded = {each.name for each in entry_points(group="pytest11")}
        declare(parser, {option for name, option in _OF_OTHERS.items() if name in loaded})
