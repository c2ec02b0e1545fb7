"""One file per kind of source; each gives the same text-first table."""
