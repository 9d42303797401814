"""One file a rule; each a pure function from what was exchanged to what was observed."""
