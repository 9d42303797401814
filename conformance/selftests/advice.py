"""The advice that the vendored document causes for any sound API: everything that the reference fails."""

from __future__ import annotations

ADVICE = "called-for-status-is-documented"
"""What the document itself lacks: responses for 401 and 404."""
LEGACY = "deprecated-property-is-absent"
"""What every API still sends as long as the document declares it."""
ELSEWHERE = {
    "write-only-property-is-absent",
    "pages-share-no-row",
    "pages-skip-no-row",
    "last-page-says-so",
    "counts-equal-their-lists",
    "computed-numbers-are-right",
    "detail-equals-its-row",
    "page-describes-itself",
    "total-counts-all-rows",
    "next-page-is-in-the-api",
    "declared-header-is-present",
    "declared-header-matches-its-schema",
    "vary-names-what-the-answer-depends-on",
}
"""What other contracts have, and the vendored one has not: proved by their examples alone."""
UNSENT = {
    "cors-with-credentials-names-an-origin",
    "equal-bodies-have-one-entity-tag",
    "header-counts-are-counts",
    "last-modified-is-not-after-date",
    "links-lead-to-the-api",
    "strong-entity-tag-has-one-body",
}
"""What is said of headers that the reference does not send: a variant sends them, and mutants send wrong ones."""
KNOWN = {ADVICE, LEGACY}
