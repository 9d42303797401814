"""Recordings of other tools, read as exchanges: each format in a module of its own, told apart by content."""
