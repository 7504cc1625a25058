"""履行核验表: what was ordered beside what is found on the ground, signed by those who look (F5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _

from casework.documents.common import CARE, PLANTING, basis_told, day, duty_of, each_duty, number_told
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import amount, due_told, duty_told
from casework.documents.paper_kind import PaperKind, Publication, Series, Subject, because
from casework.restoring.surveying import Looked
from rules.reading.messages import template
from rules.restoring.survey import COUNT
from rules.values.chinese import counted
from rules.values.quantity import Rounding, plain

NOTHING_TO_SEE = template("没有须检查验收的义务")


class Acceptance(PaperKind):
    """One for each duty that is proven by inspection."""

    name = "acceptance"
    title = _("履行核验表")
    says = _("裁判或者承诺的内容与现场核验的面积、株数、成活率，结论和签名。")
    rank = 180
    position = 20
    layout = "F"
    offices = (BUREAU,)
    series = Series.OWN
    word = "函"
    copies = 4
    publication = Publication.PARTIES
    served = True
    words = ("设计（应当履行）", "核验结论", "核验人签名")

    def undue(self, matter: Matter) -> str:
        """A duty to plant or to look after must stand."""
        return "" if self.subjects(matter) else because(NOTHING_TO_SEE, "undertake")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return each_duty(matter, *PLANTING, *CARE)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What is owed, what was put down as performed and inspected before."""
        duty = duty_of(matter, subject)
        return {
            "case": matter.numbered_case,
            "names": "、".join(duty.obligors),
            "basis": basis_told(matter, duty),
            "what": duty_told(duty),
            "due": due_told(duty),
            "rate": number_told(duty.rate),
            "years": counted(duty.years) if duty.years else "",
            "done": amount(duty.done, duty.unit) if duty.done else "",
            "found": _found(matter.looks().get(duty.id)),
            "before": [f"{day(one.at)}{RESULTS[one.result]}" for one in duty.looks if one.result in RESULTS],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, to what standard."""
        duty = duty_of(matter, subject)
        return {"应当履行的": duty_told(duty), "标准": f"{number_told(duty.rate) or '—'}%"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Court, procuratorate, persons."""
        places = (matter.first(COURT), matter.first(PROCURATORATE))
        return (*(one for one in places if one), *duty_of(matter, subject).obligors)


def _found(look: Looked | None) -> Json:
    """What the last inspection counted, as the register has it; empty while nothing was counted: then by hand."""
    if look is None:
        return {}
    plots = look.survey.plots
    sampled = [one.area_mu for one in plots if one.area_mu is not None]
    share = "" if look.survey.method == COUNT or len(sampled) < len(plots) else _share(sampled, look.survey.whole_mu)
    return {
        "on": day(look.on),
        "year": counted(look.year),
        "whole": look.survey.method == COUNT,
        "plots": "" if look.survey.method == COUNT else counted(len(plots)),
        "share": share,
        "area": amount(look.survey.whole_mu, "area_mu"),
        "trees": f"{look.found.living}株（设计{look.found.designed}株）",
        "density": _density(look),
        "rate": plain(look.found.percent),
        "interval": "" if look.found.interval is None else "至".join(f"{plain(one)}%" for one in look.found.interval),
        "standard": plain(look.standard.rate),
        "result": RESULTS[look.found.result],
        "photos": [one.taken or "" for one in look.photos],
        "placed": sum(one.latitude is not None for one in look.photos),
    }


def _share(sampled: list[Decimal], whole: Decimal | None) -> str:
    """What was sampled of the whole, in percent."""
    return "" if not whole else plain(TENTHS.apply(sum(sampled, Decimal()) / whole * 100))


def _density(look: Looked) -> str:
    """Living trees a mu, where all were counted."""
    whole = look.survey.whole_mu
    return plain(TENTHS.apply(look.found.living / whole)) if look.survey.method == COUNT and whole else ""


TENTHS = Rounding.parse("half_up 0.1")
RESULTS = {"pass": "核验合格", "part": "部分合格", "fail": "核验不合格"}

KIND = Acceptance()
