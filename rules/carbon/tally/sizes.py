"""Sizes that hardly any tree has together: most often a unit is another, or two columns changed places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rules.carbon.tally.asked import ANSWERS
from rules.carbon.tally.trees import Trees, size_doubts
from rules.casefile.tally import Tally
from rules.reading.errors import FieldError
from rules.reading.messages import Message, msg
from rules.values.quantity import WORKING, Rounding, plain

MOST_TOLD = 20
"""One reason answers them all: so many are shown."""
_ONE = Rounding.parse("half_up 1")


def size_doubts_of(tally: Tally, trees: Sequence[Trees]) -> Iterator[tuple[int | None, Message]]:
    """What is doubtful of the sizes: row of the tally from 0, None for the whole, and what is the matter.

    ``trees`` are those of single rows, with DBH and height as measured or derived.
    """
    limits = size_doubts()
    for tree in trees:
        ratio = WORKING.divide(tree.height * 100, tree.dbh)
        if not limits.slenderness_low <= ratio <= limits.slenderness_high:
            yield (
                tree.rows[0],
                msg(
                    "胸径 {dbh} cm 与树高 {height} m 难以同属一株树（高径比 {ratio}，通常在 {low}–{high} 之间）："
                    "单位可能有误，或两列对调",
                    dbh=plain(tree.dbh),
                    height=plain(tree.height),
                    ratio=plain(_ONE.apply(ratio)),
                    low=plain(limits.slenderness_low),
                    high=plain(limits.slenderness_high),
                ),
            )
    measured = sorted((tree.stump if tree.stump is not None else tree.dbh, tree.count) for tree in trees)
    if not measured:
        return
    if measured[-1][0] < limits.smallest_cm:
        yield None, msg("各株直径都小于 {least} cm：单位可能不是 cm", least=plain(limits.smallest_cm))
    middle = _median(measured)
    if middle > limits.largest_median_cm:
        words = {"middle": plain(middle), "most": plain(limits.largest_median_cm)}
        yield None, msg("直径的中位数为 {middle} cm，大于 {most} cm：单位可能不是 cm", **words)


def _median(measured: Sequence[tuple[Decimal, int]]) -> Decimal:
    half, so_far = sum(count for _, count in measured), 0
    for diameter, count in measured:
        so_far += 2 * count
        if so_far >= half:
            return diameter
    raise AssertionError("half of the trees are among them")


def size_mistakes(tally: Tally, trees: Sequence[Trees], at: str) -> Iterator[FieldError]:
    """The doubts as mistakes of the tally at ``at``, each saying how it is answered."""
    key = "dbh_cm" if tally.basis == "dbh" else "stump_cm"
    doubts = list(size_doubts_of(tally, trees))
    shown, more = doubts[:MOST_TOLD], doubts[MOST_TOLD:]
    if more:
        shown.append((None, msg("另有 {count} 处尺寸同样可疑", count=len(more))))
    for row, told in shown:
        path = f"{at}.rows" if row is None else f"{at}.rows[{row}].{key}"
        yield FieldError(path, msg("{doubt}；{answer}", doubt=told, answer=ANSWERS["sizes"]))
