"""Nothing that a document refers to is ever fetched, wherever it occurs; values remain values."""

from __future__ import annotations

import ast
import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import find, settings

from conformance.archive import audit as auditing
from conformance.cli import main
from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.generation import generate, load_schema
from conformance.exchange.handing import handed
from conformance.model import InputError
from conformance.reference.data import AGENTS
from conformance.run.stock_checks import StockChecks
from conformance.selftests.audits import here
from conformance.selftests.canary import Canary, canary, confined
from conformance.selftests.conftest import Run
from conformance.selftests.makers import exchange
from conformance.selftests.modules import ENGINE, tree
from conformance.selftests.places import PATH, REFERENCES, VALUES, VENDORED, in_parameter, operation, ref


def with_values(given: Canary) -> dict[str, Any]:
    """Return the vendored document with addresses of every kind as values in every place."""
    document: dict[str, Any] = copy.deepcopy(VENDORED)
    document["jsonSchemaDialect"] = f"{given.web}dialect"
    for name, put in VALUES.items():
        for kind, address in given.addresses(name).items():
            put(document, f"{name}-{kind}", address)
    return document


@pytest.fixture
def tripwire(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    """Return a canary that fails the test at its end if anything was requested from it."""
    with canary(tmp_path_factory.mktemp("canary"), tmp_path) as made:
        yield made
    assert made.seen == []


@pytest.fixture
def contract_file(tmp_path: Path, tripwire: Canary) -> Path:
    file = tmp_path / "contract.json"
    file.write_text(json.dumps(with_values(tripwire)), encoding="utf-8")
    return file


@pytest.fixture
def confinement(tmp_path: Path, tripwire: Canary, sound: str) -> Iterator[None]:
    """Allow connections to the reference, and files in the test's own folder and of the project."""
    with confined(tripwire.seen, {int(sound.rpartition(":")[2])}, tmp_path):
        yield


@pytest.mark.usefixtures("confinement")
class TestCommands:
    def test_run(self, run: Run, sound: str, contract_file: Path) -> None:
        """A live, an exploring and a recorded run contact only their target, and report nothing about the values."""
        given = ("--spec", contract_file.name, "--explore", "4", "--max-requests", "90")
        live = run(*given, "--target", str(SPEC / "target.yaml"), "--base-url", sound, "--record", "run.ndjson")
        assert live.report is not None, live.text
        assert live.report["header"]["requests"] > 20
        assert (live.code, live.must_failed()) == (0, set()), live.text
        recorded = run(*given, "--recording", "run.ndjson")
        assert (recorded.code, recorded.failed()) == (live.code, live.failed())

    def test_audit(self, contract_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An audit contacts nobody."""
        monkeypatch.setattr(auditing, "local", lambda processes: here)
        log = tmp_path / "log.ndjson"
        log.write_text(json.dumps({"path": f"/batches/{AGENTS[2]}/all", "status": 200, "body": '[{"const-http": 1}]'}))
        assert main(["audit", str(log), "--spec", str(contract_file)]) == 1

    def test_diff(self, contract_file: Path, tripwire: Canary, tmp_path: Path) -> None:
        """A comparison contacts nobody, though every value changed."""
        other = tmp_path / "other.json"
        text = contract_file.read_text(encoding="utf-8")
        other.write_text(text.replace(tripwire.web, f"{tripwire.web}other/").replace("canary.json", "canary.json?"))
        assert main(["diff", str(contract_file), str(other)]) in (0, 1)

    def test_vendor(self, contract_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A page with such values is checked and vendored without contacting anybody."""
        shutil.copytree(SPEC, tmp_path / "spec")
        page = tmp_path / "get_batches.md"
        block = yaml.safe_dump(json.loads(contract_file.read_text(encoding="utf-8")), sort_keys=False)
        page.write_text(f"# Batches\n\n````yaml GET {PATH}\n{block}````\n", encoding="utf-8")
        assert main(["vendor", str(page), "--check", "--spec-dir", str(tmp_path / "spec")]) == 1, capsys.readouterr()
        assert main(["vendor", str(page), "--accept", "--spec-dir", str(tmp_path / "spec")]) == 1, capsys.readouterr()


@pytest.mark.usefixtures("confinement")
@pytest.mark.parametrize("kind", ["http", "file", "relative"])
@pytest.mark.parametrize("place", REFERENCES)
def test_references(tmp_path: Path, tripwire: Canary, place: str, kind: str) -> None:
    """A reference that leaves the document is refused with its place, and not followed."""
    document = copy.deepcopy(VENDORED)
    address = tripwire.addresses(place)[kind]
    REFERENCES[place](document, "/odd" if place == "path" else "odd", address)
    file = tmp_path / "contract.json"
    file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    with pytest.raises(InputError, match=r"contract\.json:\d+: \$ref leaves the document"):
        load_contract(file)


class TestHanded:
    """The document that schemathesis gets."""

    def test_same(self) -> None:
        """A document without such values is passed unchanged."""
        contract = load_contract(SPEC / "openapi.yaml")
        assert handed(contract.document, contract.version) == contract.document.data

    def test_nothing_left(self, contract_file: Path, tripwire: Canary) -> None:
        """No reference in it leads elsewhere, and no keyword names another document."""
        contract = load_contract(contract_file)

        def keys(node: Any) -> Iterator[tuple[Any, Any]]:
            for key, value in node.items() if isinstance(node, dict) else enumerate(node):
                yield key, value
                if isinstance(value, dict | list):
                    yield from keys(value)

        fetched = ("$ref", "$dynamicRef", "$schema", "$id", "jsonSchemaDialect", "externalValue", "operationRef")
        found = [value for key, value in keys(handed(contract.document, "3.1.0")) if key in fetched]
        assert [value for value in found if isinstance(value, str) and not value.startswith("#")] == []

    @pytest.mark.parametrize("keyword", ["x-things", "x-fragments"])
    def test_extension_in_use(self, keyword: str) -> None:
        """An extension is a schema where a reference leads there, and its references are kept."""
        data = copy.deepcopy(VENDORED)
        data["paths"][PATH]["get"]["parameters"].append({"name": "q", "in": "query", "schema": ref(f"#/{keyword}/a")})
        used = {"a": ref(f"#/{keyword}/b"), "b": {"enum": ["b"]}}
        data[keyword] = {**used, "c": ref("http://127.0.0.1:1/"), "d": ref("#/no")}
        contract = read_contract(parse(json.dumps(data), "contract.json"))
        made = handed(contract.document, contract.version)
        assert made[keyword] == {**used, "c": {}, "d": {}}
        generated = generate(load_schema(contract), contract.operations[0])
        assert "b" in [each.query.get("q") for each in generated]

    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    @pytest.mark.parametrize(
        "value",
        [
            {"$ref": "http://127.0.0.1:1/"},
            {"$ref": "#/components/schemas/Error", "b": 1},
            [{"$ref": "x"}],
            [1, {"a": {"$ref": "x", "b": [], "c": {}}}, None],
            {"a": [[{"$dynamicRef": "x"}], [], {}, "a"]},
        ],
        ids=str,
    )
    def test_equal(self, value: Any, version: str) -> None:
        """The replacement of a value is matched by that value and by none similar to it."""
        import jsonschema

        keyword = {"enum": ["other", value]} if version == "3.0.3" else {"const": value}
        data = {"openapi": version, "components": {"schemas": {"A": {"title": "a", **keyword}}}}
        made = handed(parse(json.dumps(data), "t"), version)["components"]["schemas"]["A"]
        assert not made.keys() & {"enum", "const"}
        judge = (jsonschema.Draft4Validator if version == "3.0.3" else jsonschema.Draft202012Validator)(made)
        assert judge.is_valid(value)
        assert [other for other in near(value) if judge.is_valid(other)] == []

    @pytest.mark.parametrize("keyword", ["const", "enum"])
    def test_drawn(self, keyword: str) -> None:
        """Schemathesis draws the value, and none that it would take for it."""
        value = {"$ref": "http://127.0.0.1:1/"}
        data = copy.deepcopy(VENDORED)
        body = {"content": {"application/json": {"schema": {keyword: value if keyword == "const" else [value]}}}}
        data["paths"][PATH]["post"] = {"requestBody": {"required": True, **body}, "responses": {}, "parameters": []}
        data["paths"][PATH]["post"]["parameters"] = operation(data)["parameters"]
        schema = load_schema(read_contract(parse(json.dumps(data), "contract.json")))
        assert drawn(schema[PATH]["POST"]).body == value


def drawn(operation: Any) -> Any:
    """Return the simplest case that schemathesis draws."""
    return find(operation.as_strategy(), lambda _: True, settings=settings(database=None, derandomize=True))


def near(value: Any) -> Iterator[Any]:
    """Yield values that differ from one in one place."""
    yield from ("no", None, {}, [], [value], {"a": value})
    if isinstance(value, dict):
        yield {**value, "more": 1}
        for name, each in value.items():
            yield {key: other for key, other in value.items() if key != name}
            yield from ({**value, name: other} for other in near(each) if other != each)
    if isinstance(value, list):
        yield [*value, 1]
        yield value[:-1]
        for index, each in enumerate(value):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in near(each) if other != each)


VALUE = {"$ref": "http://127.0.0.1:1/"}


class TestJudged:
    """A value with a `$ref` is a value."""

    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    def test_schemas(self, version: str) -> None:
        """An instance that equals it conforms to the contract, another one deviates."""
        data = copy.deepcopy({**VENDORED, "openapi": version})
        data["components"]["schemas"]["Odd"] = {"enum": [VALUE]}
        schemas = Schemas(read_contract(parse(json.dumps(data), "contract.json")))
        at = "#/components/schemas/Odd"
        assert schemas.accepts(at, VALUE)
        assert [each.pointer for each in schemas.violations(at, {"$ref": "http://127.0.0.1:2/"})] == [f"{at}/enum"]

    @pytest.mark.parametrize(
        ("rows", "complaining"), [([{"odd": VALUE}, {}], set()), ([{"odd": {}}], {"response_schema_conformance"})]
    )
    def test_stock_checks(self, rows: Any, complaining: set[str]) -> None:
        """The checks of schemathesis on the document that they get agree."""
        answered = {"items": {"properties": {"odd": {"const": VALUE}}}}
        media = {"description": "things", "content": {"application/json": {"schema": answered}}}
        paths = {"/things": {"get": {"responses": {"200": media}}}}
        data = {"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": paths}
        checks = StockChecks(read_contract(parse(json.dumps(data), "contract.json")))
        complaints = checks.complaints([exchange(body=json.dumps(rows).encode())])
        assert {each.check for each in complaints} == complaining

    def test_audit(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """Of three rows an audit reports those that are not equal."""
        data = copy.deepcopy(VENDORED)
        data["components"]["schemas"]["Batch"] = {"properties": {"odd": {"const": VALUE}}}
        (tmp_path / "contract.json").write_text(json.dumps(data))
        rows = json.dumps([{"odd": VALUE}, {"odd": {"$ref": "other"}}, {"odd": {}}])
        log = {"path": f"/batches/{AGENTS[2]}/all", "status": 200, "body": rows}
        (tmp_path / "log").write_text(json.dumps(log))
        monkeypatch.setattr(auditing, "local", lambda processes: here)
        assert main(["audit", str(tmp_path / "log"), "--spec", str(tmp_path / "contract.json")]) == 1
        assert "schema:#/components/schemas/Batch/properties/odd/const: 2 of 3 break it" in capsys.readouterr().out


REFUSES = {
    "Registry": "retriever",
    "Draft202012Validator": "offline",
    "validator_for": "offline",
    "canonicalize": "offline",
}
"""The functions of jsonschema-rs that read a document, and the argument that keeps each from fetching."""


class TestEngines:
    """No engine fetches anything on its own."""

    @pytest.mark.parametrize("kind", ["http", "file", "relative"])
    def test_schemathesis(self, tripwire: Canary, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        """Its resolver refuses; there is no setting for it: if this fails, a release has moved the replaced part."""
        import schemathesis
        from schemathesis.core.errors import RefResolutionError
        from schemathesis.core.jsonschema import resolver

        monkeypatch.chdir(tripwire.near)
        address = tripwire.addresses("smuggled")[kind]
        load_schema(load_contract(SPEC / "openapi.yaml"))
        with pytest.raises(RefResolutionError, match="nothing is fetched for a contract"):
            resolver.resolve_reference(resolver.make_root_resolver({}), address)
        data = copy.deepcopy(VENDORED)
        in_parameter(ref)(data, "q", address)
        assert drawn(schemathesis.openapi.from_dict(data)[PATH]["GET"]).path_parameters

    def test_validators(self) -> None:
        """Every validator is made offline, and every registry refuses."""
        missing = []
        for name in ENGINE:
            for node in ast.walk(tree(name)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in REFUSES:
                    given = {each.arg for each in node.keywords}
                    missing += [] if REFUSES[node.func.attr] in given else [f"{name}:{node.lineno}"]
        assert missing == []
