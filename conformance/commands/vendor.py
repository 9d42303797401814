"""The command `vendor`: add the vendor's pages, compare them with what is published now, list what changed when."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from conformance.commands.diff import FORMATS
from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.document import Document, decode, parse, read_bytes, read_text
from conformance.contract.load import SPEC, display, load_contract
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.page import blocks
from conformance.contract.revisions import (
    HISTORY,
    day_and_hash,
    kept_revisions,
    refuse_interrupted,
    settle,
    supersede,
)
from conformance.contract.vendor import DOCUMENT, LOCK, Page, changes, read_lock, sha256_of, update, verify_lock
from conformance.exchange.certificates import Certificates
from conformance.exchange.network import NetworkOptions
from conformance.exchange.redaction import safe_text
from conformance.exchange.transport import fetch_page
from conformance.model import InputError
from conformance.report.change_record import record_of
from conformance.report.history import deviations_of
from conformance.report.timeline import Entry, timeline_of
from conformance.rules.ledger import load_ledger
from conformance.rules.registry import change_rules
from conformance.run.options import OPTIONS
from conformance.verdict.affected_items import affected_items
from conformance.verdict.change import compare, compared_contracts
from conformance.verdict.follow_ups import follow_ups
from conformance.verdict.suite import Suite, load_suite, suite_of

CODES = {
    ExitCode.HELD: "done; with --check: the pages are the same as locked",
    ExitCode.DEVIATES: "with --check: a page changed; with --accept: the suite needs follow-ups",
}

MAX_PAGE = 2**20
"""The longest page of documentation that is read, in bytes; a longer one takes minutes."""
_LEDGER = SPEC / "requirements"
_AS_FETCHED = f"{DOCUMENT} as fetched"


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("pages", nargs="*", metavar="PAGE_OR_URL", help="a page (.md); without one, merge those there")
    parser.add_argument("--spec-dir", type=Path, default=SPEC, metavar="DIR", help="the folder to write [%(default)s]")
    for name in ("--proxy", "--cacert", "--cert", "--key"):
        parser.add_argument(name, **OPTIONS[name])
    parser.add_argument("--format", choices=FORMATS, help="of the output of --check [md]")
    doing = parser.add_mutually_exclusive_group()
    for name, function, meaning in (
        ("--check", check, "compare with the lock, and write nothing: 0 unchanged, 1 changed, with what changed"),
        ("--accept", accept, "accept what changed, keep the old in history/: 1 if the suite needs follow-ups"),
        ("--timeline", timeline, "list what changed when, as Markdown"),
    ):
        doing.add_argument(name, action="store_const", dest="do", const=function, default=take_in, help=meaning)


def run(options: argparse.Namespace) -> int:
    """Run the chosen action, and return the exit code.

    Raises:
        InputError: A page or the spec folder cannot be used; the message contains no raw text of a page.
    """
    if options.format and options.do is not check:
        raise InputError("--format is valid with --check only")
    try:
        return int(options.do(options))
    except InputError as error:
        raise InputError(safe_text(str(error))) from None


def take_in(options: argparse.Namespace) -> int:
    """Add new pages to the spec folder and merge all that are there; no locked page is lost."""
    spec = options.spec_dir
    settle(spec)
    pages = [_page(each, options) for each in options.pages]
    for page in _changed(spec, [page for page in pages if page.file in read_lock(spec).pages]):
        raise InputError("differs from the locked page; --accept accepts it, and keeps what it replaces", page.file)
    written = update(spec, pages, _today())
    for file in written:
        print(f"written: {spec / file}")
    if not written:
        print("unchanged")
    for fault in verify_lock(spec):
        print(fault)
    return 0


def check(options: argparse.Namespace) -> int:
    """Compare pages with the lock; print what changed in the document, and return 1 if a page changed."""
    spec = options.spec_dir
    refuse_interrupted(spec)
    changed = _changed_pages(options)
    if not changed:
        return 0
    old = _suite(spec)
    new = _suite_as_changed(spec, changed, changes(spec, changed, _today()), old)
    comparison = compared_contracts(old.contract, new.contract, old.ledger)
    touched = affected_items(comparison, old.ledger, old.waivers, deviations_of(_baselines(spec)))
    text = FORMATS[options.format or "md"](record_of(comparison, touched))
    for page in changed:
        print(f"changed since {read_lock(spec).pages[page.file]['retrieved']}: {page.file}", file=sys.stderr)
    print(text, end="")
    return 1


def _changed_pages(options: argparse.Namespace) -> list[Page]:
    """Return the pages that differ from the lock; if there are none, print since when."""
    pages = _locked_pages(options)
    changed = _changed(options.spec_dir, pages)
    if not changed:
        print(_unchanged(options.spec_dir, pages))
    return changed


def _baselines(spec: Path) -> Sequence[Path]:
    """Return the baseline reports beside a spec folder, one for each target."""
    return sorted((spec.parent / "reports" / "baseline").glob("*.json"))


def accept(options: argparse.Namespace) -> int:
    """Accept the pages that changed, once the result is known to load; return 1 if the suite needs follow-ups."""
    spec, today = options.spec_dir, _today()
    settle(spec)
    changed = _changed_pages(options)
    if not changed:
        return 0
    files = changes(spec, changed, today)
    old = _suite(spec)
    new = _suite_as_changed(spec, changed, files, old)
    comparison, ends = compared_contracts(old.contract, new.contract, old.ledger), list(follow_ups(old, new, today))
    name = supersede(spec, files)
    for file in files:
        print(f"written: {spec / file}")
    print(f"kept: {spec / HISTORY / name}")
    counts = [f"{count} {impact.value}" for impact, count in comparison.counts.items() if count]
    print(f"what changed: {', '.join(counts) or 'nothing in the document'}")
    for each in ends:
        print(f"to fix: {safe_text(each)}")
    return int(bool(ends))


def timeline(options: argparse.Namespace) -> int:
    """Print what changed from each kept revision to the next, and to the present one."""
    if options.pages:
        raise InputError("--timeline takes no page; it lists what was accepted")
    refuse_interrupted(options.spec_dir)
    entries = list(_entries(options.spec_dir))
    if all(each.problem for each in entries):
        raise InputError(entries[-1].problem)
    print(timeline_of(entries), end="")
    return 0


def _entries(spec: Path) -> Iterator[Entry]:
    ledger, rules = load_ledger(_LEDGER), change_rules()
    before: Contract | None = None
    for folder in (*kept_revisions(spec), spec):
        title = f"{HISTORY}/{folder.name}"
        try:
            title = _title(folder) if folder != spec else _present(spec)
            contract = load_contract(folder / DOCUMENT)
            yield Entry(title, compare(before, contract, ledger, rules) if before else None)
            before = contract
        except InputError as error:
            yield Entry(title, problem=str(error))


def _title(folder: Path) -> str:
    day, sha8 = day_and_hash(folder)
    if sha256_of(read_bytes(folder / DOCUMENT))[:8] != sha8:
        raise InputError("does not match the hash in the folder's name", display(folder / DOCUMENT))
    return f"{day}, {sha8}"


def _present(spec: Path) -> str:
    lock = read_lock(spec)
    if lock.sha256 is None:
        raise InputError(f"there is no {LOCK}; add a page first: bolna-conformance vendor PAGE_OR_URL", str(spec))
    return f"{max(str(page['retrieved']) for page in lock.pages.values())}, {lock.sha256[:8]}, in force"


def _locked_pages(options: argparse.Namespace) -> list[Page]:
    """Return the pages given, or each from its address in the lock; every page must be in the lock."""
    spec, given = options.spec_dir, options.pages
    lock = read_lock(spec)
    if not lock.pages:
        raise InputError("nothing is locked yet; add a page first: bolna-conformance vendor PAGE_OR_URL", str(spec))
    for problem in verify_lock(spec):
        raise InputError(f"{problem}; run `bolna-conformance vendor` first", str(spec))
    for file, page in lock.pages.items():
        if not given and not page["url"]:
            raise InputError(f"{LOCK} has no address for it; give its file or URL", file)
    pages = [_page(each, options) for each in given or [str(page["url"]) for page in lock.pages.values()]]
    for found in pages:
        if found.file not in lock.pages:
            raise InputError(f"is not a page of {LOCK}; add it with `bolna-conformance vendor PAGE_OR_URL`", found.file)
        if len(found.content) > MAX_PAGE:
            raise InputError(f"is larger than {MAX_PAGE} bytes, the limit for a page", found.file)
    return pages


def _changed(spec: Path, pages: Sequence[Page]) -> list[Page]:
    lock = read_lock(spec)
    return [page for page in pages if page.sha256 != lock.pages[page.file]["sha256"]]


def _unchanged(spec: Path, pages: Sequence[Page]) -> str:
    locked = read_lock(spec).pages
    return "unchanged: " + ", ".join(f"{page.file} (since {locked[page.file]['retrieved']})" for page in pages)


def _suite(spec: Path) -> Suite:
    return load_suite(spec / DOCUMENT, _LEDGER, sorted((spec / "waivers").glob("*.yaml")))


def _suite_as_changed(spec: Path, pages: Sequence[Page], files: Mapping[str, bytes], old: Suite) -> Suite:
    """Return the suite for the document that is about to be written, read as strictly as the one in force.

    Raises:
        InputError: The document cannot be used by a run.
    """
    text = files[DOCUMENT].decode() if DOCUMENT in files else read_text(spec / DOCUMENT)
    try:
        return _suite_for(parse(text, _AS_FETCHED), old)
    except InputError:
        # That document exists in no file: if a page alone has the fault, report its line there.
        for page in pages:
            for block in blocks(decode(page.content, page.file), page.file):
                _suite_for(block.document(page.file), old)
        raise


def _suite_for(document: Document, old: Suite) -> Suite:
    return suite_of(read_contract(document), replace(old.origin, pages=()), _LEDGER, ())


def _page(text: str, options: argparse.Namespace) -> Page:
    if text.startswith(("http://", "https://")):
        return Page.fetched(text, fetch_page(text, _way(options)))
    return Page(Path(text).name, read_bytes(Path(text)))


def _way(options: argparse.Namespace) -> NetworkOptions:
    cacert, cert, key = (each and Path(each) for each in (options.cacert, options.cert, options.key))
    return NetworkOptions(options.proxy, Certificates(cacert, cert, key))


def _today() -> date:
    return datetime.now(UTC).date()
