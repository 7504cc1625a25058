"""维护: copies of all that is kept, and bringing them back."""
