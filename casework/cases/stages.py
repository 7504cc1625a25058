"""The stages of a case and the one table of steps between them. Data only; ``lifecycle`` applies it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from casework.permissions import (
    ASSIGNED_JUDGE,
    FILE_CASE,
    JUDGES,
    OFFICERS,
    PROSECUTORS,
    Grant,
    Permission,
)

FILED, COMMISSIONED, REVIEW, CONFIRMED = "filed", "commissioned", "under_review", "confirmed"
PROPOSED, PERFORMING, VERIFIED = "plan_proposed", "performing", "verified"
RULED, CLOSED, WITHDRAWN = "ruled", "closed", "withdrawn"
ACTS = "acts"
"""Not a stage: the course of the case is kept by its acts, and no step of this table leads there or away."""

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
    ACTS: _("按办案记录"),
}
"""Stage -> its name on the screen, in the order of the case."""


@dataclass(frozen=True)
class Step:
    """A row of the table.

    ``source`` None: the step makes the case. ``by``: who may take it. ``page``: where it is taken, below the case's
    address. ``assigns``: whoever takes the step becomes the case's judge or officer. ``guard``: name of a registered
    check. ``reason``: needs one in writing. ``optional``: possible, but not what the case waits for: no to-do list
    shows it.
    """

    action: str
    source: str | None
    target: str
    by: tuple[Grant, ...]
    label: object
    page: str = ""
    assigns: bool = False
    guard: str | None = None
    reason: bool = False
    optional: bool = False

    @property
    def permission(self) -> Permission:
        """Who may take it, to be asked of ``permissions``."""
        return Permission(self.label, self.by)


# One row, one line: the table is read as a table.
# fmt: off
TABLE = (
    Step("file", None, FILED, FILE_CASE.by, FILE_CASE.action),
    Step("amend", FILED, FILED, PROSECUTORS, _("修改案件"), reason=True, optional=True),
    Step("withdraw", FILED, WITHDRAWN, PROSECUTORS, _("撤回案件"), reason=True, optional=True),
    Step("accept", FILED, COMMISSIONED, JUDGES, _("受理并委托测算"), assigns=True),
    Step("enter", COMMISSIONED, COMMISSIONED, OFFICERS, _("补录地块数据"), "stands", reason=True, optional=True),
    Step("measure", COMMISSIONED, REVIEW, OFFICERS, _("提交计量"), "losses", guard="measured", assigns=True),
    Step("return", REVIEW, COMMISSIONED, ASSIGNED_JUDGE, _("退回重新测算"), "losses", reason=True, optional=True),
    Step("confirm", REVIEW, CONFIRMED, ASSIGNED_JUDGE, _("确认损失"), "losses", guard="measured"),
    Step("supplement", CONFIRMED, CONFIRMED, PROSECUTORS, _("补充案情"), reason=True, guard="loss_kept", optional=True),
    Step("propose", CONFIRMED, PROPOSED, PROSECUTORS, _("提出方案"), "plan", guard="plan_drafted"),
    Step("return_plan", PROPOSED, CONFIRMED, ASSIGNED_JUDGE, _("退回方案"), "plan", reason=True, optional=True),
    Step("approve", PROPOSED, PERFORMING, ASSIGNED_JUDGE, _("准许方案"), "plan", guard="plan_open"),
    Step("purchase", PERFORMING, PERFORMING, OFFICERS, _("登记认购"), "performance"),
    Step("retire", PERFORMING, PERFORMING, OFFICERS, _("确认注销"), "performance"),
    Step("verify", PERFORMING, VERIFIED, OFFICERS, _("履行核验"), "performance", guard="obligations_proven"),
    Step("rule", VERIFIED, RULED, ASSIGNED_JUDGE, _("记录裁判"), guard="proofs_checked"),
    Step("close", RULED, CLOSED, ASSIGNED_JUDGE, _("结案"), guard="everything_proven"),
)
# fmt: on

STEPS = {step.action: step for step in TABLE}

FACTS, STANDS = "facts", "stands"
REVISING = {FACTS: ("amend", "supplement"), STANDS: ("amend", "enter")}
"""By which steps the whole case file changes, and by which the data of its stands, in the order of the case."""


def revising_step(stage: str, part: str) -> Step:
    """By which step this part of the case file changes in a stage, or changed last where none does any more."""
    reached = list(STAGES)[: list(STAGES).index(stage) + 1]
    return [STEPS[action] for action in REVISING[part] if STEPS[action].source in reached][-1]


GUARDS = tuple(step.guard for step in TABLE if step.guard)
"""What the table asks of other features; each declares its checks with ``lifecycle.declare``."""
