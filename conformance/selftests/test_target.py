"""A target is accepted only if it is safe and complete: nothing is sent in clear text, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import Contract, SecurityScheme, read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.target import (
    SAFE_METHODS,
    alternatives_for,
    checked_url,
    closed_operations,
    is_loopback,
    load_target,
    schemes_for,
    without_mutual_tls,
)
from conformance.model import InputError, Target

KNOWN = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
OTHER = "11111111-0d44-4b50-8888-8dd25736052a"
CONTRACT = """\
openapi: 3.1.0
security: [{one: [], two: []}, {one: []}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, schema: {type: string, format: uuid}}
    get: {}
    delete:
      security: [{danger: []}]
      parameters: [{name: force, in: query, schema: {type: boolean}}]
  /open:
    get: {security: [], parameters: [{name: page, in: query, schema: {type: integer}}]}
components:
  securitySchemes:
    one: {type: http, scheme: Bearer}
    two: {type: apiKey, in: header, name: X-Two}
    danger: {type: http, scheme: basic}
"""
FILE = "security: {one: ONE}\nparameters: {id: IDS}\n"
ENVIRONMENT = {"ONE": "bn-1", "TWO": "bn-2", "IDS": KNOWN}


def a_contract(text: str = CONTRACT) -> Contract:
    return read_contract(parse(text, "things.yaml"))


def load(folder: Path, text: str = FILE, environment: dict[str, str] | None = None, url: str = "https://h") -> Target:
    file = folder / "target.yaml"
    file.write_text(text, encoding="utf-8")
    contract = a_contract()
    return load_target(url, file, ENVIRONMENT if environment is None else environment, contract, Schemas(contract))


class TestUrl:
    """A base URL is https, or this machine, without query, fragment or credentials."""

    @pytest.mark.parametrize(
        ("url", "checked"),
        [
            ("https://api.example.com", "https://api.example.com"),
            ("https://api.example.com/", "https://api.example.com"),
            (" https://api.example.com/v1// ", "https://api.example.com/v1"),
            ("https://api.example.com:8443/v1", "https://api.example.com:8443/v1"),
            ("http://127.0.0.1:80", "http://127.0.0.1:80"),
            ("https://h/@v1", "https://h/@v1"),
            ("http://127.8.9.1", "http://127.8.9.1"),
            ("http://localhost:1/", "http://localhost:1"),
            ("http://LOCALHOST", "http://LOCALHOST"),
            ("http://[::1]:80", "http://[::1]:80"),
        ],
    )
    def test_sound(self, url: str, checked: str) -> None:
        """A valid URL is returned without surrounding spaces and without its final slash."""
        assert checked == checked_url(url)

    @pytest.mark.parametrize(
        ("url", "message"),
        [
            ("", "--base-url is empty"),
            (" \n", "--base-url is empty"),
            ("api.example.com", "is not an http"),
            ("//api.example.com", "is not an http"),
            ("ftp://api.example.com", "is not an http"),
            ("file:///etc/passwd", "is not an http"),
            ("https://", "is not an http"),
            ("https:///a", "is not an http"),
            ("https://h:0", "is not an http"),
            ("https://h:99999", "is not an http"),
            ("https://h:port", "is not an http"),
            ("https://[::1", "is not an http"),
            ("https://user@h", "must not contain a user"),
            ("https://user:key@h", "must not contain a user"),
            ("https://@h", "must not contain a user"),
            ("https://:key@h", "must not contain a user"),
            ("https://h?key=1", "must not contain a user"),
            ("https://h/?", "must not contain a user"),
            ("https://h?", "must not contain a user"),
            ("https://h/#", "must not contain a user"),
            ("https://h#a", "must not contain a user"),
            ("http://api.example.com", "in clear text"),
            ("http://192.168.0.1", "in clear text"),
            ("http://0.0.0.0", "in clear text"),
            ("http://127.0.0.1.example.com", "in clear text"),
            ("http://localhost.example.com", "in clear text"),
            ("http://2130706433", "in clear text"),
            ("http://127.1", "in clear text"),
        ],
    )
    def test_refused(self, url: str, message: str) -> None:
        """Anything else is refused with a message that says how to write it."""
        with pytest.raises(InputError, match=message):
            checked_url(url)

    def test_named(self) -> None:
        """A message names the option or variable that gave the URL."""
        with pytest.raises(InputError, match=r"^the page's address 'http://h' would send the key in clear text"):
            checked_url("http://h", "the page's address")

    @pytest.mark.parametrize("url", ["https://user:bn-secret@h", "ftp://user:bn-secret@h:x", "http://h?key=bn-secret"])
    def test_key_is_not_repeated(self, url: str) -> None:
        """A key in the URL is not repeated by the message that refuses it."""
        with pytest.raises(InputError) as caught:
            checked_url(url)
        assert "bn-secret" not in str(caught.value)

    @pytest.mark.parametrize(
        ("host", "expected"),
        [("127.0.0.1", True), ("::1", True), ("localhost", True), ("h", False), ("10.0.0.1", False)],
    )
    def test_loopback(self, host: str, expected: bool) -> None:
        """This machine is distinguished from any other."""
        assert expected is is_loopback(host)


class TestLoad:
    """Access to a target comes from the environment, and is checked before anything is sent."""

    def test_load(self, tmp_path: Path) -> None:
        """Credentials and known values are read from the variables that the file names."""
        target = load(tmp_path, environment={**ENVIRONMENT, "ONE": " bn-1\n", "IDS": f" {KNOWN}, {OTHER},,{KNOWN}"})
        assert (target.kind, target.base_url) == ("live", "https://h")
        assert target.credentials == {"one": "bn-1"}
        assert target.parameters == {"id": (KNOWN, OTHER)}
        assert target.variables == {"one": "ONE", "id": "IDS"}

    def test_shown(self, tmp_path: Path) -> None:
        """A printed target shows no key."""
        assert "bn-1" not in repr(load(tmp_path))

    @pytest.mark.parametrize(
        ("environment", "message"),
        [
            ({}, "the environment variable ONE is not set, or is empty; export ONE=<your key>"),
            ({"ONE": " ", "IDS": KNOWN}, "the environment variable ONE is not set, or is empty; export ONE=<your key>"),
            ({"ONE": "bn-1"}, "the environment variable IDS is not set, or is empty; export IDS=<id>[,<id>…]"),
            (
                {"ONE": "bn-1", "IDS": ", ,"},
                "the environment variable IDS is not set, or is empty; export IDS=<id>[,<id>…]",
            ),
            ({"ONE": "bn\n1", "IDS": KNOWN}, "ONE holds characters that a header cannot contain; copy the key again"),
            ({"ONE": "bn-é", "IDS": KNOWN}, "ONE holds characters that a header cannot contain; copy the key again"),
        ],
    )
    def test_missing(self, tmp_path: Path, environment: dict[str, str], message: str) -> None:
        """A variable that is unset, or has an unusable value, is named; its value never is."""
        with pytest.raises(InputError) as caught:
            load(tmp_path, environment=environment)
        assert message == str(caught.value)

    def test_wrong_value(self, tmp_path: Path) -> None:
        """A known value that the contract does not allow is refused by its place, without repeating it."""
        with pytest.raises(InputError) as caught:
            load(tmp_path, environment={**ENVIRONMENT, "IDS": f"{KNOWN},bn-oops"})
        message = str(caught.value)
        assert message == "value 2 of IDS is not a valid id (see #/paths/~1things~1{id}/parameters/0/schema)"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("security:\n  one: bn-secret\n", "target.yaml:2: security/one: "),
            ("security:\n  one: 7\n", "target.yaml:2: security/one: "),
            ("a: 1\nkeys: {}\n", "target.yaml:1: the file: "),
            ("security: {one: ONE}\nsecurity: {one: TWO}\n", "target.yaml:2: names security twice"),
            ("- a\n", "target.yaml:1: the file: "),
            ("security: [\n", "target.yaml:"),
        ],
    )
    def test_wrong_file(self, tmp_path: Path, text: str, message: str) -> None:
        """An incomplete or malformed file is refused with its line."""
        with pytest.raises(InputError) as caught:
            load(tmp_path, text)
        assert str(caught.value).startswith(f"{tmp_path}/{message}")

    @pytest.mark.parametrize("text", ["security: {}\n", "parameters: {id: IDS}\n", "security: {two: TWO}\n"])
    def test_no_credentials(self, tmp_path: Path, text: str) -> None:
        """A file that opens no operation at all is refused; one that opens some leaves the others out by name."""
        contract = a_contract(CONTRACT.replace("{security: [], parameters", "{parameters"))
        (tmp_path / "target.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            load_target("https://h", tmp_path / "target.yaml", ENVIRONMENT, contract, Schemas(contract))
        message = "target.yaml: names no variable for the security scheme one, two; add it under `security:`"
        assert str(caught.value) == f"{tmp_path}/{message}"
        assert closed_operations(a_contract(), load(tmp_path, text)) == {"GET /things/{id}": "one, two"}

    def test_only_what_is_sent(self, tmp_path: Path) -> None:
        """A variable is not required if only an operation needs it that is never sent."""
        text = f"{FILE}".replace("{one: ONE}", "{one: ONE, danger: DANGER}").replace(
            "{id: IDS}", "{id: IDS, force: FORCE}"
        )
        target = load(tmp_path, text)
        assert (set(target.credentials), set(target.parameters)) == ({"one"}, {"id"})

    def test_unknown_names(self, tmp_path: Path) -> None:
        """Names that the contract does not have are not read."""
        assert load(tmp_path, FILE.replace("{one: ONE}", "{one: ONE, other: OTHER}")).credentials == {"one": "bn-1"}

    def test_own_file(self) -> None:
        """The repository's file uses the variable names that users already have."""
        contract = load_contract(SPEC / "openapi.yaml")
        environment = {"BOLNA_API_KEY": "bn-1", "BOLNA_AGENT_ID": KNOWN}
        target = load_target("https://h", SPEC / "target.yaml", environment, contract, Schemas(contract))
        assert (target.credentials, target.parameters) == ({"bearerAuth": "bn-1"}, {"agent_id": (KNOWN,)})


@pytest.mark.parametrize(
    ("names", "expected"),
    [({"one", "two"}, ("one", "two")), ({"one"}, ("one",)), ({"two"}, None), (set(), None)],
)
def test_schemes_for(names: set[str], expected: tuple[str, ...] | None) -> None:
    """The most complete alternative is chosen for which the target has every credential."""
    operation = a_contract().operations[0]
    found = schemes_for(operation, Target("live", "", dict.fromkeys(names, "k")))
    assert expected == (None if found is None else tuple(scheme.name for scheme in found))


def test_no_scheme() -> None:
    """An alternative without credentials needs none; without an alternative there is none."""
    optional = a_contract(CONTRACT.replace("[{one: [], two: []}, {one: []}]", "[{one: []}, {}]")).operations[0]
    assert schemes_for(optional, Target("live", "")) == ()
    assert schemes_for(optional, Target("live", "", {"one": "k"})) == (SecurityScheme("one", "http", "bearer"),)
    open_ = next(operation for operation in a_contract().operations if operation.path == "/open")
    assert schemes_for(open_, Target("live", "", {"one": "k"})) is None


def test_alternatives() -> None:
    """Every alternative with credentials is tried, the most complete first; a certificate stands for mutual TLS."""
    text = CONTRACT.replace("[{one: [], two: []}, {one: []}]", "[{}, {one: []}, {mutual: [], two: []}]")
    contract = a_contract(f"{text}    mutual: {{type: mutualTLS}}\n")
    target = Target("live", "", {"one": "k", "two": "k"})
    assert names_of(alternatives_for(contract.operations[0], target)) == [("one",), ()]
    asked = without_mutual_tls(contract).operations[0]
    assert names_of(alternatives_for(asked, target)) == [("one",), ("two",), ()]


def names_of(alternatives: tuple[tuple[SecurityScheme, ...], ...]) -> list[tuple[str, ...]]:
    return [tuple(scheme.name for scheme in each) for each in alternatives]


def test_safe_methods() -> None:
    """Only safe methods are ever sent."""
    assert set(SAFE_METHODS) == {"GET", "HEAD"}


class TestForeign:
    """Foreign values, and parameters that own rows, are declared in the target file or not at all."""

    SECTION = f"{FILE}foreign: {{id: THEIRS}}\n"

    def test_read(self, tmp_path: Path) -> None:
        """A value is read where its variable is set."""
        found = load(tmp_path, self.SECTION, {**ENVIRONMENT, "THEIRS": f" {OTHER} "})
        assert (found.foreign, found.foreign_variables) == ({"id": OTHER}, {"id": "THEIRS"})

    @pytest.mark.parametrize("value", [None, "", " "])
    def test_optional(self, tmp_path: Path, value: str | None) -> None:
        """Without a value there is none; its variable stays known."""
        environment = ENVIRONMENT if value is None else {**ENVIRONMENT, "THEIRS": value}
        found = load(tmp_path, self.SECTION, environment)
        assert (found.foreign, found.foreign_variables) == ({}, {"id": "THEIRS"})

    def test_owners(self, tmp_path: Path) -> None:
        """Parameters that own rows are named."""
        assert load(tmp_path, f"{FILE}owners: [id]\n").owners == {"id"}
        assert load(tmp_path).owners == frozenset()

    @pytest.mark.parametrize(
        ("text", "value", "message"),
        [
            (SECTION, "7", "value 1 of THEIRS is not a valid id"),
            (SECTION, KNOWN.upper(), "THEIRS holds a value of IDS"),
            (
                f"{FILE}foreign: {{pag: THEIRS}}\n",
                OTHER,
                "target.yaml:3: the contract has no parameter pag; did you mean page",
            ),
            (f"{FILE}owners: [pag]\n", OTHER, "the contract has no parameter pag; did you mean page"),
            (f"{FILE}owners: id\n", OTHER, "owners"),
        ],
    )
    def test_unusable(self, tmp_path: Path, text: str, value: str, message: str) -> None:
        """Unusable input is reported before anything is sent."""
        with pytest.raises(InputError, match=message):
            load(tmp_path, text, {**ENVIRONMENT, "THEIRS": value})

    def test_vendored_target(self) -> None:
        """The bundled target file names both for the agent."""
        contract = load_contract(SPEC / "openapi.yaml")
        environment = {"BOLNA_API_KEY": "bn-1", "BOLNA_AGENT_ID": KNOWN, "BOLNA_FOREIGN_AGENT_ID": OTHER}
        found = load_target("https://h", SPEC / "target.yaml", environment, contract, Schemas(contract))
        assert found.foreign == {"agent_id": OTHER}
        assert found.owners == {"agent_id"}


class TestOperations:
    """Values for an operation, a path or the beginning of paths."""

    def found(self, folder: Path, section: str, **environment: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Return the values by operation that a section gives."""
        return load(folder, f"{FILE}operations: {section}\n", {**ENVIRONMENT, **environment}).by_operation

    @pytest.mark.parametrize("key", ["GET /things/{id}", "/things/{id}", "/things/*", "GET /*"])
    def test_keys(self, tmp_path: Path, key: str) -> None:
        """Each is a way to name operations; what is never sent gets none."""
        assert self.found(tmp_path, f"{{'{key}': {{id: IDS}}}}")["GET /things/{id}"] == {"id": (KNOWN,)}

    def test_most_specific(self, tmp_path: Path) -> None:
        """The most specific key counts."""
        section = "{'GET /things/{id}': {id: ONE_ID}, '/things/{id}': {id: IDS}, '/*': {id: IDS, page: PAGE}}"
        found = self.found(tmp_path, section, ONE_ID=OTHER, PAGE="3")
        assert found["GET /things/{id}"]["id"] == (OTHER,)
        assert found["GET /open"]["page"] == ("3",)

    @pytest.mark.parametrize(
        ("section", "message"),
        [
            (
                "{'GET /thing/{id}': {id: IDS}}",
                r"target.yaml:3: the contract has no operation .*; did you mean GET",
            ),
            ("{'/elsewhere/*': {id: IDS}}", r"the contract has no operation /elsewhere/\*$"),
            ("{'/things/*': {name: IDS}}", r"/things/\* has no parameter name; it has id, force"),
            ("{'/things/*': {id: NONE}}", "the environment variable NONE is not set, or is empty; export NONE=<id>"),
            ("{'/things/*': {id: BAD}}", "value 1 of BAD is not a valid id"),
            ("{'/things/*': {id: not-a-name}}", "operations"),
            ("{'/things/*': IDS}", "operations"),
        ],
    )
    def test_unusable(self, tmp_path: Path, section: str, message: str) -> None:
        """A key or a name that matches nothing, and an unusable value, are refused."""
        with pytest.raises(InputError, match=message):
            self.found(tmp_path, section, BAD="x")

    def test_never_sent(self, tmp_path: Path) -> None:
        """A value of an operation that is never sent is not asked for."""
        assert self.found(tmp_path, "{'DELETE /things/{id}': {force: FORCE}}") == {}

    def test_invalid_elsewhere(self, tmp_path: Path) -> None:
        """A value need only be valid where it is sent, and in one operation there."""
        text = """\
openapi: 3.1.0
paths:
  /a/{id}: {get: {parameters: [{name: id, in: path, schema: {type: integer}}]}}
  /b/{id}: {get: {parameters: [{name: id, in: path, schema: {type: string, pattern: "^b"}}]}}
  /c: {post: {parameters: [{name: id, in: query, schema: {enum: [delete]}}]}}
"""
        contract, file = a_contract(text), tmp_path / "target.yaml"
        file.write_text("parameters: {id: IDS}\n", encoding="utf-8")
        found = load_target("https://h", file, {"IDS": "7,b1"}, contract, Schemas(contract))
        assert found.parameters == {"id": ("7", "b1")}
        with pytest.raises(InputError, match="value 1 of IDS is not a valid id"):
            load_target("https://h", file, {"IDS": "delete"}, contract, Schemas(contract))
