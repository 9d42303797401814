"""The README is correct about the options."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from conformance.run.options import OPTIONS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(--[a-z-]+)(?: ([^`]+))?` \| (.+) \|$", re.MULTILINE)


def placeholder(attributes: dict[str, Any]) -> str:
    """Return the placeholder for the value of an option: its choices, its metavar, or nothing for a switch."""
    return "|".join(attributes["choices"]) if "choices" in attributes else attributes.get("metavar", "")


def test_options() -> None:
    """The table lists every option of a run, in the same order, with the placeholder for its value."""
    listed = [(name, value.replace("\\|", "|")) for name, value, _ in ROW.findall(README)]
    assert listed == [(name, placeholder(attributes)) for name, attributes in OPTIONS.items()]


def test_defaults() -> None:
    """A row shows the option's default, where it has one that matters."""
    reported = {name: meaning for name, _, meaning in ROW.findall(README)}
    defaults = {name: attributes.get("default") for name, attributes in OPTIONS.items() if attributes.get("default")}
    texts = {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in defaults.items()}
    assert [name for name, text in texts.items() if text not in reported[name]] == []


def test_variables() -> None:
    """The variables that open the API are named."""
    assert "BOLNA_API_KEY" in README
    assert "BOLNA_AGENT_ID" in README
