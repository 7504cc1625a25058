"""What papers of agreements ask of a case: between whom, its heads, whether it was announced long enough."""

from __future__ import annotations

import datetime

from flask_babel import gettext

from casework.documents.common import PLANTING, day, number_told
from casework.documents.matter import BUREAU, GONE, PROCURATORATE, Json, Matter
from casework.documents.owed import amount, doing, due_said, due_told, duty_told, otherwise_told
from casework.documents.paper_kind import Lack
from rules.proceedings import clock
from rules.proceedings.state import Obligation, Track
from rules.reading.messages import template
from rules.values.chinese import counted

NOT_AGREED = template("还没有达成协议")
NOT_ANNOUNCED = template("协议还没有公告")
ANNOUNCEMENT_RUNS = template("协议的公告期至%(day)s届满，届满前不能出具")
NO_INSPECTOR = template("“%(duty)s”没有确定验收的单位")
THIRTY = datetime.timedelta(days=30)
"""环境民事公益诉讼解释 25; of agreements with a claimant by negotiation 法释〔2019〕8号 20."""


def heads_of(matter: Matter, track: Track) -> list[Obligation]:
    """What an agreement is about, while it stands."""
    return [duty for duty in clock.duties_of(matter.case, track) if duty.state not in GONE and duty.kind != "罚款"]


def agreed_on(track: Track) -> datetime.date | None:
    """The day on which an agreement was reached."""
    return track.since("agreed")


def lack_of_agreement(matter: Matter, track: Track) -> list[Lack]:
    """That nothing was agreed, and what an agreement that can be enforced must fix."""
    heads = heads_of(matter, track)
    if agreed_on(track) is None or not heads:
        return [Lack(gettext(NOT_AGREED), "agree")]
    return [
        Lack(gettext(NO_INSPECTOR, duty=duty_told(duty)), "agree")
        for duty in heads
        if duty.kind in PLANTING and not duty.inspector and not matter.first(BUREAU)
    ]


def lack_of_announcement(matter: Matter, track: Track) -> list[Lack]:
    """That an agreement was not announced, or that its thirty days still run."""
    begun = track.since("announced")
    if begun is None:
        return [Lack(gettext(NOT_ANNOUNCED), "announce")]
    if matter.day <= begun + THIRTY:
        return [Lack(gettext(ANNOUNCEMENT_RUNS, day=day(begun + THIRTY)), "settle")]
    return []


def head_json(matter: Matter, duty: Obligation) -> Json:
    """A head of an agreement: who does what until when, accepted by whom, what follows otherwise."""
    standard = f"，成活率（保存率）不低于{number_told(duty.rate)}%" if duty.rate is not None else ""
    standard += f"，抚育{counted(duty.years)}年" if duty.years else ""
    inspector = duty.inspector or (matter.first(BUREAU) if duty.kind in PLANTING else "")
    return {
        "who": "、".join(map(matter.answering, duty.obligors)),
        "jointly": duty.mode == "joint" and len(duty.obligors) > 1,
        "what": f"{doing(duty, duty_told(duty, both=True))}{'' if duty.unit == 'amount' else standard}",
        "due": due_said(duty),
        "inspector": inspector,
        "payee": duty.payee,
        "fallback": otherwise_told(duty),
        "deposit": amount(duty.security, "amount") if duty.security is not None else "",
    }


def heads_json(matter: Matter, track: Track) -> list[Json]:
    """The heads of an agreement, numbered in words."""
    return [{"no": counted(at)} | head_json(matter, duty) for at, duty in enumerate(heads_of(matter, track), 1)]


def claimant(matter: Matter, track: Track) -> str:
    """Who asks: the plaintiff of a claim, the authority or the procuratorate that negotiates."""
    if track.data.get("plaintiff"):
        return str(track.data["plaintiff"])
    if track.kind == "negotiation":
        act = next((one for one in matter.acts("agree", "start") if track.id in one.on or not one.on), None)
        return track.bureau or (act.by.institution if act is not None else "") or matter.first(BUREAU)
    return track.procuratorate or matter.first(PROCURATORATE)


def liable(matter: Matter, track: Track) -> tuple[str, ...]:
    """Who takes it over."""
    named = dict.fromkeys(name for duty in heads_of(matter, track) for name in duty.obligors)
    return tuple(named) or track.persons or matter.names


def heads_told(matter: Matter, track: Track) -> str:
    """The heads in a line, for what a paper rests on."""
    return "；".join(f"{'、'.join(duty.obligors)}{duty_told(duty)}{due_told(duty)}" for duty in heads_of(matter, track))
