"""What a run discloses about few respondents, and what is suppressed or rounded for it."""
