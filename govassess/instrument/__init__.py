"""The instrument file: its records, loader, checks and published schema, and the shelf of shipped ones."""
