"""The schema of the xunit plugin for Jenkins, which JUnit XML matches however it is made."""

from __future__ import annotations

from pathlib import Path

import xmlschema

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "data" / "junit-10.xsd")
