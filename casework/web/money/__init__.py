"""案款: the account of a case, and the report by account."""
