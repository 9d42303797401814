"""What changed between two documents, each change with a witness that was verified."""
