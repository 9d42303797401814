"""A comparison as one HTML file without a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from conformance.exchange.redaction import safe_text
from conformance.rules.change._proving import shown

_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Changes of the document</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid #ccc; padding: .4rem; text-align: left;
vertical-align: top; overflow-wrap: anywhere } .breaking { background: #fdd } .warning { background: #ffe9c7 }
.correction { background: #dcebff } code { font-size: 90% }
</style></head><body>"""


def html_of(record: Mapping[str, Any]) -> str:
    """Return a comparison as HTML."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    header = record["header"]
    yield _HEAD
    yield f"<h1>{escape(header['old']['file'])} → {escape(header['new']['file'])}</h1>"
    counts = ", ".join(f"{count} {impact}" for impact, count in record["counts"].items() if count)
    yield f"<p>{escape(counts or 'No change')}. {header['answers']} recorded answers.</p>"
    yield "<table><tr><th>impact</th><th>what</th><th>who</th><th>old</th><th>new</th><th>witness</th></tr>"
    for each in record["changes"]:
        cells = [
            escape(each["impact"]),
            f"{escape(each['message'])}<br><code>{escape(each['requirement'])}</code>",
            escape(", ".join((*each["operations"], *each["directions"]))),
            *(_place(each[side]) for side in ("old", "new")),
            "<br>".join(_proofs(each)),
        ]
        yield f'<tr class="{escape(each["impact"])}">{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
    yield "</table>"
    for key, title in (("quirks_mended", "Quirks mended"), ("quirks_new", "New quirks")):
        if record[key]:
            yield f"<h2>{title}</h2><ul>"
            yield from (f"<li>{escape(each['message'])} ({_place(each['place'])})</li>" for each in record[key])
            yield "</ul>"
    yield "</body></html>"


def _place(place: Mapping[str, Any] | None) -> str:
    if place is None:
        return ""
    at = f"{place['file']}:{place['line']}"
    return f"<code>{escape(at)}</code><br>{escape(place['text'])}"


def _proofs(each: Mapping[str, Any]) -> Iterator[str]:
    for proof in each["witnesses"]:
        yield f"<code>{escape(safe_text(shown(proof['instance'])))}</code> only by the {proof['accepted_by']} document"
    if each["unproven"]:
        yield escape(each["unproven"])
