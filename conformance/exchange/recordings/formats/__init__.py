"""Every format of recordings that is read, one file each; the registry finds them by themselves."""
