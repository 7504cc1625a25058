"""补正通知: what is wrong with a result or with the facts, one by one, and what a note does not mend (C14).

刑诉法解释 97, 98: an opinion of nobody's asking, unsigned or unsealed is no ground of a decision; a note alone does not
mend that. A slip of the pen is mended by who made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from casework.documents.common import contacts, day, in_hand, listed, order_of
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import (
    ADDRESS,
    PHONE,
    Lack,
    PaperKind,
    Passage,
    Publication,
    Series,
    Subject,
    because,
    wanting,
)
from rules.proceedings.acts import Act
from rules.proceedings.state import Measuring
from rules.reading.messages import template

NOTHING_WRONG = template("没有须补正的材料：提交的测算结果没有发现缺项，也没有退回补正的记录")
WAITING = ("submitted", "reviewed", "returned")
FACTS = "act"
INTERPRETATION = "《最高人民法院关于适用〈中华人民共和国刑事诉讼法〉的解释》第九十七条、第九十八条"


@dataclass(frozen=True)
class Defect:
    """Something wrong. ``again``: a note does not mend it, the paper is made anew."""

    what: str
    again: bool = False


class Rectification(PaperKind):
    """One for each result with defects, and for each return of the facts."""

    name = "rectify"
    title = _("补正通知书")
    says = _("逐项列明缺少或者有误的内容、依据、补正的期限和方式，区分可以补正和须重新出具的。")
    rank = 270
    layout = "B"
    offices = (COURT, PROCURATORATE)
    series = Series.CASE
    copies = 2
    publication = Publication.PARTIES
    served = True
    passages = (
        Passage("items", _("须补正的事项"), _("一行一项，写明缺什么、依据什么。")),
        Passage("term", _("补正的期限"), _("自收到之日起算，如：三日。不写的，印成空格手填。"), optional=True),
    )
    words = ("须补正的事项", "不能以说明代替", "逾期不补正")

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands, and something be wrong."""
        return in_hand(matter) or ("" if self.subjects(matter) else because(NOTHING_WRONG, "return_for_correction"))

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each result with defects, each return of the facts."""
        results = (
            Subject(one.id, one.author_institution or one.measurer)
            for one in matter.case.measurings.values()
            if one.state in WAITING and _defects(matter, one)
        )
        returned = (Subject(f"{FACTS}{act.number}", day(act.at)) for act in matter.acts("return_for_correction"))
        return (*results, *returned)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """Where to hand it in."""
        return wanting(matter, ADDRESS, PHONE)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Whose paper it is, whether something of it must be made anew."""
        measuring = matter.case.measurings.get(subject.key)
        found = _defects(matter, measuring) if measuring is not None else []
        return {
            "to": _to(matter, subject),
            "case": matter.numbered_case,
            "report": measuring is not None,
            "handed_in": day(measuring.submitted) if measuring is not None and measuring.submitted else "",
            "again": any(one.again for one in found),
            "contact": contacts(matter),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Each defect in a line."""
        measuring = matter.case.measurings.get(subject.key)
        if measuring is not None:
            told = [one.what for one in _defects(matter, measuring)]
        else:
            told = list(_returned(_act(matter, subject)))
        return {"items": listed(told)}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The defects."""
        return {"须补正的": self.written(matter, subject)["items"]}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Whose paper it is."""
        to = _to(matter, subject)
        return (to,) if to else ()


def _defects(matter: Matter, one: Measuring) -> list[Defect]:
    """What a report that answers an order must have and this result has not."""
    return list(_found(matter, one))


def _found(matter: Matter, one: Measuring) -> Iterator[Defect]:
    submitted = next((act for act in reversed(list(matter.acts("submit"))) if one.id in act.on or not act.on), None)
    if order_of(matter, one.id) is None:
        yield Defect(f"没有委托的单位、文号和日期（{INTERPRETATION}）", again=True)
    brought = submitted is not None and (submitted.files or submitted.args.get("report") or submitted.args.get("paper"))
    issued = any(sent.kind == "loss_report" for sent in matter.sent)
    if one.submitted is not None and not brought and not issued:
        yield Defect(f"没有提交由测算人签名、加盖单位公章的报告原件（{INTERPRETATION}）", again=True)
    if not one.reviewed_by and not issued:
        yield Defect("没有第二名测算人或者复核人的签名", again=True)
    if matter.result_of(one) is None and not one.result.get("method"):
        yield Defect("没有写明所用方法的名称、版本和选用的理由")
    if matter.facts is not None and not any(stand.county for stand in matter.facts.stands):
        yield Defect("没有写明受损地块的位置（行政区划、林班、小班或者坐标）")
    if one.state == "returned":
        back = next((act for act in reversed(list(matter.acts("return"))) if one.id in act.on or not act.on), None)
        if back is not None and back.args.get("ground"):
            yield Defect(str(back.args["ground"]).rstrip("。；"))


def _returned(act: Act) -> Iterator[str]:
    fact, ground = str(act.args.get("fact") or ""), str(act.args.get("ground") or "")
    yield f"{fact}：{ground}" if fact and ground else fact or ground


def _act(matter: Matter, subject: Subject) -> Act:
    number = int(subject.key.removeprefix(FACTS))
    return matter.case.acts[number - 1]


def _to(matter: Matter, subject: Subject) -> str:
    measuring = matter.case.measurings.get(subject.key)
    if measuring is not None:
        return measuring.author_institution or measuring.measurer
    return matter.first(PROCURATORATE) if matter.office.kind == COURT else matter.first(BUREAU)


KIND = Rectification()
