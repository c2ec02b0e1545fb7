"""Results of several runs: which are comparable, how they changed or rank, summaries of peers, one per group."""
