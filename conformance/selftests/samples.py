"""The recordings of the reference API made by real tools, and the aspects that each of them shows."""

from __future__ import annotations

from pathlib import Path

from conformance.model import Aspect

FOLDER = Path(__file__).parent / "data" / "recordings"
MUTANT = "mitmproxy-mutant.har"
AUTHORED = "postman.json"

TEXT = {Aspect.TEXT, Aspect.OCCURRENCE}
HEADERS = TEXT | {Aspect.HEADERS}
ALL = HEADERS | {Aspect.BYTES}
# The aspects of the answer with rows; none shows its framing.
SHOWN = {
    "chromium.har": HEADERS,
    "mitmproxy.har": HEADERS,
    "mitmproxy-gzip.har": HEADERS,
    "mitmproxy-mutant.har": HEADERS,
    "postman.json": {Aspect.TEXT, Aspect.HEADERS},
    "schemathesis.har": TEXT,
    "schemathesis.ndjson": ALL,
    "schemathesis-vcr.yaml": HEADERS,
    "schemathesis-vcr-bytes.yaml": ALL,
    "vcrpy.json": ALL,
    "vcrpy.yaml": ALL,
    "vcrpy-gzip.yaml": ALL,
}
SOUND = sorted({*SHOWN} - {MUTANT})
# Its first list would be ten times as large as all other samples.
WITHOUT_ROWS = "newman.json"
NAMES = (*SHOWN, WITHOUT_ROWS)
