"""Single edits of a document outside its schemas, each with its impact, written down before any rule.

The sources: OpenAPI 3.1 (the sections in the comments) and RFC 9110.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.selftests.change_text_edits import B, D, E, N, S, W


@dataclass(frozen=True)
class DocumentEdit:
    """One edit of a document as a replacement of text, and its impact."""

    name: str
    old: str
    new: str
    impact: str


DOCUMENT = """\
openapi: 3.1.0
info: {title: Things, version: 1.0.0, description: All things.}
servers: [{url: 'https://api.example.com', description: Here}, {url: 'https://eu.example.com'}]
tags: [{name: things}, {name: others}]
security: [{key: []}]
paths:
  /things/{thing_id}:
    parameters: [{in: path, name: thing_id, required: true, schema: {type: string}}]
    get:
      operationId: readThing
      summary: Read a thing.
      tags: [things]
      parameters:
        - {in: query, name: deep, schema: {type: boolean}, style: form}
        - {in: query, name: since, required: true, schema: {type: string}}
      responses:
        '200':
          description: The thing.
          headers:
            X-Left: {required: true, schema: {type: integer}}
            X-Hint: {schema: {type: string}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
            text/csv: {schema: {type: string}}
        '404': {description: There is none.}
    put:
      requestBody:
        required: false
        content:
          application/json: {schema: {$ref: '#/components/schemas/Draft'}}
          application/xml: {schema: {type: string}}
      responses: {'200': {description: Done.}}
    delete:
      security: [{key: []}, {token: [write]}]
      responses: {'204': {description: Done.}}
webhooks:
  gone:
    post:
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {state: {type: string, enum: [sold, lost]}}}}
      responses: {'200': {description: Heard., content: {text/plain: {schema: {type: string, maxLength: 9}}}}}
components:
  schemas:
    Thing: {type: object, properties: {name: {type: string}}}
    Draft: {type: object, properties: {name: {type: string}}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://example.com/t', scopes: {write: w, read: r}}}}
"""
_DELETE = "    delete:\n      security: [{key: []}, {token: [write]}]\n      responses: {'204': {description: Done.}}\n"

DOCUMENT_EDITS = [
    # Paths and operations (OpenAPI 3.1, 4.8.8 to 4.8.10)
    DocumentEdit("an operation is gone", _DELETE, "", B),
    DocumentEdit(
        "an operation is new", "    put:\n", "    post: {responses: {'200': {description: Done.}}}\n    put:\n", S
    ),
    DocumentEdit("a path is renamed", "/things/{thing_id}:", "/items/{thing_id}:", B),
    DocumentEdit("a path parameter is renamed", "thing_id", "id", E),
    DocumentEdit("another operationId", "operationId: readThing", "operationId: getThing", W),
    DocumentEdit("another summary", "Read a thing.", "Reads one thing.", D),
    DocumentEdit("another tag", "tags: [things]", "tags: [others]", D),
    DocumentEdit("tags in another order", "[{name: things}, {name: others}]", "[{name: others}, {name: things}]", N),
    DocumentEdit(
        "an operation is deprecated", "operationId: readThing", "deprecated: true\n      operationId: readThing", S
    ),
    # Parameters (4.8.12)
    DocumentEdit(
        "a parameter is gone", "        - {in: query, name: deep, schema: {type: boolean}, style: form}\n", "", W
    ),
    DocumentEdit(
        "a parameter is new",
        "        - {in: query, name: deep",
        "        - {in: query, name: wide}\n        - {in: query, name: deep",
        S,
    ),
    DocumentEdit(
        "a required parameter is new",
        "        - {in: query, name: deep",
        "        - {in: query, name: wide, required: true}\n        - {in: query, name: deep",
        B,
    ),
    DocumentEdit("a parameter is required", "name: deep,", "name: deep, required: true,", B),
    DocumentEdit("a parameter is optional", "name: since, required: true,", "name: since,", S),
    DocumentEdit("a parameter of another type", "{type: boolean}", "{type: integer}", B),
    DocumentEdit("a parameter is moved", "{in: query, name: since", "{in: header, name: since", B),
    DocumentEdit("a parameter is spelled otherwise", "style: form", "style: pipeDelimited", B),
    DocumentEdit(
        "the default style is said",
        "name: since, required: true,",
        "name: since, style: form, explode: true, required: true,",
        N,
    ),
    DocumentEdit("a parameter is described", "name: deep,", "name: deep, description: All of it.,", D),
    # Request bodies (4.8.13)
    DocumentEdit("a body is required", "required: false", "required: true", B),
    DocumentEdit(
        "a body may be sent in one form less",
        "          application/xml: {schema: {type: string}}\n      responses",
        "      responses",
        B,
    ),
    DocumentEdit(
        "a body may be sent in one form more",
        "          application/xml:",
        "          text/plain: {}\n          application/xml:",
        S,
    ),
    DocumentEdit(
        "a required body is new",
        "    get:\n",
        "    get:\n      requestBody: {required: true, content: {text/plain: {}}}\n",
        B,
    ),
    DocumentEdit(
        "an optional body is new", "    get:\n", "    get:\n      requestBody: {content: {text/plain: {}}}\n", S
    ),
    # Responses (4.8.16 and 4.8.17; RFC 9110, 15)
    DocumentEdit("another success", "'204'", "'202'", B),
    DocumentEdit("a success is new", "        '404':", "        '206': {description: A part.}\n        '404':", W),
    DocumentEdit("an error is new", "        '404':", "        '403': {description: No.}\n        '404':", S),
    DocumentEdit("an error is gone", "        '404': {description: There is none.}\n", "", S),
    DocumentEdit("an answer is described otherwise", "There is none.", "It is gone.", D),
    DocumentEdit("an answer in one form less", "            text/csv: {schema: {type: string}}\n", "", B),
    DocumentEdit(
        "an answer in one form more", "            text/csv:", "            text/html: {}\n            text/csv:", W
    ),
    DocumentEdit("a required header is gone", "            X-Left: {required: true, schema: {type: integer}}\n", "", B),
    DocumentEdit("an optional header is gone", "            X-Hint: {schema: {type: string}}\n", "", W),
    DocumentEdit(
        "a header is new", "            X-Hint:", "            X-New: {schema: {type: string}}\n            X-Hint:", S
    ),
    DocumentEdit("a header is optional", "X-Left: {required: true,", "X-Left: {", B),
    DocumentEdit("a header of another type", "schema: {type: integer}}", "schema: {type: string}}", B),
    # Security (4.8.27 to 4.8.30)
    DocumentEdit("another header for the key", "name: X-Key", "name: X-Token", B),
    DocumentEdit("a scheme is renamed", "key: ", "secret: ", N),
    DocumentEdit("an alternative is gone", "[{key: []}, {token: [write]}]", "[{key: []}]", B),
    DocumentEdit(
        "an alternative is new", "security: [{key: []}]\npaths", "security: [{key: []}, {token: [read]}]\npaths", S
    ),
    DocumentEdit("one scope more", "{token: [write]}", "{token: [write, read]}", B),
    DocumentEdit("one scope less", "{token: [write]}", "{token: []}", S),
    DocumentEdit("no credential any more", "security: [{key: []}]\npaths", "paths", S),
    DocumentEdit("tokens from elsewhere", "https://example.com/t", "https://example.com/tokens", B),
    # Servers (4.8.5)
    DocumentEdit("a server is moved", "https://api.example.com", "https://api.example.org", B),
    DocumentEdit("a server is gone", ", {url: 'https://eu.example.com'}]", "]", B),
    DocumentEdit(
        "a server is new",
        "{url: 'https://eu.example.com'}]",
        "{url: 'https://eu.example.com'}, {url: 'https://us.example.com'}]",
        S,
    ),
    DocumentEdit(
        "servers in another order",
        "{url: 'https://api.example.com', description: Here}, {url: 'https://eu.example.com'}",
        "{url: 'https://eu.example.com'}, {url: 'https://api.example.com', description: Here}",
        N,
    ),
    DocumentEdit("a server is described otherwise", "description: Here", "description: There", D),
    # Webhooks (4.8.1): a client receives what is sent there, and sends the answer
    DocumentEdit("a webhook is gone", "  gone:\n    post:", "  left:\n    post:", B),
    DocumentEdit("a webhook sends another value", "[sold, lost]", "[sold, lost, kept]", B),
    DocumentEdit("a webhook sends a value less", "[sold, lost]", "[sold]", S),
    DocumentEdit("a webhook takes less for an answer", "maxLength: 9", "maxLength: 8", B),
    # Callbacks (4.8.18)
    DocumentEdit(
        "a callback is new",
        "    delete:\n",
        "    delete:\n      callbacks: {done: {'{$url}': {post: {responses: {'200': {description: Yes.}}}}}}\n",
        S,
    ),
    # The document itself
    DocumentEdit("the document is described otherwise", "All things.", "All of the things.", D),
    DocumentEdit("a name between quotes", "title: Things", "title: 'Things'", N),
]


def edited_documents(edit: DocumentEdit, document: str = DOCUMENT) -> tuple[str, str]:
    """Return a document and the edited one, which has another version."""
    assert edit.old in document, edit.name
    return document, document.replace(edit.old, edit.new).replace("version: 1.0.0", "version: 2.0.0")
