"""From observations to verdicts, waived or not."""
