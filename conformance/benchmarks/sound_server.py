"""A server that keeps any contract: each GET operation answers with a sample of its success, or refuses with 422.

python -m conformance.benchmarks.sound_server contract.json 8000
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from conformance.contract.load import load_contract
from conformance.contract.openapi import Operation
from conformance.contract.schemas import Schemas
from conformance.exchange.attribution import operation_of
from conformance.exchange.values import is_valid
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.sample_instance import sample_instance

_INVALID = {"detail": [{"loc": ["path"], "msg": "is not valid", "type": "value_error"}]}


class _Answers:
    """The answers of one contract, each made once."""

    def __init__(self, contract_file: Path) -> None:
        self._contract = load_contract(contract_file)
        self._schemas = Schemas(self._contract)
        self._evidence = DocumentEvidence(self._contract, self._schemas)
        self._bodies: dict[str, bytes] = {}

    def answer(self, url: str) -> tuple[int, bytes]:
        """Return the status and the body for a URL."""
        parts = urlsplit(url)
        operation = operation_of("GET", parts.path, self._contract.operations, [""])
        if operation is None:
            return 404, json.dumps({"detail": "Not Found"}).encode()
        if not self._is_valid(operation, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))):
            return 422, json.dumps(_INVALID).encode()
        if operation.id not in self._bodies:
            self._bodies[operation.id] = self._sample(operation)
        return 200, self._bodies[operation.id]

    def _is_valid(self, operation: Operation, path: str, query: dict[str, str]) -> bool:
        segments = zip(operation.path.split("/"), path.split("/"), strict=False)
        texts = {**query, **{part[1:-1]: text for part, text in segments if part.startswith("{")}}
        return all(
            each.schema is None or is_valid(texts[each.name], each.schema, self._schemas)
            for each in operation.parameters
            if each.name in texts
        )

    def _sample(self, operation: Operation) -> bytes:
        schemas = (schema for schema in operation.responses["200"].media.values() if schema is not None)
        schema = next(schemas, None)
        return json.dumps(None if schema is None else sample_instance(self._evidence, schema)).encode()


@contextmanager
def sound_server(contract_file: Path, port: int = 0) -> Iterator[str]:
    """Run the server on a port of this machine, any free one by default; yield its URL."""
    answers = _Answers(contract_file)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Write no log."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    with sound_server(Path(sys.argv[1]), int(sys.argv[2])) as url:
        print(url, flush=True)
        Thread(daemon=False, target=input).start()
