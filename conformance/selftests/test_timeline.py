"""The timeline of one revision or many is reported, and a revision that cannot be loaded affects no other."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from conformance.commands import vendor as vendoring
from conformance.contract.revisions import HISTORY
from conformance.contract.vendor import Page, read_lock, sha256_of, update
from conformance.selftests.vendored import revision, saved, vendor, vendored

Texts = pytest.CaptureFixture[str]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec folder with the fourth revision."""
    return vendored(tmp_path)


class TestTimeline:
    def test_one(self, spec: Path, capsys: Texts) -> None:
        """A single revision is the first one."""
        assert vendor(spec, "--timeline") == 0
        sha8 = str(read_lock(spec).sha256)[:8]
        expected = f"# What changed when\n\n## 2026-05-01, {sha8}, in force\n\nThe first known revision.\n"
        assert expected == capsys.readouterr().out

    def test_five(self, tmp_path: Path, capsys: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
        """The known revisions, vendored one after the other, are reported with their changes, the newest first."""
        spec = tmp_path / "spec"
        update(spec, [Page("get_batches.md", revision(1))], date(2026, 1, 1))
        for number in (2, 3, 4, 5):
            monkeypatch.setattr(vendoring, "_today", lambda number=number: date(2026, number, 1))
            vendor(spec, "--accept", saved(spec, revision(number)))
        capsys.readouterr()
        assert vendor(spec, "--timeline") == 0
        output = re.sub(r", [0-9a-f]{8}", "", capsys.readouterr().out)
        version = "- **warning**: the contract changed, and its version is still 1.0.0 (`#/info/version`)"
        place = "#/components/schemas/Batch/properties"
        expected = f"""# What changed when

## 2026-05-01, in force

- **breaking**: the values of Batch.status changed (gone: "queued", "executed"; new: "running", "completed", \
"stopped", "failed") (`{place}/status/enum`)
{version}
- **documentation-only**: description of Batch.status changed (`{place}/status/description`)
- **documentation-only**: examples of Batch.updated\\_at changed (`{place}/updated_at/example`)

## 2026-04-01

{version}
- **safe**: Batch.from\\_phone\\_number is deprecated now (`{place}/from_phone_number/deprecated`)
- **safe**: the property from\\_phone\\_numbers of Batch is new (`{place}/from_phone_numbers`)
- **documentation-only**: description of Batch.from\\_phone\\_number changed (`{place}/from_phone_number/description`)

## 2026-03-01

- **breaking**: `the server https://api.bolna.dev is gone` (`#/servers`)
{version}
- **safe**: `the server https://api.bolna.ai is new` (`#/servers/0`)

## 2026-02-01

{version}
- **safe**: the property from\\_phone\\_number of Batch is new (`{place}/from_phone_number`)

## 2026-01-01

The first known revision.
"""
        assert expected == output

    def test_prose(self, spec: Path, capsys: Texts) -> None:
        """A page that changed only around its document is reported as such."""
        vendor(spec, "--accept", saved(spec, b"# Prose\n\n" + revision(4)))
        capsys.readouterr()
        assert vendor(spec, "--timeline") == 0
        assert "\n\nThe document is the same; the page around it changed.\n\n## 2026" in capsys.readouterr().out

    def test_broken(self, spec: Path, capsys: Texts) -> None:
        """A revision that cannot be loaded is named, and the rest is reported as without it."""
        vendor(spec, "--accept", saved(spec, revision(5)))
        capsys.readouterr()
        vendor(spec, "--timeline")
        newest, oldest = capsys.readouterr().out.split("\n## ")[1:]
        lost, bad = spec / HISTORY / "2026-06-01-00000000", spec / HISTORY / f"2026-07-01-{sha256_of(b'[')[:8]}"
        for folder in (lost, bad, spec / HISTORY / "old\x1b[2J"):
            folder.mkdir()
        (bad / "openapi.yaml").write_bytes(b"[")
        (changed := spec / HISTORY / "2026-08-01-00000000").mkdir()
        shutil.copy(spec / "openapi.yaml", changed)
        assert vendor(spec, "--timeline") == 0
        output = capsys.readouterr().out
        head, *entries = output.split("\n## ")
        assert head == "# What changed when\n"
        assert (entries[0], entries[-2]) == (newest, oldest.rstrip() + "\n")
        problems = [entry.split("\n\n") for entry in (*entries[1:4], entries[-1])]
        assert [each[0] for each in problems] == [
            f"{HISTORY}/2026-08-01-00000000",
            f"2026-07-01, {bad.name[-8:]}",
            f"{HISTORY}/2026-06-01-00000000",
            r"history/old\\u001b\[2J",
        ]
        assert all(each[1].startswith("Cannot be loaded: ") for each in problems)
        assert "does not match the hash in the folder's name" in problems[0][1]
        assert "\x1b" not in output

    def test_nothing(self, tmp_path: Path, capsys: Texts) -> None:
        """Without any vendored revision there is nothing to report."""
        assert vendor(tmp_path, "--timeline") == 4
        message = "there is no lock.yaml; add a page first: bolna-conformance vendor PAGE_OR_URL"
        assert capsys.readouterr().err == f"bolna-conformance: {tmp_path}: {message}\n"
