"""移送执行表: what an effective ruling orders and was not performed in time goes to the enforcement division (C11)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import basis_told, day, duty_of, on_duty
from casework.documents.matter import COURT, Json, Matter
from casework.documents.owed import amount, doing, due_told, duty_told, otherwise_told, rest_told
from casework.documents.paper_kind import PaperKind, Publication, Series, Subject, because
from rules.proceedings import clock
from rules.proceedings.state import Obligation
from rules.reading.messages import template

NOTHING_DUE = template("没有裁判已经生效、履行期限届满而没有履行的义务")
TITLES = ("rule", "rule_2", "settle", "confirm")
"""Instruments that can be enforced."""


class ExecutionTransfer(PaperKind):
    """One for each duty that can be enforced."""

    name = "execution_transfer"
    title = _("移送执行表")
    says = _("被执行人、执行依据和内容、已经履行的部分、财产和查封的情况，移送立案执行。")
    rank = 260
    position = 39
    layout = "F"
    offices = (COURT,)
    series = Series.CASE
    copies = 2
    publication = Publication.NEVER
    words = ("移送部门", "被执行人的财产状况", "立案部门签收")

    def undue(self, matter: Matter) -> str:
        """Something must be in effect, due and not performed."""
        return "" if self.subjects(matter) else because(NOTHING_DUE, "take_effect")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each such duty."""
        return tuple(on_duty(one) for one in matter.duties() if one.obligors and _can_be_enforced(matter, one))

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Against whom, what, on which title, what was done of it."""
        duty = duty_of(matter, subject)
        effect = _effect(matter, duty)
        return {
            "case": matter.case_name,
            "names": "、".join(duty.obligors),
            "jointly": duty.mode == "joint" and len(duty.obligors) > 1,
            "basis": basis_told(matter, duty, *TITLES),
            "effect": day(effect) if effect is not None else "",
            "what": doing(duty, duty_told(duty)),
            "due": due_told(duty),
            "done": amount(duty.done, duty.unit) if duty.done else "",
            "rest": rest_told(duty),
            "fallback": otherwise_told(duty),
            "inspector": duty.inspector,
            "payee": duty.payee,
            "held": amount(duty.held, "amount") if duty.held else "",
            "author": matter.author,
            "money": duty.unit == "amount",
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed still."""
        duty = duty_of(matter, subject)
        return {"执行内容": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）", "尚未履行": rest_told(duty) or "全部"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The own enforcement division."""
        return (matter.office.name,)


def _effect(matter: Matter, duty: Obligation) -> datetime.date | None:
    """The day on which the last title came into effect; None where none did."""
    found = [clock.in_effect(matter.case, duty, ground) for ground in duty.grounds if ground.instrument in TITLES]
    days = [one for one in found if one is not None]
    return days[-1] if days else None


def _can_be_enforced(matter: Matter, duty: Obligation) -> bool:
    if duty.state not in clock.OWED or _effect(matter, duty) is None:
        return False
    due = clock.due_on(matter.case, duty)
    return due is None or due < matter.day


KIND = ExecutionTransfer()
