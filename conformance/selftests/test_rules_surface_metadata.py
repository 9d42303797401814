"""The rules on the metadata of a document: servers, license, contact, version."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from conformance.contract.history import Revision, read_origin
from conformance.contract.load import SPEC, load_contract
from conformance.rules.observation import Conforming, Deviation, Inconclusive
from conformance.selftests.documents import OPERATION, found, observed, with_operation

VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
SOUND = (Path(__file__).parent / "data" / "sound.yaml").read_text(encoding="utf-8")
PARAMETER = "parameters: [{in: path, name: thing_id, required: true, schema: {type: string}}]"
RESPONSES = "responses: {'200': {description: a}}"


def operation(more: str = "", rest: str = "", version: str = "3.1.0") -> str:
    """Return a document with one operation that has some more keywords."""
    return with_operation(f"{PARAMETER}\n{RESPONSES}\n{more}", rest, version)


class TestServersNameATestEnvironment:
    RULE = "servers-name-a-test-environment"

    def test_fails(self) -> None:
        """Only one production server is named."""
        assert found(self.RULE, operation(rest="servers: [{url: 'https://api.example.org'}]")) == ["#/servers"]

    @pytest.mark.parametrize(
        "servers",
        [
            "[{url: 'https://api.example.org'}, {url: 'https://sandbox.example.org'}]",
            "[{url: 'https://sandbox.example.org'}]",
            "[{url: 'https://a.example.org', description: Staging}]",
            "[{url: 'https://{stage}.example.org', variables: {stage: {default: a}}}]",
            "[{url: /v1}]",
            "[{url: 'http://localhost:8080'}]",
        ],
    )
    def test_passes(self, servers: str) -> None:
        """A second server, a test server, one with variables or a relative one is enough."""
        assert observed(self.RULE, operation(rest=f"servers: {servers}")) == [Conforming()]

    @pytest.mark.parametrize("servers", ["", "servers: []", "servers: {}"])
    def test_none(self, servers: str) -> None:
        """A document without servers has nothing to check."""
        assert observed(self.RULE, operation(rest=servers)) == []

    def test_vendored(self) -> None:
        """The vendored document names a production server only."""
        assert found(self.RULE, VENDORED) == ["#/servers"]
        assert found(self.RULE, SOUND) == []


class TestServerUsesHttps:
    RULE = "server-uses-https"

    @pytest.mark.parametrize(
        "url", ["http://api.vendor.io/v1", "HTTP://api.vendor.io", "ws://api.vendor.io", "http://8.8.8.8:80"]
    )
    def test_fails(self, url: str) -> None:
        """A public server is reached without encryption."""
        assert found(self.RULE, operation(rest=f"servers: [{{url: '{url}'}}]")) == ["#/servers/0/url"]

    @pytest.mark.parametrize(
        "url",
        [
            *(
                "https://api.vendor.io",
                "wss://api.vendor.io",
                "/v1",
                "//api.vendor.io/v1",
                "api",
                "{scheme}://api.vendor.io",
            ),
            *(
                "http://localhost",
                "http://localhost:3000/v1",
                "http://127.0.0.1:8000",
                "http://[::1]:8000",
                "http://0.0.0.0",
            ),
            *(
                "http://api.example.com",
                "http://api.test",
                "http://{host}:{port}/v1",
                "http://backend:8080",
                "http://10.0.0.3",
            ),
            *("http://192.168.1.2", "http://172.16.0.1", "http://nas.local"),
        ],
    )
    def test_passes(self, url: str) -> None:
        """Encrypted, relative, local and reserved servers are sound."""
        assert observed(self.RULE, operation(rest=f"servers: [{{url: '{url}'}}]")) == [Conforming()]

    def test_of_operation(self) -> None:
        """A server of one operation is checked too."""
        assert found(self.RULE, operation("servers: [{url: 'http://a.vendor.io'}]")) == [f"{OPERATION}/servers/0/url"]

    def test_vendored(self) -> None:
        """The vendored document's server is encrypted."""
        assert found(self.RULE, VENDORED) == []


class TestCredentialsStayOutOfTheUrl:
    RULE = "credentials-stay-out-of-the-url"

    @staticmethod
    def scheme(text: str) -> str:
        """Return a document with one security scheme."""
        return operation(rest=f"components: {{securitySchemes: {{a: {{{text}}}}}}}")

    @staticmethod
    def parameter(name: str, where: str = "query") -> str:
        """Return a document whose operation has one parameter."""
        return with_operation(f"parameters: [{{in: {where}, name: {name}}}]\n{RESPONSES}", "", "3.1.0")

    def test_scheme(self) -> None:
        """A key is sent in the query."""
        document = self.scheme("type: apiKey, in: query, name: key")
        assert found(self.RULE, document) == ["#/components/securitySchemes/a/in"]

    @pytest.mark.parametrize("name", ["access_token", "api_key", "apiKey", "API-KEY", "client_secret", "password"])
    def test_parameter(self, name: str) -> None:
        """A credential is declared as an ordinary parameter of the query."""
        assert found(self.RULE, self.parameter(name)) == [f"{OPERATION}/parameters/0/in"]

    @pytest.mark.parametrize(
        "text",
        ["type: apiKey, in: header, name: api_key", "type: apiKey, in: cookie, name: a", "type: http, scheme: bearer"],
    )
    def test_passes(self, text: str) -> None:
        """A key in a header or a cookie is not in the URL."""
        assert observed(self.RULE, self.scheme(text)) == [Conforming()]

    @pytest.mark.parametrize(
        ("name", "where"),
        [("token", "query"), ("page_token", "query"), ("key", "query"), ("api_key_id", "query"), ("api_key", "header")],
    )
    def test_no_credential(self, name: str, where: str) -> None:
        """A possible page token, or a header, is not a credential, and is not checked."""
        assert observed(self.RULE, self.parameter(name, where)) == []

    def test_vendored(self) -> None:
        """The vendored document sends its key in a header."""
        assert found(self.RULE, VENDORED) == []


class TestLicenseIsIdentified:
    RULE = "license-is-identified"

    @staticmethod
    def document(license_: str, version: str = "3.1.0") -> str:
        """Return a document that has a license."""
        return operation(version=version).replace("version: 1.0.0}", f"version: 1.0.0, license: {license_}}}")

    @pytest.mark.parametrize("version", ["3.1.0", "3.0.3"])
    def test_fails(self, version: str) -> None:
        """A license is a bare name."""
        assert found(self.RULE, self.document("{name: MIT}", version)) == ["#/info/license"]

    def test_identifier_in_3_0(self) -> None:
        """OpenAPI 3.0 knows no identifier."""
        assert found(self.RULE, self.document("{name: MIT, identifier: MIT}", "3.0.3")) == ["#/info/license"]

    @pytest.mark.parametrize(
        "license_", ["{name: MIT, identifier: MIT}", "{name: Apache 2.0, url: 'https://a.example/LICENSE'}"]
    )
    def test_passes(self, license_: str) -> None:
        """An identifier or an address identifies it."""
        assert observed(self.RULE, self.document(license_)) == [Conforming()]

    @pytest.mark.parametrize("name", ["Proprietary", "All rights reserved", "Commercial"])
    def test_own(self, name: str) -> None:
        """A custom license has no identifier."""
        assert observed(self.RULE, self.document(f"{{name: {name}}}")) == []

    def test_none(self) -> None:
        """A document without a license has nothing to check."""
        assert observed(self.RULE, operation()) == []

    def test_vendored(self) -> None:
        """The vendored document names only MIT; the fix is its identifier."""
        assert found(self.RULE, VENDORED) == ["#/info/license"]
        assert [each.fix for each in observed(self.RULE, VENDORED) if isinstance(each, Deviation)] == [
            "identifier: MIT"
        ]
        assert found(self.RULE, SOUND) == []


class TestContactIsGiven:
    RULE = "contact-is-given"

    @pytest.mark.parametrize("contact", ["", ", contact: {}", ", contact: {x-a: b}", ", contact: 3"])
    def test_fails(self, contact: str) -> None:
        """No contact is given."""
        text = operation().replace("version: 1.0.0}", f"version: 1.0.0{contact}}}")
        assert found(self.RULE, text) == ["#/info"]

    @pytest.mark.parametrize("contact", ["{email: a@example.com}", "{url: 'https://a.example'}", "{name: Support}"])
    def test_passes(self, contact: str) -> None:
        """A contact is given in any way."""
        text = operation().replace("version: 1.0.0}", f"version: 1.0.0, contact: {contact}}}")
        assert observed(self.RULE, text) == [Conforming()]

    def test_vendored(self) -> None:
        """The vendored document gives no contact."""
        assert found(self.RULE, VENDORED) == ["#/info"]
        assert found(self.RULE, SOUND) == []


class TestVersionChangesWithTheContract:
    RULE = "version-changes-with-the-contract"

    def test_fails(self) -> None:
        """Two earlier revisions have the same version; the single finding says how each is identified."""
        revisions = (Revision("1.0.0", "SHA-256 0123"), Revision("0.9.0", "a guide"), Revision("1.0.0", "a mirror"))
        assert found(self.RULE, operation(), revisions) == ["#/info/version"]
        (deviation,) = observed(self.RULE, operation(), revisions)
        assert isinstance(deviation, Deviation)
        assert deviation.message == "the version is that of 2 earlier revisions: SHA-256 0123; a mirror"
        assert (deviation.expected, deviation.fix) == ("a version other than 1.0.0", "version: 1.1.0")

    def test_passes(self) -> None:
        """Every earlier revision has another version."""
        assert observed(self.RULE, operation(), (Revision("0.9.0", "a guide"),)) == [Conforming()]

    def test_same_document(self) -> None:
        """A revision equal to this document is not an earlier one."""
        sha256 = hashlib.sha256(operation().encode()).hexdigest()
        (doubt,) = observed(self.RULE, operation(), (Revision("1.0.0", f"SHA-256 {sha256[:12]}"),))
        assert isinstance(doubt, Inconclusive)

    def test_unknown(self) -> None:
        """Without an earlier revision nothing is observed."""
        assert observed(self.RULE, operation()) == [Inconclusive("no earlier revision of the document is known")]

    def test_vendored(self) -> None:
        """The vendored document has the version of all three known revisions."""
        revisions = read_origin(SPEC / "openapi.yaml", load_contract(SPEC / "openapi.yaml").document).revisions
        assert found(self.RULE, VENDORED, revisions) == ["#/info/version"]
        assert found(self.RULE, SOUND, revisions) == []
