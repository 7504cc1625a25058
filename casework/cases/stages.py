"""The stages of a case and the one table of steps between them. Data only; ``lifecycle`` applies it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

FILED, COMMISSIONED, UNDER_REVIEW, CONFIRMED = "filed", "commissioned", "under_review", "confirmed"
PLAN_PROPOSED, PERFORMING, VERIFIED = "plan_proposed", "performing", "verified"
RULED, CLOSED, WITHDRAWN = "ruled", "closed", "withdrawn"

STAGES = {
    FILED: _("立案"),
    COMMISSIONED: _("委托测算"),
    UNDER_REVIEW: _("复核"),
    CONFIRMED: _("确认"),
    PLAN_PROPOSED: _("方案待审"),
    PERFORMING: _("履行"),
    VERIFIED: _("核验"),
    RULED: _("裁判"),
    CLOSED: _("结案"),
    WITHDRAWN: _("撤回"),
}
"""Stage -> its name on the screen, in the order of the case."""

PROSECUTOR, JUDGE, OFFICER = "prosecutor", "judge", "forestry_officer"

ROLES = {
    PROSECUTOR: _("检察官"),
    OFFICER: _("林业干部"),
    JUDGE: _("法官"),
    "clerk": _("书记员"),
    "supervisor": _("监督人员"),
    "administrator": _("管理员"),
}

SEAT = {PROSECUTOR: "procuratorate", JUDGE: "court", OFFICER: "bureau"}
"""Role -> which institution of the case the person must belong to."""


@dataclass(frozen=True)
class Step:
    """A row of the table. ``assigned``: only the judge who accepted the case. ``guard``: name of a registered check.

    ``awaited``: what the case stands still for, so that it is on somebody's to-do list. ``page``: where it is taken,
    below the case's address.
    """

    action: str
    source: str | None
    target: str
    role: str
    label: object
    assigned: bool = False
    guard: str | None = None
    reason: bool = False
    awaited: bool = True
    page: str = ""


TABLE = (
    Step("file", None, FILED, PROSECUTOR, _("立案")),
    Step("amend", FILED, FILED, PROSECUTOR, _("修改案件"), reason=True, awaited=False),
    Step("withdraw", FILED, WITHDRAWN, PROSECUTOR, _("撤回案件"), reason=True, awaited=False),
    Step("accept", FILED, COMMISSIONED, JUDGE, _("受理并委托测算")),
    Step("measure", COMMISSIONED, UNDER_REVIEW, OFFICER, _("提交计量"), guard="measured", page="losses"),
    Step(
        "return",
        UNDER_REVIEW,
        COMMISSIONED,
        JUDGE,
        _("退回重新测算"),
        assigned=True,
        reason=True,
        awaited=False,
        page="losses",
    ),
    Step("confirm", UNDER_REVIEW, CONFIRMED, JUDGE, _("确认损失"), assigned=True, guard="measured", page="losses"),
    Step("propose", CONFIRMED, PLAN_PROPOSED, PROSECUTOR, _("提出方案"), guard="plan_drafted", page="plan"),
    Step(
        "return_plan",
        PLAN_PROPOSED,
        CONFIRMED,
        JUDGE,
        _("退回方案"),
        assigned=True,
        reason=True,
        awaited=False,
        page="plan",
    ),
    Step("approve", PLAN_PROPOSED, PERFORMING, JUDGE, _("准许方案"), assigned=True, guard="plan_open", page="plan"),
    Step("purchase", PERFORMING, PERFORMING, OFFICER, _("登记认购"), page="performance"),
    Step("retire", PERFORMING, PERFORMING, OFFICER, _("确认注销"), page="performance"),
    Step("verify", PERFORMING, VERIFIED, OFFICER, _("履行核验"), guard="obligations_proven", page="performance"),
    Step("rule", VERIFIED, RULED, JUDGE, _("记录裁判"), assigned=True),
    Step("close", RULED, CLOSED, JUDGE, _("结案"), assigned=True, guard="everything_proven"),
)

STEPS = {step.action: step for step in TABLE}

GUARDS = tuple(step.guard for step in TABLE if step.guard)
"""What the table asks of other features; each registers its checks with ``cases.service.guard``."""
