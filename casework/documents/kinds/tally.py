"""每木检尺表: the trees of a stand with their sums, signed; blank for the field while none was entered (F2)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _

from casework.documents.common import blank_rows, number_told
from casework.documents.matter import BUREAU, Json, Matter
from casework.documents.paper_kind import WHOLE, Lack, PaperKind, Publication, Subject, because, without_facts
from rules.carbon.tally.equations import volume_equations
from rules.carbon.tally.summary import summary
from rules.casefile import CaseFile
from rules.casefile.stand import Stand
from rules.casefile.tally import Tally as Trees
from rules.casefile.tally import TallyRow
from rules.reading.errors import InputError
from rules.reading.messages import template

NO_TREES = template("没有须每木检尺的乔木林地块")
BLANK = 18
"""Rows of a sheet for the field: two pages."""
MEASURED = {"dbh": "胸径", "stump": "地径（伐根直径）"}


class TallySheet(PaperKind):
    """One for each stand of trees."""

    name = "tally"
    title = _("每木检尺表")
    says = _(
        "逐株的树种、胸径或者地径、树高和株数，分树种小计与合计，各页由测量、记录、复核人签名；没有录入的，印空白表供现场填写。"
    )
    rank = 105
    position = 20
    layout = "F"
    offices = (BUREAU,)
    copies = 2
    publication = Publication.NEVER
    styles = ("css/papers/landscape.css",)
    words = ("检尺工具", "测量人", "在场的当事人或者见证人")

    def undue(self, matter: Matter) -> str:
        """A stand of trees must be known, or no facts yet."""
        return "" if matter.facts is None or _stands(matter.facts) else because(NO_TREES, page="facts")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each stand of trees."""
        if matter.facts is None:
            return WHOLE
        return tuple(Subject(stand.id, f"地块{stand.id}") for _at, stand in _stands(matter.facts))

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The facts."""
        return without_facts(matter)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Where, how it was measured, every row, the sums."""
        at, stand = _stand(matter, subject)
        trees = stand.tally
        rows = (trees.rows if trees is not None else None) or []
        return {
            "case": matter.numbered_case,
            "stand": stand.id,
            "county": stand.county or "",
            "measured": MEASURED[trees.basis] if trees is not None else "",
            "width": number_told(trees.class_width_cm) if trees is not None else "",
            "equation": _equation(trees),
            "stumps": _stumps(trees),
            "read_from": trees.read.file if trees is not None and trees.read is not None else "",
            "rows": [_row(number, row) for number, row in enumerate(rows, 1)],
            "sums": _sums(matter, at, stand, rows),
            "total": sum(row.count for row in rows),
            "blank": 0
            if rows
            else blank_rows(BLANK, f"案件：{matter.numbered_case}　地块：{stand.id}（行政区划代码）"),
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """How many rows, what they add up to."""
        at, stand = _stand(matter, subject)
        rows = (stand.tally.rows if stand.tally is not None else None) or []
        sums = "；".join("，".join(one) for one in _sums(matter, at, stand, rows))
        return {"检尺记录": f"{len(rows)}行，{sums}" if rows else "没有录入"}


def _stands(facts: CaseFile) -> list[tuple[int, Stand]]:
    return [(at, stand) for at, stand in enumerate(facts.stands) if stand.forest_type == "乔木林"]


def _stand(matter: Matter, subject: Subject) -> tuple[int, Stand]:
    assert matter.facts is not None, "nothing is missing"
    return next(one for one in _stands(matter.facts) if one[1].id == subject.key)


def _row(number: int, row: TallyRow) -> list[str]:
    return [
        str(number),
        row.species,
        _cell(row.dbh_cm),
        _cell(row.stump_cm),
        _cell(row.height_m),
        str(row.count),
    ]


def _cell(value: Decimal | None) -> str:
    return "—" if value is None else number_told(value)


def _equation(trees: Trees | None) -> str:
    """The equation of volumes by its title; empty where none is chosen or it is unknown."""
    if trees is None or trees.volume_equation is None:
        return ""
    known = volume_equations().shipped.get(trees.volume_equation)
    return f"{known.title}（{trees.volume_equation}）" if known is not None else trees.volume_equation


def _stumps(trees: Trees | None) -> list[str]:
    """How a stump became a diameter at breast height, by species, with the source."""
    found = trees.stump_equations if trees is not None else {}
    return [
        f"{species}：胸径＝{number_told(one.intercept_cm)}＋{number_told(one.slope)}×地径（{one.source}）"
        for species, one in found.items()
    ]


def _sums(matter: Matter, at: int, stand: Stand, rows: list[TallyRow]) -> list[list[str]]:
    """By species: rows, trees, how many of them are 幼树, volume; a dash where no equation gives it."""
    if not rows:
        return []
    assert matter.facts is not None, "nothing is missing"
    day = matter.facts.options.on or matter.facts.case.conduct.ended
    try:
        known = {one.species: one for one in summary(stand, at, day, matter.facts.case.conduct.ended)}
    except InputError:
        known = {}
    return [
        [
            name,
            f"{len([row for row in rows if row.species == name])}行",
            f"{sum(row.count for row in rows if row.species == name)}株",
            f"{one.young}株" if (one := known.get(name)) is not None else "—",
            f"{number_told(one.volume_m3)}立方米" if one is not None and one.volume_m3 is not None else "—",
        ]
        for name in dict.fromkeys(row.species for row in rows)
    ]


KIND = TallySheet()
