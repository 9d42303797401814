"""The rules on the answers that an operation documents."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conformance.contract.document import parse
from conformance.contract.load import SPEC
from conformance.contract.openapi import read_contract
from conformance.rules.observation import Conforming, Deviation
from conformance.selftests.documents import OPERATION, found, observed, with_operation

VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
SOUND = (Path(__file__).parent / "data" / "sound.yaml").read_text(encoding="utf-8")
LIST = "#/paths/~1batches~1{agent_id}~1all/get"
RESPONSES = f"{OPERATION}/responses"
SCHEMES = (
    "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}, responses: {Any: {description: a}}}"
)
PARAMETER = "parameters: [{in: path, name: thing_id, required: true, schema: {type: string}}]"


def answering(responses: str, *, security: str = "security: [{key: []}]", more: str = PARAMETER, rest: str = "") -> str:
    """Return a document whose one operation has responses, given as a flow mapping of YAML."""
    return with_operation(f"{more}\n{security}\nresponses: {responses}", rest or SCHEMES)


def fixes(rule: str, text: str) -> list[str]:
    """Return what a rule suggests."""
    return [each.fix for each in observed(rule, text) if isinstance(each, Deviation)]


STATUSES = [
    ("unauthorized-is-documented", "401"),
    ("forbidden-is-documented", "403"),
    ("absence-is-documented", "404"),
    ("rate-limit-is-documented", "429"),
    ("server-error-is-documented", "5XX"),
]


@pytest.mark.parametrize(("rule", "status"), STATUSES)
class TestStatusIsDocumented:
    def test_fails(self, rule: str, status: str) -> None:
        """An operation that documents only success and 400 omits the status."""
        text = answering("{'200': {description: a}, '400': {description: b}}")
        assert found(rule, text) == [RESPONSES]
        assert [each.kind for each in observed(rule, text) if isinstance(each, Deviation)] == [status]

    @pytest.mark.parametrize("form", ["itself", "range", "small range", "default", "reference"])
    def test_passes(self, rule: str, status: str, form: str) -> None:
        """The status itself, its range and `default` document it, by a reference too."""
        key = {"range": f"{status[0]}XX", "small range": f"{status[0]}xx", "default": "default"}.get(form, status)
        node = "{$ref: '#/components/responses/Any'}" if form == "reference" else "{description: b}"
        observations = observed(rule, answering(f"{{'200': {{description: a}}, '{key}': {node}}}"))
        assert observations == [Conforming()]

    def test_other_range(self, rule: str, status: str) -> None:
        """The range of other statuses does not document it."""
        other = "4XX" if status == "5XX" else "5XX"
        assert found(rule, answering(f"{{'200': {{description: a}}, '{other}': {{description: b}}}}")) == [RESPONSES]

    def test_no_responses(self, rule: str, status: str) -> None:
        """An operation without responses is left to the rule on that."""
        assert observed(rule, answering("{}")) == []

    def test_fix(self, rule: str, status: str) -> None:
        """The fix can be pasted: it is the missing response, with the schema that another error refers to."""
        body = "{application/json: {schema: {$ref: '#/components/schemas/Error'}}}"
        rest = SCHEMES.replace("{securitySchemes", "{schemas: {Error: {type: object}}, securitySchemes", 1)
        (fix,) = fixes(
            rule, answering(f"{{'200': {{description: a}}, '400': {{description: b, content: {body}}}}}", rest=rest)
        )
        (response,) = yaml.safe_load(fix).values()
        assert list(yaml.safe_load(fix)) == [status]
        assert response["content"] == yaml.safe_load(body)

    def test_inline_schema(self, rule: str, status: str) -> None:
        """An inline schema is referred to at its place, and after the fix the rule finds nothing."""
        body = "{application/json: {schema: {type: object}}}"
        text = answering(f"{{'200': {{description: a}}, '400': {{description: b, content: {body}}}}}")
        (fix,) = fixes(rule, text)
        data = yaml.safe_load(text)
        responses = data["paths"]["/things/{thing_id}"]["get"]["responses"]
        responses.update(yaml.safe_load(fix))
        fixed = yaml.safe_dump(data)
        assert found(rule, fixed) == []
        contract = read_contract(parse(fixed, "fixed.yaml"))
        pointer = contract.operations[0].responses[status].media["application/json"]
        assert pointer is not None
        assert contract.document.at(pointer) == {
            "$ref": f"{RESPONSES}/400/content/application~1json/schema".replace("{thing_id}", "%7Bthing_id%7D")
        }

    def test_vendored(self, rule: str, status: str) -> None:
        """The vendored document omits the status; its sound twin does not."""
        assert found(rule, VENDORED) == [f"{LIST}/responses"]
        assert found(rule, SOUND) == []


class TestUnauthorizedIsDocumented:
    RULE = "unauthorized-is-documented"

    @pytest.mark.parametrize("security", ["", "security: []", "security: [{}]", "security: [{key: []}, {}]"])
    def test_no_credentials(self, security: str) -> None:
        """An operation that may be called without credentials need not document their absence."""
        assert observed(self.RULE, answering("{'200': {description: a}}", security=security)) == []

    def test_global_security(self) -> None:
        """Security for the whole document holds for the operation."""
        text = answering("{'200': {description: a}}", security="", rest=f"{SCHEMES}\nsecurity: [{{key: []}}]")
        assert found(self.RULE, text) == [RESPONSES]

    def test_challenge(self) -> None:
        """The suggested 401 names its challenge, as RFC 9110 asks for."""
        (fix,) = fixes(self.RULE, answering("{'200': {description: a}}"))
        assert list(yaml.safe_load(fix)["401"]["headers"]) == ["WWW-Authenticate"]


class TestAbsenceIsDocumented:
    RULE = "absence-is-documented"

    @pytest.mark.parametrize("schema", ["{enum: [a, b]}", "{const: a}", "{$ref: '#/components/schemas/Kind'}"])
    def test_closed_list(self, schema: str) -> None:
        """A parameter with a closed list always identifies something."""
        more = f"parameters: [{{in: path, name: thing_id, required: true, schema: {schema}}}]"
        rest = "components: {schemas: {Kind: {type: string, enum: [a]}}}"
        assert observed(self.RULE, answering("{'200': {description: a}}", security="", more=more, rest=rest)) == []

    def test_gone(self) -> None:
        """A documented 410 covers absence."""
        assert observed(self.RULE, answering("{'200': {description: a}, '410': {description: b}}")) == []

    def test_query_only(self) -> None:
        """A path without parameters identifies something that always exists."""
        more = "parameters: [{in: query, name: q, schema: {type: string}}]"
        assert observed(self.RULE, answering("{'200': {description: a}}", more=more)) == []

    def test_creating_put(self) -> None:
        """A PUT that creates a missing resource does not answer 404."""
        text = answering("{'201': {description: a}}").replace("    get:", "    put:")
        assert observed(self.RULE, text) == []

    def test_path_level_parameter(self) -> None:
        """A parameter of the path item counts."""
        text = answering("{'200': {description: a}}", more="").replace("    get:", f"    {PARAMETER}\n    get:")
        assert found(self.RULE, text) == [RESPONSES]


class TestOperationDocumentsASuccess:
    RULE = "operation-documents-a-success"

    @pytest.mark.parametrize("responses", ["{}", "{'400': {description: a}}", "{4XX: {description: a}}"])
    def test_fails(self, responses: str) -> None:
        """An operation with failures only, or no responses, documents no success."""
        assert found(self.RULE, answering(responses)) == [RESPONSES]

    @pytest.mark.parametrize("status", ["'200'", "'204'", "2XX", "2xx", "'302'", "default", "'101'"])
    def test_passes(self, status: str) -> None:
        """Any success, a redirect, a switch of protocols and `default` are answers to a sound request."""
        assert observed(self.RULE, answering(f"{{{status}: {{description: a}}}}")) == [Conforming()]

    def test_extension(self) -> None:
        """An extension under responses is not a response."""
        assert found(self.RULE, answering("{x-note: a, '400': {description: a}}")) == [RESPONSES]

    def test_vendored(self) -> None:
        """The vendored document has its 200."""
        assert found(self.RULE, VENDORED) == []


class TestDescriptionFitsItsStatus:
    RULE = "description-fits-its-status"

    @pytest.mark.parametrize(
        ("status", "description"),
        [
            ("400", "unexpected error"),
            ("404", "An unexpected error occurred."),
            ("400", "OK"),
            ("404", "successful operation"),
            ("500", "Success"),
            ("4XX", "Created"),
            ("200", "Not found"),
            ("400", "404 Not Found"),
            ("403", "Unauthorized"),
            ("401", "Forbidden"),
            ("404", "Bad Request"),
            ("400", "Internal server error"),
            ("4XX", "Internal Server Error"),
            ("201", "Bad request"),
            ("500", "Too Many Requests"),
        ],
    )
    def test_fails(self, status: str, description: str) -> None:
        """A description of another outcome contradicts its status."""
        text = answering(f"{{'{status}': {{description: '{description}'}}}}")
        assert found(self.RULE, text) == [f"{RESPONSES}/{status}/description"]

    @pytest.mark.parametrize(
        ("status", "description"),
        [
            ("default", "unexpected error"),
            ("500", "Unexpected error"),
            ("5XX", "An unexpected error"),
            ("default", "successful operation"),
            ("default", "Success"),
            ("200", "OK"),
            ("201", "OK"),
            ("202", "Success"),
            ("404", "Not Found"),
            ("410", "Not found."),
            ("4XX", "Not found"),
            ("401", "Unauthorized"),
            ("401", "401 Unauthorized"),
            ("400", "The user was not found"),
            ("403", "Not found, or not allowed to see"),
            ("400", "Unsuccessful"),
            ("409", "Already created"),
            ("422", "The token is not ok"),
            ("400", "The unexpected error of a plug-in: see code"),
            ("503", "Internal server error"),
            ("400", ""),
            ("422", "Unprocessable Entity"),
            ("400", "Запрос"),
        ],
    )
    def test_passes(self, status: str, description: str) -> None:
        """A possible description of the status, or one longer than the name of another, is not a contradiction."""
        assert found(self.RULE, answering(f"{{'{status}': {{description: '{description}'}}}}")) == []

    @pytest.mark.parametrize(
        ("responses", "places"),
        [
            ("{'403': {$ref: '#/components/responses/R'}}", ["#/components/responses/R/description"]),
            (
                "{'401': {$ref: '#/components/responses/R'}, '403': {$ref: '#/components/responses/R'}}",
                [f"{RESPONSES}/403"],
            ),
            ("{'403': {$ref: '#/components/responses/R', description: Not for this key}}", []),
        ],
    )
    def test_shared(self, responses: str, places: list[str]) -> None:
        """A shared response is reported itself unless it fits elsewhere; a description beside `$ref` overrides it."""
        rest = "components: {responses: {R: {description: Unauthorized}}}"
        assert found(self.RULE, answering(responses, security="", rest=rest)) == places

    def test_vendored(self) -> None:
        """The vendored document describes its 400 in the words of a default."""
        assert found(self.RULE, VENDORED) == [f"{LIST}/responses/400/description"]
        assert found(self.RULE, SOUND) == []


class TestRateLimitHeadersAreDeclared:
    RULE = "rate-limit-headers-are-declared"

    @pytest.mark.parametrize("headers", ["{}", "{ETag: {schema: {type: string}}}", "{X-Limit-Of-Rows: {schema: {}}}"])
    def test_fails(self, headers: str) -> None:
        """Without a header, or with unrelated ones, the limit is unknown."""
        assert found(self.RULE, answering(f"{{'200': {{description: a, headers: {headers}}}}}")) == [RESPONSES]

    @pytest.mark.parametrize(
        "name",
        ["Retry-After", "retry-after", "RateLimit", "RateLimit-Policy", "X-RateLimit-Remaining", "x-rate-limit-reset"],
    )
    def test_passes(self, name: str) -> None:
        """Any usual header in any response is enough."""
        responses = f"{{'200': {{description: a}}, '429': {{description: b, headers: {{{name}: {{schema: {{}}}}}}}}}}"
        assert observed(self.RULE, answering(responses)) == [Conforming()]

    def test_shared(self) -> None:
        """A header of a shared response counts."""
        rest = "components: {responses: {R: {description: a, headers: {Retry-After: {schema: {type: integer}}}}}}"
        text = answering("{'429': {$ref: '#/components/responses/R'}}", security="", rest=rest)
        assert observed(self.RULE, text) == [Conforming()]

    def test_vendored(self) -> None:
        """The vendored document declares no header at all."""
        assert found(self.RULE, VENDORED) == [f"{LIST}/responses"]
        assert found(self.RULE, SOUND) == []
