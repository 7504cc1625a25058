"""What a 碳汇注销确认书 compares before it confirms. Each check is recomputed from the records, not taken on trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from casework.documents.certificates import Certificate
from rules.proceedings.state import Obligation, Performance
from rules.values.chinese import office_date
from rules.values.quantity import plain


@dataclass(frozen=True)
class Check:
    """``what`` was compared, whether it ``holds``, and ``how`` it came out. ``compared``: whether there was any."""

    what: str
    holds: bool
    how: str
    compared: bool = True

    @property
    def result(self) -> str:
        """In a word of a paper."""
        return ("相符" if self.holds else "不符") if self.compared else "未核对"

    def as_json(self) -> dict[str, str | bool]:
        return {"what": self.what, "holds": self.holds, "how": self.how}


def checks(every: Sequence[Certificate]) -> Iterator[Check]:
    """Of certificates that the register keeps, where there are any: quantity, serials, dates and issuer."""
    if not every:
        return
    yield Check(
        "注销数量等于序列号区间的长度",
        all(one.units == one.serials[1] - one.serials[0] + 1 for one in every),
        "；".join(map(_length, every)),
    )
    yield Check("注销的序列号在认购的区间之内", all(map(_inside, every)), "；".join(map(_within, every)))
    yield Check("登记的序列号不重叠", not _met(every), "本案各凭证互不重叠；同一序列号用于两案由数据库约束拒绝")
    yield Check(
        "注销日期不早于成交日期",
        all(one.on >= one.traded for one in every),
        "；".join(f"{office_date(one.traded)}成交，{office_date(one.on)}注销" for one in every),
    )
    yield Check(
        "凭证由项目的登记机构出具",
        all(one.registry == one.kept_by for one in every),
        "、".join(dict.fromkeys(one.registry for one in every)),
    )


def of_acts(
    made: Sequence[tuple[Obligation, Performance]], required: Decimal, total: Decimal, files: Mapping[str, str]
) -> Iterator[Check]:
    """Of retirements as acts state them: each has its certificate in the file, no serials twice, the total."""
    papers = [(done, [name for name in done.files if name in files]) for _, done in made]
    yield Check(
        "每次注销附有凭证文件",
        all(names for _, names in papers),
        "；".join(f"{office_date(done.at)}：{'、'.join(names) or '卷内没有凭证文件'}" for done, names in papers),
    )
    serials = [done.serials for _, done in made if done.serials]
    told = "、".join(serials) or "各次注销没有写明序列号"
    yield Check("序列号不重复", len(serials) == len(set(serials)), told, compared=bool(serials))
    yield Check(
        "累计注销不少于应认购量",
        total >= required,
        f"累计注销{plain(total)}吨，应认购{plain(required)}吨",
    )


def _length(one: Certificate) -> str:
    first, last = one.serials
    units = f"{last} − {first} + 1 = {one.units}"
    if one.ticket is not None:
        units = f"票号 {one.ticket} 的 {one.units} 个单位"
    return units if one.unit_t is None else f"{units}，× {plain(one.unit_t)} t = {plain(one.tonnes)} t"


def _within(one: Certificate) -> str:
    inside = "在" if _inside(one) else "不在"
    if one.ticket is not None:
        return f"票号 {one.ticket} 的 {plain(one.tonnes)} t {inside}认购的 {plain(one.bought_t)} t 之内"
    return f"{one.serials[0]}–{one.serials[1]} {inside}认购的 {one.bought[0]}–{one.bought[1]} 之内"


def _inside(one: Certificate) -> bool:
    return one.bought[0] <= one.serials[0] and one.serials[1] <= one.bought[1]


def _met(every: Sequence[Certificate]) -> bool:
    ranges = sorted((one.project_id, *one.serials) for one in every)
    return any(first[0] == second[0] and second[1] <= first[2] for first, second in pairwise(ranges))
