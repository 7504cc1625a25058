"""The line of stages as the former system had it: what it called its stages and its steps."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

STAGES = {
    "filed": "立案",
    "commissioned": "委托测算",
    "under_review": "复核",
    "confirmed": "确认",
    "plan_proposed": "方案待审",
    "performing": "履行",
    "verified": "核验",
    "ruled": "裁判",
    "closed": "结案",
    "withdrawn": "撤回",
}
"""Stage -> its name."""

ACTIONS = {
    "file": _("立案"),
    "amend": _("修改案件"),
    "withdraw": _("撤回案件"),
    "accept": _("受理并委托测算"),
    "enter": _("补录地块数据"),
    "measure": _("提交计量"),
    "return": _("退回重新测算"),
    "confirm": _("确认损失"),
    "supplement": _("补充案情"),
    "propose": _("提出方案"),
    "return_plan": _("退回方案"),
    "approve": _("准许方案"),
    "purchase": _("登记认购"),
    "retire": _("确认注销"),
    "verify": _("履行核验"),
    "rule": _("记录裁判"),
    "close": _("结案"),
    "review": _("复核决定"),
    "decide_plan": _("方案决定"),
    "prove_item": _("登记履行证明"),
    "record_event": _("记录程序事项"),
    "correct_event": _("更正程序事项"),
}
"""What the log calls the steps and records of then."""
