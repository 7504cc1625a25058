"""年度答复: a forestry bureau answers a proposal with what the cases add up to by a named day (V1).

It belongs to no case. Its sums are those of the records; what is said of measures is for who signs it. It is public:
who is to be asked, and his telephone, is written by hand on the copy that is sent, and the acts that the sums are made
of stay in the house. Issuing: ``replies``.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from casework.documents.framing import FORMAT
from casework.documents.matter import Json
from casework.documents.owed import sum_in_figures
from casework.documents.province_totals import MEASURED, PAID, RETIRED, Source, Total, totals
from rules.casefile import canonical
from rules.values.chinese import office_date
from rules.values.quantity import plain

LAYOUT, WORD = "D", "答复"


@dataclass(frozen=True)
class _Form:
    """See ``words.Form``."""

    name: str = "province_reply"
    edition: int = 2
    template: str = "documents/province_reply/paper.html"
    styles: tuple[str, ...] = ()


FORM = _Form()


@dataclass(frozen=True)
class Asked:
    """What is answered. ``proposal``: its number and title; ``by``: who asked; ``together``: who answers along;
    ``copies``: who gets one too.

    ``measures``, ``next``: the second and third part, paragraphs apart by line breaks; empty while nobody wrote them.
    """

    by: str
    proposal: str
    since: datetime.date
    until: datetime.date
    together: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    measures: str = ""
    next: str = ""


@dataclass(frozen=True)
class Given:
    """What issuing gives: the number and the moment; a draft has neither."""

    institution: str
    day: datetime.date
    number: str = ""
    at: datetime.datetime | None = None


def reply(asked: Asked, counted: Sequence[Source], given: Given) -> Json:
    """What it says: its frame, and the sums in words."""
    found = totals(counted)
    return {
        "paper": {
            "format": FORMAT,
            "kind": FORM.name,
            "title": f"{given.institution}关于\n{asked.proposal}的答复",
            "layout": LAYOUT,
            "institution": given.institution,
            "signs": given.institution,
            "number": given.number,
            "dated": office_date(given.day),
            "day": given.day.isoformat(),
            "at": given.at.isoformat(timespec="seconds") if given.at is not None else given.day.isoformat(),
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
            "together": list(asked.together),
            "copies": list(asked.copies),
            "printed": office_date(given.day),
            "counted": {"acts": len(counted), "sha256": hashlib.sha256(kept(counted).encode()).hexdigest()},
        },
    }


def kept(counted: Sequence[Source]) -> str:
    """The acts that the sums are made of, as canonical JSON: what it says bears their digest."""
    return canonical([{name: _plain(value) for name, value in asdict(one).items()} for one in counted])


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    return value if value is None or isinstance(value, int) else str(value)


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
