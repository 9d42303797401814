"""CI installs pinned releases of all dependencies, within the ranges of the package."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = [*PROJECT["dependencies"], *(each for extra in PROJECT["optional-dependencies"].values() for each in extra)]


def pinned(file: str = "constraints.txt") -> dict[str, str]:
    """Return the release of each package."""
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): release for name, release in pairs}


def test_within_the_ranges() -> None:
    """Each dependency is pinned, to a release in its range."""
    pins = pinned()
    asked = [each for each in map(Requirement, ASKED) if each.name != PROJECT["name"]]
    assert [each.name for each in asked if canonicalize_name(each.name) not in pins] == []
    assert [str(each) for each in asked if pins[canonicalize_name(each.name)] not in each.specifier] == []


def test_no_pins() -> None:
    """The package itself pins nothing: it shares an environment with others."""
    assert [each for each in ASKED if "==" in each] == []


def test_oldest() -> None:
    """The other end of CI's matrix is the lower bound for pytest and the engines."""
    asked = {each.name: each.specifier for each in map(Requirement, ASKED)}
    bounds = {name: [one.version for one in asked[name] if one.operator == ">="] for name in pinned("oldest.txt")}
    assert {*bounds} == {"pytest", "schemathesis", "hypothesis", "jsonschema-rs"}
    assert bounds == {name: [release.removesuffix(".0")] for name, release in pinned("oldest.txt").items()}


def test_ci_uses_them() -> None:
    """CI installs with the constraints; the README installs without."""
    assert 'PIP_CONSTRAINT="$root/requirements/${RELEASES:-constraints}.txt"' in (ROOT / ".ci" / "run").read_text(
        encoding="utf-8"
    )
    assert "constraints" not in "".join(
        line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("    ")
    )
