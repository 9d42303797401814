"""The sources of exchanges, one file each; the source of a run is chosen here."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.run.settings import Options
from conformance.run.source import Source
from conformance.run.sources.document_only import DocumentOnly
from conformance.run.sources.live import Live
from conformance.run.sources.recording import Recording
from conformance.run.sources.reference import Reference
from conformance.verdict.suite import Suite


def source_of(options: Options, suite: Suite, environment: Mapping[str, str]) -> Source:
    """Return the source that the options ask for; by default the bundled reference.

    Raises:
        InputError: A file, a value or a variable cannot be used; says where and how to fix it.
    """
    if options.recordings:
        return Recording(options, suite, environment)
    if options.base_url is not None:
        return Live(options.base_url, options, suite, environment)
    if options.spec is not None or options.against is not None:
        return DocumentOnly(options)
    return Reference(options, suite)
