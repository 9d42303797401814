"""Mutants that let the wrong caller in, or keep the right one out."""

from __future__ import annotations

from conformance.reference.api import KEY, Answer, Call
from conformance.reference.mutants.base import SOUND, MissingKeyFault, Mutant, Table, wrong_value

_ANY_KEY = ("wrong-key-is-refused", "truncated-key-is-refused", "half-key-is-refused", "appended-key-is-refused")

TABLE: Table = {
    "missing-key-is-refused": [
        wrong_value(
            "guest-gets-empty-list",
            "A call without a key is answered with an empty list.",
            MissingKeyFault,
            refusal=SOUND.reply(200, []),
        )
    ]
}


class GuestIsAdmitted(Mutant):
    """A call without a key is admitted as a guest."""

    name = "guest-is-admitted"
    kills = ("missing-key-is-refused",)

    def admits(self, scheme: str, key: str) -> bool:
        """Admit a call without the header."""
        return not scheme or super().admits(scheme, key)


class EmptyKeyIsAdmitted(Mutant):
    """An empty key is admitted: only a non-empty key is checked."""

    name = "empty-key-is-admitted"
    kills = ("empty-key-is-refused",)

    def admits(self, scheme: str, key: str) -> bool:
        """Admit an empty key."""
        return super().admits(scheme, key or KEY)


class BeginningOfKeyIsAdmitted(Mutant):
    """A key is compared over its own length only, so that any prefix of the right one is admitted, even none."""

    name = "beginning-of-key-is-admitted"
    kills = ("empty-key-is-refused", "truncated-key-is-refused", "half-key-is-refused")

    def admits(self, scheme: str, key: str) -> bool:
        """Admit any prefix of the key."""
        return scheme.lower() == "bearer" and KEY.startswith(key)


class ShortKeyIsAdmitted(Mutant):
    """A key of eight characters or more that is a prefix of the right one is admitted."""

    name = "short-key-is-admitted"
    kills = ("truncated-key-is-refused", "half-key-is-refused")

    def admits(self, scheme: str, key: str) -> bool:
        """Admit any prefix that is long enough."""
        return scheme.lower() == "bearer" and len(key) >= 8 and KEY.startswith(key)


class PrefixOfKeyIsLookedUp(Mutant):
    """A key is looked up by its first twelve characters, and the rest is never compared."""

    name = "prefix-of-key-is-looked-up"
    kills = ("truncated-key-is-refused", "half-key-is-refused", "appended-key-is-refused")

    def admits(self, scheme: str, key: str) -> bool:
        """Admit any key with the same prefix."""
        return scheme.lower() == "bearer" and key[:12] == KEY[:12]


class LongKeyIsCutOff(Mutant):
    """A key is truncated to the length of the right one before it is compared."""

    name = "long-key-is-cut-off"
    kills = ("appended-key-is-refused",)

    def admits(self, scheme: str, key: str) -> bool:
        """Admit the key, whatever comes after it."""
        return scheme.lower() == "bearer" and key[: len(KEY)] == KEY


class HalfKeyIsAdmitted(Mutant):
    """The public half of a key is admitted as if it were a whole key."""

    name = "half-key-is-admitted"
    kills = ("half-key-is-refused",)

    def admits(self, scheme: str, key: str) -> bool:
        """Admit half the key too."""
        return super().admits(scheme, KEY if key == KEY[: len(KEY) // 2] else key)


class AnyKeyIsAdmitted(Mutant):
    """Any non-empty key is admitted."""

    name = "any-key-is-admitted"
    kills = _ANY_KEY

    def admits(self, scheme: str, key: str) -> bool:
        """Admit any key."""
        return scheme.lower() == "bearer" and bool(key)


class KeyOfRightLengthIsAdmitted(Mutant):
    """A key is admitted if it has the right length, and never looked up."""

    name = "key-of-right-length-is-admitted"
    kills = ("wrong-key-is-refused",)

    def admits(self, scheme: str, key: str) -> bool:
        """Admit any key of the length."""
        return scheme.lower() == "bearer" and len(key) == len(KEY)


class WrongKeyGetsEmptyList(Mutant):
    """A wrong key is answered with an empty list, as if the agent had no batches."""

    name = "wrong-key-gets-empty-list"
    kills = _ANY_KEY

    def refuse(self, call: Call) -> Answer:
        """Answer 200 to a key that is wrong."""
        scheme, _, key = call.header("Authorization").partition(" ")
        return self.reply(200, []) if scheme.lower() == "bearer" and key.strip() else super().refuse(call)


class SchemeIsIgnored(Mutant):
    """The right key is admitted under any scheme."""

    name = "scheme-is-ignored"
    kills = ("other-scheme-is-refused",)

    def admits(self, scheme: str, key: str) -> bool:
        """Admit the key under any scheme."""
        return key == KEY


class OtherSchemeIsWavedThrough(Mutant):
    """Credentials of another scheme are left to a check that does not exist."""

    name = "other-scheme-is-waved-through"
    kills = ("other-scheme-is-refused",)

    def admits(self, scheme: str, key: str) -> bool:
        """Admit every other scheme."""
        return scheme.lower() not in ("", "bearer") or super().admits(scheme, key)


class SchemeCaseMatters(Mutant):
    """The name of the scheme must be spelled `Bearer`."""

    name = "scheme-case-matters"
    kills = ("lowercase-scheme-is-accepted",)

    def admits(self, scheme: str, key: str) -> bool:
        """Admit the usual spelling only."""
        return scheme == "Bearer" and key == KEY


class LowercaseSchemeIsBadRequest(Mutant):
    """The name of the scheme in lower case makes the header unreadable."""

    name = "lowercase-scheme-is-bad-request"
    kills = ("lowercase-scheme-is-accepted",)

    def authorise(self, call: Call) -> Answer | None:
        """Answer 400 to the lower case."""
        if call.header("Authorization").startswith("bearer"):
            return self.error(400, 1000, "Authorization header is malformed")
        return super().authorise(call)
