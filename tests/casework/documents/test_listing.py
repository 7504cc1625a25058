"""Large tallies on paper: groups as lines of text, subtotals below the groups they add, nothing left out."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from casework.documents.listing import Listing, PaperBlock, folded, paper_blocks
from casework.web.display import sections
from rules.assess import assess
from rules.casefile import canonical, parse
from rules.record.assessment import AssessmentRecord
from rules.record.worksheet import LineRecord
from tests.casework.office import FACTS
from tests.conftest import make_app

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def in_app(tmp_path: Path) -> Iterator[None]:
    with make_app("sqlite://", tmp_path).app_context():
        yield


def worksheet(trees: int, species: tuple[str, ...] = ("杉木",)) -> list[LineRecord]:
    """The lines of a tally of trees that are all different, as stored and read again."""
    chance = random.Random(trees)  # noqa: S311 - sizes of trees, no secret
    likely = [(d, h) for d in range(60, 400, 3) for h in range(30, 250, 5) if 10 < 100 * h / d < 250]
    sizes = chance.sample(likely, trees)
    rows = [
        {
            "species": species[n % len(species)],
            "dbh_cm": f"{d / 10:.1f}",
            "height_m": f"{h / 10:.1f}",
            "count": 1 + n % 3,
        }
        for n, (d, h) in enumerate(sizes)
    ]
    facts = copy.deepcopy(FACTS)
    stand = {key: value for key, value in facts["stands"][0].items() if key not in ("standing_stock_m3", "trees")}
    facts["stands"] = [
        {**stand, "species": "杉木", "tally": {"basis": "dbh", "volume_equation": "LY208-fir", "rows": rows}}
    ]
    return list(AssessmentRecord.read(canonical(assess(parse(facts)).as_json())).worksheet)


def listed(lines: list[LineRecord]) -> list[PaperBlock]:
    return [block for _name, items in sections(lines) for block in paper_blocks(items)]


def texts(listing: Listing) -> list[str]:
    return [text for part in listing.parts for text in part.text.split("\n")]


def test_every_line_of_a_tally_is_on_paper_once_with_its_number_and_result() -> None:
    lines = worksheet(130)
    found: dict[int, str] = {}
    for block in listed(lines):
        for line in block.lines:
            assert found.setdefault(line.no, line.result) == line.result
        if block.table is None or block.listing is None:
            continue
        rows = [text for text in texts(block.listing) if re.match(r" *\d", text)]
        for row, text in zip(block.table.rows, rows, strict=True):
            words = text.split()
            ranges = [[int(end) for end in part.split("~")] for part in words[len(row.lines) + 1].split("、")]
            numbers = [no for ends in ranges for no in range(ends[0], ends[-1] + 1)]
            found |= dict(zip(numbers, words[1:], strict=False))
        for text in texts(block.listing):
            if text.startswith("小计"):
                _word, result, number = text.split()
                found[int(number)] = result
    assert found == {line.no: line.result for line in lines}


def test_a_subtotal_is_the_sum_of_the_column_above_it() -> None:
    (listing,) = [block.listing for block in listed(worksheet(130)) if block.listing]
    above, checked = Decimal(0), 0
    for text in texts(listing):
        if text.startswith("小计"):
            assert Decimal(text.split()[1]) == above
            above, checked = Decimal(0), checked + 1
        else:
            above += Decimal(text.split()[5])
    assert (checked, above) == (7, Decimal(0))


def test_the_columns_stand_below_each_other() -> None:
    (listing,) = [block.listing for block in listed(worksheet(130)) if block.listing]
    starts = {text.index("杉木") for text in texts(listing) if "杉木" in text}
    assert len(starts) == 1


def test_a_sum_that_is_not_of_one_column_stays_a_line() -> None:
    # Three subtotals are added to the stock of the stand: that sum is no subtotal of groups.
    blocks = listed(worksheet(50))
    (table,) = [block for block in blocks if block.table]
    assert len(table.subtotals) == 3
    assert any("立木蓄积" in line.label for block in blocks for line in block.lines)


def test_few_groups_stay_lines() -> None:
    assert all(block.listing is None for block in listed(worksheet(12)))


def test_a_long_list_of_rows_is_folded_below_its_column() -> None:
    pieces = list(folded("杉木 第 1、22、333、4444 行", 12))
    assert len(pieces) > 1
    assert "".join(pieces).replace(" ", "") == "杉木第1、22、333、4444行"
