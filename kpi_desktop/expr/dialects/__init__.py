"""The readings of a formula, one file each; every file names the functions it cannot give in `UNSUPPORTED`."""
