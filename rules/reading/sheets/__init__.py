"""Tables as offices keep them: from a file's bytes to rows of text cells, and what a reader on a screen would see."""
