"""The pytest entry point of this suite, loaded in every test run of every project: it does next to nothing."""

from __future__ import annotations

import os
from typing import Any

_SHARED = {"base_url": "--base-url", "timeout": "--timeout"}
"""Options that other plugins declare too, by plugin: loaded after ours, they refuse to share."""


def pytest_addoption(parser: Any) -> None:
    """Declare the options of the suite in its own checkout, and nothing in other projects.

    As long as an option is unknown, pytest takes its value, such as `/tmp/report`, for the path of the tests, and looks
    for the project there: it never finds the conftest.py that would declare the option.
    """
    if os.path.isfile("conformance/plugin/__init__.py") and os.path.isfile("spec/target.yaml"):
        from importlib.metadata import entry_points  # noqa: PLC0415 - other projects do not pay for it

        from conformance.run.options import declare  # noqa: PLC0415 - as above

        loaded = {each.name for each in entry_points(group="pytest11")}
        declare(parser, {option for name, option in _SHARED.items() if name in loaded})
