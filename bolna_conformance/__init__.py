"""The way in to `conformance`, under a name that no project has for a folder of its own.

A project may well have a `conformance/` too. Whoever comes in here gets the package of this suite, whatever lies in the
working directory; and a run of tests that asks for nothing of the suite never loads it, so that the project's own keeps
its name.
"""
