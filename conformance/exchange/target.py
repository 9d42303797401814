"""The target of a run: its URL, and its credentials and known values from environment variables."""

from __future__ import annotations

import difflib
import ipaddress
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from conformance.contract.document import Document, escape
from conformance.contract.openapi import Contract, Operation, Parameter, SecurityScheme
from conformance.contract.own_files import read_checked
from conformance.contract.schemas import Schemas
from conformance.exchange.given import by_operation, refuse_invalid, values_in
from conformance.exchange.token_command import VARIABLE
from conformance.model import InputError, JsonValue, Target

_VARIABLE: JsonValue = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
_VARIABLES: JsonValue = {"type": "object", "additionalProperties": _VARIABLE}
SCHEMA: Mapping[str, JsonValue] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "security": _VARIABLES,
        "parameters": _VARIABLES,
        "foreign": _VARIABLES,
        "operations": {"type": "object", "additionalProperties": _VARIABLES},
        "owners": {"type": "array", "items": {"type": "string"}},
        "headers": _VARIABLES,
    },
}
"""The schema of a target file."""
SAFE_METHODS = frozenset({"GET", "HEAD"})
"""The only methods that are sent: they request no change of state (RFC 9110 section 9.2.1)."""


def load_target(
    base_url: str, file: Path, environment: Mapping[str, str], contract: Contract, schemas: Schemas, token: str = ""
) -> Target:
    """Return the live target at a base URL, its credentials and known values read from the environment.

    Args:
        base_url: The URL.
        file: The target file.
        environment: The variables that it names.
        contract: The contract, whose schemes and parameters they feed.
        schemas: Its schemas.
        token: What every scheme of bearer tokens gets, whatever the file says; empty where the user has no such token.

    Raises:
        InputError: The URL is unusable, a variable is missing, or a value does not match the contract.
    """
    url = checked_url(base_url)
    return replace(load_values(file, environment, contract, schemas, token), kind="live", base_url=url)


def load_values(
    file: Path, environment: Mapping[str, str], contract: Contract, schemas: Schemas, token: str = ""
) -> Target:
    """Return a recorded target without a URL, with the credentials and known values from the environment.

    Raises:
        InputError: A variable is missing, or a value does not match the contract.
    """
    document = read_checked(file, SCHEMA)
    data = document.data if isinstance(document.data, dict) else {}
    security, parameters, foreign = (data.get(name, {}) for name in ("security", "parameters", "foreign"))
    declared = _parameters(contract)
    _refuse_misspelled(parameters, declared, document, "parameters")
    _refuse_misspelled(foreign, declared, document, "foreign")
    _refuse_misspelled(data.get("owners", ()), declared, document, "owners")
    schemes = _schemes(contract)
    tokens = {scheme.name: token for scheme in schemes if token and scheme.is_bearer}
    credentials = tokens | {
        scheme.name: _credential(security[scheme.name], environment)
        for scheme in schemes
        if scheme.name in security and scheme.name not in tokens
    }
    target = Target(
        kind="recording",
        base_url="",
        credentials=credentials,
        parameters={
            name: _known(name, parameters[name], environment, contract, schemas)
            for name in declared
            if name in parameters
        },
        variables={**security, **dict.fromkeys(tokens, VARIABLE), **parameters},
        foreign={
            name: _foreign(name, foreign[name], environment, contract, schemas)
            for name in declared
            if environment.get(foreign.get(name, ""), "").strip()
        },
        foreign_variables=foreign,
        owners=frozenset(data.get("owners", ())),
        by_operation=by_operation(document, environment, contract, schemas, SAFE_METHODS),
    )
    for name, value in target.foreign.items():
        if value.lower() in map(str.lower, target.parameters.get(name, ())):
            raise InputError(f"{foreign[name]} holds a value of {parameters[name]}; give one of another owner")
    refuse_closed(contract, target, document.file)
    return target


def refuse_closed(contract: Contract, target: Target, file: str) -> None:
    """Refuse a target file without credentials for any operation.

    Raises:
        InputError: There is no operation left to ask; names the schemes of the first one.
    """
    closed = closed_operations(contract, target)
    if closed and all(each.id in closed for each in contract.operations if each.method in SAFE_METHODS):
        message = f"names no variable for the security scheme {next(iter(closed.values()))}; add it under `security:`"
        raise InputError(message, file)


def with_token(target: Target, token: str) -> Target:
    """Return a target with another token for the schemes that have one from a command."""
    tokens = {name: token for name in target.credentials if target.variables.get(name) == VARIABLE}
    return replace(target, credentials={**target.credentials, **tokens})


def closed_operations(contract: Contract, target: Target) -> dict[str, str]:
    """Return the operations that cannot be asked for want of credentials, each with the schemes that it needs."""
    return {
        operation.id: ", ".join(map(_shown, operation.security[0]))
        for operation in contract.operations
        if operation.method in SAFE_METHODS and operation.security and schemes_for(operation, target) is None
    }


def _shown(scheme: SecurityScheme) -> str:
    return f"{scheme.name} (--cert)" if scheme.kind == "mutualTLS" else scheme.name


def without_mutual_tls(contract: Contract) -> Contract:
    """Return a contract for a client that has a certificate: nothing else is to be presented for these schemes."""
    operations = (
        replace(
            operation,
            security=tuple(
                tuple(scheme for scheme in alternative if scheme.kind != "mutualTLS")
                for alternative in operation.security
            ),
        )
        for operation in contract.operations
    )
    return replace(contract, operations=tuple(operations))


def _refuse_misspelled(given: Collection[str], declared: Sequence[str], document: Document, section: str) -> None:
    """Refuse a parameter that the contract lacks where it has another, not given, that is spelled alike."""
    open_names = [name for name in declared if name not in given]
    for name in given:
        near = difflib.get_close_matches(name, open_names, 1) if name not in declared else []
        if near:
            message = f"the contract has no parameter {name}; did you mean {near[0]}?"
            raise document.error(message, f"#/{section}/{escape(name)}")


def schemes_for(operation: Operation, target: Target) -> tuple[SecurityScheme, ...] | None:
    """Return the most complete alternative of an operation's security that the target has every credential for."""
    return next(iter(alternatives_for(operation, target)), None)


def alternatives_for(operation: Operation, target: Target) -> tuple[tuple[SecurityScheme, ...], ...]:
    """Return the alternatives that the target has every credential for, the most complete first."""
    return tuple(
        alternative
        for alternative in sorted(operation.security, key=len, reverse=True)
        if all(scheme.name in target.credentials for scheme in alternative)
    )


def checked_url(url: str, name: str = "--base-url") -> str:
    """Return a URL without its final slash.

    Args:
        url: The URL.
        name: The option that it was given by.

    Raises:
        InputError: It is empty, not absolute, plain http to another machine, or holds a user, query or fragment.
    """
    if not url.strip():
        raise InputError(f"{name} is empty (a missing secret?); give the URL")
    if not url.strip().isascii() or not url.strip().isprintable() or " " in url.strip():
        raise InputError(f"{name} holds spaces or characters that a URL cannot contain; write other hosts as xn--…")
    if set(url) & set("?#") or "@" in url.partition("//")[2].partition("/")[0]:
        raise InputError(f"{name} must not contain a user, password, query or fragment; keys come from the environment")
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        is_sound = parts.scheme in ("http", "https") and _is_host(host) and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise InputError(f"{name} {url!r} is not an http(s) URL; write it like https://api.example.com")
    if parts.scheme == "http" and not is_loopback(host):
        raise InputError(f"{name} {url!r} would send the key in clear text; use https")
    return url.strip().rstrip("/")


def _is_host(host: str) -> bool:
    """Return whether a name or an address can be looked up at all (RFC 1035 section 2.3.4)."""
    labels = host.removesuffix(".").split(".")
    return ":" in host or (len(host) < 254 and all(0 < len(label) < 64 for label in labels))


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _schemes(contract: Contract) -> list[SecurityScheme]:
    found = {
        scheme.name: scheme
        for operation in contract.operations
        if operation.method in SAFE_METHODS
        for alternative in operation.security
        for scheme in alternative
    }
    return list(found.values())


def _parameters(contract: Contract) -> list[str]:
    names = (
        parameter.name
        for operation in contract.operations
        if operation.method in SAFE_METHODS
        for parameter in operation.parameters
    )
    return list(dict.fromkeys(names))


def _credential(variable: str, environment: Mapping[str, str]) -> str:
    value = environment.get(variable, "").strip()
    if not value:
        raise InputError(f"the environment variable {variable} is not set, or is empty; export {variable}=<your key>")
    if not value.isascii() or not value.isprintable():
        raise InputError(f"{variable} holds characters that a header cannot contain; copy the key again")
    return value


def _known(
    name: str, variable: str, environment: Mapping[str, str], contract: Contract, schemas: Schemas
) -> tuple[str, ...]:
    values = values_in(variable, name, environment)
    refuse_invalid(name, variable, values, _asked(name, contract), schemas)
    return values


def _foreign(name: str, variable: str, environment: Mapping[str, str], contract: Contract, schemas: Schemas) -> str:
    value = environment[variable].strip()
    refuse_invalid(name, variable, [value], _asked(name, contract), schemas)
    return value


def _asked(name: str, contract: Contract) -> list[Parameter]:
    """Return the parameters of a name that are sent: elsewhere it may mean something else."""
    safe = (operation for operation in contract.operations if operation.method in SAFE_METHODS)
    return [each for operation in safe for each in operation.parameters if each.name == name]
