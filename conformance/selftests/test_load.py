"""A contract is loaded from a page, from YAML or from JSON; unusable input is an error with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.contract.load import SPEC, display, load_contract
from conformance.model import InputError

OPENAPI = "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n"
PAGE = f"# A\n\n````yaml GET /a\n{OPENAPI}````\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", PAGE),
        ("a.yaml", OPENAPI),
        ("a.yml", b"\xef\xbb\xbf" + OPENAPI.encode()),
        ("a.json", json.dumps({"openapi": "3.1.0", "paths": {"/a": {"get": {}}}})),
        ("a", OPENAPI.replace("\n", "\r\n")),
    ],
)
def test_load(tmp_path: Path, name: str, content: str | bytes) -> None:
    """Pages are recognised by their suffix, JSON and YAML by the first character."""
    contract = load_contract(written(tmp_path, name, content))
    assert [operation.id for operation in contract.operations] == ["GET /a"]
    assert contract.document.file == str(tmp_path / name)


def test_place_in_a_page(tmp_path: Path) -> None:
    """Places in a page count from the first line of the page."""
    document = load_contract(written(tmp_path, "a.md", PAGE)).document
    assert document.clause("#/paths/~1a/get", "contract").position == document.position("#/paths/~1a/get")
    assert (document.position("#/paths/~1a/get").line, document.clause("#/openapi", "").quote) == (7, "openapi: 3.1.0")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.md", "# A\n", "a.md: holds no OpenAPI block"),
        ("a.md", PAGE + PAGE, "a.md:11: holds several OpenAPI blocks; merge them first"),
        ("a.md", PAGE.replace("3.1.0", "2.0"), "a.md:4: openapi must be 3.0.x, 3.1.x or 3.2.x"),
        ("a.yaml", "a: [\n", "a.yaml:2: is not valid YAML"),
        ("a.yaml", "", "a.yaml:1: is not an OpenAPI document"),
        ("a.yaml", "asyncapi: 3.0.0\na: {$ref: 'https://h/a'}\n", "a.yaml:1: is an AsyncAPI document"),
        ("a.yaml", b"a: 1\nb: \xff\n", "a.yaml:2: is not UTF-8; save it as UTF-8"),
        ("a.json", '{"openapi":\n}', "a.json:2: is not valid JSON"),
        ("a.yaml", f"{OPENAPI}      \n    $ref: 'https://h/a'\n", "a.yaml:6: $ref leaves the document (https://h/a)"),
        ("a.yaml", f"{OPENAPI}components: {{schemas: {{A: {{$ref: b.yaml}}}}}}", "a.yaml:5: $ref leaves the document"),
    ],
)
def test_error(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    """Unusable input is refused with its file and line."""
    with pytest.raises(InputError) as caught:
        load_contract(written(tmp_path, name, content))
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_absent(tmp_path: Path) -> None:
    """A missing file or a folder is refused by name."""
    for path in (tmp_path / "absent.yaml", tmp_path):
        with pytest.raises(InputError) as caught:
            load_contract(path)
        assert str(caught.value).startswith(f"{path}: cannot be read: ")


def test_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is shown relative to the working directory, or in full if it is elsewhere."""
    monkeypatch.chdir(tmp_path)
    assert display(tmp_path / "a" / "b.yaml") == str(Path("a") / "b.yaml")
    assert display(tmp_path.parent / "c.yaml") == str(tmp_path.parent / "c.yaml")


def test_own_contract() -> None:
    """The bundled contract and its source page hold the same operations and schemas."""
    bundled = load_contract(SPEC / "openapi.yaml")
    page = load_contract(SPEC / "pages" / "get_batches.md")
    assert [each.id for each in bundled.operations] == ["GET /batches/{agent_id}/all"]
    assert bundled.operations == page.operations
    assert bundled.document.at("#/components/schemas") == page.document.at("#/components/schemas")
    assert bundled.servers == ("https://api.bolna.ai",)
