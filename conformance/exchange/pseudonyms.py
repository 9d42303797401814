"""Replaces what could identify anybody in texts, JSON, URLs and headers by stand-ins: by class, never by name."""

from __future__ import annotations

import hmac
import re
import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from urllib.parse import quote, unquote

from conformance.exchange.json_tokens import Token, spell, tokens, unescaped
from conformance.exchange.names import is_plain_name
from conformance.exchange.phones import MOST, Phones
from conformance.exchange.redaction import DATE, class_of
from conformance.exchange.spellings import spellings
from conformance.exchange.terms import EXTENSIONS, RELATIVE, is_term

POLICY = "by class, version 2"
_DEPTH = 8
_ID_LENGTH = 6
"""The length from which a token with a digit is an id; a shorter one is masked."""
_SMALL = 7
"""The number of digits from which a number may be an id or a phone number."""
_SHORT_SECRET = 4
_TURNS = 64
"""How often a stand-in that is already taken is redrawn; of one or two characters there are few."""
_RUN = re.compile(r"([\s\"'<>/?&=#:;,]+)")
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_SMALL_NAME = re.compile("[0-9]{1,6}")
_PREFIX = re.compile(r"[a-z]{2}[-_]")
_EPOCH = re.compile(r"1[5-9][0-9]{8}(?:[0-9]{3})?")
_SHELL = re.compile(r"(^curl|(?<=\s)--?[A-Za-z]{1,4}(?=\s))")
_CLASSES = re.compile(
    rf"""
      (?P<stamp>    (?<![A-Za-z0-9]){DATE.pattern}(?![-_]?[A-Za-z0-9]) )
    | (?P<relative> {RELATIVE.pattern.replace(" ", "[ ]")} )
    | (?P<id>       (?<![A-Za-z0-9])
                    (?: [0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}} | [0-9a-f]{{16,}} )
                    (?![A-Za-z0-9]) )
    | (?P<phone>    (?<![A-Za-z0-9])(?<![A-Za-z0-9][-_])
                    \+? [(]? [0-9] (?:[\s().\-/]{{0,3}}[0-9]){{6,{MOST - 1}}} (?![-_]?[A-Za-z0-9]) )
    | (?P<ending>   \.(?:{EXTENSIONS})(?![A-Za-z0-9]) )
    | (?P<words>    [A-Za-z]+(?:[-_][A-Za-z]+)*(?![A-Za-z0-9]) )
    | (?P<token>    [A-Za-z0-9]+(?:-[A-Za-z0-9]+)* )
    | (?P<other>    [^A-Za-z0-9]+? )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


class Pseudonyms:
    """Stand-ins for one recording: of the same shape, equal for what is equal, different for what differs."""

    def __init__(self, key: bytes, kept: Collection[str], credentials: Iterable[str], places: Iterable[str]) -> None:
        """Start with nothing replaced.

        Args:
            key: Generates the stand-ins; without it they cannot be traced back.
            kept: Texts and words that the contract itself has.
            credentials: The texts of the right credentials.
            places: Texts that are never replaced, such as the address of the target.
        """
        self._key = key
        self._kept = frozenset(kept)
        self._phones = Phones(key)
        self._shapes: dict[str, str] = {}
        self._originals: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._bodies: dict[bytes, bytes] = {}  # the same lists come again and again
        self._names: dict[str, str] = {}
        self._credentials = {each: self._credential(each) for each in credentials if len(each) >= _SHORT_SECRET}
        self._places = [each for each in places if each]
        self._secrets: dict[str, tuple[str, str]] = {}
        self._fixed = re.compile(f"({'|'.join(map(re.escape, self._places))})", re.IGNORECASE)
        for each in [*self._credentials, *(f"{each}0" for each in self._credentials)]:
            self.add_secret(each)

    def add_secret(self, secret: str) -> None:
        """Register what was presented: a right credential, or one derived from it."""
        if len(secret) < _SHORT_SECRET or secret.lower() in self._secrets:
            return
        known = (
            new + secret[len(old) :] if secret.startswith(old) else new[: len(secret)]
            for old, new in self._credentials.items()
            if secret.startswith(old) or old.startswith(secret)
        )
        stand_in = next(known, None) or self._credential(secret)
        for old, new in zip(spellings(secret), spellings(stand_in), strict=True):
            if len(old) >= _SHORT_SECRET:
                self._secrets.setdefault(old.lower(), (old, new))
        self._texts.clear()
        self._bodies.clear()
        texts = sorted([*self._secrets, *self._places], key=len, reverse=True)
        self._fixed = re.compile(f"({'|'.join(map(re.escape, texts))})", re.IGNORECASE)

    def text(self, text: str, depth: int = 0) -> str:
        """Return a text in which only texts of the contract, times and common words are unchanged."""
        if text in self._kept:
            return text
        if text not in self._texts:
            self._texts[text] = self._redacted(text, depth)
        return self._texts[text]

    def document(self, text: str, depth: int = 0) -> str:
        """Return a JSON text token by token, so that its spelling stays; any other text by its classes."""
        found = tokens(text) if depth < _DEPTH else None
        if found is None:
            return self.text(text, depth + 1)
        return "".join(self._token(token, depth) for token in found)

    def string(self, text: str, depth: int = 0) -> str:
        """Return a value that is a text, or JSON written as one."""
        is_json = text.lstrip()[:1] in ("{", "[", '"')
        return self.document(text, depth + 1) if is_json else self.text(text, depth + 1)

    def body(self, body: bytes) -> bytes:
        """Return a body; invalid UTF-8 stays invalid."""
        if body not in self._bodies:
            text = self.document(body.decode("utf-8", "surrogateescape"))
            self._bodies[body] = text.encode("utf-8", "surrogateescape")
        return self._bodies[body]

    def name(self, name: str, depth: int = 0) -> str:
        """Return the name of a property: one of the contract, a small number and plain words stay."""
        if name in self._kept or _SMALL_NAME.fullmatch(name):
            return name
        if is_plain_name(name) and not self.holds_secret(name):
            return name
        made = self.text(name, depth)
        # Two members of one object must not get the same name.
        return made if self._names.setdefault(made, name) == name else self._shaped(name, "name")

    def command(self, command: str) -> str:
        """Return a shell command with its options."""
        parts = _SHELL.split(command)
        return "".join(part if index % 2 else self.text(part) for index, part in enumerate(parts))

    def holds_secret(self, text: str) -> bool:
        """Return whether a text contains a credential, in any of its spellings."""
        lowered = text.lower()
        return any(each in lowered for each in self._secrets)

    def _token(self, token: Token, depth: int) -> str:
        if token.kind == "number":
            return self._number(token.text)
        if token.kind not in ("string", "name"):
            return token.text
        old = unescaped(token.text)
        new = self.name(old, depth + 1) if token.kind == "name" else self.string(old, depth)
        return spell(token.text, old, new)

    def _number(self, text: str) -> str:
        digits = sum(char.isdigit() for char in text)
        if digits < _SMALL or _EPOCH.fullmatch(text):
            return text
        if text.isdigit() and 10 <= digits <= MOST and text[0] != "0":
            return self._phones.written(text)
        whole, rest = re.fullmatch(r"(-?[0-9]+)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
        fraction, exponent = re.fullmatch(r"((?:\.[0-9]+)?)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
        # What is only another spelling of an integer stays one.
        after = self._shaped(fraction, "number") if fraction.strip(".0") else fraction
        return self._integer(whole) + after + exponent

    def _integer(self, text: str) -> str:
        """Return an integer with as many digits that needs as many bits; its first digit stays."""
        start = text.startswith("-") + 1
        made = (text[:start] + self._shaped(text, f"number {turn}")[start:] for turn in range(_TURNS))
        return next((each for each in made if _bits(each) == _bits(text)), text[:start] + "0" * len(text[start:]))

    def _redacted(self, text: str, depth: int) -> str:
        if self._holds_fixed(text):
            parts = self._fixed.split(text)
            return "".join(
                self._fixed_text(part) if index % 2 else self._free(part, depth) for index, part in enumerate(parts)
            )
        return self._free(text, depth)

    def _free(self, text: str, depth: int) -> str:
        if depth >= _DEPTH or not _ENCODED.search(text):
            return self._by_class(text)
        # What stands between two percent-encoded runs is read as one: a phone number may be written with blanks.
        runs = groupby(_RUN.split(text), key=lambda run: _ENCODED.search(run) is not None)
        return "".join(
            "".join(self._decoded(run, depth) for run in group) if is_encoded else self._by_class("".join(group))
            for is_encoded, group in runs
        )

    def _decoded(self, run: str, depth: int) -> str:
        text = self.text(unquote(run, errors="surrogateescape"), depth + 1)
        return quote(text, safe="", errors="surrogateescape")

    def _by_class(self, text: str) -> str:
        return "".join(self._stand_in(found.lastgroup or "", found[0]) for found in _CLASSES.finditer(text))

    def _stand_in(self, kind: str, text: str) -> str:
        if kind in ("stamp", "relative", "ending") or text in self._kept:
            return text
        if kind == "words":
            return "".join(part if self._is_plain(part) else _masked(part) for part in re.split("([-_])", text))
        if kind == "phone":
            return self._phones.written(text)
        if kind == "id" or (kind == "token" and len(text) >= _ID_LENGTH):
            return self._shaped(text, "id")
        return _masked(text)

    def _is_plain(self, word: str) -> bool:
        return word in self._kept or is_term(word)

    def _credential(self, text: str) -> str:
        prefix = _PREFIX.match(text)
        kept = prefix[0] if prefix else ""
        return kept + self._shaped(text[len(kept) :], "credential")

    def _holds_fixed(self, text: str) -> bool:
        return self.holds_secret(text) or any(each in text for each in self._places)

    def _fixed_text(self, text: str) -> str:
        old, new = self._secrets.get(text.lower(), (text, text))
        if text == old or len(new) != len(text):
            return new
        return "".join(_in_case_of(each, char) for each, char in zip(text, new, strict=True))

    def _shaped(self, text: str, label: str) -> str:
        """Return a text of the same shape; letter case and dashes do not make it another id."""
        plain = "".join(char for char in text.lower() if char.isalnum())
        of = f"{label} {plain}"
        if of not in self._shapes:
            self._shapes[of] = self._distinct(plain, of)
        waiting = iter(self._shapes[of])
        return "".join(_in_case_of(char, next(waiting)) if char.isalnum() else char for char in text)

    def _distinct(self, plain: str, of: str) -> str:
        """Return a text that stands for nothing else yet, hexadecimal if the original is."""
        letters = string.ascii_lowercase if re.search("[g-z]", plain) else "abcdef"
        for turn in range(_TURNS):
            numbers = self._stream(f"{of} {turn}")
            made = "".join(_like(char, number, letters) for char, number in zip(plain, numbers, strict=False))
            if made != plain and self._originals.setdefault(made, of) == of:
                break
        return made

    def _stream(self, label: str) -> Iterator[int]:
        block = 0
        while True:
            yield from hmac.digest(self._key, f"{block} {label}".encode("utf-8", "surrogatepass"), "sha256")
            block += 1


def _like(char: str, number: int, letters: str) -> str:
    """Return another character of the same class, drawn by a number."""
    if not char.isascii():
        return class_of(char)
    return str(number % 10) if char.isdigit() else letters[number % len(letters)]


def _in_case_of(old: str, new: str) -> str:
    return new.upper() if old.isupper() else new.lower() if old.islower() else new


def _masked(text: str) -> str:
    return "".join(map(_mask_of, text))


def _mask_of(char: str) -> str:
    if "\udc80" <= char <= "\udcff":  # a byte that is not UTF-8 may be a letter in another encoding
        return "\udcff"
    return "\u0301" if unicodedata.category(char)[0] == "M" else class_of(char)


def _bits(number: str) -> int:
    """Return how many bits an integer needs, as contracts distinguish them: 32, 64 or more."""
    value = int(number) if len(number) < 24 else 2**64
    return 32 if -(2**31) <= value < 2**31 else 64 if -(2**63) <= value < 2**63 else 65
