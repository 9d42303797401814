"""Writes the data of suggested fixes as YAML that can be pasted."""

from __future__ import annotations

import re
from typing import Any

import yaml


def snippet(data: Any) -> str:
    """Return data as unindented block YAML.

    >>> print(snippet({"401": {"description": "The key is wrong"}}))
    '401':
      description: The key is wrong
    """
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000).rstrip("\n")


# Text that some parsers read as a number or a time.
_LIKE_A_NUMBER = re.compile(r"(?=.*[0-9])[0-9a-fA-F:_]+")


class _Dumper(yaml.SafeDumper):
    """Writes repeated parts in full: OpenAPI has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return True, so that no aliases are written."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if _LIKE_A_NUMBER.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
