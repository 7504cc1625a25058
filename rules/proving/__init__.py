"""What holds of the law for every case that can be: shown by an SMT solver (z3, a development requirement)."""
