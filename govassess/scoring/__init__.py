"""From answers to scores, indices and levels, as the instrument declares."""
