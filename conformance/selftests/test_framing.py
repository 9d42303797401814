"""Where an answer ends, what broke its framing, and whose fault that is."""

from __future__ import annotations

import socket
import time
from threading import Event

import pytest

from conformance.exchange.deadline import Deadline, DeadlineBackend
from conformance.selftests.servers import PATIENCE, answer, serve
from conformance.selftests.transports import BODY, a_case, asked, body

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class TestFault:
    @pytest.mark.parametrize(
        ("script", "fault"),
        [
            (answer(BODY, "Content-Length: 3"), "two-lengths"),
            (answer(BODY, length=-1), "length"),
            (CHUNKED + b"zz\r\n", "chunk-size"),
            (CHUNKED + b"2\r\n[]]]\r\n0\r\n\r\n", "chunk-end"),
            (b"HTTP/1.1 200 OK\r\n: nameless\r\n\r\n", "header-line"),
            (answer(BODY, length=len(BODY) + 1), ""),
            (CHUNKED + b"a\r\n[", ""),
            (b"HTTP/1.1 200 OK\r\nContent-Le", ""),
            (b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 30_000, ""),
            (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", ""),
            (b"", ""),
        ],
        ids=[
            *("two lengths", "length", "chunk size", "chunk end", "header", "short", "chunk cut", "headers cut"),
            *("many headers", "ssh", "nothing"),
        ],
    )
    def test_fault(self, script: bytes, fault: str) -> None:
        """Broken framing is the API's fault; an answer that may be truncated is nobody's."""
        exchange = asked(script)
        assert exchange.trouble is not None
        assert (exchange.trouble.kind, exchange.trouble.fault) == ("framing", fault)

    def test_faults_end_nothing(self) -> None:
        """A target whose answers are broken answers: after three of them it is asked on, and judged by the others."""
        exchange = asked(CHUNKED + b"zz\r\n", *[a_case()] * 4)
        assert exchange.trouble is not None
        assert (exchange.trouble.kind, exchange.trouble.fault) == ("framing", "chunk-size")

    def test_cut_off_answers_end_the_run(self) -> None:
        """A request that is skipped after three answers that may have been cut off on the way is no fault."""
        exchange = asked(CHUNKED + b"5\r\nab", *[a_case()] * 4)
        assert exchange.trouble is not None
        assert (exchange.trouble.kind, exchange.trouble.fault) == ("framing", "")
        assert exchange.trouble.reason.startswith("not sent after 3 failures")


class TestSurplus:
    @pytest.mark.parametrize(
        ("script", "surplus"),
        [
            (answer(BODY), 0),
            (answer(BODY) + b"\r\n", 0),
            (answer(BODY) + b"ab", 2),
            (answer(BODY) + answer(b"[1]"), len(answer(b"[1]"))),
            (CHUNKED + b"2\r\n[]\r\n0\r\n\r\n", 0),
            (CHUNKED + b"2\r\n[]\r\n0\r\n\r\nrest", 4),
            (answer(b"", "X-A: 1", status="204 No Content") + b"[]", 2),
            (answer(b" " * 300_000) + b"ab", 2),
            (b"HTTP/1.1 200 OK\r\n\r\n[]\r\nrest", 0),
        ],
        ids=["none", "blank", "two", "answer", "chunks", "after chunks", "204", "large", "until close"],
    )
    def test_surplus(self, script: bytes, surplus: int) -> None:
        """Bytes after the declared end are counted, except blank lines; an answer that ends by closing has none."""
        exchange = asked(script)
        assert exchange.response is not None
        assert exchange.response.surplus == surplus

    def test_still_unread(self) -> None:
        """Unread bytes that have arrived are seen; without any, none are."""
        with serve(answer(BODY) + b"rest") as server:
            stream = DeadlineBackend(Deadline(5)).connect_tcp("127.0.0.1", server.port)
            stream.write(b"GET / HTTP/1.1\r\n\r\n")
            read = b""
            while len(read) < len(answer(BODY)):
                read += stream.read(len(answer(BODY)) - len(read))
            assert [stream.pending(), stream.pending()] == [b"rest", b""]
            stream.close()

    def test_open_connection_costs_no_time(self) -> None:
        """An answer on an open connection is complete at once, without waiting for more."""

        def script(connection: socket.socket, over: Event) -> None:
            connection.sendall(answer(BODY))
            over.wait()

        started = time.monotonic()
        assert body(asked(script, timeout=4 * PATIENCE)) == BODY
        assert time.monotonic() - started < PATIENCE
