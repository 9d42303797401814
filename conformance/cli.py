"""The only module that knows the command line: `bolna-conformance`, for what is no test, and `run` for what is."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from conformance import __version__, diffing, issuing, new_rule, reporting, vendoring
from conformance.completion import SHELLS, Parser, completion
from conformance.contract.load import SPEC
from conformance.exchange.recordings.paths import refuse_unwritable
from conformance.exchange.recordings.redacting import redaction_key
from conformance.model import InputError
from conformance.options import OPTIONS
from conformance.reference.api import KEY, Api
from conformance.reference.data import AGENTS, FOREIGN_AGENT
from conformance.reference.dialects import DIALECTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.report.catalogue import catalogue, page
from conformance.report.replay import replay_lines
from conformance.rules.ledger import load_ledger
from conformance.sensitivity import sensitivity
from conformance.stock_checks import witnessed
from conformance.verdict.preserving import redact_recording
from conformance.verdict.suite import load_suite

_STDOUT = 1
_SUITE = Path(__file__).parent / "suite"
_MAP = "what a log calls the path, status and body; also method, headers, time, request_headers [%(default)s]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 found something, 2 unusable input (4 for `run`, as pytest)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _done(given)
        sys.stdout.flush()
        return code
    except InputError as error:
        print(f"bolna-conformance: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; what is still buffered may not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
        return int(given[:1] == ["run"])  # whose result nobody saw
    except OSError as error:
        print(f"bolna-conformance: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        return 2


def _done(given: Sequence[str]) -> int:
    if given[:1] == ["run"]:
        return _run(given[1:])
    options = _parser().parse_args(given)
    return int(options.command(options))


def _parser() -> Parser:
    parser = Parser(prog="bolna-conformance", description="Contract and conformance of an HTTP API.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    # `run` hands everything on to pytest before this parser sees it; it stands here for --help, and for shells.
    running = commands.add_parser(
        "run", help="judge an API: pytest with the suite given; takes pytest's options", add_help=False
    )
    running.add_argument("-k", metavar="ID", help="only this requirement")
    for name, attributes in OPTIONS.items():
        running.add_argument(name, **attributes)

    _add(commands, "vendor", vendoring, "take in the vendor's pages, check them for news, tell what changed when")

    explaining = commands.add_parser("explain", help="explain a requirement, or list them all as Markdown")
    explaining.add_argument("id", nargs="?", metavar="ID", help="a requirement's id; none lists them all")
    explaining.add_argument("--spec", type=Path, default=SPEC / "openapi.yaml", metavar="FILE", help="another contract")
    explaining.set_defaults(command=_explain)

    auditing = commands.add_parser("audit", help="judge archives of any size: logs and recordings")
    auditing.add_argument("paths", nargs="+", metavar="PATH", help="a file, folder, pattern or address (s3://…)")
    auditing.add_argument("--map", default="path=path,status=status,body=body", metavar="OURS=THEIRS,…", help=_MAP)
    auditing.add_argument("--spec", type=Path, default=SPEC / "openapi.yaml", metavar="FILE", help="another contract")
    auditing.add_argument("--output", type=Path, metavar="FILE", help="write the summary as JSON")
    auditing.add_argument("--checkpoint", type=Path, metavar="FILE", help="kept after each part; where it is, go on")
    auditing.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="[one a core]")
    auditing.add_argument("--engine", choices=("local", "dask"), default="local", help="where to judge [%(default)s]")
    auditing.add_argument("--scheduler", metavar="ADDRESS", help="of the cluster, for --engine dask")
    auditing.set_defaults(command=_audit)

    _add(commands, "diff", diffing, "compare two documents: what changed, and whom it breaks")

    _add(commands, "report", reporting, "tell a report.json in another form")

    _add(commands, "issues", issuing, "tell what a report asks of the issues on GitHub")

    _add(commands, "new-rule", new_rule, "write the files of a new requirement, with places to fill in")

    proving = commands.add_parser("sensitivity", help="show what the suite is proven to catch, as Markdown")
    proving.set_defaults(command=_sensitivity)

    redacting = commands.add_parser("redact", help="clean a recording of keys, phone numbers, ids and texts")
    redacting.add_argument("source", type=Path, metavar="IN", help="a recording of any format")
    redacting.add_argument("destination", type=Path, metavar="OUT", help="the file to write")
    redacting.add_argument("--spec", type=Path, default=SPEC / "openapi.yaml", metavar="FILE", help="another contract")
    redacting.add_argument("--map", metavar="OURS=THEIRS,…", help="what stands where, if it is a log")
    redacting.set_defaults(command=_redact)

    completing = commands.add_parser("completion", help="print a script that completes this command in a shell")
    completing.add_argument("shell", choices=SHELLS)
    completing.set_defaults(command=_complete)

    serving = commands.add_parser("serve", help="run the reference API by hand, on this machine only")
    serving.add_argument("--port", type=int, default=0, metavar="N", help="0 takes a free one [%(default)s]")
    kind = serving.add_mutually_exclusive_group()
    kind.add_argument("--fault", choices=sorted(MUTANTS), metavar="NAME", help="with one fault; --list names them")
    kind.add_argument("--dialect", choices=sorted(DIALECTS), metavar="NAME", help="in another conformant dialect")
    kind.add_argument("--list", action="store_true", help="name the faults and dialects")
    serving.set_defaults(command=_serve)
    return parser


def _add(commands: Any, name: str, module: ModuleType, meaning: str) -> None:
    """Add a command that has a module of its own."""
    parser = commands.add_parser(name, help=meaning)
    module.add_options(parser)
    parser.set_defaults(command=module.run)


def _run(arguments: Sequence[str]) -> int:
    """Run pytest on the suite from any folder, without what that folder's own configuration says."""
    import pytest  # noqa: PLC0415 - the other commands need none of it

    own = ["-c", os.devnull, "--rootdir", os.curdir, "-o", "junit_family=xunit1", "-p", "no:cacheprovider"]
    # Loaded by themselves, other plugins cost seconds at start-up: pytest rewrites every module they come with.
    plugins = ["--disable-plugin-autoload", "-p", "hypothesispytest"]
    # After those that are given: ours takes an option that is declared already, others break over one.
    return int(pytest.main([*own, *plugins, str(_SUITE), *arguments, "-p", "conformance.plugin"]))


def _explain(options: argparse.Namespace) -> int:
    suite = load_suite(options.spec, SPEC / "requirements", ())
    print("\n".join(page(suite, options.id)) if options.id else catalogue(suite))
    return 0


def _complete(options: argparse.Namespace) -> int:
    ids = [name for name, row in load_ledger(SPEC / "requirements").items() if row.excluded is None]
    print(completion(_parser(), options.shell, ids))
    return 0


def _redact(options: argparse.Namespace) -> int:
    suite = witnessed(load_suite(options.spec, SPEC / "requirements", ()))
    key = redaction_key(os.environ)
    refuse_unwritable(options.destination)
    held, hidden = redact_recording(suite, options.source, options.destination, key, options.map)
    print("\n".join(replay_lines(held)))
    print(f"written: {options.destination}")
    for name in sorted(hidden):
        print(f"hidden by redaction, inconclusive on replay: {name}")
    return 0


def _audit(options: argparse.Namespace) -> int:
    """Judge archives: 0 without a failing MUST, 1 with one or nothing judged, 2 interrupted, 4 for unusable input."""
    try:
        from conformance import auditing  # noqa: PLC0415 - what it needs is an extra
    except ImportError as error:
        print(f"bolna-conformance: audit needs {error.name}: pip install 'bolna-conformance[audit]'", file=sys.stderr)
        return 4
    try:
        return auditing.run(options)
    except InputError as error:
        print(f"bolna-conformance: {error}", file=sys.stderr)
        return 4


def _sensitivity(_: argparse.Namespace) -> int:
    print(sensitivity(), end="")
    return 0


def _serve(options: argparse.Namespace) -> int:
    if options.list:
        for name, kind in sorted({**DIALECTS, **MUTANTS}.items()):
            print(f"{'fault' if name in MUTANTS else 'dialect':8}{name:36}{(kind.__doc__ or '').splitlines()[0]}")
        return 0
    api = MUTANTS[options.fault]() if options.fault else DIALECTS[options.dialect]() if options.dialect else Api()
    # Ctrl-C ends it in good order from the first line printed on.
    with suppress(KeyboardInterrupt), serve(api, options.port) as url:
        print(f"export BOLNA_API_KEY={KEY} BOLNA_AGENT_ID={','.join(AGENTS)} BOLNA_FOREIGN_AGENT_ID={FOREIGN_AGENT}")
        print(f"pytest --base-url {url}")
        print("serving until Ctrl-C", flush=True)
        threading.Event().wait()
    return 0
