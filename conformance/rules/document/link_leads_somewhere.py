"""A link in the document works for everybody who reads it.

What it checks: Every link in a description or a summary, and every externalDocs; nothing is fetched.

Why it matters: Documents are read in editors, on generated pages and on other sites, where a link relative to the
vendor's site is dead.

Example: `description: '[All statuses](/list-phone-call-status)'`.

Fix: Write the whole address, with scheme and host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 3986 section 4.2 (a relative reference has no meaning without its base); common sense",
    since="0.2.0",
)
_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(
    r"\[[^\[\]]*\]\(\s*<?([^\s()<>]+)>?[^()]*\)"  # [text](target "title")
    r"|^ {0,3}\[[^\[\]]+\]:\s*<?([^\s<>]+)>?"  # [name]: target
    r"|<a\s[^>]*?\bhref\s*=\s*[\"']([^\"'\s]+)[\"']",
    re.IGNORECASE | re.MULTILINE,
)
# A scheme, another host, a place on the same page, or a name that is filled in.
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|.*[{}\\$|^*]", re.IGNORECASE)
# A text with neither a slash nor the extension of a page is as likely an index.
_PAGE = re.compile(r".*/|[^/]+\.(?:html?|mdx?|rst|txt|pdf|php|aspx?|ya?ml|json|png|jpe?g|svg|gif)(?:[?#].*)?$")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every link in a description or a summary, and at every externalDocs; nothing is fetched."""
    for element in evidence.elements:
        for keyword in ("description", "summary"):
            yield from _judge(f"{element.pointer}/{keyword}", _targets(element.text(keyword)))
        outside = element.node.get("externalDocs")
        url = outside.get("url") if isinstance(outside, dict) and element.kind in _WITH_DOCS else None
        if isinstance(url, str) and url.strip():
            yield from _judge(f"{element.pointer}/externalDocs/url", [url.strip()])


_WITH_DOCS = ("document", "operation", "tag", "schema")


def _judge(pointer: str, targets: list[str]) -> Iterator[Observation]:
    dead = [target for target in targets if not _ELSEWHERE.match(target)]
    if targets and not dead:
        yield Conforming(count=len(targets))
    if dead:
        shown = ", ".join(dead)[:120]
        message = f"a link works only on the vendor's own pages: {shown}"
        fix = "the whole address, such as https://…/" + dead[0].lstrip("./")
        yield quirk(pointer, "relative link", message, "an absolute address, or a #fragment", shown, fix)


def _targets(text: str) -> list[str]:
    if "](" not in text and "]:" not in text and "href" not in text.lower():
        return []
    links = _LINK.finditer(_CODE.sub(" ", text))
    targets = [next(group for group in link.groups() if group) for link in links]
    return [target for target in targets if _ELSEWHERE.match(target) or _PAGE.match(target)]
