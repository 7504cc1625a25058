"""责令限期补种（恢复）通知书: an office orders what was destroyed to be planted again, and says who does it else (F10).

森林法 73, 74, 76 by what was done, 81; 行政强制法 50–52. How high the standard is in Fujian is not known here: the
notice leaves a line for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import PLANTING, contacts, day, duty_of, number_told, on_duty
from casework.documents.matter import BUREAU, Json, Matter
from casework.documents.owed import PERIOD, doing, due_said, due_told, duty_told, otherwise_told, period, rest_told
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
    without_facts,
)
from rules.proceedings import clock
from rules.proceedings.state import Obligation
from rules.reading.messages import template

ARTICLES = {"盗伐": "第七十六条第一款", "滥伐": "第七十六条第二款", "毁坏": "第七十四条第一款", "占用": "第七十三条"}
NOT_DECIDED = template("没有须履行的责令补种、恢复林业生产条件的行政决定")
NO_QUANTITY = template("没有确定补种的株数或者面积")


class ReplantingNotice(PaperKind):
    """One for each duty to plant that an office decided."""

    name = "admin_replant"
    title = _("责令限期补种（恢复）通知书")
    says = _("违法事实、补种的数量、地点、标准、期限和验收，逾期代为履行的费用负担，救济途径。")
    rank = 430
    layout = "E"
    offices = (BUREAU,)
    series = Series.OWN
    copies = 3
    publication = Publication.PARTIES
    served = True
    passages = (
        Passage("facts", _("违法事实"), _("时间、地点、行为、毁坏的林木和证据。")),
        PERIOD,
        Passage("place", _("地点"), _("林班、小班或者坐标。")),
        Passage("species", _("树种、苗木规格和密度")),
    )
    words = ("现责令", "代为履行", "申请行政复议")

    def undue(self, matter: Matter) -> str:
        """A decision must have made such a duty."""
        return "" if self.subjects(matter) else because(NOT_DECIDED, "decide")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return tuple(on_duty(one) for one in matter.duties(*PLANTING) if _decided(one) and _is_to_be_planted(one))

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """How much; where to ask."""
        known = [] if duty_of(matter, subject).quantity is not None else [Lack(gettext(NO_QUANTITY), "decide")]
        return [*known, *wanting(matter, ADDRESS, PHONE)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who plants what until when, to what standard; what it costs where another does it."""
        duty = duty_of(matter, subject)
        decided = next(one for one in duty.grounds if one.instrument == "decide")
        costs = matter.last("perform_for")
        return {
            "persons": "、".join(duty.obligors or matter.names),
            "case": matter.case_name,
            "on": day(decided.at),
            "article": _article(matter),
            "you": matter.you(duty.obligors or matter.names),
            "what": doing(duty, duty_told(duty)),
            "rest": rest_told(duty) if duty.done else "",
            "due": due_said(duty),
            "rate": number_told(duty.rate),
            "inspector": duty.inspector or matter.office.name,
            "cost": str(costs.args.get("cost") or "") if costs is not None else "",
            "fallback": otherwise_told(duty),
            "contact": contacts(matter),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Who did it, as far as it is on record."""
        names = "、".join(duty_of(matter, subject).obligors or matter.names)
        known = not without_facts(matter) and bool(matter.offence)
        return {"facts": f"{names}{matter.offence}，毁坏林木、林地。" if known else f"{names}毁坏林木、林地。"}

    def recorded(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """When, where the duty says it."""
        return period(duty_of(matter, subject))

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is to be planted, until when."""
        duty = duty_of(matter, subject)
        return {"责令的内容": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）", "期限": due_told(duty) or "未定"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who plants."""
        return duty_of(matter, subject).obligors or matter.names


def _article(matter: Matter) -> str:
    """The article of 森林法 that the order rests on, by what was done; empty where the records do not say it."""
    return next((article for act, article in ARTICLES.items() if act in matter.offence), "")


def _decided(duty: Obligation) -> bool:
    return any(one.instrument == "decide" for one in duty.grounds)


def _is_to_be_planted(duty: Obligation) -> bool:
    """Not done, and no sum: whoever only pays is told by a notice to pay."""
    return duty.state not in clock.DONE and duty.rest != 0 and duty.unit != "amount"


KIND = ReplantingNotice()
