"""Forms of text that descriptions name, such as E.164 or UUID, and how a schema states each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
import yaml

from conformance.rules.properties import Property
from conformance.rules.snippet import snippet

E164 = re.compile(r"\+[1-9][0-9]{1,14}")
"""A number in the form of ITU-T E.164."""

# Up to four words before the noun, none of which gives it another meaning.
_OTHER = (
    r"of|for|from|to|with|without|whose|whether|containing|contains|in|by|at|on|per|list|comma|name|names|type|kind|id"
    r"|prefix|suffix|part|hash|hashed|masked|short|shortened|encoded|encrypted|obfuscated|redacted|relative|partial"
    r"|domain|subject|body|template|hint|no|not|invalid|any|display|pretty|optional:"
)
_LEAD = rf"^\W*(?:(?!(?:{_OTHER})\b)[\w'’-]+[\s,]+){{0,4}}\W?"
# Words by which the form is one of several, or that of another text.
_HEDGE = re.compile(
    r"(?i)\b(?:or|either|not|any|various|may|might|could|preferably|ideally|usually|typically|previously|formerly|legacy"
    r"|mostly|often|sometimes|converted|hashed|masked|redacted|encrypted|obfuscated|template|prefix(?:ed)?|without|unless"
    r"|unlike|derived|based on|parsed|comma[- ]separated|contain(?:ing|s)?|free[- ]form|pattern)\b"
)
_OR_NONE = re.compile(r"(?i),? or (?:is )?(?:null|none|empty|nothing|absent)\b")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
# Every form is named with one of these.
_ANY_FORM = re.compile(r"(?i)E\.?164|ISO|RFC|BCP|U?UID|mail|\bIP|UR[IL]|file ?name|name of")


@dataclass(frozen=True)
class TextForm:
    """A form of texts: its name, how prose states it, and how a schema states it."""

    name: str
    """As the end of a sentence: `a UUID`, `in E.164`."""
    said: re.Pattern[str]
    fix: str
    absurd: str
    """A text that is certainly not of the form."""
    hedges: bool = True
    """Whether a word such as `or` beside it makes it uncertain."""

    def allows(self, example: object) -> bool:
        """Return whether the fix accepts an example: where it does not, the prose means another form than it says."""
        return _compiled(self.fix).is_valid(example)


@cache
def _compiled(fix: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(yaml.safe_load(fix), validate_formats=True, offline=True)


def _form(name: str, said: str, absurd: str, fix: Mapping[str, Any], *, hedges: bool = True) -> TextForm:
    return TextForm(name, re.compile(f"(?i){said}"), snippet(dict(fix)), absurd, hedges)


_ISO_TIME = r"\b(?:RFC[ -]?3339|ISO[ -]?8601)\b"
_NOT_AN_ADDRESS = r"\b(?!.*\b(?:CIDR|range|subnet|mask|hostname|type|version)\b)"
_FORMS = (
    _form("in E.164", r"\bE\.?164\b", "not a phone", {"pattern": f"^{E164.pattern}$"}),
    _form(
        "an ISO 8601 duration", rf"{_ISO_TIME}\s+duration|\bduration\b.*{_ISO_TIME}", "not long", {"format": "duration"}
    ),
    _form(
        "an RFC 3339 date",
        rf"(?!.*\b(?:time|timestamp|date-?time)\b)(?:\bdate\b.*{_ISO_TIME}|{_ISO_TIME}.*\bdate\b)",
        "not a date",
        {"format": "date"},
    ),
    _form("an RFC 3339 time stamp", _ISO_TIME, "not a time", {"format": "date-time"}),
    _form("in ISO 4217", r"\bISO[ -]?4217\b", "not a currency", {"pattern": "^[A-Z]{3}$"}),
    _form(
        "in ISO 3166 alpha-3",
        r"\bISO[ -]?3166.*\b(?:alpha[ -]?3|three[ -]letter)\b",
        "not a country",
        {"pattern": "^[A-Z]{3}$"},
    ),
    _form(
        "in ISO 3166 alpha-2",
        r"\bISO[ -]?3166(?!-[23])\b(?!.*(?:numeric|subdivision))",
        "not a country",
        {"pattern": "^[A-Z]{2}$"},
    ),
    _form(
        "in BCP 47",
        r"\bBCP[ -]?47\b|\bRFC[ -]?5646\b",
        "not a language",
        {"pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
    ),
    _form(
        "a UUID",
        rf"{_LEAD}(?:UUID|GUID)s?(?:[ -]?v?[1-8])?(?:\s+(?:of|for|that|which|identif\w+|string|format)\b|[).,:;]|$)"
        r"|\((?:an? )?(?:UUID|GUID)(?:[ -]?v?[1-8])?\)|\b(?:in|as|is|be|must be) (?:an? )?(?:valid )?(?:UUID|GUID)\b"
        r"|\b(?:UUID|GUID)(?:[ -]?v?[1-8])? format\b",
        "not a UUID",
        {"format": "uuid"},
    ),
    _form(
        "an e-mail address",
        rf"{_LEAD}e-?mail address(?:es)?(?!\s*(?:domain|verif\w+|status|type|label|id|hash|is|was|has|confirmed)\b)",
        "not an address",
        {"format": "email"},
    ),
    _form("an IPv4 address", rf"{_LEAD}IPv4 address{_NOT_AN_ADDRESS}(?!.*IPv6)", "not an address", {"format": "ipv4"}),
    _form("an IPv6 address", rf"{_LEAD}IPv6 address{_NOT_AN_ADDRESS}(?!.*IPv4)", "not an address", {"format": "ipv6"}),
    _form(
        "an IP address",
        rf"{_LEAD}(?:IP|IPv4 (?:or|and) IPv6|IPv4/IPv6) address{_NOT_AN_ADDRESS}",
        "not an address",
        {"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
        hedges=False,
    ),
    _form("a URI reference", rf"{_LEAD}UR[LI][ -]reference\b", "not a reference", {"format": "uri-reference"}),
    _form(
        "a URL",
        rf"{_LEAD}UR[LI]s?\b(?![\s-]*(?:path|slug|templates?|patterns?|scheme|prefix|suffix|fragment|param\w*|query|encoded"
        r"|encoding|safe|friendly|host\w*|name|key|title|label|id|type|part|segment|component|identifier|rewrit\w+|is|was|has)\b)",
        "not a URL",
        {"format": "uri"},
    ),
)
_FILE_TYPES = "csv|pdf|json|xlsx?|zip|xml|mp3|wav"
_FILE = re.compile(
    r"(?i)^\W*(?:(?:the|original|uploaded)\s+)*(?:file ?)?name of (?:the |an? |your )?(?:[\w-]+ ){0,3}?"
    rf"({_FILE_TYPES})\b(?= (?:[\w-]+ ){{0,2}}file| file|\s*$|[.,])|^\W*(?:the )?({_FILE_TYPES}) file ?name\b"
)


@cache
def form_of(description: str) -> TextForm | None:
    """Return the form that a description requires of its text; None where it names none, or several."""
    if not _ANY_FORM.search(description):
        return None
    for sentence in _SENTENCE.split(_OR_NONE.sub("", description)):
        plain = _unlinked(sentence)
        for form in _said(plain):
            if not form.hedges or not _HEDGE.search(plain):
                return form
    return None


def _said(sentence: str) -> Iterator[TextForm]:
    yield from (form for form in _FORMS if form.said.search(sentence))
    file = _FILE.search(sentence)
    if file is not None:
        kind = (file[1] or file[2]).lower()
        either_case = "".join(f"[{each}{each.upper()}]" if each.isalpha() else each for each in kind)
        fix = snippet({"pattern": rf"^[^/]+\.{either_case}$"})
        yield TextForm(f"the name of a {kind.upper()} file", _FILE, fix, f"not a {kind.upper()} file")


def _unlinked(sentence: str) -> str:
    """Return a sentence without link targets and the marks of code and emphasis."""
    return re.sub(r"\]\([^)]*\)|[\[\]`*]", "", sentence)


def is_e164(one: Property) -> bool:
    """Return whether a property, or each item of it, is described as E.164."""
    form = form_of(one.said)
    return form is not None and form.name == "in E.164"


def file_type(said: str) -> str:
    """Return the type of the file whose name a text is, by its description, in lower case; empty if none."""
    form = form_of(said)
    match = re.fullmatch(r"the name of a (\w+) file", form.name) if form is not None else None
    return match[1].lower() if match else ""
