"""The third contract of the self-tests: every parameter style, media type and security scheme."""
