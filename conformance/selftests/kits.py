"""A kit for the tests of the kit: a small contract, ready for use."""

from __future__ import annotations

from pathlib import Path

from conformance.kit.contract import Kit
from conformance.kit.judging import load_judge
from conformance.model import Level

CONSUMER = Path(__file__).parent / "data" / "consumer"
"""The project of a user."""
URL = "https://api.shop.example/v1"
KEY = {"Authorization": "Bearer secret"}


def kit(spec: Path | None = CONSUMER / "contract.yaml", level: Level = Level.MUST, hosts: tuple[str, ...] = ()) -> Kit:
    """Return what the fixture gives to a test called `test.py::test`."""
    return Kit(load_judge(spec, None, level, hosts, {}), "test.py::test")


def kit_of(text: str, folder: Path) -> Kit:
    """Return the kit of a contract that is given as YAML."""
    (folder / "contract.yaml").write_text(text, encoding="utf-8")
    return kit(folder / "contract.yaml")
