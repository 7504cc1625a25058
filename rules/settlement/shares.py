"""Who owes how much, where the case file settles the shares of several persons (赔偿责任的份额).

Shares divide the money among those who answer; whether each owes the whole to the claimant (连带责任) the law says, and
it is told apart. Tonnes are not divided: credits are bought whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.carbon.worksheet import Line, Worksheet
from rules.casefile.party import Party
from rules.values.exact import added
from rules.values.quantity import ONE, Quantity, Rounding

SECTION = "各人份额"
CENT = Rounding.parse("half_up 0.01")
SOURCE = "案件文件所写的份额，各人之间的分担；对外是否承担连带责任另见责任形式"
REST = "份额之和为 1，末位为余额，使各人之和等于总额"
NO_MONEY = "没有可以分担的金额：{reason}"


@dataclass(frozen=True, slots=True)
class Owed:
    """What each of those with a share owes in CNY, by the place in the list of parties.

    ``reason``: why nothing is divided although shares are settled; None where there are none, or sums.
    """

    sums: Mapping[int, Line] = field(default_factory=dict)
    reason: str | None = None


def owed_by_share(sheet: Worksheet, parties: Sequence[Party], whole: Line | None, reason: str) -> Owed:
    """The share of each in ``whole``, written on the sheet. ``reason``: why there is no whole."""
    shared = [number for number, party in enumerate(parties) if party.share is not None]
    if not shared:
        return Owed()
    if whole is None:
        return Owed(reason=NO_MONEY.format(reason=reason))
    sums: dict[int, Line] = {}
    rest = len(shared) > 1 and added(party.share for party in parties if party.share is not None) == 1
    for place, number in enumerate(shared, start=1):
        if rest and number == shared[-1]:
            sums[number] = _rest(sheet, place, parties[number].name, whole, list(sums.values()))
        else:
            sums[number] = _share(sheet, place, parties, number, whole)
    return Owed(sums)


def _share(sheet: Worksheet, place: int, parties: Sequence[Party], number: int, whole: Line) -> Line:
    party = parties[number]
    assert party.share is not None
    share = sheet.given(
        f"s_{place}",
        f"份额（{party.name}）",
        Quantity(party.share, ONE),
        section=SECTION,
        source="案件文件",
        path=f"parties[{number}].share",
    )
    return sheet.compute(
        f"P_{place}",
        f"按份额分担的金额（{party.name}）",
        "P × s",
        {"P": whole, "s": share},
        unit_symbol="CNY",
        section=SECTION,
        source=SOURCE,
        rounding=CENT,
    )


def _rest(sheet: Worksheet, place: int, name: str, whole: Line, others: Sequence[Line]) -> Line:
    """What is left for the last, so that roundings neither add to the whole nor take from it."""
    values = {"P": whole, **{f"P_{number}": line for number, line in enumerate(others, start=1)}}
    return sheet.compute(
        f"P_{place}",
        f"按份额分担的金额（{name}）",
        " − ".join(values),
        values,
        unit_symbol="CNY",
        section=SECTION,
        source=f"{SOURCE}；{REST}",
        rounding=CENT,
    )
