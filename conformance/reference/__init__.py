"""An embedded API that keeps the contract, and variants of it that do not."""
