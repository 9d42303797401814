"""A comparison by itself as one HTML file without a script."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.report.html.book import Data
from conformance.report.html.change import change_line, change_parts
from conformance.report.html.element import Node, tag
from conformance.report.html.frame import Section, file_of, kind_of, page, pairs

_MEANINGS = {
    "breaking": "Clients that were written for the older document can break: look at what is breaking first.",
    "warning": "Clients may break by how they were written: look at the warnings.",
}


def html_of(record: Data) -> str:
    """Return a comparison as HTML."""
    header = record["header"]
    old, new = file_of(header["old"]["file"]), file_of(header["new"]["file"])
    worst = next((impact for impact in _MEANINGS if record["counts"].get(impact)), "success")
    top = [
        tag("p", change_line(record), class_="headline"),
        tag("h1", tag("code", old), " → ", tag("code", new)),
        tag("p", _MEANINGS.get(worst, "Nothing here breaks a client."), class_=f"result {kind_of(worst)}"),
        pairs(_facts(record), class_="facts"),
    ]
    sections = [Section("change", "What changed in the document", list(change_parts(record, {})))]
    return page(f"{old} → {new}", top, sections, tag("p", f"bolna-conformance {header['suite']}"))


def _facts(record: Data) -> Iterator[tuple[str, Node]]:
    for name in ("old", "new"):
        each = record["header"][name]
        yield (
            name,
            (tag("code", each["file"]), f", version {each['version']}, SHA-256 ", tag("code", each["sha256"][:12])),
        )
