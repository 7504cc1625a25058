"""What law demands before a duty is found failed, ends, or passes to others."""

from __future__ import annotations

from rules.proceedings.binding import title
from rules.proceedings.clock import is_binding, is_late
from rules.proceedings.doing import Doing
from rules.proceedings.effects.succession import FOLLOWING, left_by, the_dead
from rules.proceedings.guards.performing import duty_of
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter
from rules.reading.messages import msg, template

NOT_IN_EFFECT = template("确定{id}的裁判尚未生效，没有未履行可言，不能认定未履行，也不能移送执行")
NOT_DUE = template("{id} 的履行期限没有届满，不能认定未履行")


@stricter
@guard
def judgment_in_effect(doing: Doing) -> None:
    """刑诉法259, 民诉法247: a judgment is carried out once it is in effect; under appeal nothing of it has failed."""
    name = doing.id.partition(":")[2] or doing.id
    duty = doing.case.obligations.get(name)
    if duty is not None and not is_binding(doing.case, duty):
        opens = msg("先登记送达（serve）、生效（take_effect）；上诉、抗诉的，由二审裁判（rule_2）")
        raise Refused("impossible", msg(NOT_IN_EFFECT, id=name), opens, "judgment_in_effect")


@stricter
@guard
def due_has_passed(doing: Doing) -> None:
    duty = duty_of(doing)
    if not is_late(doing.case, duty, doing.day) and not any(one.result != "pass" for one in duty.looks):
        raise Refused("impossible", msg(NOT_DUE, id=duty.id), msg("期限届满或者验收不合格后认定"), "due_has_passed")


ALIVE = template("没有记录{names}死亡")
NOTHING_PASSES = template("{names}没有可以由继承人或者遗产承受的义务")
OF_ANOTHER = template("{id} 不是由{institution}的行政决定确定的")


@guard
def death_on_record(doing: Doing) -> None:
    """Nobody's duties pass to others while he lives; what his estate owes passes to the heirs once they are known."""
    gone = {party.name for party in doing.case.parties if party.died is not None or party.kind == "estate"}
    if alive := [name for name in the_dead(doing) if name not in gone]:
        raise Refused("missing", msg(ALIVE, names=alive), msg("先记录死亡（death）"), "death_on_record")


@guard
def something_passes_on(doing: Doing) -> None:
    """He owes something that others can do, or is sued."""
    persons = the_dead(doing)
    owes = any(True for name in persons for _ in left_by(doing.table, doing.case, name))
    sued = any(set(persons) & set(one.persons) for kind in FOLLOWING for one in doing.case.of_kind(kind))
    if not owes and not sued:
        opens = msg("只能由本人履行的，免除（waive）、不再主张（drop）或者转换（convert）")
        raise Refused("impossible", msg(NOTHING_PASSES, names=list(persons)), opens, "something_passes_on")


@guard
def fixed_by_the_bureau(doing: Doing) -> None:
    """行政强制法40: the bureau ends the execution of its own decision; what a court fixed the court waives."""
    ground = title(duty_of(doing).grounds)
    own = ground is not None and doing.case.acts[ground.act - 1].by.institution == doing.act.by.institution
    if not own:
        told = msg(OF_ANOTHER, id=doing.id, institution=doing.act.by.institution)
        raise Refused("not_permitted", told, msg("由法官免除（waive）"), "fixed_by_the_bureau")
