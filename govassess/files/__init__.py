"""Files as untrusted input and careful output: safe YAML, closed schemas, limits, atomic writing."""
