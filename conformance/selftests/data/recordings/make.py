"""Makes the sample recordings again: the real tools record a conversation with the reference API on this machine.

Run `python make.py TOOLS [NAME…]` from any folder; TOOLS is a folder that holds what README.md says. Without names
every sample is made; one whose tool is missing is left as it is, and said to be.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from conformance.reference.api import KEY, Api
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.reference.variants import VARIANTS

HERE = Path(__file__).parent
SPEC = HERE.parents[3] / "spec" / "openapi.yaml"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
# What every client asks for: a list, an empty one, and what is refused; the last one is no operation of the contract.
PATHS = [f"/batches/{agent}/all" for agent in (AGENTS[3], AGENTS[2], UNKNOWN, "no-uuid")] + ["/health"]


def asked(url: str) -> dict[str, str]:
    """Return the environment by which a client knows what to ask for, and with which key."""
    return {**os.environ, "BASE_URL": url, "PATHS": json.dumps(PATHS), "KEY": KEY, "NO_PROXY": "", "no_proxy": ""}


def run(*command: object, url: str, cwd: Path = HERE, codes: tuple[int, ...] = (0,)) -> None:
    """Run a client to its end."""
    ended = subprocess.run([*map(str, command)], env=asked(url), cwd=cwd, check=False)
    if ended.returncode not in codes:
        raise RuntimeError(f"{command[0]} ended with {ended.returncode}")


@contextmanager
def proxy(tools: Path, target: Path) -> Iterator[str]:
    """Run mitmdump as a proxy that writes a HAR when it ends."""
    # Its own folder for certificates: none is needed, and it is to leave nothing behind.
    port, folder = "18_080".replace("_", ""), tools / "mitmproxy-confdir"
    options = ["--set", f"confdir={folder}", "--set", f"hardump={target}", "--listen-port", port, "-q"]
    process = subprocess.Popen([tools / "mitm" / "bin" / "mitmdump", "--listen-host", "127.0.0.1", *options])
    try:
        time.sleep(5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def mitmproxy(api: Api, target: Path, tools: Path) -> None:
    """Record curl through mitmproxy."""
    with serve(api) as url, proxy(tools, target) as by:
        for path in PATHS:
            run("curl", "-sS", "-o", os.devnull, "--compressed", "--proxy", by, "--noproxy", "",
                "-H", f"Authorization: Bearer {KEY}", f"{url}{path}", url=url)  # fmt: skip
        run("curl", "-sS", "-o", os.devnull, "--proxy", by, "--noproxy", "", f"{url}{PATHS[0]}", url=url)


def vcrpy(api: Api, target: Path, tools: Path) -> None:
    """Record requests with vcrpy."""
    target.unlink(missing_ok=True)
    with serve(api) as url:
        run(tools / "vcr" / "bin" / "python", HERE / "client_vcrpy.py", target.name, url=url)


def schemathesis(kind: str, *options: str) -> Callable[[Api, Path, Path], None]:
    """Return what makes a report of schemathesis of one kind."""

    def make(api: Api, target: Path, tools: Path) -> None:
        command = Path(sys.executable).with_name("schemathesis")
        how = ["--max-examples", "2", "--generation-deterministic", "--phases", "examples,fuzzing", "--no-color"]
        # In a folder of its own, for the report tells the command with every path in it.
        with TemporaryDirectory() as folder, serve(api) as url:
            copy(SPEC, folder)
            # Left to itself it asks for agents that nobody has.
            Path(folder, "schemathesis.toml").write_text(f'parameters = {{ "path.agent_id" = "{AGENTS[3]}" }}\n')
            run(command, "run", SPEC.name, "--url", url, "-H", f"Authorization: Bearer {KEY}", *how,
                "--report", kind, f"--report-{kind}-path", target.name, *options,
                url=url, cwd=Path(folder), codes=(0, 1))  # fmt: skip
            copy(Path(folder, target.name), target)

    return make


def node(client: str) -> Callable[[Api, Path, Path], None]:
    """Return what runs a client in Node."""

    def make(api: Api, target: Path, tools: Path) -> None:
        with serve(api) as url:
            run("node", HERE / client, tools / "node" / "node_modules", target.name, url=url)

    return make


SAMPLES: dict[str, tuple[Callable[[], Api], Callable[[Api, Path, Path], None]]] = {
    "mitmproxy.har": (Api, mitmproxy),
    "mitmproxy-gzip.har": (VARIANTS["gzip"], mitmproxy),
    "mitmproxy-mutant.har": (MUTANTS["status-is-newer"], mitmproxy),
    "vcrpy.yaml": (Api, vcrpy),
    "vcrpy-gzip.yaml": (VARIANTS["gzip"], vcrpy),
    "vcrpy.json": (Api, vcrpy),
    "schemathesis-vcr.yaml": (Api, schemathesis("vcr")),
    "schemathesis-vcr-bytes.yaml": (Api, schemathesis("vcr", "--report-preserve-bytes")),
    "schemathesis.har": (Api, schemathesis("har")),
    "schemathesis.ndjson": (Api, schemathesis("ndjson")),
    "chromium.har": (Api, node("client_playwright.mjs")),
    "newman.json": (Api, node("client_postman.mjs")),
    "postman.json": (Api, node("client_postman.mjs")),
}


def main(tools: str, *names: str) -> None:
    """Make the samples of the names given, or all."""
    for name in names or SAMPLES:
        api, make = SAMPLES[name]
        try:
            make(api(), HERE / name, Path(tools).resolve())
        except (RuntimeError, OSError) as error:
            print(f"{name} is left as it is: {error}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
