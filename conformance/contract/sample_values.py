"""A valid value of each format that JSON Schema and OpenAPI name."""

OF_FORMAT = {
    "date-time": "2024-02-29T04:22:09Z",
    "date": "2024-02-29",
    "time": "04:22:09Z",
    "duration": "P1D",
    "email": "someone@example.com",
    "idn-email": "someone@example.com",
    "hostname": "api.example.com",
    "idn-hostname": "api.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/a",
    "uri-reference": "/a",
    "iri": "https://example.com/a",
    "iri-reference": "/a",
    "uri-template": "/a/{b}",
    "uuid": "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6",
    "json-pointer": "/a",
    "relative-json-pointer": "0",
    "regex": "^a$",
    "byte": "YQ==",
}
