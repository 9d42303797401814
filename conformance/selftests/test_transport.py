"""An exchange is bounded in time and size, distinguishes an answer from trouble, and sends only what was planned."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib

import pytest

from conformance.exchange import transport as module
from conformance.exchange.deadline import Deadline
from conformance.exchange.limits import Limits, size_of
from conformance.exchange.network import USUAL, network_for
from conformance.exchange.transport import Transport
from conformance.exchange.unpacking import CUT_OFF, MAYBE_CUT_OFF
from conformance.model import Exchange, InputError, Target, Trouble
from conformance.selftests.servers import PATIENCE, Script, answer, drips, reset, sends, serve, silence
from conformance.selftests.transports import BODY, KEY, OPERATION, a_case, a_transport, asked, body

PACKED = gzip.compress(BODY, mtime=0)
GZIP = "Content-Encoding: gzip"


def trouble(exchange: Exchange) -> str:
    """Return the kind of trouble; an exchange has a usable answer or trouble, never both and never neither."""
    assert (exchange.response is None) == (exchange.trouble is not None)
    return exchange.trouble.kind if exchange.trouble else ""


class TestDeadline:
    """One deadline bounds the whole exchange, however few bytes arrive at a time."""

    @pytest.mark.parametrize(
        "script",
        [
            silence,
            drips(b"", b"H"),
            drips(b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n"),
            drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
            drips(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b" "),
            drips(b"HTTP/1.1 200 OK\r\n\r\n", b" "),
            drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
            drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a"),
            drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
            drips(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
            drips(answer(PACKED[:5], GZIP, length=1_000_000), b"a"),
        ],
        ids=["silence", "status", "headers", "header", "body", "close", "chunks", "chunk", "100", "103", "gzip"],
    )
    def test_every_wait_ends(self, script: Script) -> None:
        """A server that is silent, or that sends any part of its answer endlessly, is trouble at the deadline."""
        started = time.monotonic()
        exchange = asked(script, timeout=0.25)
        assert trouble(exchange) == "timeout"
        assert 0.2 < time.monotonic() - started < PATIENCE

    def test_nothing_else_bounds_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No shorter timeout of the HTTP library cuts off a slow answer."""
        limits: list[float | None] = []
        left = Deadline.left

        def spy(self: Deadline, limit: float | None, error: type[Exception]) -> float:
            limits.append(limit)
            return left(self, limit, error)

        monkeypatch.setattr(Deadline, "left", spy)
        assert trouble(asked(answer(BODY))) == ""
        assert {None} == set(limits)

    def test_slow_but_in_time(self) -> None:
        """An answer that comes in pieces before the deadline is an answer, with the time it took."""
        parts = [bytes([byte]) for byte in answer(BODY)]
        exchange = asked(sends(*parts, pause=0.002))
        assert body(exchange) == BODY
        assert exchange.response
        assert exchange.response.elapsed > 0.05
        assert exchange.response.received is not None
        assert abs(exchange.response.received - time.time()) < 60


class TestSize:
    """No body, compressed or decompressed, exceeds its cap."""

    @pytest.mark.parametrize(("size", "kind"), [(1_000, ""), (1_001, "too-large")])
    @pytest.mark.parametrize("packed", [False, True])
    def test_cap(self, monkeypatch: pytest.MonkeyPatch, size: int, kind: str, packed: bool) -> None:
        """A body of the maximum size is read; one byte more is trouble, even if only decompression shows it."""
        monkeypatch.setattr(module, "MAX_BODY", 1_000)
        content = b" " * size
        exchange = asked(answer(gzip.compress(content), GZIP) if packed else answer(content))
        assert trouble(exchange) == kind

    def test_gzip_bomb(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A decompression bomb is never decompressed beyond the cap."""
        monkeypatch.setattr(module, "MAX_BODY", 100_000)
        sizes: list[int] = []
        original = zlib.decompressobj

        class Spy:
            def __init__(self, bits: int) -> None:
                self.inner = original(bits)

            def decompress(self, packed: bytes, limit: int) -> bytes:
                unpacked = self.inner.decompress(packed, limit)
                sizes.append(len(unpacked))
                return unpacked

            def __getattr__(self, name: str) -> object:
                return getattr(self.inner, name)

        bomb = gzip.compress(bytes(20_000_000))
        monkeypatch.setattr(zlib, "decompressobj", Spy)
        assert trouble(asked(answer(bomb, GZIP))) == "too-large"
        assert sizes == [100_001]

    def test_many_members(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The members of one gzip share one cap."""
        monkeypatch.setattr(module, "MAX_BODY", 1_000)
        assert trouble(asked(answer(gzip.compress(b" " * 600) * 2, GZIP))) == "too-large"

    def test_all_bodies(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The bodies of a run share one cap, since all of them are kept."""
        monkeypatch.setattr(module, "MAX_BODIES", 25)
        with serve(answer(BODY)) as server:
            transport = a_transport(server.base_url)
            exchanges = [transport.send(a_case(), KEY) for _ in range(3)]
        assert [trouble(each) for each in exchanges] == ["", "", "too-large"]
        assert exchanges[2].trouble is not None
        reason = "the bodies of all answers together are larger than 25 bytes; raise that by --max-total"
        assert exchanges[2].trouble.reason == reason

    def test_more_is_allowed(self) -> None:
        """Limits that the user gives hold instead; the reason for what is larger names the option."""
        with serve(answer(b" " * 2_000)) as server:
            target, operations = Target("live", server.base_url), (OPERATION,)
            small, large = (
                Transport(target, operations, 9, PATIENCE, limits=Limits(size, 9_999)).send(a_case(), KEY)
                for size in (999, 2_000)
            )
        assert small.trouble == Trouble("too-large", "the body is larger than 999 bytes; raise that by --max-body")
        assert len(body(large)) == 2_000

    @pytest.mark.parametrize("text", ["", "0", "-1", "64 M", "64MX", "1.5GiB", "5GiB", "\u0661", "9999999", "MiB"])
    def test_not_a_size(self, text: str) -> None:
        """What is not a size is refused in one line that says how to write one."""
        with pytest.raises(InputError, match=r"^--max-body .* is not a size up to 4GiB; write it like 64MiB$"):
            size_of(text, "--max-body")

    def test_endless(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An endless body without a declared length is cut at the cap, long before the deadline."""
        monkeypatch.setattr(module, "MAX_BODY", 10_000)
        assert trouble(asked(drips(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 5_000, pause=0.001))) == "too-large"


class TestCoding:
    """A body is decompressed exactly by its coding, or it is trouble: never half a body."""

    @pytest.mark.parametrize(
        "script",
        [
            answer(PACKED, GZIP),
            answer(PACKED, "content-encoding: X-GZIP"),
            answer(BODY, "Content-Encoding: identity"),
            answer(BODY, "Content-Encoding:"),
            answer(BODY),
            answer(gzip.compress(BODY[:4]) + gzip.compress(BODY[4:]), GZIP),
            answer(zlib.compress(BODY), "Content-Encoding: deflate"),
            answer(zlib.compress(BODY)[2:-4], "Content-Encoding: Deflate"),
            answer(gzip.compress(PACKED), "Content-Encoding: gzip, gzip"),
            answer(gzip.compress(PACKED), GZIP, GZIP),
            answer(zlib.compress(PACKED), "Content-Encoding: gzip, identity,deflate"),
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n%s\r\n6\r\n%s\r\n0\r\n\r\n"
            % (BODY[:4], BODY[4:]),
            b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
        ],
        ids=[
            *("gzip", "x-gzip", "identity", "empty", "none", "two members", "zlib", "bare deflate"),
            *("twice", "two lines", "chain", "chunks", "until close"),
        ],
    )
    def test_read(self, script: bytes) -> None:
        """The decoded body is judged, whatever its compression and framing."""
        assert body(asked(script)) == BODY

    @pytest.mark.parametrize(
        "script",
        [
            answer(PACKED[:-9], GZIP),
            answer(PACKED[:-1], GZIP),
            answer(PACKED[:10], GZIP),
            answer(PACKED + PACKED[:-4], GZIP),
            answer(BODY, GZIP),
            answer(PACKED + b"<html>", GZIP),
            answer(PACKED[:-8] + b"\0" * 8, GZIP),
            answer(zlib.compress(BODY), GZIP),
            answer(BODY, "Content-Encoding: deflate"),
            answer(zlib.compress(BODY) + b"[]", "Content-Encoding: deflate"),
            answer(zlib.compress(BODY)[:-5], "Content-Encoding: deflate"),
            answer(PACKED, "Content-Encoding: gzip, gzip"),
            answer(BODY, "Content-Encoding: aws-chunked"),
            answer(b"\x0b\x00\x80[]\x03", "Content-Encoding: br"),
            answer(PACKED, "Content-Encoding: " + ", ".join(["gzip"] * 9)),
        ],
        ids=[
            *("cut", "no end", "header only", "second cut", "plain", "rest", "checksum"),
            *("zlib", "no deflate", "deflate and more", "deflate cut", "once", "aws-chunked", "br", "nine times"),
        ],
    )
    def test_undecoded(self, script: bytes) -> None:
        """A body that its coding does not unpack is unknown, never a wrong one; the rest of its answer is judged."""
        response = asked(script).response
        assert response is not None
        assert (response.status, response.body, bool(response.undecoded)) == (200, b"", True)

    def test_first_bytes(self) -> None:
        """Why a body cannot be unpacked is shown by its first bytes alone."""
        response = asked(answer(b'{"key": "bn-key"}', GZIP)).response
        assert response is not None
        assert response.undecoded == (
            "the body is not gzip, though Content-Encoding says so: it begins with 7b 22 6b 65"
        )

    def test_cut_off_on_the_way(self) -> None:
        """Where only the end of the connection ends a body, the network may have cut it off."""
        cut = b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + PACKED[:-3]
        found = [asked(script).response for script in (cut, answer(PACKED[:-3], GZIP))]
        assert [each and each.undecoded for each in found] == [MAYBE_CUT_OFF, CUT_OFF]

    def test_run_goes_on(self) -> None:
        """Answers that cannot be unpacked are answers: they do not end a run."""
        exchange = asked(answer(BODY, GZIP), *[a_case()] * 5)
        assert (exchange.trouble, exchange.response is not None) == (None, True)

    @pytest.mark.parametrize("status", ["200 OK", "204 No Content", "400 Bad Request"])
    def test_nothing_to_unpack(self, status: str) -> None:
        """An answer without a body may still name a coding."""
        assert body(asked(answer(b"", GZIP, status=status))) == b""

    def test_head(self) -> None:
        """An answer to HEAD has no body, whatever its headers say."""
        exchange = asked(answer(b"", GZIP, length=999), a_case(method="HEAD"))
        assert body(exchange) == b""
        assert exchange.response
        assert exchange.response.header("content-length") == "999"


class TestStream:
    """A stream that has no end is read up to a bound, and what came of it is the answer."""

    @pytest.mark.parametrize(
        ("kind", "events"),
        [("text/event-stream", b"data: 1\n\n"), ("application/x-ndjson; charset=utf-8", b"{}\n")],
    )
    def test_time(self, monkeypatch: pytest.MonkeyPatch, kind: str, events: bytes) -> None:
        """It ends after some seconds, with every byte that came by then."""
        monkeypatch.setattr(module, "STREAM_SECONDS", 0.2)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
        exchange = asked(drips(head + events, b""))
        assert (body(exchange), exchange.response and exchange.response.is_cut) == (events, True)

    def test_size(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It ends after a number of bytes."""
        monkeypatch.setattr(module, "STREAM_BYTES", 10)
        exchange = asked(drips(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", b"data: 1\n\n"))
        assert body(exchange) == b"data: 1\n\nd"

    def test_packed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A compressed one is unpacked as far as it came."""
        monkeypatch.setattr(module, "STREAM_SECONDS", 0.2)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{GZIP}\r\n\r\n".encode()
        packer = zlib.compressobj(wbits=31)
        events = packer.compress(b"data: 1\n\n") + packer.flush(zlib.Z_SYNC_FLUSH)
        assert body(asked(drips(head + events, b""))) == b"data: 1\n\n"

    def test_with_an_end(self) -> None:
        """One that ends is whole."""
        exchange = asked(answer(b"data: 1\n\n", "Content-Type: text/event-stream"))
        assert (body(exchange), exchange.response and exchange.response.is_cut) == (b"data: 1\n\n", False)


class TestFraming:
    """The end of a message is taken from the message, and one connection carries one exchange."""

    @pytest.mark.parametrize(
        "script",
        [
            answer(BODY, length=len(BODY) + 1),
            answer(BODY, "Content-Length: 3"),
            answer(BODY, length=-1),
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n" + BODY,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Le",
            b"HTTP/1.1 200 OK\r\n broken\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 30_000,
            b"SSH-2.0-OpenSSH_9.6\r\n",
            b"\x16\x03\x01\x02\0\0\0\0\0\0\0",
            b"",
        ],
        ids=[
            *("short", "two lengths", "negative", "chunk cut", "chunk size", "coding", "headers cut", "folded"),
            *("many headers", "ssh", "tls", "nothing"),
        ],
    )
    def test_no_sound_message(self, script: bytes) -> None:
        """A truncated or malformed answer is trouble, never an answer with half of its body."""
        assert trouble(asked(script)) == "framing"

    def test_bytes_after_the_end(self) -> None:
        """Bytes after Content-Length belong to no answer: not to this one, and not to the next."""
        with serve(answer(BODY) + answer(b"smuggled"), answer(b"second")) as server:
            transport = a_transport(server.base_url)
            bodies = [body(transport.send(a_case(), KEY)) for _ in range(2)]
        assert bodies == [BODY, b"second"]

    def test_one_exchange_a_connection(self) -> None:
        """A server that keeps its connections open gets a new one for every request."""
        script = answer(BODY, "Connection: keep-alive", "Keep-Alive: timeout=60")
        with serve(script) as server:
            transport = a_transport(server.base_url)
            for _ in range(3):
                assert body(transport.send(a_case(), KEY)) == BODY
        assert server.targets() == ["GET /things/7"] * 3

    def test_interim_answers(self) -> None:
        """Answers of the 1xx class precede the answer and are ignored."""
        interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\n"
        exchange = asked(interim + answer(BODY, status="404 Not Found"))
        assert body(exchange) == BODY
        assert exchange.response
        assert (exchange.response.status, exchange.response.header("x-a")) == (404, None)

    def test_raw_headers(self) -> None:
        """Headers are kept as received: their order, their case, every repetition, and bytes as Latin-1."""
        exchange = asked(answer(b"", "X-B: 1", "x-a: \xe9", "X-b: 2", "X-B: 1"))
        assert exchange.response
        found = (("Content-Length", "0"), ("X-B", "1"), ("x-a", "\xe9"), ("X-b", "2"), ("X-B", "1"))
        assert found == exchange.response.headers
        assert exchange.response.header("x-B") == "1, 2, 1"


class TestReason:
    """The kind of trouble is named, because none of it violates the API's contract."""

    def test_refused(self) -> None:
        """A port on which nothing listens is distinguished from a silent one."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            exchange = a_transport(f"http://127.0.0.1:{free.getsockname()[1]}").send(a_case(), KEY)
        assert trouble(exchange) == "refused"

    def test_dns(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An unresolvable name is distinguished from a host that is down."""

        def unknown(*args: object, **options: object) -> object:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        assert trouble(a_transport("http://absent.invalid").send(a_case(), KEY)) == "dns"

    @pytest.mark.parametrize("script", [answer(BODY), b"\x15\x03\x03\0\2\2\x28"], ids=["plain", "alert"])
    def test_tls(self, script: bytes) -> None:
        """A server that does not speak TLS, or refuses it, is TLS trouble."""
        with serve(script) as server:
            secure = server.base_url.replace("http:", "https:").replace("127.0.0.1", "localhost")
            exchange = a_transport(secure).send(a_case(), KEY)
        assert trouble(exchange) == "tls"

    def test_tls_handshake_ends(self) -> None:
        """A handshake that is never answered ends at the deadline."""
        with serve(silence) as server:
            exchange = a_transport(server.base_url.replace("http:", "https:"), timeout=0.2).send(a_case(), KEY)
        assert trouble(exchange) == "timeout"

    def test_reset(self) -> None:
        """A connection that is reset is trouble of the connection."""
        assert trouble(asked(reset)) == "connection"

    def test_certificates_are_checked(self) -> None:
        """Certificates and host names are verified, whatever the environment says."""
        context = network_for("https://h", USUAL, {}).tls
        assert context is not None
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
