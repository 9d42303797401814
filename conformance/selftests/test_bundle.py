"""A document in several files, and references by `$id` and anchor, are read as one document with pointers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.load import load_contract
from conformance.contract.openapi import Contract
from conformance.contract.schemas import Schemas
from conformance.model import InputError

CASES = Path(__file__).parent / "data" / "cases" / "documents"
HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"


def written(folder: Path, **files: str) -> Path:
    """Write files, `__` in whose names is a slash, and return the path of `root.yaml`."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "root.yaml"


def with_schema(schema: str, more: str = "") -> str:
    """Return a document whose one answer has a schema."""
    content = f"{{application/json: {{schema: {schema}}}}}"
    return f"{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: a, content: {content}}}}}}}}}}}\n{more}"


def accepts(contract: Contract, instance: Any) -> bool:
    """Return whether the schema of the first answer accepts an instance."""
    (schema,) = contract.operations[0].responses["200"].media.values()
    assert schema is not None
    return Schemas(contract).accepts(schema, instance)


def error_of(path: Path, **beside: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_contract(path, beside)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "sound", "unsound"),
    [
        ("anchors.yaml", {"n": 1}, {"n": "1"}),
        ("fileref.yaml", {"id": "a", "part": {"size": 1}}, {"id": "a", "part": {"size": "1"}}),
        ("selfref.yaml", {"part": 1}, {"part": "1"}),
        ("anchor31.yaml", {"part": 1}, {"part": "1"}),
        ("id31.yaml", {"part": 1}, {"part": "1"}),
        ("dynref.yaml", {"children": [{"name": "a"}]}, {"children": [{"name": 1}]}),
    ],
)
def test_case(name: str, sound: Any, unsound: Any) -> None:
    """Each document is read, and judges as its references say."""
    contract = load_contract(CASES / name)
    assert (accepts(contract, sound), accepts(contract, unsound)) == (True, False)


def test_merge_key() -> None:
    """The responses of a merge key are the operation's."""
    (operation,) = load_contract(CASES / "merge.yaml").operations
    assert set(operation.responses) == {"200", "404"}


class TestFiles:
    def test_positions(self, tmp_path: Path) -> None:
        """A node of another file has its place in that file, and a fault there as well."""
        shutil.copytree(CASES, tmp_path / "d")
        document = load_contract(tmp_path / "d" / "fileref.yaml").document
        place = document.clause("#/components/schemas/thing/properties/part", "x")
        assert (place.file, place.position.line if place.position else 0) == (str(tmp_path / "d/schemas/thing.yaml"), 5)
        assert place.quote == 'part: {$ref: "./part.yaml"}'
        assert [Path(each.file).name for each in document.files] == ["fileref.yaml", "thing.yaml", "part.yaml"]

    def test_kinds(self, tmp_path: Path) -> None:
        """Path items, parameters, responses, request bodies and headers may be in other files, and refer to others."""
        root = written(
            tmp_path,
            root=f"{HEAD}paths:\n  /a/{{id}}: {{$ref: paths/a.yaml}}\n",
            paths__a=(
                "parameters: [{$ref: '../shared.yaml#/parameters/id'}]\n"
                "get: {responses: {'200': {$ref: '../shared.yaml#/responses/ok'}, '404': {description: gone}}}\n"
            ),
            shared=(
                "parameters: {id: {name: id, in: path, required: true, schema: {$ref: '#/types/id'}}}\n"
                "types: {id: {type: integer}}\n"
                "responses: {ok: {description: a, content: {application/json: {schema: {$ref: '#/types/id'}}}}}\n"
            ),
        )
        contract = load_contract(root)
        (operation,) = contract.operations
        assert [(each.name, each.required) for each in operation.parameters] == [("id", True)]
        assert set(operation.responses) == {"200", "404"}
        assert (accepts(contract, 1), accepts(contract, "1")) == (True, False)
        # What two places refer to is there once.
        assert operation.parameters[0].schema is not None
        assert list(contract.document.get("#/components/schemas")) == ["id"]  # type: ignore[call-overload]

    def test_recursion(self, tmp_path: Path) -> None:
        """Files that refer to each other are read once each."""
        root = written(
            tmp_path,
            root=with_schema("{$ref: tree.yaml}"),
            tree="type: object\nproperties: {leaf: {$ref: leaf.yaml}, below: {$ref: tree.yaml}}\n",
            leaf="type: object\nproperties: {tree: {$ref: 'tree.yaml#'}}\n",
        )
        contract = load_contract(root)
        assert accepts(contract, {"below": {"leaf": {"tree": {"leaf": {}}}}})
        assert not accepts(contract, {"below": {"leaf": {"tree": {"leaf": 1}}}})

    def test_names(self, tmp_path: Path) -> None:
        """Schemas of one name in several files stay apart, from each other and from the document's own."""
        root = written(
            tmp_path,
            root=with_schema(
                "{properties: {a: {$ref: a.yaml#/x}, b: {$ref: b.yaml#/x}, c: {$ref: '#/components/schemas/x'}}}",
                "components: {schemas: {x: {type: boolean}}}\n",
            ),
            a="x: {type: integer}\n",
            b="x: {type: string}\n",
        )
        contract = load_contract(root)
        assert accepts(contract, {"a": 1, "b": "b", "c": True})
        assert not any(accepts(contract, {name: None}) for name in "abc")

    def test_discriminator(self, tmp_path: Path) -> None:
        """A file in the mapping of a discriminator is the schema that it holds."""
        root = written(
            tmp_path,
            root=with_schema("{discriminator: {propertyName: kind, mapping: {cat: ./cat.yaml, dog: Dog}}}"),
            cat="type: object\n",
        )
        document = load_contract(root).document
        at = "#/paths/~1a/get/responses/200/content/application~1json/schema/discriminator/mapping"
        assert document.get(at) == {"cat": "#/components/schemas/cat", "dog": "Dog"}

    def test_hash(self, tmp_path: Path) -> None:
        """A change in any file changes the hash of the contract."""
        root = written(tmp_path, root=with_schema("{$ref: a.yaml}"), a="type: object\n")
        before = load_contract(root).document.sha256
        (tmp_path / "a.yaml").write_text("type: array\n", encoding="utf-8")
        assert load_contract(root).document.sha256 != before

    @pytest.mark.parametrize(
        ("reference", "message"),
        [
            ("../secret.yaml", "and the folder that it is in"),
            ("/etc/passwd", "and the folder that it is in"),
            ("file:///etc/passwd", "and the folder that it is in"),
            ("link.yaml", "and the folder that it is in"),
            ("absent.yaml", "cannot be read: No such file"),
            ("https://h.example/a.yaml#/x", "give it as --with https://h.example/a.yaml=FILE"),
            ("ftp://h.example/a.yaml", "bundle the contract"),
        ],
    )
    def test_refused(self, tmp_path: Path, reference: str, message: str) -> None:
        """Nothing above the folder is read, and nothing is fetched; one line says so, with the place."""
        (tmp_path / "secret.yaml").write_text("type: object\n", encoding="utf-8")
        root = written(tmp_path / "api", root=with_schema(f"{{\n    $ref: '{reference}'}}"))
        (tmp_path / "api" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
        text = error_of(root)
        assert text.startswith(f"{root}:4: $ref leaves the document ({reference})")
        assert message in text

    def test_malformed_file(self, tmp_path: Path) -> None:
        """A fault in another file is reported in that file."""
        root = written(tmp_path, root=with_schema("{$ref: a.yaml}"), a="b: 1\na: [\n")
        assert error_of(root).startswith(f"{tmp_path}/a.yaml:3: is not valid YAML")

    def test_given_file(self, tmp_path: Path) -> None:
        """A file that is given for a URL is read in its place, and its own references by that URL."""
        url = "https://h.example/common.yaml"
        root = written(tmp_path / "api", root=with_schema(f"{{$ref: '{url}#/types/id'}}"))
        (tmp_path / "common.yaml").write_text(
            "types: {id: {$ref: '#/types/n'}, n: {type: integer}}\n", encoding="utf-8"
        )
        contract = load_contract(root, {url: tmp_path / "common.yaml"})
        assert (accepts(contract, 1), accepts(contract, "1")) == (True, False)

    def test_self(self, tmp_path: Path) -> None:
        """Of a document with `$self`, references are relative to that, and its files lie beside it all the same."""
        root = written(
            tmp_path,
            root=with_schema(
                "{properties: {a: {$ref: schemas/a.yaml}, b: {$ref: 'https://h.example/api/root.yaml#/x'}}}"
            ).replace("3.1.0", "3.2.0\n$self: https://h.example/api/root.yaml"),
            schemas__a="type: integer\n",
        )
        root.write_text(root.read_text(encoding="utf-8") + "x: {type: string}\n", encoding="utf-8")
        contract = load_contract(root)
        assert accepts(contract, {"a": 1, "b": "b"})
        assert not accepts(contract, {"a": "1"})
        assert not accepts(contract, {"b": 1})


class TestIds:
    def test_relative(self, tmp_path: Path) -> None:
        """A reference is resolved against the `$id` of the schema that it is in."""
        more = """\
components:
  schemas:
    A: {$id: 'https://h.example/a', properties: {b: {$ref: b}, c: {$ref: 'https://h.example/b#/$defs/c'}}}
    B: {$id: 'https://h.example/b', type: integer, $defs: {c: {$id: /deep/, $ref: 'd'}}}
    D: {$id: 'https://h.example/deep/d', type: boolean}
"""
        contract = load_contract(written(tmp_path, root=with_schema("{$ref: '#/components/schemas/A'}", more)))
        assert accepts(contract, {"b": 1, "c": True})
        assert not accepts(contract, {"b": True})
        assert not accepts(contract, {"c": 1})

    def test_pointer_from_the_root(self, tmp_path: Path) -> None:
        """Within a schema with an `$id`, a pointer that only the document has is taken from its root."""
        more = "components: {schemas: {A: {$id: a, $ref: '#/components/schemas/B'}, B: {type: integer}}}\n"
        contract = load_contract(written(tmp_path, root=with_schema("{$ref: '#/components/schemas/A'}", more)))
        assert (accepts(contract, 1), accepts(contract, "1")) == (True, False)

    def test_in_3_0(self, tmp_path: Path) -> None:
        """OpenAPI 3.0 has no `$id`: it changes nothing."""
        more = "components: {schemas: {A: {$id: 'https://h/a', $ref: '#/components/schemas/B'}, B: {type: integer}}}\n"
        text = with_schema("{$ref: '#/components/schemas/A'}", more).replace("3.1.0", "3.0.3")
        contract = load_contract(written(tmp_path, root=text))
        assert (accepts(contract, 1), accepts(contract, "1")) == (True, False)


class TestBroken:
    @pytest.mark.parametrize("reference", ["#/nowhere", "#anchor", "a.yaml#/nowhere", "#/components/schemas/A"])
    def test_left_out(self, tmp_path: Path, reference: str) -> None:
        """What a broken reference stands for is not judged, and the rest is."""
        more = "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n"
        schema = f"{{required: [b], properties: {{a: {{$ref: '{reference}'}}}}}}"
        contract = load_contract(written(tmp_path, root=with_schema(schema, more), a="type: object\n"))
        assert reference in contract.document.broken.values() or contract.document.broken
        assert accepts(contract, {"a": 1, "b": 1})
        assert not accepts(contract, {"a": 1})

    def test_sound_documents_are_left_alone(self, tmp_path: Path) -> None:
        """A document whose references are pointers is the one that was written."""
        text = json.dumps({"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": {"$ref": "#/paths"}}}})
        root = written(tmp_path, root=text)
        assert load_contract(root).document.parts == ()
        assert load_contract(root).document.broken == {}
