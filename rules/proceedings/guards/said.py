"""What an act must say."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import cast

from rules.casefile.events import event_spans
from rules.deciding.deadlines.book import load_book
from rules.proceedings.argument_types import typed
from rules.proceedings.arguments import SHORT_EVENTS
from rules.proceedings.doing import Doing
from rules.proceedings.effects.succession import the_dead
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import every, guard, stricter, warning
from rules.reading.messages import msg, template

STATE_IT = template("“{act}”没有写明{what}")
WRITE = template("写明{what}（{argument}）")
LAWYER = template("在场的辩护人或者值班律师没有写明")
NO_SUCH_NAME = template("不能把“{old}”更正为“{new}”：前者须是本案当事人，后者不能是另一当事人的姓名")
AHEAD = template("行为日 {conduct} 晚于办理的日子 {day}")


def wanted(doing: Doing, what: str, argument: str) -> Refused:
    """The refusal of an act that lacks an argument."""
    return Refused(
        "missing", msg(STATE_IT, act=msg(doing.label), what=what), msg(WRITE, what=what, argument=argument), argument
    )


def _words(doing: Doing, *names: str) -> bool:
    return any(doing.args.get(name) for name in names)


DAYS_DONE = ("date", "served")
"""Arguments that say on which day something was done."""

ONE_DAY = template("“{event}”是一日的事项，没有止日")
ENDS_BEFORE = template("止日 {until} 早于起日 {begun}")


@guard
def ground_stated(doing: Doing) -> None:
    if not (_words(doing, "ground", "note", "fact", "opinion") or doing.act.reason.strip()):
        raise wanted(doing, msg("理由"), "ground")


PENAL = ("sentence", "outcome", "fine", "acquitted", "exempted", "uphold", "remit")
"""Where a judgment says what becomes of the accused."""

MAIN_TEXT = (*PENAL, "performed", "ordered", "denied", "claims")
"""Where a ruling or a decision says what it decides."""


@stricter
@guard
def main_text_stated(doing: Doing) -> None:
    """刑诉法解释295, 民诉法155, 行政处罚法59: a ruling says what it decides, itself or in its paper.

    A criminal one of the accused: what it orders to be restored is no sentence.
    """
    table, args = doing.table, doing.args
    names = PENAL if doing.kind == "criminal" else MAIN_TEXT
    stated = [table.arguments[name] for name in (*names, *table.acts[doing.act.do].papers)]
    said = any(_is_said(doing.act.args.get(spelt)) for one in stated for spelt in (one.name, *one.also))
    said = said or any(_is_said(args.get(name)) for name in names)  # of each under his own name
    duties = args.items or any(table.arguments[name].obligation for name in args.given)
    if not (said or doing.act.files or (duties and doing.kind != "criminal")):
        raise wanted(doing, msg("主文"), "sentence")


REFERS = re.compile(r"\s*(?:详?见|同|如)[^，。；]{0,12}(?:书|附件|附卷|文书)。?\s*")
"""Words that only point to a paper; without it they decide nothing."""


def _is_said(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_is_said(one) for one in value.values())
    if isinstance(value, str):
        return bool(value.strip()) and REFERS.fullmatch(value) is None
    return bool(value)


@guard
def conduct_not_ahead(doing: Doing) -> None:
    conduct = doing.args.day("conduct")
    if conduct is not None and conduct > doing.day:
        raise Refused("impossible", msg(AHEAD, conduct=conduct, day=doing.day), msg("更正行为日"), "conduct_not_ahead")


@guard
def in_order_of_days(doing: Doing) -> None:
    """Dates of police acts are in order (the act's day is not before the track's last one)."""
    last = doing.track.passages[-1].at if doing.track and doing.track.passages else None
    if last is not None and doing.day < last:
        told = msg("{day} 早于这一程序上一次办理的日子 {last}", day=doing.day, last=last)
        raise Refused("impossible", told, msg("更正日期"), "in_order_of_days")


def conduct_of(doing: Doing) -> datetime.date | None:
    """The day of the conduct as an act of the case said it last."""
    argument = doing.table.arguments["conduct"]
    found = [act.args[name] for act in doing.case.acts for name in (argument.name, *argument.also) if name in act.args]
    return cast("datetime.date | None", typed(argument, found[-1])) if found else None


@every
@stricter
@guard
def day_not_ahead(doing: Doing) -> None:
    """Truth: what is recorded as done was done by the day on which it is recorded; a hearing that is set lies ahead."""
    said = [day for name in DAYS_DONE if (day := doing.args.day(name)) is not None]
    day = max(said, default=doing.day)
    if day > doing.day and not _is_planned(doing):
        told = msg("所写的日期 {date} 晚于办理的日子 {day}", date=day, day=doing.day)
        raise Refused("impossible", told, msg("更正日期（date），或者到那一天再登记"), "day_not_ahead")


def _is_planned(doing: Doing) -> bool:
    name = doing.args.text("event") if doing.act.do == "event" else ""
    known = load_book().events.get(SHORT_EVENTS.get(name, name))
    return known is not None and known.planned


@warning
def lawyer_named(doing: Doing) -> str | None:
    """刑诉法174: signed with the lawyer present; no paper is needed of the blind, deaf or mute and some minors."""
    return None if _words(doing, "lawyer") else msg(LAWYER)


@guard
def charges_stated(doing: Doing) -> None:
    if not _words(doing, "charges", "offence", "persons", "stands"):
        raise wanted(doing, msg("变更或者追加的指控"), "charges")


@guard
def court_known(doing: Doing) -> None:
    known = doing.args.text("court") or (doing.track and doing.track.court) or doing.case.institutions("court")
    if not known:
        raise wanted(doing, msg("起诉至哪个法院"), "court")


@guard
def persons_known(doing: Doing) -> None:
    if not doing.id.partition(":")[2]:
        raise wanted(doing, msg("被告人"), "persons")


@guard
def persons_named(doing: Doing) -> None:
    if not (doing.args.texts("persons") or doing.act.on or doing.args.text("to")):
        raise wanted(doing, msg("何人"), "persons")


@guard
def plaintiff_named(doing: Doing) -> None:
    if not _words(doing, "plaintiff"):
        raise wanted(doing, msg("起诉的原告"), "plaintiff")


@guard
def performer_named(doing: Doing) -> None:
    if not _words(doing, "performer"):
        raise wanted(doing, msg("代履行人"), "performer")


@guard
def target_named(doing: Doing) -> None:
    if not (_words(doing, "to", "role", "note") or doing.act.on):
        raise wanted(doing, msg("向何处"), "to")


@guard
def other_case_named(doing: Doing) -> None:
    if not _words(doing, "case"):
        raise wanted(doing, msg("另案的案号或者名称"), "case")


@guard
def fact_named(doing: Doing) -> None:
    if not _words(doing, "fact", "new", "note", "concerns", "conduct"):
        raise wanted(doing, msg("更正什么"), "fact")


@guard
def party_and_new_name(doing: Doing) -> None:
    """A name is put right of a party of the case, and never into that of another."""
    said, parties = doing.args.get("renamed"), {party.name for party in doing.case.parties}
    for old, new in said.items() if isinstance(said, Mapping) else ():
        if old not in parties or new in parties or not str(new).strip():
            told = msg(NO_SUCH_NAME, old=str(old), new=str(new))
            raise Refused("missing", told, msg("写明本案当事人现有的姓名和更正后的姓名"), "renamed")


@guard
def amount_stated(doing: Doing) -> None:
    """A sum; of a deposit that the instrument fixes, what of it is not paid yet goes without saying."""
    duty = doing.duty
    if doing.act.do == "deposit_paid" and duty is not None and (duty.security or 0) > duty.held:
        return
    if doing.args.number("amount") is None and doing.args.number("deposit") is None:
        raise wanted(doing, msg("金额"), "amount")


@guard
def measurer_named(doing: Doing) -> None:
    if not _words(doing, "measurer", "to", "kind"):
        raise wanted(doing, msg("由谁计量"), "measurer")


@guard
def result_stated(doing: Doing) -> None:
    if not _words(doing, "tonnes", "value", "design", "report", "file", "paper"):
        raise wanted(doing, msg("结果（吨数或者金额）"), "tonnes")


@guard
def event_known(doing: Doing) -> None:
    name = doing.args.text("event") or (doing.act.on[0] if doing.act.on else "")
    if SHORT_EVENTS.get(name, name) not in event_spans():
        raise Refused(
            "missing",
            msg("没有程序事项 {name}", name=name or template("（空）")),
            msg("相近的程序事项：{names}；其他的事记录为事实（fact）", names=nearest(name)),
            "event_known",
        )
    _check_last_day(doing, SHORT_EVENTS.get(name, name))


def nearest(name: str) -> list[str]:
    """The official names of events nearest to what is written, best first."""
    known = [*event_spans(), *SHORT_EVENTS]
    holding = [one for one in known if name and (one in name or name in one)]
    sharing = [one for one in known if len(set(one) & set(name)) > 1]
    found = dict.fromkeys([*holding, *sorted(sharing, key=lambda one: -len(set(one) & set(name)))])
    return list(found)[:5] or ["（无）"]


def _check_last_day(doing: Doing, event: str) -> None:
    until = doing.args.day("until")
    if until is None:
        return
    if not event_spans()[event]:
        raise Refused("missing", msg(ONE_DAY, event=event), msg("不填止日"), "until")
    begun = doing.args.day("date") or doing.day
    if until < begun:
        raise Refused("missing", msg(ENDS_BEFORE, until=until, begun=begun), msg("更正止日"), "until")


NOT_A_PARTY = template("{names}不是本案的当事人")


@guard
def natural_party_named(doing: Doing) -> None:
    """A person of the case, by name unless there is only one."""
    named = the_dead(doing)
    if not named:
        raise wanted(doing, msg("何人"), "persons")
    known = {party.name for party in doing.case.parties if party.kind != "unit"}
    if unknown := [name for name in named if name not in known]:
        there = msg("本案当事人：{names}", names=sorted(known) or ["（无）"])
        raise Refused("impossible", msg(NOT_A_PARTY, names=unknown), there, "natural_party_named")
