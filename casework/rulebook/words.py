"""The words of a difference and a rehearsal as pages show them, marked for translation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

FIELDS = {
    "says": _("内容"),
    "basis": _("依据"),
    "in_force": _("施行期间"),
    "stage": _("阶段"),
    "selected_by": _("依何日选择"),
    "when": _("条件"),
    "then": _("结论"),
    "approval": _("尚待"),
    "confidence": _("核对"),
    "note": _("说明"),
    "title": _("名称"),
    "source": _("来源"),
    "label": _("名称"),
    "range": _("幅度"),
    "value": _("本省数额"),
    "province": _("省"),
    "unit": _("单位"),
    "reason": _("理由"),
    "type": _("类型"),
    "decimals": _("界限的小数位数"),
    "fixed": _("给定"),
    "raised": _("提出"),
    "values": _("取值"),
    "sum": _("推算"),
    "detail": _("补充说明的事实"),
    "merge": _("几条规则的结论"),
    "lowest": _("未达各档时"),
    "needs": _("须查明"),
    "caution": _("留待法官"),
    "bounds": _("档次"),
}
KINDS = {
    "text": _("规范文件"),
    "figure": _("本省数额"),
    "fact": _("事实"),
    "conclusion": _("结论"),
    "scale": _("各罪的档次"),
    "tier": _("法定刑档次"),
    "rule": _("规则"),
    "deadline": _("期限"),
}
STATES = {
    "added": _("新增"),
    "removed": _("删去"),
    "changed": _("改动"),
}
APPLIED = {
    True: _("适用"),
    False: _("不适用"),
    None: _("不在此列"),
}
