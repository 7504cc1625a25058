"""The stages of a case and the one table of steps between them. Data only; ``lifecycle`` applies it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

FILED, COMMISSIONED, REVIEW, CONFIRMED = "filed", "commissioned", "under_review", "confirmed"
PROPOSED, PERFORMING, VERIFIED = "plan_proposed", "performing", "verified"
RULED, CLOSED, WITHDRAWN = "ruled", "closed", "withdrawn"

STAGES = {
    FILED: _("立案"),
    COMMISSIONED: _("委托测算"),
    REVIEW: _("复核"),
    CONFIRMED: _("确认"),
    PROPOSED: _("方案待审"),
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
    """A row of the table.

    ``source`` None: the step makes the case. ``page``: where it is taken, below the case's address. ``assigned``: only
    the judge who accepted the case. ``assigns``: whoever takes the step becomes the case's judge or officer.
    ``guard``: name of a registered check. ``reason``: needs one in writing. ``aside``: possible, but not what the case
    waits for: no to-do list shows it.
    """

    action: str
    source: str | None
    target: str
    role: str
    label: object
    page: str = ""
    assigned: bool = False
    assigns: str | None = None
    guard: str | None = None
    reason: bool = False
    aside: bool = False


# One row, one line: the table is read as a table.
# fmt: off
TABLE = (
    Step("file", None, FILED, PROSECUTOR, _("立案")),
    Step("amend", FILED, FILED, PROSECUTOR, _("修改案件"), reason=True, aside=True),
    Step("withdraw", FILED, WITHDRAWN, PROSECUTOR, _("撤回案件"), reason=True, aside=True),
    Step("accept", FILED, COMMISSIONED, JUDGE, _("受理并委托测算"), assigns="judge"),
    Step("enter", COMMISSIONED, COMMISSIONED, OFFICER, _("补录地块数据"), "stands", reason=True, aside=True),
    Step("measure", COMMISSIONED, REVIEW, OFFICER, _("提交计量"), "losses", guard="measured", assigns="officer"),
    Step("return", REVIEW, COMMISSIONED, JUDGE, _("退回重新测算"), "losses", assigned=True, reason=True, aside=True),
    Step("confirm", REVIEW, CONFIRMED, JUDGE, _("确认损失"), "losses", assigned=True, guard="measured"),
    Step("supplement", CONFIRMED, CONFIRMED, PROSECUTOR, _("补充案情"), reason=True, guard="loss_kept", aside=True),
    Step("propose", CONFIRMED, PROPOSED, PROSECUTOR, _("提出方案"), "plan", guard="plan_drafted"),
    Step("return_plan", PROPOSED, CONFIRMED, JUDGE, _("退回方案"), "plan", assigned=True, reason=True, aside=True),
    Step("approve", PROPOSED, PERFORMING, JUDGE, _("准许方案"), "plan", assigned=True, guard="plan_open"),
    Step("purchase", PERFORMING, PERFORMING, OFFICER, _("登记认购"), "performance"),
    Step("retire", PERFORMING, PERFORMING, OFFICER, _("确认注销"), "performance"),
    Step("verify", PERFORMING, VERIFIED, OFFICER, _("履行核验"), "performance", guard="obligations_proven"),
    Step("rule", VERIFIED, RULED, JUDGE, _("记录裁判"), assigned=True, guard="proofs_checked"),
    Step("close", RULED, CLOSED, JUDGE, _("结案"), assigned=True, guard="everything_proven"),
)
# fmt: on

STEPS = {step.action: step for step in TABLE}

GUARDS = tuple(step.guard for step in TABLE if step.guard)
"""What the table asks of other features; each registers its checks with ``cases.service.guard``."""
