"""Single edits of what is on the wire around schemas, each with its impact, written down from the specifications.

The sources: OpenAPI 3.1 (the sections in the comments), RFC 9110.
"""

from __future__ import annotations

from conformance.selftests.change_document_edits import DocumentEdit
from conformance.selftests.change_text_edits import B, D, E, N, S, W

WIRE = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
servers:
  - url: https://{region}.example.com/v1
    variables: {region: {default: eu, enum: [eu, us], description: Where}}
security: [{key: []}, {oauth: [read]}]
paths:
  /pets:
    get:
      parameters:
        - {in: query, name: word, schema: {type: string}}
        - {in: query, name: list, allowReserved: true, allowEmptyValue: true, schema: {type: array}}
      security: [{key: [], oauth: [read]}, {}]
      responses:
        '200':
          description: Pets.
          headers: {x-total: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
          links: {next: {operationId: make}}
        4XX: {description: Wrong., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
    post:
      operationId: make
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {photo: {type: string}, tags: {type: array}, name: {type: string}}}
            encoding: {photo: {contentType: image/png}, tags: {style: form, explode: true}}
          image/*: {schema: {type: string}}
      responses: {2XX: {description: Made., content: {'*/*': {schema: {$ref: '#/components/schemas/Pet'}}}}}
webhooks:
  born:
    post:
      parameters: [{in: header, name: X-Sent, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}
      responses: {'200': {description: Heard.}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    Error: {type: object, properties: {code: {type: integer}}}
    Event: {type: object, properties: {type: {type: string}}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key, description: Key.}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.example.com/t', scopes: {read: r}}}}
"""

WIRE_EDITS = [
    # Path items, links, extensions (4.8.9, 4.8.20, 4.9)
    DocumentEdit("a path is described", "  /pets:\n", "  /pets:\n    summary: Pets.\n", D),
    DocumentEdit("a link is gone", "          links: {next: {operationId: make}}\n", "", D),
    DocumentEdit("an extension", "key: {type", "key: {x-y: 1, type", N),
    # Parameters (4.8.12)
    DocumentEdit("no list is exploded", "name: list,", "name: list, explode: false,", B),
    DocumentEdit("no text is exploded", "name: word,", "name: word, explode: false,", E),
    DocumentEdit("nothing reserved", "allowReserved: true, ", "", B),
    DocumentEdit("something reserved", "name: word,", "name: word, allowReserved: true,", S),
    DocumentEdit("nothing empty", "allowEmptyValue: true, ", "", B),
    DocumentEdit("something empty", "name: word,", "name: word, allowEmptyValue: true,", S),
    DocumentEdit(
        "a parameter that says nothing",
        "        - {in: query, name: word",
        "        - {in: header, name: authorization, required: true}\n        - {in: query, name: word",
        D,
    ),
    DocumentEdit("a parameter is not deprecated, as it was not", "name: word,", "name: word, deprecated: false,", N),
    # Forms (4.8.15)
    DocumentEdit("another picture", "contentType: image/png", "contentType: image/gif", B),
    DocumentEdit("a second picture", "contentType: image/png", "contentType: 'image/gif, image/png'", S),
    DocumentEdit(
        "a form without lists", "tags: {style: form, explode: true}", "tags: {style: form, explode: false}", B
    ),
    DocumentEdit("what holds for forms anyway", ", tags: {style: form, explode: true}", "", N),
    DocumentEdit("a part with a header", "contentType: image/png", "contentType: image/png, headers: {X-Size: {}}", W),
    # Media types and their ranges (4.8.13, 4.8.14; RFC 9110, 12.5.1)
    DocumentEdit("any body", "image/*:", "'*/*':", S),
    DocumentEdit("one picture of all", "image/*:", "image/png:", B),
    DocumentEdit("one answer of all", "'*/*':", "application/json:", S),
    DocumentEdit("the encoding that there is anyway", "application/json:", "application/json; charset=utf-8:", N),
    # Statuses and their ranges (4.8.16)
    DocumentEdit("one success of all", "2XX:", "'200':", S),
    DocumentEdit("one error of all", "4XX:", "'400':", S),
    DocumentEdit(
        "an error that is none of those",
        "        4XX:",
        "        '404': {description: None., content: {application/json: {schema: {type: string}}}}\n        4XX:",
        B,
    ),
    DocumentEdit(
        "an error with nothing but a name", "        4XX:", "        '404': {description: None.}\n        4XX:", S
    ),
    # Headers in any case, called x-… too (4.8.17)
    DocumentEdit("a header in capitals", "x-total:", "X-Total:", N),
    DocumentEdit(
        "a header that is x-…", "headers: {x-total: {required: true, schema: {type: integer}}}", "headers: {}", B
    ),
    # Webhooks: the client receives (4.8.1)
    DocumentEdit("a body need not be sent to clients", "requestBody: {required: true,", "requestBody: {", B),
    DocumentEdit(
        "clients are sent something else",
        "content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}",
        "content: {text/xml: {schema: {$ref: '#/components/schemas/Event'}}}",
        B,
    ),
    DocumentEdit(
        "clients are sent one header more",
        "parameters: [{in: header",
        "parameters: [{in: header, name: X-More, required: true}, {in: header",
        S,
    ),
    DocumentEdit(
        "clients are sent one header less",
        "parameters: [{in: header, name: X-Sent, required: true, schema: {type: string}}]",
        "parameters: []",
        B,
    ),
    DocumentEdit("a header need not be sent to clients", "name: X-Sent, required: true,", "name: X-Sent,", B),
    DocumentEdit("clients answer otherwise", "{'200': {description: Heard.}}", "{'202': {description: Heard.}}", B),
    DocumentEdit(
        "clients may answer more", "{description: Heard.}}", "{description: Heard.}, '202': {description: Heard.}}", S
    ),
    # Security (4.8.27 to 4.8.30)
    DocumentEdit(
        "one flow more",
        "flows: {",
        "flows: {implicit: {authorizationUrl: 'https://a.example.com/a', scopes: {read: r}}, ",
        S,
    ),
    DocumentEdit("another flow", "flows: {clientCredentials", "flows: {password", B),
    DocumentEdit(
        "a way to refresh", "scopes: {read: r}", "refreshUrl: 'https://a.example.com/r', scopes: {read: r}", N
    ),
    DocumentEdit("the header for the key in small letters", "name: X-Key", "name: x-key", N),
    DocumentEdit("the scheme of the key is described otherwise", "description: Key.", "description: The key.", D),
    DocumentEdit("less where nothing suffices", "{key: [], oauth: [read]}, {}", "{key: []}, {}", E),
    # Servers and their variables (4.8.5, 4.8.6)
    DocumentEdit("a region is gone", "enum: [eu, us]", "enum: [eu]", B),
    DocumentEdit("a region is new", "enum: [eu, us]", "enum: [eu, us, ap]", S),
    DocumentEdit("another region unless said", "default: eu", "default: us", W),
    DocumentEdit("a variable is described otherwise", "description: Where", "description: Which one", D),
    DocumentEdit("a variable is renamed", "region", "area", N),
    DocumentEdit(
        "every region by itself",
        "  - url: https://{region}.example.com/v1\n"
        "    variables: {region: {default: eu, enum: [eu, us], description: Where}}\n",
        "  - url: https://us.example.com/v1\n  - url: https://eu.example.com/v1\n",
        E,
    ),
    DocumentEdit(
        "one region by itself",
        "  - url: https://{region}.example.com/v1\n"
        "    variables: {region: {default: eu, enum: [eu, us], description: Where}}\n",
        "  - url: https://eu.example.com/v1\n",
        B,
    ),
    DocumentEdit(
        "a version by a variable",
        "https://{region}.example.com/v1\n    variables: {region:",
        "https://{region}.example.com/{version}\n    variables: {version: {default: v1}, region:",
        E,
    ),
    DocumentEdit(
        "another version by a variable",
        "https://{region}.example.com/v1\n    variables: {region:",
        "https://{region}.example.com/{version}\n    variables: {version: {default: v2}, region:",
        B,
    ),
    DocumentEdit(
        "one more version by a variable",
        "https://{region}.example.com/v1\n    variables: {region:",
        "https://{region}.example.com/{version}\n    variables: {version: {default: v2, enum: [v1, v2]}, region:",
        S,
    ),
    DocumentEdit("a host in capitals", ".example.com/v1", ".EXAMPLE.com/v1", N),
]
