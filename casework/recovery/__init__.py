"""恢复: which replanting makes a loss good, by when, and what was forgone until then."""
