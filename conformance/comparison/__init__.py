"""The changes between two documents, each with a verified witness."""
