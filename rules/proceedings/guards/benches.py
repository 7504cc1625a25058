"""Another panel: of a case that was sent back, and of a retrial (刑诉法239, 256; 民诉法41(3), (4))."""

from __future__ import annotations

from rules.proceedings.benches import barred, barred_at, panel_named
from rules.proceedings.doing import Doing
from rules.proceedings.effects.folder import people_named, role_of
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter
from rules.reading.messages import msg, template

SAT_BEFORE = template("{names}参加过本案原来的合议庭，发回重审、再审应当另行组成合议庭")
ANOTHER = template("指派没有参加过原合议庭的法官")


@stricter
@guard
def another_panel(doing: Doing) -> None:
    """Of what is heard again nobody judges who judged it before."""
    there = doing.track
    if there is None:
        return
    place = doing.act.by.institution
    gone = {name for name, court in barred(doing.table, doing.case.acts, there) if court == place}
    sits = dict.fromkeys((doing.act.by.name, *panel_named(doing.table, doing.act)))
    if names := [name for name in sits if name in gone]:
        raise Refused("impossible", msg(SAT_BEFORE, names=names), msg(ANOTHER), "another_panel")


@stricter
@guard
def not_of_the_former_panel(doing: Doing) -> None:
    """While it is heard again, nobody of the former panel is given it as a judge."""
    if doing.act.by.kind != "court" or role_of(doing) != "judge":
        return
    gone = barred_at(doing, doing.act.by.institution)
    given = doing.args.texts("to") if doing.act.do == "decide_recusal" else people_named(doing)
    if names := [name for name in given if name in gone]:
        raise Refused("impossible", msg(SAT_BEFORE, names=names), msg(ANOTHER), "not_of_the_former_panel")
