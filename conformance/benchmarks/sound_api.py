"""An API that keeps any contract: a GET answers with a sample of its success, or refuses what is not valid with 422."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from conformance.contract.load import load_contract
from conformance.contract.openapi import Operation
from conformance.contract.schemas import Schemas
from conformance.exchange.attribution import operation_of
from conformance.exchange.values import is_valid
from conformance.reference.api import Answer, Api, Call
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.sample_instance import sample_instance

_JSON = (("Content-Type", "application/json"),)
_INVALID = {"detail": [{"loc": ["path"], "msg": "is not valid", "type": "value_error"}]}


class SoundApi(Api):
    """The API of one contract; each answer is made once."""

    def __init__(self, contract_file: Path) -> None:
        """Read the contract."""
        super().__init__()
        self._contract = load_contract(contract_file)
        self._schemas = Schemas(self._contract)
        self._evidence = DocumentEvidence(self._contract, self._schemas)
        self._bodies: dict[str, bytes] = {}

    def answer(self, call: Call) -> Answer:
        """Answer a call."""
        parts = urlsplit(call.target)
        operation = operation_of(call.method, parts.path, self._contract)
        if operation is None:
            return Answer(404, _JSON, json.dumps({"detail": "Not Found"}).encode())
        if not self._is_valid(operation, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))):
            return Answer(422, _JSON, json.dumps(_INVALID).encode())
        if operation.id not in self._bodies:
            self._bodies[operation.id] = self._sample(operation)
        return Answer(200, _JSON, self._bodies[operation.id])

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
