"""A target is verified by the authorities that the user names, and gets the certificate that it asks for."""

from __future__ import annotations

import shutil
import ssl
from contextlib import ExitStack
from pathlib import Path

import pytest

from conformance.exchange.certificates import PASSWORD, Certificates
from conformance.exchange.network import USUAL, NetworkOptions, network_for
from conformance.exchange.transport import fetch_page
from conformance.model import InputError
from conformance.selftests.servers import answer, serve
from conformance.selftests.transports import BODY, body
from conformance.selftests.tunnels import (
    asking_context,
    ca_file,
    client_files,
    proxy,
    secured,
    server_context,
    stranger,
)
from conformance.selftests.ways import NOTHING, reason, sent, trusting


class TestTrust:
    """A certificate is verified by the authorities that the user names, or those of the system."""

    @pytest.mark.parametrize("name", ["--cacert", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR"])
    def test_private_authority(self, tmp_path: Path, name: str) -> None:
        """Each way to name it is enough."""
        file = ca_file(tmp_path)
        if name == "SSL_CERT_DIR":
            context = ssl.create_default_context(cafile=str(file))
            (issuer,) = context.get_ca_certs()
            assert issuer["subject"]
            shutil.copy(file, tmp_path / hash_of(file))
            file = tmp_path
        options, environment = (trusting(file), NOTHING) if name == "--cacert" else (USUAL, {name: str(file)})
        with serve(answer(BODY)) as server, secured(server.port, server_context()) as url:
            assert body(sent(url, options, environment)) == BODY
            assert network_for(url, options, environment).line == f"trusting {file} ({name})"

    def test_unknown_authority(self, tmp_path: Path) -> None:
        """An authority that is not trusted is trouble, whose line says how to trust it; nothing was sent."""
        with serve(answer(BODY)) as server, secured(server.port, server_context(ca=stranger())) as url:
            for options in (USUAL, trusting(ca_file(tmp_path))):
                found = reason(sent(url, options))
                assert found.startswith("tls: the certificate is of an authority that is not trusted here (")
                assert found.endswith("; give its certificate by --cacert FILE, or in SSL_CERT_FILE")
        assert server.requests == []

    def test_only_these(self, tmp_path: Path) -> None:
        """`--cacert` is trusted in place of what the variables name."""
        other = {"SSL_CERT_FILE": str(ca_file(tmp_path))}
        file = tmp_path / "other.pem"
        stranger().cert_pem.write_to_path(file)
        with serve(answer(BODY)) as server, secured(server.port, server_context()) as url:
            assert reason(sent(url, trusting(file), other)).startswith("tls: the certificate is of an authority")

    def test_other_host(self, tmp_path: Path) -> None:
        """A certificate of another host is told apart from one that is not trusted."""
        with serve(answer(BODY)) as server, secured(server.port, server_context("api.example.com")) as url:
            found = reason(sent(url, trusting(ca_file(tmp_path))))
        assert found.startswith("tls: the certificate is of another host (Hostname mismatch")
        assert found.endswith("); check --base-url")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (None, "cannot be read: No such file or directory, but --cacert says whom to trust"),
            ("", "holds no certificates in PEM format"),
            ("some text\n", "holds no certificates in PEM format"),
            ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "holds no certificates in PEM"),
        ],
        ids=["absent", "empty", "text", "damaged"],
    )
    def test_unusable(self, tmp_path: Path, text: str | None, message: str) -> None:
        """A file that holds no certificates is refused by its name."""
        file = tmp_path / "ca.pem"
        if text is not None:
            file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=message) as caught:
            network_for("https://h", trusting(file), {})
        assert str(caught.value).startswith(f"{file}: ")

    def test_unusable_folder(self, tmp_path: Path) -> None:
        """A folder in which OpenSSL would find nothing is refused, and so is one that a variable names."""
        ca_file(tmp_path)
        with pytest.raises(InputError, match="has no certificates by their hash"):
            network_for("https://h", USUAL, {"SSL_CERT_DIR": str(tmp_path)})
        with pytest.raises(InputError, match="but SSL_CERT_DIR says whom to trust"):
            network_for("https://h", USUAL, {"SSL_CERT_DIR": f"{tmp_path}/no"})

    def test_page(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A page of documentation is fetched the same way."""
        with ExitStack() as stack:
            server = stack.enter_context(serve(answer(b"# Page")))
            url = stack.enter_context(secured(server.port, server_context()))
            tunnels = stack.enter_context(proxy())
            assert fetch_page(url, trusting(ca_file(tmp_path), tunnels.address)) == b"# Page"
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
            monkeypatch.delenv("SSL_CERT_DIR", raising=False)
            monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
            assert fetch_page(url) == b"# Page"
        assert len(tunnels.requests) == 1


class TestClient:
    """A client certificate is presented to the target that asks for one."""

    @pytest.mark.parametrize("is_one_file", [True, False])
    def test_presented(self, tmp_path: Path, is_one_file: bool) -> None:
        """It may be in one file with its key, or not."""
        cert, key = client_files(tmp_path)
        if is_one_file:
            cert.write_bytes(cert.read_bytes() + key.read_bytes())
        given = Certificates(ca_file(tmp_path), cert, None if is_one_file else key)
        with serve(answer(BODY)) as server, secured(server.port, asking_context()) as url:
            assert body(sent(url, NetworkOptions(certificates=given))) == BODY

    def test_absent(self, tmp_path: Path) -> None:
        """Without one the line says what to give."""
        context = asking_context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # later, the refusal may come after the request
        with serve(answer(BODY)) as server, secured(server.port, context) as url:
            found = reason(sent(url, trusting(ca_file(tmp_path))))
        assert found.endswith("; if the target asks for a client certificate, give it by --cert")

    def test_password(self, tmp_path: Path) -> None:
        """The password of a key is read from a variable; without it nobody is asked at the terminal."""
        cert, key = client_files(tmp_path)
        key.write_bytes(encrypted(key.read_bytes(), b"p-4f1c9d27"))
        options = NetworkOptions(certificates=Certificates(ca_file(tmp_path), cert, key))
        assert network_for("https://h", options, {PASSWORD: "p-4f1c9d27"}).tls
        for environment in ({}, {PASSWORD: "p-wrong"}):
            with pytest.raises(InputError, match=f"its key is encrypted, and {PASSWORD} is not its password") as caught:
                network_for("https://h", options, environment)
            assert "p-wrong" not in str(caught.value)

    def test_unusable(self, tmp_path: Path) -> None:
        """Files that do not go together are refused before anything is sent."""
        cert, key = client_files(tmp_path)
        (tmp_path / "other").mkdir()
        other, _ = client_files(tmp_path / "other")
        for given, message in (
            (Certificates(None, tmp_path / "no"), "no: cannot be read"),
            (Certificates(None, cert, tmp_path / "no"), "no: cannot be read"),
            (Certificates(None, cert), "client.pem: holds no certificate and key in PEM format"),
            (Certificates(None, key, key), "client.key: holds no certificate and key in PEM format"),
            (Certificates(None, other, key), "client.pem: is not the certificate of the key in "),
            (Certificates(None, None, key), "--key is the key of a client certificate: give it by --cert"),
        ):
            with pytest.raises(InputError, match=message):
                network_for("https://h", NetworkOptions(certificates=given), {})


def encrypted(key: bytes, password: bytes) -> bytes:
    from cryptography.hazmat.primitives import serialization

    loaded = serialization.load_pem_private_key(key, None)
    kind, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return loaded.private_bytes(kind, form, serialization.BestAvailableEncryption(password))


def hash_of(file: Path) -> str:
    """Return the name by which OpenSSL looks for the certificate in a file."""
    import subprocess

    if shutil.which("openssl") is None:
        pytest.skip("without openssl no folder of certificates can be made")
    command = ["openssl", "x509", "-hash", "-noout", "-in", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() + ".0"
