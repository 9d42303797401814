"""A contract of many operations: each cause is shown once, and only the selected operations are asked and judged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.selection import OperationSelection
from conformance.model import InputError
from conformance.selftests.conftest import Ended
from conformance.selftests.conftest import Run as Runs
from conformance.selftests.runs import ran

NAMES = ("ants", "bees", "cats", "dogs", "eels", "foxes", "gnus", "hens")
TYPE = "schema:#/components/schemas/Pet/properties/name/type"
ENUM = "schema:#/components/schemas/Pet/properties/state/enum"


def operation(name: str) -> dict[str, Any]:
    """Return an operation that lists pets of a kind; it has its name as a tag, and short ones have another."""
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    content = {"application/json": {"schema": listed}}
    return {
        "operationId": f"list_{name}",
        "tags": [name, *(["short"] if len(name) == 4 and name < "d" else [])],
        "responses": {"200": {"description": "ok", "content": content}},
    }


PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "state": {"type": "string", "enum": ["in", "out"]}},
}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "paths": {f"/{name}": {"get": operation(name)} for name in NAMES} | {"/rats": {"post": operation("rats")}},
    "components": {"schemas": {"Pet": PET}},
}
CONTRACT = read_contract(parse(json.dumps(DOCUMENT), "pets.json"))


def pets(path: str) -> Any:
    """Return an answer: no name is a text, and cats have a state of their own."""
    return [{"name": 7, "state": "asleep" if path.startswith("/cats") else "in"}]


@contextmanager
def serving() -> Iterator[tuple[str, list[str]]]:
    """Run the API on this machine; yield its URL and the list of the paths that are requested."""
    asked: list[str] = []

    class Pets(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = json.dumps(pets(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pets)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def prepared(folder: Path) -> list[str]:
    """Write the contract and a target without credentials; return the options that name them."""
    (folder / "pets.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    (folder / "target.yaml").write_text("parameters: {}\n", encoding="utf-8")
    return ["--spec", "pets.json", "--target", "target.yaml", "--fail-on", "must"]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """Return the result of a run on all operations."""
    folder = tmp_path_factory.mktemp("pets")
    given = prepared(folder)
    with serving() as (url, _):
        return ran(folder, *given, "--base-url", url, "--junitxml", "junit.xml")


class TestCauses:
    """What breaks a requirement at many operations in the same way is one finding."""

    def test_once(self, judged: Ended) -> None:
        """It is shown in full once, with the number of the other operations; each operation counts all the same."""
        assert (judged.code, judged.must_failed()) == (1, {TYPE, ENUM})
        assert judged.text.count(f"\nMUST {TYPE}\n") == 1
        assert judged.text.count("expected  type:") == 1
        listed = "GET /bees, GET /cats, GET /dogs, GET /eels, GET /foxes, GET /gnus and 1 more"
        assert f"\n  and       at 7 other operations: {listed}\n" in judged.text
        assert judged.report is not None
        found = [each for each in judged.report["verdicts"] if each["requirement"] == TYPE]
        seen = sum(each["findings"][0]["count"] for each in found)
        assert f"at        /0/name ({seen} times at 8 operations): " in judged.text
        assert re.search(r" 2 failed, .* 7 failed likewise, ", judged.text)

    def test_order(self, judged: Ended) -> None:
        """The API comes first, in a line for each cause; advice on the document is only counted."""
        after = judged.text.partition("= conformance =")[2]
        assert f"new MUST {TYPE} (" in after
        assert " at 8 operations): " in after
        (line,) = [each for each in after.splitlines() if each.startswith("advice on the document: ")]
        assert re.fullmatch(r"advice on the document: \d+ SHOULD, \d+ MAY, of \d+ kinds; -v shows each", line)
        assert after.index(f"new MUST {TYPE} (") < after.index(line) < after.index("\nresult: ")
        assert "MAY absence-and-null-are-told-apart" not in after

    def test_length(self, judged: Ended) -> None:
        """What is printed does not grow with the operations, but for the marks of their items."""
        lines = [each for each in judged.text.splitlines() if not each.startswith("test_") and "%]" not in each]
        assert len(lines) < 80

    def test_named_once(self, judged: Ended) -> None:
        """What could not be judged at several operations is named once, with their number."""
        (line,) = re.findall(r"\n  \d+ because no answer shows it: (.*)", judged.text)
        names = [each.partition(" (")[0] for each in line.split(", ")]
        assert len(names) == len(set(names))

    def test_every_operation(self, judged: Ended) -> None:
        """The report has a verdict with its own evidence for each operation."""
        assert judged.report is not None
        found = [each for each in judged.report["verdicts"] if each["requirement"] == TYPE]
        assert [each["operation"] for each in found] == [f"GET /{name}" for name in NAMES]
        assert all(each["findings"] for each in found)


class TestSelection:
    """`--operation` and `--tag` say what is asked and judged."""

    @pytest.mark.parametrize(
        ("patterns", "tags", "names"),
        [
            ((), (), NAMES),
            (("GET /ants",), (), ("ants",)),
            (("/ants", "/bees"), (), ("ants", "bees")),
            (("get /*E*",), (), ("bees", "eels", "foxes", "hens")),
            (("list_gnus",), (), ("gnus",)),
            ((), ("short",), ("ants", "bees", "cats")),
            ((), ("short", "hens"), ("ants", "bees", "cats", "hens")),
            (("*ts",), ("short",), ("ants", "cats")),
        ],
    )
    def test_selected(self, patterns: tuple[str, ...], tags: tuple[str, ...], names: tuple[str, ...]) -> None:
        """An operation has to match one of the patterns, by method and path, path or id, and have one of the tags."""
        safe = [each for each in CONTRACT.operations if each.method == "GET"]
        assert [each.path for each in OperationSelection(patterns, tags).of(safe)] == [f"/{name}" for name in names]

    @pytest.mark.parametrize(
        ("patterns", "tags", "reason"),
        [
            (("GET /antz",), (), "--operation 'GET /antz' matches no operation that is judged; did you mean GET /ants"),
            (("/zzzzzzzz",), (), "--operation '/zzzzzzzz' matches no operation that is judged$"),
            (("GET /ants", "list_hans"), (), "'list_hans' matches no operation that is judged; did you mean list_hens"),
            ((), ("shorts",), r"--tag 'shorts' is on no operation that is judged; did you mean short\?"),
            (("/hens",), ("short",), "--operation and --tag together select no operation"),
            (("*/rats",), (), r"--operation '\*/rats' matches no operation that is judged"),
        ],
    )
    def test_nothing(self, patterns: tuple[str, ...], tags: tuple[str, ...], reason: str) -> None:
        """What selects nothing is a mistake, reported with names that are spelled like it."""
        safe = [each for each in CONTRACT.operations if each.method == "GET"]
        with pytest.raises(InputError, match=reason):
            OperationSelection(patterns, tags).of(safe)

    def test_live(self, run: Runs, tmp_path: Path) -> None:
        """Nothing else is asked or judged, the document is judged as ever, and every report says so."""
        given = prepared(tmp_path)
        with serving() as (url, asked):
            ended = run(*given, "--base-url", url, "--tag", "short", "--operation", "GET /c*")
        assert ended.report is not None
        assert {path.partition("?")[0] for path in asked} == {"/cats"}
        assert {each["operation"] for each in ended.report["verdicts"]} == {"GET /cats", "document"}
        assert "1 of 9 operations (GET and HEAD only, --operation 'GET /c*' --tag 'short')" in ended.text
        selection = {"patterns": ["GET /c*"], "tags": ["short"], "operations": 1, "of": 8}
        assert (ended.report["header"]["selection"], ended.report["header"]["whole"]) == (selection, False)
        words = "1 of 8 operations: operation GET /c*, tag short; nothing else was asked or judged"
        for name in ("summary.md", "report.html"):
            text = (tmp_path / "reports" / "latest" / name).read_text(encoding="utf-8")
            assert words in text.replace("\\", "")

    def test_later(self, run: Runs, tmp_path: Path) -> None:
        """What an earlier run found at other operations is neither fixed nor gone."""
        given = prepared(tmp_path)
        with serving() as (url, _):
            run(*given, "--base-url", url, "--operation", "/[ab]*")
            ended = run(*given, "--base-url", url, "--operation", "/ants")
        assert ended.report is not None
        assert (ended.report["news"]["fixed"], ended.report["news"]["gone"]) == ([], [])
        assert "nothing new since " in ended.report["news"]["headline"]

    def test_recording(self, run: Runs, tmp_path: Path) -> None:
        """Of a recording, the exchanges of other operations are counted and left out."""
        given = [each for each in prepared(tmp_path) if each not in ("--target", "target.yaml")]
        (tmp_path / "t.har").write_text(json.dumps({"log": {"entries": [entry(name) for name in NAMES]}}))
        ended = run(*given, "--recording", "t.har", "--operation", "/cats", "--operation", "/dogs")
        assert ended.report is not None
        assert [each["operation"] for each in ended.report["exchanges"]] == ["GET /cats", "GET /dogs"]
        assert "recorded: 2 exchanges of the contract\n  of operations that are not selected: 6\n" in ended.text
        assert ended.must_failed() == {TYPE, ENUM}

    def test_not_recorded(self, run: Runs, tmp_path: Path) -> None:
        """A recording without the selected operations is unusable."""
        given = [each for each in prepared(tmp_path) if each not in ("--target", "target.yaml")]
        (tmp_path / "t.har").write_text(json.dumps({"log": {"entries": [entry("ants")]}}))
        ended = run(*given, "--recording", "t.har", "--operation", "/cats")
        assert (ended.code, "hold no exchange of the selected operations, but others: 1" in ended.text) == (4, True)

    def test_reference(self, run: Runs) -> None:
        """The bundled reference has one operation, and a misspelled one is a usage error."""
        ended = run("--operation", "GET /batch/*", "--co")
        assert ended.code == 4
        assert "did you mean GET /batches/{agent_id}/all" in ended.text

    def test_document(self, run: Runs, tmp_path: Path) -> None:
        """Where no API is judged, there is nothing to select from."""
        prepared(tmp_path)
        ended = run("--spec", "pets.json", "--tag", "short")
        assert (ended.code, "--tag 'short' selects operations of an API" in ended.text) == (4, True)


def entry(name: str) -> dict[str, Any]:
    """Return an entry of a HAR."""
    headers = [{"name": "Content-Type", "value": "application/json"}, {"name": "Server", "value": "pets"}]
    text = json.dumps(pets(f"/{name}"))
    return {
        "request": {"method": "GET", "url": f"https://api.example.com/{name}", "headers": []},
        "response": {"status": 200, "headers": headers, "content": {"size": len(text), "text": text}},
    }
