"""Headers that a user adds to every request, for a gateway or a tenant: one way for every place they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.contract.openapi import Contract
from conformance.contract.own_files import read_checked
from conformance.exchange.credentials import Credentials, shell_literal
from conformance.exchange.target import SCHEMA
from conformance.model import InputError

_SECRET_NAME = re.compile("auth|key|token|secret|cookie|password|session|credential|signature", re.IGNORECASE)
"""Matches the name of a header whose value is a credential."""
_SECRET_VALUE = re.compile(r"(?:bearer|basic|token)\s|eyJ[\w-]+\.", re.IGNORECASE)
"""Matches the beginning of a value that is one, whatever the name: a scheme's name, or a JSON Web Token."""
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
OURS = frozenset({"user-agent", "accept", "accept-encoding", "connection", "host", "x-request-id"})
"""The headers that each request has anyway, in lower case."""


@dataclass(frozen=True)
class ExtraHeader:
    """A header of every request."""

    name: str
    value: str = field(repr=False)
    variable: str = ""
    """The environment variable that holds the value and is shown in its place; empty where the value may be shown."""

    @property
    def is_credential(self) -> bool:
        """Whether its value lets somebody in, so that no answer may repeat it."""
        return bool(_SECRET_NAME.search(self.name))


def credentials_of(headers: Iterable[ExtraHeader]) -> Credentials:
    """Return headers as they are added to a request, and as a shell command shows them."""
    given = tuple(headers)
    shown = (f"{shell_literal(each.name)}: {_in_shell(each)}" for each in given)
    return Credentials(
        headers=tuple((each.name, each.value) for each in given),
        secrets=tuple(each.value for each in given if each.is_credential),
        shell_headers=tuple(shown),
    )


def _in_shell(header: ExtraHeader) -> str:
    return f"${header.variable}" if header.variable else shell_literal(header.value)


def variable_of(name: str) -> str:
    """Return the variable that is shown for the value of a header which has none: empty unless it is a credential.

    >>> variable_of("X-Tenant-Token"), variable_of("X-Shop")
    ('X_TENANT_TOKEN', '')
    """
    return re.sub("[^A-Z0-9]", "_", name.upper()) if _SECRET_NAME.search(name) else ""


def given_headers(texts: Sequence[str], contract: Contract) -> Iterator[ExtraHeader]:
    """Yield the headers of the command line; a credential would stay in the shell's history.

    Raises:
        InputError: One cannot be read or sent, is set by the suite, or is a credential, which is not repeated.
    """
    for text in texts:
        name, colon, value = (part.strip() for part in text.partition(":"))
        if not colon or not _NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise InputError('--header is not a header; write it like --header "X-Tenant: acme"')
        if _SECRET_NAME.search(name) or _SECRET_VALUE.match(value):
            fix = f"write {name} and its environment variable under `headers:` in the target file"
            raise InputError(f"--header {name}: a credential would stay in the shell's history; {fix}")
        _refuse_taken(name, contract, "--header")
        yield ExtraHeader(name, value)


def named_headers(file: Path, environment: Mapping[str, str], contract: Contract) -> Iterator[ExtraHeader]:
    """Yield the headers that a target file names, with their values from the environment.

    Raises:
        InputError: A variable is not set or has no value for a header, or the suite sets the header itself.
    """
    document = read_checked(file, SCHEMA)
    named = document.data.get("headers", {}) if isinstance(document.data, dict) else {}
    for name, variable in named.items():
        value = environment.get(str(variable), "").strip()
        if not value:
            message = f"the environment variable {variable} is not set, or is empty; export {variable}=<{name}>"
            raise InputError(message)
        if not _NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise InputError(f"{variable} or {name} holds characters that a header cannot contain; copy it again")
        _refuse_taken(name, contract, document.file)
        yield ExtraHeader(name, value, str(variable))


def _refuse_taken(name: str, contract: Contract, place: str) -> None:
    if name.lower() in OURS:
        raise InputError(f"{place}: {name} is set for each request, and cannot be given")
    if name.lower() in key_headers(contract):
        raise InputError(f"{place}: {name} carries the key; name its variable under `security:` in the target file")


def key_headers(contract: Contract) -> frozenset[str]:
    """Return the headers that carry a key of the contract, in lower case: only a run sets them."""
    return frozenset(_key_headers(contract))


def _key_headers(contract: Contract) -> Iterator[str]:
    alternatives = (alternative for operation in contract.operations for alternative in operation.security)
    for scheme in (scheme for alternative in alternatives for scheme in alternative):
        if scheme.kind == "apiKey":
            yield {"header": scheme.parameter, "cookie": "Cookie"}.get(scheme.location, "").lower()
        elif scheme.kind != "mutualTLS":
            yield "authorization"


def without_parameters(contract: Contract, headers: Iterable[ExtraHeader]) -> Contract:
    """Return a contract without the parameters that headers of every request stand for: nothing is left to choose."""
    given = {each.name.lower() for each in headers}
    operations = (
        replace(
            operation,
            parameters=tuple(
                each for each in operation.parameters if each.location != "header" or each.name.lower() not in given
            ),
        )
        for operation in contract.operations
    )
    return replace(contract, operations=tuple(operations))
