"""The supported formats of recordings, one file each; the registry finds them automatically."""
