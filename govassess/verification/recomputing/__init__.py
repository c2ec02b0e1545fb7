"""Numbers of a result that follow from others of it, part by part."""
