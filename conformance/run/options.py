"""The options of a run, declared early enough for pytest to distinguish their values from paths to tests."""

from __future__ import annotations

from argparse import ArgumentError
from collections.abc import Collection
from typing import Any

from conformance.model import Level

OPTIONS: dict[str, dict[str, Any]] = {
    "--base-url": {"metavar": "URL", "help": "judge the live API at this URL"},
    "--spec": {"metavar": "FILE", "help": "another contract: a docs page (.md), YAML or JSON"},
    "--against": {"metavar": "FILE", "help": "an older contract: the changes since then are judged too"},
    "--policy": {"metavar": "FILE", "help": "what changes of a kind weigh for you, with reasons"},
    "--with": {
        "metavar": "URL=FILE",
        "action": "append",
        "help": "the file for a URL that the contract refers to; nothing is fetched; may be repeated",
    },
    "--target": {
        "metavar": "FILE",
        "help": "which variables feed which security scheme and parameter, also of a recording",
    },
    "--recording": {
        "metavar": "PATH",
        "action": "append",
        "help": "judge recorded traffic: a file, a folder or a glob; may be repeated",
    },
    "--map": {
        "metavar": "OURS=THEIRS,…",
        "help": "which fields of a log hold what: path=…,status=…,body=…",
    },
    "--record": {"metavar": "FILE", "help": "write a redacted recording of the exchanges"},
    "--report-dir": {"metavar": "DIR", "default": "reports/latest", "help": "where report.json goes [%(default)s]"},
    "--fail-on": {
        "choices": [level.lower() for level in Level],
        "default": "must",
        "help": "the level from which a deviation fails the run [%(default)s]",
    },
    "--history": {
        "metavar": "FILE",
        "help": "a line is added for each run, by which the next one knows what is new [reports/history.ndjson]",
    },
    "--baseline": {"metavar": "FILE", "help": "report what is new since this report.json or history instead"},
    "--fail-on-new": {"action": "store_true", "help": "only a new deviation fails the run"},
    "--require-complete": {"action": "store_true", "help": "a MUST that could not be judged fails the run"},
    "--waivers": {
        "metavar": "FILE",
        "action": "append",
        "help": "known deviations of the target, instead of those in spec/waivers",
    },
    "--operation": {
        "metavar": "GLOB",
        "action": "append",
        "help": "ask and judge only these operations, such as 'GET /things*'; may be repeated",
    },
    "--tag": {
        "metavar": "TAG",
        "action": "append",
        "help": "ask and judge only the operations with this tag in the document; may be repeated",
    },
    "--max-requests": {
        "metavar": "N",
        "type": int,
        "help": "the ceiling on requests [60; 20 for each operation, up to 400, where these are more]",
    },
    "--optional": {
        "choices": ["none", "known", "all"],
        "default": "known",
        "help": "which optional parameters are sent: those by which no GET acts, as far as is known [%(default)s]",
    },
    "--rate": {"metavar": "N/s", "help": "requests a second at most [5/s; unlimited on this machine]"},
    "--plan": {"action": "store_true", "help": "print the requests that would be sent, and send none"},
    "--timeout": {
        "metavar": "S",
        "type": float,
        "default": 10.0,
        "help": "seconds for one request [%(default)s]",
    },
    "--max-body": {"metavar": "SIZE", "help": "the most of one answer that is read [16MiB]"},
    "--max-total": {"metavar": "SIZE", "help": "the most of all answers together [32MiB]"},
    "--header": {
        "metavar": "'NAME: VALUE'",
        "action": "append",
        "help": "add a header that is no secret to every request; may be repeated (others: `headers:` of --target)",
    },
    "--token-command": {
        "metavar": "COMMAND",
        "help": "run this for the bearer token, and again when it expires; without a shell, in place of a variable",
    },
    "--proxy": {
        "metavar": "URL|env",
        "help": "go through this proxy, or that of HTTPS_PROXY and NO_PROXY; by tunnels only [none]",
    },
    "--cacert": {
        "metavar": "FILE",
        "help": "trust these certificates only [SSL_CERT_FILE, SSL_CERT_DIR, REQUESTS_CA_BUNDLE, or the system's]",
    },
    "--cert": {"metavar": "FILE", "help": "present this client certificate, in PEM format"},
    "--key": {"metavar": "FILE", "help": "its key; the password of one is read from CONFORMANCE_KEY_PASSWORD"},
    "--unix-socket": {"metavar": "FILE", "help": "reach http://localhost by this socket"},
    "--seed": {"metavar": "N", "type": int, "help": "draw cases other than the fixed ones"},
    "--explore": {
        "metavar": "N",
        "type": int,
        "default": 0,
        "help": "draw N more requests below the ceiling, and shrink what fails with N more [%(default)s]",
    },
}
"""The options of a run, as the parser of pytest takes them."""


def declare(parser: Any, others: Collection[str] = ()) -> None:
    """Declare the options with pytest's parser, apart from those that another plugin has declared already.

    Args:
        parser: The parser.
        others: The options that another plugin will declare.
    """
    group = parser.getgroup("conformance", "conformance of an HTTP API")
    for name, attributes in OPTIONS.items():
        if name in others:
            continue
        try:
            group.addoption(name, **attributes)
        except (ValueError, ArgumentError):  # the latter from pytest 9.2 on
            continue
