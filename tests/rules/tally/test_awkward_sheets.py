"""Thousands of awkward sheets: what is accepted has every tree and every size right, and most of what is right is
accepted."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from rules.carbon.tally.sheet import Sheet, read_sheet
from rules.carbon.tally.sizes import size_doubts_of
from rules.carbon.tally.trees import Trees
from rules.casefile.tally import Tally
from rules.reading.sheets.mistakes import SheetError
from tests.conftest import Attempts
from tests.rules.tally import awkward

WHOLE = 5_000
MIDDLE = Decimal(15)
"""Stands for the height that a curve would give."""


def accepted(content: bytes) -> Sheet | None:
    """The sheet, where no mistake and no doubt stops it, neither in the reading nor in its sizes."""
    try:
        found = read_sheet(content, "dbh")
    except SheetError:
        return None
    trees = [
        Trees(row.species, row.dbh_cm, row.height_m or MIDDLE, None, row.height_m is not None, row.count, (number,))
        for number, row in enumerate(found.rows)
        if row.dbh_cm is not None
    ]
    doubts = size_doubts_of(Tally(basis="dbh", rows=list(found.rows)), trees)
    # A height from the curve follows the diameter: only those measured can contradict it.
    told = [place for place, _ in doubts if place is None or found.rows[place].height_m is not None]
    return None if told else found


def counted(sheet: Sheet) -> Counter[awkward.Key]:
    found: Counter[awkward.Key] = Counter()
    for row in sheet.rows:
        assert row.dbh_cm is not None
        found[row.species, row.dbh_cm, row.height_m] += row.count
    return found


def test_no_awkward_sheet_that_is_accepted_has_a_wrong_number_or_size(attempts: Attempts) -> None:
    wrong, taken, tried = [], 0, 0
    for number in attempts(300, WHOLE):
        made = awkward.sheet(number)
        found = accepted(made.content)
        tried += 1
        if found is not None:
            taken += 1
            if counted(found) != made.felled:
                wrong.append((number, made.traits, counted(found) - made.felled, made.felled - counted(found)))
    assert wrong == []
    # Refusing everything would be no art: most sheets say plainly what was felled.
    assert taken > tried * 2 // 5
