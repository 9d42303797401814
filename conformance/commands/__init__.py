"""The commands of `bolna-conformance`, one file each."""
