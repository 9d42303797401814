"""Real servers from PyPI, started and judged for whoever has the time; no part of the self-tests that always run."""
