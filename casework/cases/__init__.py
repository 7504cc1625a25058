"""Cases: the facts version by version, the stages, and who may take which step."""
