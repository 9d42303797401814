"""Recorded exchanges: our own format and those of other tools, distinguished by content."""
