"""期限: what happened in the proceedings, and the periods that run from it."""
