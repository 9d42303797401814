"""The contract in a user's own tests: a pytest plugin, loaded by `-p conformance.kit`; see README.md in this folder.

The suite, httpx and respx are imported only when a test requests the fixture.
"""

from __future__ import annotations

from bolna_conformance.loading import explain_collisions

explain_collisions()

pytest_plugins = ("conformance.kit.fixtures",)
