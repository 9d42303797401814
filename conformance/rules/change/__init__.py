"""One file for each requirement, or family of them, on a change of the document."""
