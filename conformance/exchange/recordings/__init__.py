"""What was exchanged, as files keep it."""
