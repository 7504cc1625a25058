"""From which fields of a case file its loss can be measured: nobody states the loss, each stand's data yield it."""

from __future__ import annotations

from collections.abc import Iterator

from rules.casefile import CaseFile
from rules.casefile.answers import Answer, answers
from rules.casefile.fact import QUANTITY
from rules.casefile.offences import MAY_HARM_OTHER
from rules.casefile.stand import WITHOUT_STOCK

OF_KIND, OR, AND = "{kind}的{fields}", "，或者", "、"
CHOSEN = "案件文件写明的经认定的损失（计量方法改选认定损失法）"
"""A loss on file counts once the method that takes it over is chosen: a method that was named is never replaced."""

_OF_STOCK = ("stock", "timber", "per-hectare", "tally")
"""Ways of answering by standing stock, which these forests are not measured by."""


def fields_of_loss(casefile: CaseFile) -> str:
    """The fields, each kind of forest of the case apart, the ways beside each other; empty where there is no stand.

    乔木林的立木蓄积，或者原木材积、出材率，或者每公顷蓄积，或者每木检尺表
    """
    told: dict[str, str] = {}
    stands = next(one for one in answers(casefile) if one.at.path == "stands")
    for stand, entry in zip(casefile.stands, stands.answers, strict=True):
        kind = "竹林" if stand.is_bamboo else stand.forest_type
        ways: dict[str, list[str]] = {}
        for name, label in _ways(entry):
            if kind not in WITHOUT_STOCK or name not in _OF_STOCK:
                ways.setdefault(name, []).append(label)
        told.setdefault(kind, OR.join(AND.join(labels) for labels in ways.values()))
    every = [OF_KIND.format(kind=kind, fields=fields) for kind, fields in told.items()]
    if casefile.stated_loss is not None and casefile.stated_loss.tonnes is not None:
        every.append(CHOSEN)
    return "；".join(every)


def money_on_file(casefile: CaseFile) -> str:
    """How the sum that was found of the loss comes to count; empty where none was."""
    stated = casefile.stated_loss
    return CHOSEN if stated is not None and stated.cny is not None else ""


def never_asked(casefile: CaseFile) -> frozenset[str]:
    """Facts by which no way of this case may lead: a loss to be measured where no forest was harmed; that something
    else than forest was harmed, where a stand was or the offence is one against forest."""
    if casefile.harms_no_forest:
        return frozenset({"loss_tco2e", "loss_cny", "carbon_lost"})
    other = not casefile.stands and casefile.case.offence in MAY_HARM_OTHER
    return frozenset() if other else frozenset({"other_resource"})


def _ways(entry: Answer) -> Iterator[tuple[str, str]]:
    for one in entry.answers:
        way = one.at.fact.way
        if way is not None and way.question == QUANTITY and (one.asked or one.fact.on_demand):
            yield way.name, str(one.at.fact.label)
