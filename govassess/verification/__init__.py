"""A published report checked: what it prints against its own data, these against themselves and against the survey."""
