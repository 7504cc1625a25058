"""惩罚性赔偿的基数 of some of several offences: the loss that the charges of these made, and no other.

民法典第一千二百三十二条 holds whoever did harm with intent to more than the loss, for the harm that he so did. What a
case file states of the whole case is theirs where their charges are about all of its stands; otherwise a charge states
its own, and the carbon is that of the stands of these charges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rules.carbon.measure import Measurement
from rules.carbon.methods.lines import add_up
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.charge import Charged
from rules.casefile.charges import charges_of
from rules.values.exact import Number, added
from rules.values.quantity import Quantity, unit

SECTION = "惩罚性赔偿的基数与上限"
NO_PART = "{label}按全案写明，没有写明其中属于{met}的部分，不能计算其惩罚性赔偿的基数；请在该项指控中写明"
DIFFERENT = "{met}的各项指控就同一地块写明的{label}不一致，不能计算其惩罚性赔偿的基数"
OF_WHOLE = "碳汇损失按全案认定，没有分地块，不能分出{met}所涉地块的部分，不能计算其惩罚性赔偿的基数"
NOT_MEASURED = "{met}所涉地块的碳汇损失待计量，不能计算其惩罚性赔偿的基数"
NO_VALUE = "{met}所涉地块的碳汇损失没有价值：请写明碳汇单价，不能计算其惩罚性赔偿的基数"
INTERIM, PERMANENT = "期间服务功能损失", "永久性损害损失"

Own = Literal["interim_cny", "permanent_cny"]
Worth = Callable[[Worksheet, Line], Line | None]
"""The value of tonnes by the price of the case; None where there is none."""


@dataclass(frozen=True, slots=True)
class Part:
    """The charges of some offences. ``offences``: they; ``worth``: what tonnes come to."""

    casefile: CaseFile
    measured: Measurement
    worth: Worth
    offences: Sequence[str]

    @property
    def charges(self) -> list[Charged]:
        return [one for one in charges_of(self.casefile) if one.offence in self.offences]

    @property
    def met(self) -> str:
        return "、".join(self.offences)

    @property
    def whole(self) -> bool:
        """Whether they are about everything that was harmed."""
        every = range(len(self.casefile.stands))
        return bool(every) and {number for one in self.charges for number in one.stands} == set(every)

    def interim(self, sheet: Worksheet) -> Line | str:
        """The interim loss of the charges, carbon included; a reason where it cannot be told."""
        found = self._stated(sheet, "interim_cny", INTERIM, "I_c")
        if found is not None:
            return found
        claims = self.casefile.claims
        if claims is not None and claims.service_total_cny is not None:
            return NO_PART.format(label="服务功能损失总额", met=self.met)
        return self._carbon(sheet)

    def permanent(self, sheet: Worksheet) -> Line | str:
        """Their permanent loss; a reason where the case has one and nobody says how much of it is theirs."""
        found = self._stated(sheet, "permanent_cny", PERMANENT, "D")
        if found is not None:
            return found
        claims = self.casefile.claims
        if claims is not None and claims.permanent_cny:
            return NO_PART.format(label=PERMANENT, met=self.met)
        return self._given(sheet, "D", f"{PERMANENT}（{self.met}）", Decimal(0))

    def _stated(self, sheet: Worksheet, name: Own, label: str, symbol: str) -> Line | str | None:
        """What the charges state, of the same harm once; None where none of them does."""
        stated = [(one.stands, getattr(one.stated, name)) for one in self.charges if one.stated is not None]
        found = {(stands, value) for stands, value in stated if value is not None}
        if not found:
            return None
        if {stands for stands, _ in found} != {one.stands for one in self.charges}:
            return NO_PART.format(label=label, met=self.met)
        if len({stands for stands, _ in found}) < len(found):
            return DIFFERENT.format(label=label, met=self.met)
        return self._given(sheet, symbol, f"{label}（{self.met}）", added(value for _, value in found))

    def _carbon(self, sheet: Worksheet) -> Line | str:
        """The value of the carbon that was lost on their stands."""
        if self.measured.declaration.whole_case:
            return OF_WHOLE.format(met=self.met)
        numbers = sorted({number for one in self.charges for number in one.stands})
        results = [self.measured.stands[number] for number in numbers]
        money = [one.money for one in results if one.money is not None]
        if money and len(money) == len(results):
            return self._sum(sheet, money, "W")
        tonnes = [one.emission for one in results if one.emission is not None]
        if not tonnes or len(tonnes) < len(results):
            return NOT_MEASURED.format(met=self.met)
        value = self.worth(sheet, self._reported(sheet, self._sum(sheet, tonnes, "E")))
        return value if value is not None else NO_VALUE.format(met=self.met)

    def _reported(self, sheet: Worksheet, tonnes: Line) -> Line:
        """Rounded as the loss of the case is reported, whose value is worked out of what is reported, too."""
        whole = self.measured.loss_line
        if whole is None or whole.rounding is None:
            return tonnes
        return sheet.compute(
            "L_c",
            f"碳汇损失量（{self.met}所涉地块）",
            tonnes.symbol,
            {tonnes.symbol: tonnes},
            unit_symbol="tCO2e",
            section=SECTION,
            source="与全案的碳汇损失量同样修约",
            rounding=whole.rounding,
        )

    def _sum(self, sheet: Worksheet, lines: Sequence[Line], symbol: str) -> Line:
        if len(lines) == 1:
            return lines[0]
        label = f"碳汇损失{'价值' if symbol == 'W' else '量'}（{self.met}所涉地块）"
        source = "所涉地块之和，未作修约"
        return add_up(sheet, lines, f"{symbol}_c", label, section=SECTION, source=source, prefix=f"{symbol}_")

    def _given(self, sheet: Worksheet, symbol: str, label: str, value: Number) -> Line:
        return sheet.given(
            symbol, label, Quantity(value, unit("CNY")), section=SECTION, source="案件文件的指控", path="parties"
        )
