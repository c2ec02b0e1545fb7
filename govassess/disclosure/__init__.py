"""Nobody is recognisable: small groups are hidden, and never one alone."""
