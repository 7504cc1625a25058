"""The account of a case and the report as CSV."""

from __future__ import annotations

from collections.abc import Sequence

from casework import spreadsheets
from casework.money.account import Account
from casework.money.report import Report
from rules.values.quantity import plain

LINES = (
    "日期",
    "办理序号",
    "摘要",
    "借方科目",
    "贷方科目",
    "款项",
    "当事人或者收付款人",
    "账户",
    "用途",
    "金额（元）",
    "分期应缴日",
)
ROWS = ("账户", "款项", "期初结存", "收到案款", "收到保证金", "收到保险赔款", "退还", "使用", "期末结存")
USES = ("案件编号", "办理序号", "日期", "款项", "账户", "摘要", "付给", "用途", "金额（元）")
PURPOSES = ("账户", "用途", "碳汇项目", "案件数", "金额（元）")
PARTS = (
    "案件编号",
    "款项",
    "义务人",
    "期次",
    "应缴日",
    "应缴（元）",
    "已收（元）",
    "免除等（元）",
    "未收（元）",
    "逾期（日）",
)


def of_account(found: Account) -> bytes:
    """Every line of a case."""
    rows = [
        (
            *(one.on.isoformat(), str(one.act), f"冲回：{one.what}" if one.back else one.what, one.debit, one.credit),
            *(one.kind, one.whom, one.place, one.purpose, plain(one.amount), one.due.isoformat() if one.due else ""),
        )
        for one in found.lines
    ]
    return spreadsheets.table([LINES, *rows])


def of_report(found: Report) -> bytes:
    """The accounts, then what went out."""
    rows = [(one.place, one.kind, *map(plain, one.sums)) for one in (*found.rows, found.total)]
    uses = [
        (
            *(one.reference, str(one.act), one.on.isoformat(), one.kind, one.place, one.what, one.whom, one.purpose),
            plain(one.amount),
        )
        for one in found.uses
    ]
    purposes = [(one.place, one.purpose, one.project, str(one.cases), plain(one.amount)) for one in found.purposes]
    used = [(), PURPOSES, *purposes] if purposes else []
    return spreadsheets.table([ROWS, *rows, *used, (), USES, *uses, *_parts(found)])


def _parts(found: Report) -> list[Sequence[str]]:
    told = [
        (
            *(one.reference, one.kind, one.whom, str(one.instalment.number), one.instalment.due.isoformat()),
            *map(plain, (one.instalment.amount, one.instalment.received, one.instalment.released, one.instalment.rest)),
            str(one.instalment.late(found.until) or ""),
        )
        for one in found.parts
    ]
    return [(), PARTS, *told] if told else []
