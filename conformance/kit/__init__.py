"""The contract in a user's own tests: a pytest plugin, loaded by `-p conformance.kit`; see README.md beside this file.

Nothing of the suite, of httpx or of respx is imported before a test asks for the fixture.
"""

from __future__ import annotations

from bolna_conformance.loading import explain_collisions

explain_collisions()

pytest_plugins = ("conformance.kit.fixtures",)
