"""Reads generation, headers and hooks from a user's `schemathesis.toml`; the rest of it is ignored."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.contract.openapi import Contract
from conformance.exchange.credentials import Credentials
from conformance.exchange.extra_headers import OURS, ExtraHeader, credentials_of, key_headers, variable_of
from conformance.model import InputError

NAME = "schemathesis.toml"
_GENERATION = frozenset(
    {"mode", "codec", "allow-x00", "allow-extra-parameters", "exclude-header-characters", "max-examples", "no-shrink"}
)
"""The settings that decide which cases are drawn, and send nothing on their own."""
_REASONS = {
    "auth": "the key comes from the environment variables of --target",
    "base-url": "--base-url says what is judged",
    "checks": "the requirements say what is judged, and waivers what is excused",
    "max-examples": "--explore draws more cases",
    "max-redirects": "a redirect is an answer, and is never followed",
    "operations": "all GET and HEAD operations of the contract are judged",
    "phases": "only what --plan shows is sent",
    "proxy": "--proxy says through which one",
    "rate-limit": "--rate says how fast",
    "reports": "--report-dir says where reports go",
    "request-retries": "every request is sent once",
    "request-timeout": "--timeout says how long",
    "tls-verify": "certificates are always verified",
    "with-security-parameters": "the key comes from the environment variables of --target",
    "workers": "requests are sent one after the other",
}
"""Why a setting is ignored."""


@dataclass(frozen=True)
class UserSettings:
    """The settings of such a file that apply."""

    generation: Mapping[str, Any] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    seed: int | None = None
    ignored: tuple[str, ...] = ()
    """Why each of the others does not, a line each."""

    @property
    def credentials(self) -> Credentials:
        """The headers that are added to every request; one with the name of a credential is secret."""
        return credentials_of(ExtraHeader(name, value, variable_of(name)) for name, value in self.headers)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines about it that are printed before anything is sent."""
        names = ", ".join(name for name, _ in self.headers)
        return (*self.ignored, *([f"{NAME}: every request has {names}"] if names else []))


def read_settings(folder: Path | None, contract: Contract) -> UserSettings:
    """Return the settings in a folder; none without a folder or such a file.

    Raises:
        InputError: The file cannot be read, schemathesis refuses it, or a variable in it is not set.
    """
    given = _given(folder)
    if not given:
        return UserSettings()
    headers = _headers(_checked(given, folder))
    taken = key_headers(contract) | OURS
    kept = tuple((name, value) for name, value in headers.items() if name.lower() not in taken)
    generation = {name: value for name, value in given.get("generation", {}).items() if name in _GENERATION}
    lost = [name for name in headers if name.lower() in taken]
    return UserSettings(generation, kept, given.get("seed"), tuple(_ignored(given, lost)))


def check_settings(folder: Path | None) -> UserSettings:
    """Return no settings, with a line that says so where a folder has such a file.

    The file is checked without loading its hooks, and its variables may be unset.

    Raises:
        InputError: The file cannot be read, or schemathesis refuses it.
    """
    given = _given(folder)
    if not given:
        return UserSettings()
    _checked(_unexpanded(given), folder)
    return UserSettings(ignored=(f"{NAME} is ignored: the bundled reference is asked the same in every run",))


def _given(folder: Path | None) -> Mapping[str, Any]:
    """Return the content of the file in a folder; empty where there is none."""
    if folder is None or not (folder / NAME).is_file():
        return {}
    try:
        return tomllib.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise InputError(f"cannot be read: {error}", NAME, int(line[1]) if line else None) from None


def _checked(given: Mapping[str, Any], folder: Path | None) -> Any:
    """Return the configuration of schemathesis after loading the file and its hooks."""
    import schemathesis  # noqa: PLC0415 - it takes most of a second, and few have such a file
    from schemathesis.errors import SchemathesisError  # noqa: PLC0415

    try:
        config = schemathesis.Config.from_dict(dict(given), base_dir=str(folder))
    except SchemathesisError as error:
        raise InputError(" ".join(str(error).split()), NAME) from None
    # The hooks are the user's code.
    except Exception as error:
        raise InputError(f"its hooks cannot be loaded: {type(error).__name__}: {error}", NAME) from None
    _refuse_unknown_codec(given.get("generation", {}).get("codec", "ascii"))
    return config


def _refuse_unknown_codec(name: str) -> None:
    try:
        "".encode(name)
    except LookupError as error:
        raise InputError(f"generation.codec cannot encode text: {error}", NAME) from None


def _unexpanded(given: Any) -> Any:
    """Return the content of a file without its hooks, and with placeholders of variables as plain text."""
    if isinstance(given, Mapping):
        kept = {name: each for name, each in given.items() if name != "hooks" or not isinstance(each, str)}
        return {name: _unexpanded(each) for name, each in kept.items()}
    if isinstance(given, list):
        return [_unexpanded(each) for each in given]
    return given.replace("${", "$${") if isinstance(given, str) else given


def _headers(config: Any) -> Mapping[str, str]:
    """Return the headers, with variables from the environment."""
    headers: Mapping[str, str] = config.projects.default.headers or {}
    for name, value in headers.items():
        if not f"{name}{value}".isascii() or not f"{name}{value}".isprintable():
            raise InputError(f"the header {name!r} has characters that no header can carry", NAME)
    return headers


def _ignored(given: Mapping[str, Any], lost: Sequence[str]) -> Iterator[str]:
    for name in given:
        if name not in ("generation", "headers", "hooks", "seed"):
            yield _line(name, _REASONS.get(name, "it has no meaning here"))
    for name in given.get("generation", {}):
        if name not in _GENERATION:
            yield _line(f"generation.{name}", _REASONS.get(name, "the draws of a run are the same each time"))
    for name in lost:
        reason = "it is set for each request" if name.lower() in OURS else _REASONS["auth"]
        yield _line(f"headers.{name}", reason)


def _line(name: str, reason: str) -> str:
    return f"{NAME}: {name} is ignored: {reason}"
