"""What was exchanged, as files keep it: our own format, and those of other tools, told apart by content."""
