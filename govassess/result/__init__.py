"""What a run found out as frozen records, what is kept of results that are compared, and their canonical JSON."""
