"""期限: which period runs from which event, by which article, until when, and why its end moved."""
