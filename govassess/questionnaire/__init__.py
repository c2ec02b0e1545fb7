"""The questionnaire: an instrument as something that people answer."""
