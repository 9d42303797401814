"""The rules on lists: their length, order, pages, identity and names."""

from __future__ import annotations

import textwrap

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Conforming, Deviation
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema

LIST = "#/components/schemas/BatchList"
VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
SCHEMA = f"{OPERATION}/responses/200/content/application~1json/schema"
OBJECTS = "{type: array, items: {type: object, required: [id], properties: {id: {type: string}}}}"
ENVELOPE = f"{{type: object, properties: {{data: {OBJECTS}, total: {{type: integer}}}}}}"


def answer(schema: str, *, operation: str = "", headers: str = "", description: str = "It") -> str:
    """Return a document with one GET whose answer has a schema."""
    response = f"description: {description}\ncontent: {{application/json: {{schema: {schema}}}}}\n{headers}\n"
    body = f"{operation}\nresponses:\n  '200':\n{textwrap.indent(response, ' ' * 4)}"
    return with_operation(body)


def query(*names: str) -> str:
    """Return parameters of the query."""
    listed = ", ".join(f"{{in: query, name: '{name}', schema: {{type: string}}}}" for name in names)
    return f"parameters: [{listed}]"


def passes(rule: str, text: str) -> bool:
    """Return whether a rule observes something, and finds all of it sound."""
    observations = observed(rule, text)
    return bool(observations) and all(isinstance(each, Conforming) for each in observations)


class TestListIsBounded:
    RULE = "list-is-bounded"

    @pytest.mark.parametrize(
        ("schema", "at"),
        [(OBJECTS, SCHEMA), ("{type: array, items: {type: string}}", SCHEMA), (ENVELOPE, f"{SCHEMA}/properties/data")],
    )
    def test_fails(self, schema: str, at: str) -> None:
        """A bare list and the list in an envelope are unbounded."""
        assert [at] == found(self.RULE, answer(schema))

    def test_page_without_size(self) -> None:
        """Pages without a stated size bound nothing."""
        assert found(self.RULE, answer(OBJECTS, operation=query("page"))) == [SCHEMA]

    @pytest.mark.parametrize("name", ["limit", "per_page", "pageSize", "page[size]", "$top", "maxResults", "first"])
    def test_parameter(self, name: str) -> None:
        """A parameter for the size of a page bounds the list."""
        assert passes(self.RULE, answer(OBJECTS, operation=query(name)))

    @pytest.mark.parametrize(
        "schema",
        [
            OBJECTS.replace("type: array", "type: array, maxItems: 9"),
            f"{{allOf: [{OBJECTS}, {{maxItems: 9}}]}}",
            "{type: array, uniqueItems: true, items: {enum: [a, b]}}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """The parameter's own schema may bound it."""
        assert passes(self.RULE, answer(schema))

    def test_prose(self) -> None:
        """So may a description."""
        assert passes(self.RULE, answer(OBJECTS, operation="description: Returns up to 100 things"))

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: object, properties: {id: {type: string}, name: {type: string}, roles: {type: array, items: {}}}}",
            f"{{type: object, properties: {{name: {{type: string}}, rows: {OBJECTS}}}}}",
            f"{{type: object, properties: {{a: {OBJECTS}, b: {OBJECTS}}}}}",
            "{type: object, properties: {data: {type: array, items: {type: string}}}}",
            "{type: array, prefixItems: [{type: number}, {type: number}], items: false}",
            "{type: string}",
            "true",
        ],
    )
    def test_near(self, schema: str) -> None:
        """An array in a thing, two arrays, a list of words and a tuple are not the list of an operation."""
        assert observed(self.RULE, answer(schema)) == []

    def test_other_answers(self) -> None:
        """Answers to POST, failures and other media types are ignored."""
        text = answer(OBJECTS)
        assert observed(self.RULE, text.replace("    get:", "    post:")) == []
        assert observed(self.RULE, text.replace("'200'", "'400'")) == []
        assert observed(self.RULE, text.replace("application/json", "text/csv")) == []

    def test_vendored(self) -> None:
        """BatchList is unbounded."""
        assert found(self.RULE, VENDORED) == [LIST]


class TestNestedArrayIsBounded:
    RULE = "nested-array-is-bounded"

    def test_fails(self) -> None:
        """An array in an answer is unbounded; one that several places refer to is reported once."""
        text = with_schema("{properties: {a: {$ref: '#/components/schemas/L'}, b: {$ref: '#/components/schemas/L'}}}")
        assert found(self.RULE, text + "\n    L: {type: array, items: {}}\n") == ["#/components/schemas/L"]

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: array, maxItems: 3}",
            "{type: array, items: {enum: [a, b]}}",
            "{allOf: [{type: array}, {maxItems: 3}]}",
            "{anyOf: [{type: array, maxItems: 3}, {type: 'null'}]}",
            "{type: array, prefixItems: [{}, {}]}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """A bound, a closed list and a tuple are sound."""
        assert passes(self.RULE, with_schema(f"{{properties: {{a: {schema}}}}}"))

    def test_lists(self) -> None:
        """The lists of operations belong to another rule."""
        assert observed(self.RULE, answer(ENVELOPE)) == []

    def test_vendored(self) -> None:
        """from_phone_numbers is unbounded."""
        assert found(self.RULE, VENDORED) == ["#/components/schemas/Batch/properties/from_phone_numbers"]


class TestListCanBePaged:
    RULE = "list-can-be-paged"

    @pytest.mark.parametrize("schema", [OBJECTS, ENVELOPE, "{type: array, items: {type: string}}"])
    def test_fails(self, schema: str) -> None:
        """A list without parameters for a part deviates at the operation; the fix adds them."""
        (only,) = [each for each in observed(self.RULE, answer(schema)) if isinstance(each, Deviation)]
        assert (only.location, only.actual) == (OPERATION, "no parameters")
        assert only.fix.startswith("parameters:\n- in: query\n  name: limit\n")

    def test_parameters(self) -> None:
        """Where there are parameters already, it deviates there, and the fix adds to them."""
        text = answer(OBJECTS, operation=query("status"))
        (only,) = [each for each in observed(self.RULE, text) if isinstance(each, Deviation)]
        assert (f"{OPERATION}/parameters", "only status") == (only.location, only.actual)
        assert only.fix.startswith("- in: query\n")

    @pytest.mark.parametrize(
        "name", ["limit", "offset", "page", "pageToken", "cursor", "starting_after", "$skip", "since", "page[number]"]
    )
    def test_parameter(self, name: str) -> None:
        """A parameter for a part of the list is sound."""
        assert passes(self.RULE, answer(OBJECTS, operation=query(name)))

    def test_path_parameter(self) -> None:
        """A parameter of the path selects a list, not a part of it."""
        parameters = "parameters: [{in: path, name: page_id, required: true, schema: {type: string}}]"
        assert [f"{OPERATION}/parameters"] == found(self.RULE, answer(OBJECTS, operation=parameters))

    def test_path_item(self) -> None:
        """Parameters of the path item count."""
        shared = "  /things/{thing_id}:\n    parameters: [{in: query, name: limit, schema: {type: integer}}]\n"
        assert passes(self.RULE, answer(OBJECTS).replace("  /things/{thing_id}:\n", shared))

    def test_header(self) -> None:
        """A Link header may point to the next part."""
        assert passes(self.RULE, answer(OBJECTS, headers="headers: {Link: {schema: {type: string}}}"))

    @pytest.mark.parametrize("name", ["next", "nextCursor", "has_more", "links", "meta", "pagination"])
    def test_envelope(self, name: str) -> None:
        """So may a property of the envelope."""
        assert passes(self.RULE, answer(ENVELOPE.replace("total", name)))

    def test_composed_envelope(self) -> None:
        """The envelope may be composed."""
        schema = f"{{allOf: [{{properties: {{next: {{type: string}}}}}}, {{properties: {{data: {OBJECTS}}}}}]}}"
        assert passes(self.RULE, answer(schema))

    def test_bounded(self) -> None:
        """A list that is never long needs no pages."""
        assert passes(self.RULE, answer(OBJECTS.replace("type: array", "type: array, maxItems: 9")))

    def test_well_known(self) -> None:
        """The form of a well-known address is defined elsewhere."""
        assert observed(self.RULE, answer(OBJECTS).replace("/things/{thing_id}", "/.well-known/things")) == []

    def test_vendored(self) -> None:
        """The one operation lists everything."""
        assert found(self.RULE, VENDORED) == ["#/paths/~1batches~1{agent_id}~1all/get/parameters"]


class TestListIsWrapped:
    RULE = "list-is-wrapped"

    def test_fails(self) -> None:
        """A bare array deviates, whatever the method."""
        assert found(self.RULE, answer(OBJECTS)) == [SCHEMA]
        assert [SCHEMA.replace("/get/", "/post/")] == found(self.RULE, answer(OBJECTS).replace("get:", "post:"))

    def test_passes(self) -> None:
        """An envelope is sound."""
        assert passes(self.RULE, answer(ENVELOPE))

    def test_near(self) -> None:
        """An array in a failure is ignored."""
        assert observed(self.RULE, answer(OBJECTS).replace("'200'", "4XX")) == []

    def test_vendored(self) -> None:
        """BatchList is a bare array."""
        assert found(self.RULE, VENDORED) == [LIST]


class TestListOrderIsStated:
    RULE = "list-order-is-stated"

    @pytest.mark.parametrize(
        "operation", ["", "summary: List all orders", "description: Lists the orders of a customer", query("order_id")]
    )
    def test_fails(self, operation: str) -> None:
        """A list whose order is not stated deviates; purchase orders do not state one."""
        assert found(self.RULE, answer(OBJECTS, operation=operation)) == [SCHEMA]

    def test_envelope(self) -> None:
        """The list in an envelope is checked like a bare one."""
        assert [f"{SCHEMA}/properties/data"] == found(self.RULE, answer(ENVELOPE))

    @pytest.mark.parametrize(
        "said",
        [
            *("newest first", "sorted by name", "Ordered by id", "in no particular order", "in chronological order"),
            *("most recent ones before others", "descending by date", "alphabetically", "The order is undefined"),
        ],
    )
    def test_description(self, said: str) -> None:
        """The operation, the response or the list may state the order."""
        assert passes(self.RULE, answer(OBJECTS, operation=f"description: Things, {said}"))
        assert passes(self.RULE, answer(OBJECTS, description=f"Things; {said}"))
        assert passes(self.RULE, answer(OBJECTS.replace("items", f"description: '{said}', items", 1)))
        assert passes(self.RULE, answer(OBJECTS).replace("title: Things", f"description: 'All lists, {said}'"))

    @pytest.mark.parametrize("name", ["sort", "sort_by", "orderBy", "order", "order_by", "$orderby", "sort[field]"])
    def test_parameter(self, name: str) -> None:
        """A parameter that sets the order counts."""
        assert passes(self.RULE, answer(OBJECTS, operation=query(name)))

    @pytest.mark.parametrize("schema", ["{type: array, items: {type: string}}", "{type: array}"])
    def test_near(self, schema: str) -> None:
        """A list of words is ignored."""
        assert observed(self.RULE, answer(schema)) == []

    def test_vendored(self) -> None:
        """The vendored document does not state the order of batches."""
        assert found(self.RULE, VENDORED) == [LIST]


class TestListUniquenessIsStated:
    RULE = "list-uniqueness-is-stated"

    def test_fails(self) -> None:
        """A list of things with an id deviates if it does not say whether they are unique."""
        assert found(self.RULE, answer(OBJECTS)) == [SCHEMA]
        assert found(self.RULE, answer(OBJECTS.replace("id:", "thing_id:"))) == [SCHEMA]

    @pytest.mark.parametrize(
        "text",
        [
            answer(OBJECTS.replace("items", "uniqueItems: true, items", 1)),
            answer(OBJECTS.replace("items", "uniqueItems: false, items", 1)),
            answer(OBJECTS, operation="description: No thing occurs twice"),
            answer(OBJECTS, description="All things, each once"),
        ],
    )
    def test_passes(self, text: str) -> None:
        """The keyword, with any value, or a description that says so is sound."""
        assert passes(self.RULE, text)

    @pytest.mark.parametrize("name", ["owner_id:", "name:"])
    def test_near(self, name: str) -> None:
        """The id of something else does not identify the item."""
        assert observed(self.RULE, answer(OBJECTS.replace("id:", name))) == []

    def test_vendored(self) -> None:
        """The vendored document does not say whether a batch occurs twice."""
        assert found(self.RULE, VENDORED) == [LIST]


class TestTitleSaysSomething:
    RULE = "title-says-something"

    @pytest.mark.parametrize(
        "title", ["Items", "Data", "response", "The Root Schema", "Result 2", "Array of objects", "''"]
    )
    def test_fails(self, title: str) -> None:
        """A title that fits every schema deviates."""
        (only,) = [
            each
            for each in observed(self.RULE, with_schema(f"{{type: array, title: {title}}}"))
            if isinstance(each, Deviation)
        ]
        assert (f"{THING}/title", "title: Thing") == (only.location, only.fix)

    @pytest.mark.parametrize(
        "title",
        [
            "Batch list",
            "Item price",
            "Response time",
            "Things",
            "Data centre",
            "List of batches",
            "Model T",
            "7",
            "[a]",
        ],
    )
    def test_near(self, title: str) -> None:
        """A specific title is sound, with a generic word in it or not."""
        assert found(self.RULE, with_schema(f"{{type: array, title: {title}}}")) == []

    def test_own_name(self) -> None:
        """A title that repeats the name of its property or component is harmless."""
        assert passes(
            self.RULE, with_schema("{properties: {items: {title: Items}, created_value: {title: Created Value}}}")
        )
        assert passes(self.RULE, with_schema("{}\n").replace("Thing:", "Item: {title: Item}\n    Thing:"))

    def test_property(self) -> None:
        """A property called title is not a title."""
        assert observed(self.RULE, with_schema("{properties: {title: {type: string}}}")) == []

    def test_vendored(self) -> None:
        """BatchList is called Items."""
        assert [f"{LIST}/title"] == found(self.RULE, VENDORED)
