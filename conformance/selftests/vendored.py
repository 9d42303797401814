"""Spec folders with the known revisions of the page in them, and the command that vendors the next one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from conformance.cli import main
from conformance.contract.load import SPEC
from conformance.contract.revisions import HISTORY
from conformance.contract.vendor import Page, update
from conformance.selftests.servers import Server

DAY = date(2026, 5, 1)
_REVISIONS = Path(__file__).parent / "revisions"


def revision(number: int) -> bytes:
    """Return a page around a known revision of the document."""
    text = (_REVISIONS / f"{number}.yaml").read_bytes()
    return b"# Page\n\n````yaml GET /batches/{agent_id}/all\n" + text + b"\n````"


def vendored(folder: Path) -> Path:
    """Return a spec folder with the fourth revision vendored from a file, with waivers and a vocabulary."""
    spec = Path(shutil.copytree(SPEC, folder / "spec", ignore=shutil.ignore_patterns(HISTORY, "lock.yaml")))
    update(spec, [Page("get_batches.md", revision(4))], DAY)
    return spec


def lock_address(spec: Path, server: Server) -> None:
    """Lock a server as the address of the page."""
    update(spec, [Page("get_batches.md", revision(4), f"{server.base_url}/docs/get_batches.md")], DAY)


def vendor(spec: Path, *arguments: str) -> int:
    """Run the command on a spec folder."""
    return main(["vendor", *arguments, "--spec-dir", str(spec)])


def saved(spec: Path, content: bytes) -> str:
    """Save a page elsewhere, and return its path."""
    path = spec.parent / "get_batches.md"
    path.write_bytes(content)
    return str(path)


def stamped(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes and the time of every file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder."""
    return {name: content for name, (content, _) in stamped(folder).items()}
