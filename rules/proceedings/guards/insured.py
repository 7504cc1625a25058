"""赔付以后: who decides what remains of a planting, on what, and how much it can be."""

from __future__ import annotations

from rules.proceedings.deciders import decides_on, left_of
from rules.proceedings.doing import Doing
from rules.proceedings.guards.said import wanted
from rules.proceedings.insured import remains_in
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard
from rules.proceedings.seats import SEATS
from rules.proceedings.state import Obligation
from rules.reading.messages import msg, template

NOBODY_PAID = template("{id}（{kind}）没有收到保险赔款")
REMAINS = template("尚须履行多少")
NOT_WITHIN = template("{id} 尚未履行的是{rest}，写明的是{given}")
WRITTEN = template("写数字（与该义务同一单位，不多于尚未履行的），或者写“全部”“无”")
DECIDED_BY = template("{id} 尚须履行多少，由{seat}决定")


@guard
def insurer_paid(doing: Doing) -> None:
    """Truth: it follows a payment; what is to be ended or changed for another reason has acts of its own."""
    duty = _duty(doing)
    if not duty.insured:
        told = msg(NOBODY_PAID, id=duty.id, kind=duty.kind or "义务")
        raise Refused(
            "impossible", told, msg("先登记收到保险赔款（insurance_paid）；其他原因用免除、转换"), "insurer_paid"
        )


@guard
def decided_by_its_court(doing: Doing) -> None:
    """A bureau decides on what it alone ordered, a procuratorate where no court takes part, else the court."""
    duty = _duty(doing)
    seat = decides_on(doing.case, duty)
    if seat not in doing.act.by.seats:
        told = msg(DECIDED_BY, id=duty.id, seat=SEATS[seat])
        raise Refused("not_permitted", told, msg("由{seat}办理", seat=SEATS[seat]), "decided_by_its_court")


@guard
def remains_said(doing: Doing) -> None:
    """How much remains: never more than was open."""
    duty, said = _duty(doing), doing.args.text("remains")
    if not said.strip():
        raise wanted(doing, msg(REMAINS), "remains")
    try:
        remains_in(said, duty)
    except ValueError:
        told = msg(NOT_WITHIN, id=duty.id, rest=left_of(duty), given=said)
        raise Refused("missing", told, msg(WRITTEN), "remains") from None


def _duty(doing: Doing) -> Obligation:
    return doing.case.obligations[doing.id]
