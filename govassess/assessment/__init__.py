"""One run from responses to everything it found out: the plan, the steps, the result and its JSON."""
