"""补植、管护、劳务: designs and their plots, looks on the ground with their photos, work that was done for a sum.

What performs or proves a duty is an act as of any other; here stands what the act alone does not say.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.restoring.models import LabourPlan, LabourSheet, PlantingDesign, PlantingPlot, PlantingSurvey, SitePhoto

__all__ = ["LabourPlan", "LabourSheet", "PlantingDesign", "PlantingPlot", "PlantingSurvey", "SitePhoto", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of planting and labour, and the names of its actions."""
    audit.declare(
        app,
        proves=(
            *map(Proven, (PlantingDesign, PlantingSurvey, SitePhoto, LabourPlan)),
            *(Proven(model, changes=True) for model in (PlantingPlot, LabourSheet)),
        ),
        names={
            "save_planting_design": _("保存作业设计"),
            "survey_planting": _("登记检查验收的数据"),
            "plan_labour": _("确定劳务日数"),
            "enter_labour": _("录入履行记录"),
            "confirm_labour": _("确认履行记录"),
            "return_labour": _("退回履行记录"),
        },
    )
