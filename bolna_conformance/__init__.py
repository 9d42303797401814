"""The entry point of `conformance`, under a name that no project uses for a folder of its own.

A project may have a `conformance/` too. This entry point always loads the package of this suite, whatever is in the
working directory; and a test run that does not use the suite never loads it, so that the project's own package keeps
its name.
"""
