"""The audit log: one hash-chained entry for every change, and the check that finds what was tampered with."""
