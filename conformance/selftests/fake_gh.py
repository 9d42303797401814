"""A fake of GitHub's command line that does everything it is asked: it requires a token, but no permission."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

STATE = Path(os.environ["GH_STATE"])
"""The state between calls: the issues, the pull requests, and every requested change."""


def main(arguments: list[str]) -> None:
    if not os.environ.get("GH_TOKEN"):
        sys.exit("gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.")
    match arguments:
        case ["auth", "setup-git"]:
            return
        case ["api", "--paginate", path, "--jq", ".[]"]:
            assert path == "repos/o/r/issues?labels=conformance&state=all&per_page=100"
            print("\n".join(json.dumps(each) for each in _read()["issues"] if "conformance" in each["labels"]))
        case ["pr", "list", *_]:
            head = arguments[arguments.index("--head") + 1]
            print("\n".join(str(each["number"]) for each in _read()["pulls"] if each["head"] == head))
        case ["api", *rest]:
            _ask(rest)
        case _:
            sys.exit(f"gh: unknown command {arguments}")


def _ask(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--silent", action="store_true", required=True)
    parser.add_argument("--method", required=True)
    parser.add_argument("--input")
    parser.add_argument("--field", action="append", default=[])
    parser.add_argument("--raw-field", action="append", default=[])
    parser.add_argument("path")
    given = parser.parse_args(arguments)
    body = json.load(sys.stdin) if given.input == "-" else {}
    body |= dict(each.split("=", 1) for each in given.raw_field)
    for name, value in (each.split("=", 1) for each in given.field):
        body[name] = Path(value[1:]).read_text(encoding="utf-8") if value.startswith("@") else value
    repository, path = given.path[: len("repos/o/r")], given.path[len("repos/o/r/") :]
    assert repository == "repos/o/r"
    state = _read()
    state["asked"].append([given.method, path, body])
    _change(state, given.method, path.split("/"), body)
    STATE.write_text(json.dumps(state), encoding="utf-8")


def _change(state: dict[str, Any], method: str, path: list[str], body: dict[str, Any]) -> None:
    match method, path:
        case "POST", [kind]:
            new = {"number": len(state[kind]) + 1, "state": "open", "state_reason": None, "labels": [], **body}
            state[kind].append(new)
        case "POST", ["issues", _, "comments"]:
            pass
        case "PATCH", [kind, number]:
            reopened = {"state_reason": "reopened"} if body.get("state") == "open" else {}
            state[kind][int(number) - 1] |= {**body, **reopened}
        case _:
            sys.exit(f"gh: Not Found (HTTP 404): {method} {path}")


def _read() -> dict[str, Any]:
    return dict(json.loads(STATE.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main(sys.argv[1:])
