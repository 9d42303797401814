"""`-p bolna_conformance.kit` is `-p conformance.kit`, even in a project with a `conformance/` of its own."""

import pytest

from bolna_conformance.loading import load

try:
    load()
except ImportError as error:
    raise pytest.UsageError(str(error)) from None

pytest_plugins = ("conformance.kit",)
