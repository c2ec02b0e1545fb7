"""Words and number formats of messages, forms and reports, English and Indonesian."""
