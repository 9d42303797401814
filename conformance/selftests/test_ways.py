"""A target is reached as its network asks: by a proxy, a unix socket, IPv6 or HTTP/2."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from conformance.exchange import transport as module
from conformance.exchange.network import NetworkOptions, network_for
from conformance.exchange.proxy import proxy_for
from conformance.exchange.transport import Transport
from conformance.model import InputError, Target
from conformance.selftests.http2_server import serve_http2
from conformance.selftests.servers import PATIENCE, answer, nobody, serve, silence
from conformance.selftests.transports import BODY, KEY, OPERATION, a_case, body
from conformance.selftests.tunnels import ca_file, proxy, secured, server_context, stranger
from conformance.selftests.ways import reason, sent, trusting


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
