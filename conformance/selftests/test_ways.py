"""A target is reached as its network asks: private authorities, proxies, unix sockets, IPv6 and HTTP/2."""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from conformance.exchange import transport as module
from conformance.exchange.certificates import PASSWORD, Certificates
from conformance.exchange.network import USUAL, NetworkOptions, network_for
from conformance.exchange.proxy import proxy_for
from conformance.exchange.transport import Transport, fetch_page
from conformance.model import Exchange, InputError, Target
from conformance.selftests.http2_server import serve_http2
from conformance.selftests.servers import PATIENCE, answer, nobody, serve, silence
from conformance.selftests.transports import BODY, KEY, OPERATION, a_case, body
from conformance.selftests.tunnels import authority, ca_file, proxy, secured, server_context, stranger

NOTHING: Mapping[str, str] = {}


def sent(
    url: str, options: NetworkOptions = USUAL, environment: Mapping[str, str] = NOTHING, timeout: float = PATIENCE
) -> Exchange:
    """Return the exchange of one request that goes the way of some options."""
    network = network_for(url, options, environment)
    return Transport(Target("live", url), (OPERATION,), 9, timeout, network=network).send(a_case(), KEY)


def reason(exchange: Exchange) -> str:
    assert exchange.response is None
    assert exchange.trouble is not None
    assert exchange.trouble.fault == ""
    return f"{exchange.trouble.kind}: {exchange.trouble.reason}"


def trusting(file: Path, proxy: str | None = None) -> NetworkOptions:
    return NetworkOptions(proxy, Certificates(file))


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

    def files(self, folder: Path) -> tuple[Path, Path]:
        made = authority().issue_cert("client@example.com")
        cert, key = folder / "client.pem", folder / "client.key"
        made.cert_chain_pems[0].write_to_path(cert)
        made.private_key_pem.write_to_path(key)
        return cert, key

    def asking(self) -> ssl.SSLContext:
        context = server_context()
        context.verify_mode = ssl.CERT_REQUIRED
        authority().configure_trust(context)
        return context

    @pytest.mark.parametrize("is_one_file", [True, False])
    def test_presented(self, tmp_path: Path, is_one_file: bool) -> None:
        """It may be in one file with its key, or not."""
        cert, key = self.files(tmp_path)
        if is_one_file:
            cert.write_bytes(cert.read_bytes() + key.read_bytes())
        given = Certificates(ca_file(tmp_path), cert, None if is_one_file else key)
        with serve(answer(BODY)) as server, secured(server.port, self.asking()) as url:
            assert body(sent(url, NetworkOptions(certificates=given))) == BODY

    def test_absent(self, tmp_path: Path) -> None:
        """Without one the line says what to give."""
        context = self.asking()
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # later, the refusal may come after the request
        with serve(answer(BODY)) as server, secured(server.port, context) as url:
            found = reason(sent(url, trusting(ca_file(tmp_path))))
        assert found.endswith("; if the target asks for a client certificate, give it by --cert")

    def test_password(self, tmp_path: Path) -> None:
        """The password of a key is read from a variable; without it nobody is asked at the terminal."""
        cert, key = self.files(tmp_path)
        key.write_bytes(encrypted(key.read_bytes(), b"p-4f1c9d27"))
        options = NetworkOptions(certificates=Certificates(ca_file(tmp_path), cert, key))
        assert network_for("https://h", options, {PASSWORD: "p-4f1c9d27"}).tls
        for environment in ({}, {PASSWORD: "p-wrong"}):
            with pytest.raises(InputError, match=f"its key is encrypted, and {PASSWORD} is not its password") as caught:
                network_for("https://h", options, environment)
            assert "p-wrong" not in str(caught.value)

    def test_unusable(self, tmp_path: Path) -> None:
        """Files that do not go together are refused before anything is sent."""
        cert, key = self.files(tmp_path)
        (tmp_path / "other").mkdir()
        other, _ = self.files(tmp_path / "other")
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


class TestProxy:
    """A proxy that is asked for opens tunnels, and sees nothing in them; any other sees nothing at all."""

    def test_tunnel(self, tmp_path: Path) -> None:
        """The proxy learns the host and the port; the key goes through it encrypted."""
        with ExitStack() as stack:
            server = stack.enter_context(serve(answer(BODY)))
            url = stack.enter_context(secured(server.port, server_context()))
            tunnels = stack.enter_context(proxy())
            options = trusting(ca_file(tmp_path), f"http://me:pw-4f1c9d27%C3%A9@{tunnels.address}")
            assert body(sent(url, options)) == BODY
        (request,) = tunnels.requests
        assert request.startswith(b"CONNECT " + url.removeprefix("https://").encode())
        assert b"\r\nProxy-Authorization: Basic " in request
        assert b"bn-key" not in request + b"".join(tunnels.seen)
        assert server.header("authorization") == ["Bearer bn-key"]
        assert server.header("proxy-authorization") == []
        assert network_for(url, options, {}).line.startswith(f"through {tunnels.address}; trusting ")
        assert "pw-4f1c9d27" not in f"{options} {network_for(url, options, {})}"

    @pytest.mark.parametrize("is_asked_for", [True, False])
    def test_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_asked_for: bool) -> None:
        """The proxy of the environment sees something only if it is asked for."""
        with ExitStack() as stack:
            server = stack.enter_context(serve(answer(BODY)))
            url = stack.enter_context(secured(server.port, server_context()))
            tunnels = stack.enter_context(proxy())
            names = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
            environment = {each: tunnels.address for name in names for each in (name, name.lower())}
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            options = trusting(ca_file(tmp_path), "env" if is_asked_for else None)
            assert body(sent(url, options, environment)) == BODY
            assert body(sent(server.base_url, options, environment)) == BODY  # without TLS it never goes there
        assert len(tunnels.requests) == int(is_asked_for)

    def test_deadline(self, tmp_path: Path) -> None:
        """A silent proxy, and a silent server behind one, end at the deadline."""
        options = ca_file(tmp_path)
        with serve(silence) as server, secured(server.port, server_context()) as url, proxy() as tunnels:
            assert reason(sent(url, trusting(options, tunnels.address), timeout=0.5)).startswith("timeout: ")
            silent = server.base_url.removeprefix("http://")
            found = reason(sent(url, trusting(options, silent), timeout=0.25))
            assert found == f"proxy: the proxy {silent}: no complete answer within the time limit"

    @pytest.mark.parametrize(
        ("refusal", "message"),
        [
            (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "it asks for another user"),
            (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "it refuses to open a tunnel (403)"),
            (b"HTTP/1.1 502 \xe9[31m\r\nContent-Length: 0\r\n\r\n", "it refuses to open a tunnel (502)"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "its length is not a number"),
            (b"SSH-2.0\r\n", "the answer was cut off before its end"),
        ],
        ids=["407", "403", "502", "length", "ssh"],
    )
    def test_refused(self, tmp_path: Path, refusal: bytes, message: str) -> None:
        """A proxy that opens no tunnel is named; the API is never blamed for what it answers."""
        with proxy(refusal) as tunnels:
            found = sent("https://localhost:1", trusting(ca_file(tmp_path), tunnels.address))
        assert reason(found).startswith(f"proxy: the proxy {tunnels.address}: ")
        assert message in reason(found)

    def test_absent(self, tmp_path: Path) -> None:
        """A proxy that is not there is not taken for the target."""
        address = nobody().removeprefix("http://")
        found = reason(sent("https://localhost:1", trusting(ca_file(tmp_path), address)))
        assert found == f"proxy: the proxy {address}: connection refused: nothing listens there"

    def test_target_in_trouble(self, tmp_path: Path) -> None:
        """What fails behind the proxy is the target's trouble."""
        context = server_context(ca=stranger())
        with serve(answer(BODY)) as server, proxy() as tunnels, secured(server.port, context) as url:
            found = reason(sent(url, trusting(ca_file(tmp_path), tunnels.address)))
        assert found.startswith("tls: the certificate is of an authority that is not trusted here")

    def test_with_tls(self, tmp_path: Path) -> None:
        """A proxy may itself be reached by TLS."""
        with ExitStack() as stack:
            server = stack.enter_context(serve(answer(BODY)))
            url = stack.enter_context(secured(server.port, server_context()))
            tunnels = stack.enter_context(proxy())
            front = stack.enter_context(secured(int(tunnels.address.rpartition(":")[2]), server_context()))
            assert body(sent(url, trusting(ca_file(tmp_path), front))) == BODY
        assert len(tunnels.requests) == 1

    @pytest.mark.parametrize(
        ("environment", "expected"),
        [
            ({"HTTPS_PROXY": "http://p:1", "ALL_PROXY": "http://q:2"}, "p:1"),
            ({"https_proxy": "p:1", "HTTPS_PROXY": "http://q:2"}, "p:1"),
            ({"all_proxy": "http://p"}, "p:80"),
            ({"HTTPS_PROXY": "https://[::2]"}, "[::2]:443"),
            ({"HTTPS_PROXY": "p:1", "NO_PROXY": "api.example.com"}, None),
            ({"HTTPS_PROXY": "p:1", "no_proxy": "localhost, .Example.com"}, None),
            ({"HTTPS_PROXY": "p:1", "NO_PROXY": "example.com"}, None),
            ({"HTTPS_PROXY": "p:1", "NO_PROXY": "*.example.com"}, None),
            ({"HTTPS_PROXY": "p:1", "NO_PROXY": "*"}, None),
            ({"HTTPS_PROXY": "p:1", "NO_PROXY": "api.example.com:443"}, None),
            ({"HTTPS_PROXY": "p:1", "NO_PROXY": "api.example.com:8443"}, "p:1"),
            ({"HTTPS_PROXY": "p:1", "NO_PROXY": "ple.com,,.,10.0.0.0/8"}, "p:1"),
        ],
    )
    def test_which(self, environment: Mapping[str, str], expected: str | None) -> None:
        """The variables mean what they mean elsewhere."""
        found = proxy_for("api.example.com", 443, "env", environment)
        assert (found and str(found)) == expected

    def test_network(self) -> None:
        """`NO_PROXY` may have a network."""
        environment = {"HTTPS_PROXY": "p:1", "NO_PROXY": "10.0.0.0/8"}
        assert proxy_for("10.1.2.3", 443, "env", environment) is None
        assert proxy_for("11.1.2.3", 443, "env", environment) is not None

    @pytest.mark.parametrize(
        ("given", "environment", "message"),
        [
            ("env", {}, "--proxy env: neither HTTPS_PROXY nor ALL_PROXY is set"),
            ("env", {"HTTPS_PROXY": "socks5://me:pw-4f1c9d27@p:1"}, "HTTPS_PROXY names a SOCKS proxy"),
            ("ftp://me:pw-4f1c9d27@p", {}, "--proxy is not the URL of a proxy"),
            ("http://me:pw-4f1c9d27@p:port", {}, "--proxy is not the URL of a proxy"),
            ("http://me:pw-4f1c9d27@p:1/path", {}, "--proxy is not the URL of a proxy"),
            ("http://", {}, "--proxy is not the URL of a proxy"),
            ("http://[::1", {}, "--proxy is not the URL of a proxy"),
        ],
    )
    def test_unusable(self, given: str, environment: Mapping[str, str], message: str) -> None:
        """What is no such proxy is refused without repeating its password."""
        with pytest.raises(InputError, match=message) as caught:
            proxy_for("h", 443, given, environment)
        assert "pw-4f1c9d27" not in str(caught.value)

    def test_ipv6(self) -> None:
        """Httpcore would ask a proxy for an address without its brackets."""
        with pytest.raises(InputError, match="an IPv6 address cannot be reached through a proxy"):
            network_for("https://[::1]", NetworkOptions("p:1"), {})


class TestLocal:
    """A server of this machine is reached by a unix socket and by IPv6."""

    def test_unix_socket(self, tmp_path: Path) -> None:
        """The request goes to the socket, with the host of the base URL."""
        file = tmp_path / "api.sock"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(file))
            listener.listen()
            with serve(answer(BODY), listener=listener) as server:
                found = sent("http://localhost", NetworkOptions(unix_socket=file))
        assert body(found) == BODY
        assert server.header("host") == ["localhost"]

    @pytest.mark.parametrize(
        ("url", "given", "message"),
        [
            ("https://api.example.com", None, "--unix-socket is on this machine: give it with"),
            ("https://localhost", "http://p:1", "--unix-socket is on this machine, where no proxy leads"),
            ("http://localhost", None, "is not a socket"),
        ],
    )
    def test_unusable(self, tmp_path: Path, url: str, given: str | None, message: str) -> None:
        """Another machine has no sockets here."""
        with pytest.raises(InputError, match=message):
            network_for(url, NetworkOptions(given, unix_socket=tmp_path / "no"), {})

    @pytest.mark.parametrize("is_secure", [False, True])
    def test_ipv6(self, tmp_path: Path, is_secure: bool) -> None:
        """An address in brackets is one, with TLS and without."""
        try:
            listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
        except OSError:
            pytest.skip("this machine has no IPv6")
        with listener, serve(answer(BODY), listener=listener, tls=server_context() if is_secure else None) as server:
            url = f"http{'s' if is_secure else ''}://[::1]:{listener.getsockname()[1]}"
            assert body(sent(url, trusting(ca_file(tmp_path)))) == BODY
        assert server.header("host") == [url.rpartition("//")[2]]


class TestHttp2:
    """A server that speaks HTTP/2 only is asked by it, and any other by HTTP/1.1."""

    @pytest.mark.parametrize("is_secure", [False, True])
    def test_only_http2(self, tmp_path: Path, is_secure: bool) -> None:
        """The first request shows it; later ones are sent by HTTP/2 at once."""
        context = server_context() if is_secure else None
        if context is not None:
            context.set_alpn_protocols(["h2"])
        with serve_http2(BODY, context) as (url, seen):
            network = network_for(url, trusting(ca_file(tmp_path)), {})
            transport = Transport(Target("live", url), (OPERATION,), 9, PATIENCE, network=network)
            exchanges = [transport.send(a_case(), KEY) for _ in range(2)]
        for each in exchanges:
            assert body(each) == BODY
            assert each.response is not None
            assert (each.response.http_version, each.response.surplus) == ("HTTP/2", 0)
        assert [dict(each)["authorization"] for each in seen] == ["Bearer bn-key"] * 2
        assert "connection" not in dict(seen[0])
        assert transport.sent == 2

    def test_through_a_proxy(self, tmp_path: Path) -> None:
        """A tunnel carries it too."""
        context = server_context()
        context.set_alpn_protocols(["h2"])
        with serve_http2(BODY, context) as (url, seen), proxy() as tunnels:
            assert body(sent(url, trusting(ca_file(tmp_path), tunnels.address))) == BODY
        assert (len(seen), len(tunnels.requests)) == (1, 2)

    def test_http1_is_preferred(self, tmp_path: Path) -> None:
        """A server that has both is not asked for HTTP/2, in which less can be judged."""
        context = server_context()
        context.set_alpn_protocols(["h2", "http/1.1"])
        with serve(answer(BODY)) as server, secured(server.port, context) as url:
            found = sent(url, trusting(ca_file(tmp_path)))
        assert found.response is not None
        assert found.response.http_version == "HTTP/1.1"

    def test_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the package the line says how to install it."""
        monkeypatch.setattr(module, "HAS_HTTP2", False)
        with serve_http2(BODY) as (url, _):
            found = reason(sent(url))
        assert found == ("http2: the target speaks HTTP/2 only, which needs: pip install 'bolna-conformance[http2]'")

    @pytest.mark.parametrize(
        "rest", [b"", b"\0" * 9, b"\0\0\1\1\4\0\0\0\1\xff", b"HTTP/1.1 200 OK\r\n\r\n", b"\xff" * 99]
    )
    def test_malformed(self, rest: bytes) -> None:
        """What begins like HTTP/2 and does not go on so is trouble, never an error."""
        with serve(b"\0\0\0\4\0\0\0\0\0" + rest) as server:
            found = sent(server.base_url)
        assert found.response is None
        assert found.trouble is not None


def encrypted(key: bytes, password: bytes) -> bytes:
    from cryptography.hazmat.primitives import serialization

    loaded = serialization.load_pem_private_key(key, None)
    kind, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return loaded.private_bytes(kind, form, serialization.BestAvailableEncryption(password))


def hash_of(file: Path) -> str:
    """Return the name by which OpenSSL looks for the certificate in a file."""
    import subprocess

    command = ["openssl", "x509", "-hash", "-noout", "-in", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() + ".0"
