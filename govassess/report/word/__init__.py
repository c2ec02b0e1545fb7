"""The report as a Word document: the blocks of the page as headings, paragraphs, APA tables, fields and pictures."""
