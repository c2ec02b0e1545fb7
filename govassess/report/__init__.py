"""The report: an assessment, labelled, ordered and drawn; nothing here computes."""
