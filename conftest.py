"""The suite is a plugin of pytest."""

pytest_plugins = ("conformance.plugin",)
