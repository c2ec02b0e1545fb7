"""From a survey export to responses: read, recognise, match, recode, screen."""
