"""An embedded API that conforms to the contract, with sound variants, and mutants that do not conform."""
