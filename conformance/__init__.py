"""Contract and conformance suite for HTTP APIs that are described by an OpenAPI document."""

__version__ = "0.5.0"
