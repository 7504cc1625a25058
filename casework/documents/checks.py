"""What a 碳汇注销确认书 compares before it confirms. Each check is recomputed from the records, not taken on trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from casework.credits import CreditProject, Purchase, Retirement
from rules.proceedings.state import Obligation, Performance
from rules.values.quantity import plain


@dataclass(frozen=True)
class Retired:
    """One certificate with the purchase it belongs to, the project, the vintage of its lot and, where it has no
    serials, the number of the ticket."""

    retirement: Retirement
    purchase: Purchase
    project: CreditProject
    vintage: str
    ticket_no: str | None = None


@dataclass(frozen=True)
class Check:
    """``what`` was compared, whether it ``holds``, and ``how`` it came out."""

    what: str
    holds: bool
    how: str

    def as_json(self) -> dict[str, str | bool]:
        return {"what": self.what, "holds": self.holds, "how": self.how}


def checks(retired: Sequence[Retired]) -> Iterator[Check]:
    """Of certificates that the register keeps, where there are any: quantity, serials, dates and issuer."""
    if not retired:
        return
    every = [item.retirement for item in retired]
    yield Check(
        "注销数量等于序列号区间的长度",
        all(item.quantity_t == item.serial_to - item.serial_from + 1 for item in every),
        "；".join(map(_length, retired)),
    )
    yield Check(
        "注销的序列号在认购的区间之内",
        all(_inside(item) for item in retired),
        "；".join(map(_within, retired)),
    )
    yield Check("登记的序列号不重叠", not _met(retired), "本案各凭证互不重叠；同一序列号用于两案由数据库约束拒绝")
    yield Check(
        "注销日期不早于成交日期",
        all(item.retirement.certificate_date >= item.purchase.trade_date for item in retired),
        "；".join(f"{item.purchase.trade_date} 成交，{item.retirement.certificate_date} 注销" for item in retired),
    )
    yield Check(
        "凭证由项目的登记机构出具",
        all(item.retirement.registry_name == item.project.registry_name for item in retired),
        "、".join(dict.fromkeys(item.retirement.registry_name for item in retired)),
    )


def of_acts(
    made: Sequence[tuple[Obligation, Performance]], required: Decimal, total: Decimal, files: Mapping[str, str]
) -> Iterator[Check]:
    """Of retirements as acts state them: each has its certificate in the file, no serials twice, the total."""
    papers = [(done, [name for name in done.files if name in files]) for _, done in made]
    yield Check(
        "每次注销附有凭证文件",
        all(names for _, names in papers),
        "；".join(f"{done.at}：{'、'.join(names) or '卷内没有凭证文件'}" for done, names in papers),
    )
    serials = [done.serials for _, done in made if done.serials]
    yield Check("序列号不重复", len(serials) == len(set(serials)), "、".join(serials) or "各次注销没有写明序列号")
    yield Check(
        "累计注销不少于应认购量",
        total >= required,
        f"累计注销 {plain(total)} t，应认购 {plain(required)} t",
    )


def _length(item: Retired) -> str:
    row = item.retirement
    units = f"{row.serial_to} − {row.serial_from} + 1 = {row.quantity_t}"
    if item.ticket_no is not None:
        units = f"票号 {item.ticket_no} 的 {row.quantity_t} 个单位"
    return units if row.unit_t is None else f"{units}，× {plain(row.unit_t)} t = {plain(row.tonnes)} t"


def _within(item: Retired) -> str:
    inside, row, bought = "在" if _inside(item) else "不在", item.retirement, item.purchase
    if item.ticket_no is not None:
        return f"票号 {item.ticket_no} 的 {plain(row.tonnes)} t {inside}认购的 {plain(bought.tonnes)} t 之内"
    return f"{row.serial_from}–{row.serial_to} {inside}认购的 {bought.serial_from}–{bought.serial_to} 之内"


def _inside(item: Retired) -> bool:
    bought, used = item.purchase, item.retirement
    return bought.serial_from <= used.serial_from and used.serial_to <= bought.serial_to


def _met(retired: Sequence[Retired]) -> bool:
    ranges = sorted((item.project.id, item.retirement.serial_from, item.retirement.serial_to) for item in retired)
    return any(first[0] == second[0] and second[1] <= first[2] for first, second in pairwise(ranges))
