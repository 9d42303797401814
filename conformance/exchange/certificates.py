"""Which certificates a TLS connection trusts and presents; every file is checked before anything is sent."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import certifi

from conformance.model import InputError

PASSWORD = "CONFORMANCE_KEY_PASSWORD"
"""The environment variable with the password of an encrypted private key."""
_FILES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_FOLDERS = "SSL_CERT_DIR"
# OpenSSL looks a certificate up in a folder by the hash of its subject.
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Certificates:
    """The files that the user gives; without `cacert`, variables say what is trusted, and without these the system."""

    cacert: Path | None = None
    """Certificates of the authorities that are trusted in place of all others."""
    cert: Path | None = None
    """The client's certificate, which may be followed by its key."""
    key: Path | None = None


def trusted(given: Certificates, environment: Mapping[str, str]) -> list[tuple[str, Path]]:
    """Return the files and folders that say whom to trust, each with the option or variable that names it."""
    if given.cacert is not None:
        return [("--cacert", given.cacert)]
    files = [(name, environment[name]) for name in _FILES if environment.get(name, "").strip()]
    folders = [(_FOLDERS, each) for each in environment.get(_FOLDERS, "").split(os.pathsep) if each.strip()]
    return [(name, Path(each.strip())) for name, each in (*files, *folders)]


def tls_context(given: Certificates, environment: Mapping[str, str]) -> ssl.SSLContext:
    """Return the context of verified connections (RFC 9110 section 4.3.4); there is none that verifies nothing.

    Raises:
        InputError: A file cannot be read, or does not hold what it should.
    """
    places = trusted(given, environment)
    context = _context_of(places) if places else _system_context()
    if given.cert is not None:
        _present(context, given.cert, given.key, environment.get(PASSWORD, ""))
    elif given.key is not None:
        raise InputError("--key is the key of a client certificate: give it by --cert")
    return context


def _system_context() -> ssl.SSLContext:
    import truststore  # noqa: PLC0415 - most runs have a certificate to check only if they are live

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # A small container may have no store of its own.
    context.load_verify_locations(certifi.where())
    return context


def _context_of(places: list[tuple[str, Path]]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # As for curl and httpx: what the user trusts need not be the root.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    for name, place in places:
        for fault in _faults(context, place):
            raise InputError(f"{fault}, but {name} says whom to trust", str(place))
    return context


def _faults(context: ssl.SSLContext, place: Path) -> Iterator[str]:
    """Trust what is in a file or folder, or yield why it cannot be."""
    try:
        if place.is_dir():
            context.load_verify_locations(capath=str(place))
            if not any(_HASHED.fullmatch(each.name) for each in place.iterdir()):
                yield "has no certificates by their hash (openssl rehash makes them)"
        else:
            context.load_verify_locations(cafile=str(place))
    except ssl.SSLError:
        yield "holds no certificates in PEM format (-----BEGIN CERTIFICATE-----)"
    except OSError as error:
        yield f"cannot be read: {error.strerror}"


def _present(context: ssl.SSLContext, cert: Path, key: Path | None, password: str) -> None:
    asked: list[bool] = []

    def secret() -> str:  # without it, OpenSSL would ask at the terminal
        asked.append(True)
        return password

    for file in (cert, key):
        if file is not None and not os.access(file, os.R_OK):
            raise InputError("cannot be read: no such file, or no permission", str(file))
    try:
        context.load_cert_chain(str(cert), None if key is None else str(key), secret)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None)
        if reason == "KEY_VALUES_MISMATCH":
            raise InputError(f"is not the certificate of the key in {key or cert}", str(cert)) from None
        if asked:
            message = f"its key is encrypted, and {PASSWORD} is not its password; export {PASSWORD}=<password>"
            raise InputError(message, str(key or cert)) from None
        message = "holds no certificate and key in PEM format; give the key by --key if it has a file of its own"
        raise InputError(message, str(cert)) from None
