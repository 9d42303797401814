"""A new revision replaces the old one completely or not at all, wherever it is interrupted."""

from __future__ import annotations

import errno
import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.revisions import (
    HISTORY,
    day_and_hash,
    kept_revisions,
    refuse_interrupted,
    settle,
    supersede,
)
from conformance.contract.vendor import Page, changes, read_lock, update, verify_lock
from conformance.model import InputError
from conformance.verdict.suite import load_suite

SPEC = Path(__file__).parents[2] / "spec"
DAY = date(2026, 11, 23)
TEXT = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /%s:\n    get: {summary: %s, responses: {}}\n"
# Every function that changes the disk.
STEPS: list[tuple[Any, str]] = [
    *((Path, name) for name in ("mkdir", "write_bytes", "replace", "rename", "unlink")),
    (shutil, "rmtree"),
]


def page(name: str, summary: str) -> Page:
    """Return a page with one operation."""
    return Page(f"{name}.md", f"````yaml GET /{name}\n{TEXT % (name, summary)}````".encode())


def state(spec: Path) -> dict[str, bytes]:
    """Return the contents of the files of a spec folder."""
    return {str(path.relative_to(spec)): path.read_bytes() for path in spec.rglob("*") if path.is_file()}


def accepted(spec: Path, day: date, *pages: Page) -> str:
    """Accept pages on a day, and return the name of the revision they replace."""
    return supersede(spec, changes(spec, pages, day))


def whole(spec: Path) -> dict[str, bytes]:
    """Return the contents of the files of a spec folder once the revision is complete, without the history."""
    found = state(spec).items()
    return {file: content for file, content in found if not file.startswith(HISTORY) and not file.endswith(".new")}


def is_refused(spec: Path) -> bool:
    """Return whether a spec folder is refused as interrupted."""
    try:
        refuse_interrupted(spec)
    except InputError:
        return True
    return False


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec folder with two accepted pages, and a file that is not the vendor's."""
    folder = tmp_path / "spec"
    update(folder, [page("a", "one"), page("b", "one")], DAY)
    (folder / "vocabulary.yaml").write_text("{}\n", encoding="utf-8")
    return folder


@contextmanager
def stopped(after: int, trouble: BaseException, *, is_over: Callable[[], bool]) -> Iterator[None]:
    """Let a number of disk operations succeed and the next one fail, halfway if it writes, until `is_over` is true."""
    taken = itertools.count()

    def broken(call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            if next(taken) < after or is_over():
                return call(*arguments, **named)
            if name == "write_bytes":
                call(arguments[0], arguments[1][:10])
            raise trouble

        return step

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in STEPS:
            patch.setattr(owner, name, broken(getattr(owner, name), name))
        yield


def once() -> Callable[[], bool]:
    """Return a function that returns true from its second call on."""
    times = itertools.count()
    return lambda: next(times) > 0


def test_supersede(spec: Path) -> None:
    """The replaced revision is kept byte for byte, and its successor is complete."""
    before = state(spec)
    name = accepted(spec, DAY + timedelta(1), page("a", "two"))
    assert name == f"2026-11-23-{str(read_lock(spec / HISTORY / name).sha256)[:8]}"
    kept = {file: content for file, content in before.items() if file != "vocabulary.yaml"}
    assert state(spec / HISTORY / name) == kept
    assert (spec / "pages" / "a.md").read_bytes() == page("a", "two").content
    assert verify_lock(spec) == []
    assert verify_lock(spec / HISTORY / name) == []


@pytest.mark.parametrize("trouble", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("is_killed", [False, True], ids=["told", "killed"])
def test_interrupted_anywhere(spec: Path, tmp_path: Path, trouble: BaseException, is_killed: bool) -> None:
    """Whichever step fails, the old or the new revision is complete; after a kill, once it is settled."""
    old = state(spec)
    files = changes(spec, [page("a", "two"), page("b", "two")], DAY)
    new = {**old, **files}
    outcomes, mixed = [], 0
    for after in itertools.count():
        folder = Path(shutil.copytree(spec, tmp_path / f"{after}"))
        is_over = (lambda: False) if is_killed else once()
        is_done = False
        with stopped(after, trouble, is_over=is_over), suppress(InputError, OSError, KeyboardInterrupt):
            supersede(folder, files)
            is_done = True
        if is_killed:
            mixed += is_refused(folder)
            assert is_refused(folder) or whole(folder) in (old, new)
            settle(folder)
        found = whole(folder)
        assert found in (old, new), after
        assert {path.name for path in folder.rglob("*.new")} == set()
        assert not is_done or found == new
        assert [each.name for each in (folder / HISTORY).glob(".*")] == []
        outcomes.append((found == new, len(kept_revisions(folder))))
        if is_done and after > 40:
            break
    assert is_killed == (mixed > 3)
    assert set(outcomes) == {(False, 0), (True, 1)}
    assert outcomes == sorted(outcomes)


def test_incomplete_is_refused(spec: Path) -> None:
    """An incomplete revision is refused until it is settled."""
    before = state(spec)
    (spec / HISTORY).mkdir()
    shutil.copytree(spec, spec / HISTORY / ".undo", ignore=shutil.ignore_patterns(HISTORY))
    (spec / "pages" / "a.md").write_bytes(page("a", "two").content)
    message = r"mixes two revisions \(interrupted\); run `bolna-conformance vendor`$"
    with pytest.raises(InputError, match=message):
        load_suite(spec / "openapi.yaml", SPEC / "requirements", ())
    settle(spec)
    refuse_interrupted(spec)
    assert before == state(spec)


def test_settle_nothing(spec: Path) -> None:
    """Nothing is settled if nothing was interrupted."""
    before = state(spec)
    settle(spec)
    assert before == state(spec)


def test_back_and_forth(spec: Path) -> None:
    """A page may return to an earlier revision and change again; every revision is kept, in order."""
    names = [accepted(spec, DAY, page("a", summary)) for summary in ("two", "one", "two", "three")]
    assert [name.count("-") for name in names] == [3, 3, 4, 4]
    assert names == [folder.name for folder in kept_revisions(spec)]


def test_one_day(spec: Path) -> None:
    """Revisions of one day are in the order of their arrival, whatever their hashes."""
    names = [accepted(spec, DAY, page("a", str(number))) for number in range(2, 9)]
    assert names != sorted(names)
    assert names == [folder.name for folder in kept_revisions(spec)]


def test_prose_only(spec: Path) -> None:
    """A page with an unchanged document is kept like any other."""
    for prose in (b"# One\n", b"# Two\n", b"# Three\n"):
        accepted(spec, DAY, Page("a.md", prose + page("a", "one").content))
    folders = kept_revisions(spec)
    assert [str(number) for number in (2, 3)] == [folder.name[-1] for folder in folders[1:]]
    assert [(each / "pages" / "a.md").read_bytes()[:5].strip(b"y") for each in folders] == [b"````", b"# One", b"# Two"]


def test_order(spec: Path) -> None:
    """Kept revisions are in the order of their days; other names come first; hidden folders are ignored."""
    for name in ("2026-02-01-00000000", "2025-12-31-ffffffff", "notes", ".undo.new", "2026-02-01-00000000-10"):
        (spec / HISTORY / name).mkdir(parents=True)
    (spec / HISTORY / "README.md").write_text("x", encoding="utf-8")
    expected = ["notes", "2025-12-31-ffffffff", "2026-02-01-00000000", "2026-02-01-00000000-10"]
    assert expected == [folder.name for folder in kept_revisions(spec)]


def test_no_history(spec: Path) -> None:
    """A folder without a history has no revisions."""
    assert kept_revisions(spec) == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [("2026-11-23-473a86fc", ("2026-11-23", "473a86fc")), ("2026-11-23-473a86fc-12", ("2026-11-23", "473a86fc"))],
)
def test_name(name: str, parts: tuple[str, str]) -> None:
    """The name of a kept revision holds its day and its hash."""
    assert parts == day_and_hash(Path("history") / name)


@pytest.mark.parametrize("name", ["notes", "2026-11-23", "2026-11-23-473A86FC", "2026-11-23-473a86fc-", "x-473a86fc"])
def test_other_name(name: str) -> None:
    """A folder with another name is not a kept revision."""
    with pytest.raises(InputError, match=rf"^{name}: is not a kept revision; expected a name like "):
        day_and_hash(Path("history") / name)
