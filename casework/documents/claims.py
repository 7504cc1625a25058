"""What papers of prosecution ask of a case: the public-interest claim, its notice, what a person did and promised."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from flask_babel import gettext

from casework.documents.common import day, loss_told, number_told
from casework.documents.matter import GONE, Matter
from casework.documents.owed import (
    amount,
    doing,
    due_said,
    due_told,
    duty_told,
    measured_told,
    otherwise_told,
    rest_told,
)
from casework.documents.paper_kind import Lack, Subject
from rules.proceedings import clock
from rules.proceedings.state import Obligation, Performance, Track
from rules.reading.messages import template
from rules.values.chinese import counted

NO_CLAIM = template("没有公益诉讼立案")
NO_NOTICE = template("还没有发布诉前公告（检察公益诉讼解释第十三条）")
NOTICE_RUNS = template("公告期至%(day)s届满，届满前不能起诉")
NOTHING_PROMISED = template("没有承诺或者履行修复、赔偿的记录")

BEFORE_SUIT = ("opened", "noticed", "reviewing")
IN_PROSECUTION = ("investigating", "examining", "supplementary", "prosecuted")
NOT_CHARGED = ("not_prosecuted", "probation_6_12m", "dropped")
CHARGED = (*IN_PROSECUTION, "first_instance", "suspended", "second_instance")


def opened_claim(matter: Matter) -> Track | None:
    """The newest public-interest claim that was opened; None where none was."""
    found = [one for one in matter.case.of_kind("civil") if one.state not in ("none", "lead")]
    return found[-1] if found else None


def opened_on(track: Track) -> datetime.date | None:
    """The day on which a claim was opened (立案)."""
    return track.since("opened")


def noticed_on(track: Track) -> datetime.date | None:
    """The day of the notice before the suit."""
    return track.since("noticed")


def lack_of_notice(matter: Matter, track: Track) -> list[Lack]:
    """That no notice was given, or that its thirty days still run."""
    if noticed_on(track) is None:
        return [Lack(gettext(NO_NOTICE), "notice")]
    end = clock.notice_end(matter.case, matter.day, track)
    if end is not None and end >= matter.day and track.state in BEFORE_SUIT:
        return [Lack(gettext(NOTICE_RUNS, day=day(end)), "sue")]
    return []


def performed_by(matter: Matter, person: str, until: datetime.date | None = None, since: int = 0) -> list[str]:
    """What this person performed until a day, each with its day and proof; of what several did together, who did it.
    ``since``: the number of the act after which it was put down."""
    return [
        f"{day(one.at)}{performance_told(duty, one)}{_proof(duty, one)}"
        for duty in matter.amends
        if person in duty.obligors
        for one in duty.counted
        if one.act > since and (one.by == person or one.by not in matter.names) and (until is None or one.at <= until)
    ]


def performance_told(duty: Obligation, one: Performance) -> str:
    """What was done on a day, of what is owed."""
    if one.unit == duty.unit:
        return doing(duty, measured_told(duty, one.quantity or None))
    return f"{duty.kind or '履行赔偿义务'}{amount(one.quantity, one.unit) if one.quantity else ''}"


def _proof(duty: Obligation, one: Performance) -> str:
    """By whom, where several owe, and the first paper of it, in brackets."""
    told = [f"{one.by}履行"] if len(duty.obligors) > 1 and one.by and one.by not in duty.obligors else []
    told += list(one.files[:1])
    return f"（{'，'.join(told)}）" if told else ""


def promised_by(matter: Matter, person: str) -> list[str]:
    """What this person took over and still owes, each with its day."""
    return [_promise(duty) for duty in matter.amends if person in duty.obligors and duty.state in clock.OWED]


def _promise(duty: Obligation) -> str:
    due = due_told(duty)
    what = f"{duty.kind or '赔偿'}尚余{rest_told(duty)}" if duty.done and duty.rest else duty_told(duty)
    return f"{what}{f'，{due}履行' if due else ''}"


def restored(matter: Matter, *states: str) -> tuple[Subject, ...]:
    """Each accused whose track is in one of these states and who performed or promised something."""
    return tuple(
        Subject(track.persons[0], track.persons[0])
        for track in matter.case.of_kind("criminal")
        if track.state in states
        and track.persons
        and (performed_by(matter, track.persons[0]) or promised_by(matter, track.persons[0]))
    )


def claimed(matter: Matter, track: Track) -> list[Obligation]:
    """The duties that a claim asks for."""
    return [
        one
        for one in clock.duties_of(matter.case, track)
        if one.state not in GONE and any(ground.instrument == "sue" for ground in one.grounds)
    ]


def defendants(matter: Matter, track: Track) -> tuple[str, ...]:
    """Whom a claim is brought against: those it names; of one that is attached all but who was not prosecuted."""
    act = matter.last("sue")
    if (act is not None and act.args.get("persons")) or stands_alone(matter, track):
        return track.persons or matter.names
    left = {name for name in matter.names if (one := matter.track_of(name)) and one.state in NOT_CHARGED}
    return tuple(name for name in track.persons or matter.names if name not in left)


def stands_alone(matter: Matter, track: Track) -> bool:
    """Whether a claim is brought by itself: it was, nobody is charged, or it went to another procuratorate for that
    (公益诉讼办案规则 16)."""
    act = matter.last("sue")
    if act is not None:
        return bool(act.args.get("alone"))
    charged = any(one.state not in NOT_CHARGED for one in matter.case.of_kind("criminal"))
    return not charged or any(one.procuratorate != track.procuratorate for one in matter.case.of_kind("criminal"))


def claims_told(matter: Matter, track: Track) -> str:
    """The claims on record, else what is owed, else what the result lets claim: a line a head; empty without any."""
    sued = defendants(matter, track)
    told = [_head(matter, duty, sued) for duty in claimed(matter, track) if duty.rest != 0]
    owed = [duty for duty in matter.amends if duty.rest and duty.unit and answers(matter, duty, sued)]
    if not told and owed:
        told = [_head(matter, duty, sued) for duty in owed]
    elif not told and matter.adopted is not None and loss_told(matter.adopted)["value"]:
        value = loss_told(matter.adopted)["value"]
        told = [f"判令被告{'、'.join(sued)}赔偿森林生态环境服务功能损失人民币{value}元"]
    return "\n".join(f"{counted(at)}、{one}；" for at, one in enumerate(told, 1))[:-1] + ("。" if told else "")


def answers(matter: Matter, duty: Obligation, sued: tuple[str, ...]) -> tuple[str, ...]:
    """Those of whom this is claimed: who owes it and is sued, and whoever administers what one of them left; all who
    are sued where nobody is named."""
    found = tuple(name for name in duty.obligors if name in sued or matter.is_estate(name))
    return found if duty.obligors else sued


def jointly(duty: Obligation, names: Sequence[str]) -> str:
    """The word that several answer for all of it."""
    return "连带" if duty.mode == "joint" and len(names) > 1 else ""


def _head(matter: Matter, duty: Obligation, sued: tuple[str, ...]) -> str:
    names = answers(matter, duty, sued) or duty.obligors
    standard = f"，成活率（保存率）不低于{number_told(duty.rate)}%" if duty.rate is not None else ""
    due = due_said(duty)
    otherwise = f"；不履行的，{otherwise_told(duty)}" if otherwise_told(duty) else ""
    who = "、".join(map(matter.answering, names))
    what = doing(duty, measured_told(duty, duty.rest) if duty.done else duty_told(duty))
    return f"判令被告{who}{due}{jointly(duty, names)}{what}{standard}{otherwise}"


def result_told(matter: Matter) -> str:
    """The result that was adopted, in a sentence. Asked only where there is one."""
    assert matter.adopted is not None, "it is asked before"
    loss = loss_told(matter.adopted)
    tonnes = f"为{loss['tonnes']}吨二氧化碳当量" if loss["tonnes"] else ""
    value = f"{'，' if tonnes else ''}价值人民币{loss['value']}元" if loss["value"] else ""
    return f"经{loss['measurer']}测算，碳汇损失{tonnes}{value}。"
