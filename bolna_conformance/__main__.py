"""`python -m bolna_conformance` is `bolna-conformance`, from any folder."""

import sys

from bolna_conformance.cli import main

if __name__ == "__main__":
    sys.exit(main())
