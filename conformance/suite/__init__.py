"""The conformance tests."""
