"""The suite is a plugin of pytest."""

pytest_plugins = ("conformance.plugin", "conformance.selftests.one_rule")
