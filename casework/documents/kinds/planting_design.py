"""补植复绿作业设计书: site, species, number, tending, cost by item, who accepts, for a duty to plant (F4)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _

from casework.documents.common import (
    PLANTING,
    STAND_HEADS,
    basis_told,
    duty_of,
    each_duty,
    no_duty,
    number_told,
    stands_told,
)
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import doing, due_said, due_told, duty_told, otherwise_told
from casework.documents.paper_kind import PaperKind, Passage, Series, Subject
from casework.restoring.designing import DesignEntry
from rules.proceedings.state import Obligation
from rules.values.chinese import counted


class PlantingDesign(PaperKind):
    """One for each duty to plant."""

    name = "planting_design"
    title = _("补植复绿作业设计书")
    says = _("立地条件、树种和苗木、株数与密度、整地和栽植、抚育、经费预算、验收标准，两名设计人签名，另一人审核。")
    rank = 194
    position = 20
    layout = "H"
    offices = (BUREAU,)
    series = Series.OWN
    word = "报告"
    copies = 4
    edition = 2
    served = True
    checked = True
    passages = (
        Passage("site", _("立地条件"), _("林班、小班、面积、坡度、土壤、植被和受损的现状。")),
        Passage("planting", _("树种、苗木和栽植"), _("树种、苗龄和苗高、株行距、整地、栽植季节。")),
        Passage("tending", _("抚育"), _("年数、每年的次数和内容、补植。")),
        Passage(
            "budget", _("经费预算"), _("一行一项：项目、数量、单价、金额，最后一行写总额；总额是代为履行的费用依据。")
        ),
    )
    words = ("立地条件", "苗木", "经费预算", "设计人（签名）")

    def undue(self, matter: Matter) -> str:
        """Planting must be owed."""
        return no_duty(matter, *PLANTING)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty to plant."""
        return each_duty(matter, *PLANTING)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """For whom, what is owed to what standard until when; trees by area where both are known."""
        duty = duty_of(matter, subject)
        design = matter.designs().get(duty.id)
        return {
            "asked_by": matter.first(COURT) or matter.first(PROCURATORATE),
            "case": matter.numbered_case,
            "names": "、".join(duty.obligors),
            "basis": basis_told(matter, duty),
            "what": duty_told(duty),
            "task": f"{due_said(duty)}{doing(duty, duty_told(duty))}",
            "density": _density(duty),
            "season": design.season if design else "",
            "plots": _plots(design) if design else [],
            "plot_heads": list(PLOT_HEADS),
            "due": due_told(duty),
            "rate": number_told(duty.rate),
            "years": counted(duty.years) if duty.years else "",
            "inspector": duty.inspector or matter.office.name,
            "fallback": otherwise_told(duty),
            "heads": list(STAND_HEADS),
            "stands": stands_told(matter),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What the design that was saved says; else how long it is tended, where that is fixed."""
        duty = duty_of(matter, subject)
        design = matter.designs().get(duty.id)
        tended = f"抚育{counted(duty.years)}年。" if duty.years else ""
        if design is None:
            return {"site": "", "planting": "", "tending": tended, "budget": ""}
        said = {name: getattr(design, name) for name in ("site", "planting", "tending", "budget")}
        return said | {"tending": design.tending or tended}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, to what standard."""
        duty = duty_of(matter, subject)
        return {
            "应当履行的": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）",
            "标准": f"{number_told(duty.rate) or '—'}%",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Court, procuratorate, who plants."""
        places = (matter.first(COURT), matter.first(PROCURATORATE))
        return (*(one for one in places if one), *duty_of(matter, subject).obligors)


PLOT_HEADS = ("地块", "树种", "面积（亩）", "株数", "每亩株数")


def _plots(design: DesignEntry) -> list[list[str]]:
    """The parcels, a row each, and their sum where they are several."""
    rows = [
        [one.parcel.told, one.species, *map(number_told, (one.area_mu, Decimal(one.trees or 0), one.density))]
        for one in design.plots
    ]
    if len(rows) > 1:
        rows.append(["合计", "", number_told(design.area_mu), number_told(Decimal(design.trees)), ""])
    return rows


def _density(duty: Obligation) -> str:
    """Trees a mu, to one decimal, where number and area are both stated."""
    area = duty.details.get("area_mu")
    trees = duty.quantity if duty.unit == "trees" else duty.details.get("trees")
    if duty.unit == "area_mu":
        area = duty.quantity
    if not area or not trees:
        return ""
    each = (Decimal(str(trees)) / Decimal(str(area))).quantize(Decimal("0.1"))
    return f"每亩约{number_told(each)}株（{number_told(Decimal(str(trees)))}株÷{number_told(Decimal(str(area)))}亩）"


KIND = PlantingDesign()
