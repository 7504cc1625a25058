"""案款: what is fixed, received, held, given back and used in money, by case and by account.

It has no tables of its own: the lines are those of the cases, which follow from their acts.
"""
