"""The sections of the report, one module each; each turns the assessment into a ``Section`` of blocks."""
