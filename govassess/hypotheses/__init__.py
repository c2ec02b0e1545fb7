"""The register of hypotheses, one runner per kind, and the verdicts."""
