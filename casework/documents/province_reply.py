"""年度答复: a forestry bureau of a province answers a proposal with what the cases add up to by a named day (V1).

It belongs to no case, so it has no draft among the papers of one: it is set as a draft with a place for its number, and
the acts that its sums are made of are listed beside it. What is said of measures is for who signs it.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from casework import db
from casework.documents import words
from casework.documents.certificates import certificates_of
from casework.documents.matter import Json, sum_in_figures
from casework.documents.province_totals import (
    MEASURED,
    PAID,
    RETIRED,
    Source,
    Stored,
    Total,
    totals,
)
from casework.documents.typesetting import set_pdf
from casework.proceedings import Folder, facts
from casework.proceedings.history import history
from rules.values.chinese import office_date
from rules.values.quantity import plain

TEMPLATE = "documents/province_reply/paper.html"
LAYOUT = "D"


@dataclass(frozen=True)
class Asked:
    """What is answered. ``proposal``: its number and title; ``by``: who asked; ``copies``: who gets one too.

    ``measures``, ``next``: the second and third part, paragraphs apart by line breaks; empty while nobody wrote them.
    """

    institution: str
    by: str
    proposal: str
    since: datetime.date
    until: datetime.date
    day: datetime.date
    copies: tuple[str, ...] = ()
    measures: str = ""
    next: str = ""


def stored() -> Iterable[Stored]:
    """Every case that is kept by its acts."""
    for folder in db.session().scalars(select(Folder).order_by(Folder.id)):
        case = facts.case_of(folder)
        yield Stored(folder.reference, history(folder), () if case is None else certificates_of(case))


def reply(asked: Asked, counted: Sequence[Source]) -> Json:
    """What it says: its frame, and the sums in words."""
    found = totals(counted)
    return {
        "paper": {
            "format": "tanheng-paper/1",
            "kind": "province_reply",
            "title": f"{asked.institution}关于\n{asked.proposal}的答复",
            "layout": LAYOUT,
            "institution": asked.institution,
            "signs": asked.institution,
            "number": "",
            "dated": office_date(asked.day),
            "at": asked.day.isoformat(),
            "passages": {"measures": asked.measures, "next": asked.next},
        },
        "said": {
            "by": asked.by,
            "proposal": asked.proposal,
            "since": office_date(asked.since),
            "until": office_date(asked.until),
            "cases": len({one.reference for one in counted}),
            "credits": [_row(one) for one in found if one.what == RETIRED],
            "unpriced": sum(one.unpriced for one in found),
            "others": [_told(one) for one in found if one.what != RETIRED],
            "copies": list(asked.copies),
            "printed": office_date(asked.day),
        },
    }


def set_reply(asked: Asked, counted: Sequence[Source]) -> bytes:
    """The PDF of the draft. Raises ``MissingGlyphs``."""
    return set_pdf(sheet(reply(asked, counted)), words.sheets_of(LAYOUT))


def sheet(snapshot: Json) -> str:
    """The HTML from which it is set."""
    environment = words.environment()
    with force_locale("zh"):
        said: Any = environment.get_template(TEMPLATE).render(paper=snapshot["paper"], data=snapshot["said"])
    return environment.get_template("documents/sheet.html").render(paper=snapshot["paper"], words=words.low(said))


def listed(counted: Sequence[Source]) -> str:
    """The acts that the sums are made of, as CSV."""
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\n")
    written.writerow(["事项", "案件编号", "办理序号", "日期", "品种", "吨", "元", "亩"])
    for one in counted:
        measures = ["" if value is None else plain(value) for value in (one.tonnes, one.yuan, one.mu)]
        written.writerow([one.what, one.reference, one.act, one.on.isoformat(), one.kind, *measures])
    return out.getvalue()


def _row(one: Total) -> list[str]:
    """A type of credits: tonnes, sum, cases."""
    yuan = plain(one.yuan) if one.yuan else "没有写明"
    return [one.kind, plain(one.tonnes), yuan, str(one.cases)]


def _told(one: Total) -> str:
    if one.what == MEASURED:
        return f"采信碳汇损失测算结果的案件{one.cases}件，损失量合计{plain(one.tonnes)}吨二氧化碳当量"
    if one.what == PAID:
        return f"支付森林生态环境服务功能损失赔偿金的案件{one.cases}件，合计{sum_in_figures(one.yuan)}"
    area = f"，写明面积的合计{plain(one.mu)}亩" if one.mu else ""
    return f"补植复绿经验收合格的案件{one.cases}件{area}"
