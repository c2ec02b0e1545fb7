"""What a run starts from and what its steps hand on: plan, respondents analysed, sampling, scores, findings."""
