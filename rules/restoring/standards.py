"""The standard of a planting: survival in percent and years of tending, each with who set it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.proceedings.effects.performing import PRESERVATION, SURVIVAL
from rules.proceedings.state import Obligation
from rules.reading.messages import template

YEARS = 3
"""After how many years what is preserved is counted, where the paper has none (森林采伐更新管理办法第十五条)."""

OF_INSTRUMENT = template("文书写明")
OF_FIRST_YEAR = template("文书没有写明，依森林采伐更新管理办法第十五条的当年成活率")
OF_THIRD_YEAR = template("文书没有写明，依森林采伐更新管理办法第十五条的三年后保存率")
OF_YEARS = template("文书没有写明，依森林采伐更新管理办法第十五条，三年后检查保存率")


@dataclass(frozen=True)
class Standard:
    """``rate`` in percent; ``years`` of tending, at whose end what is preserved is looked at."""

    rate: Decimal
    rate_from: str
    years: int
    years_from: str


def standard_of(duty: Obligation, year: int = 1) -> Standard:
    """What a look in this year after planting is held against: of the instrument, else of the regulation."""
    years, years_from = (duty.years, OF_INSTRUMENT) if duty.years else (YEARS, OF_YEARS)
    if duty.rate is not None:
        return Standard(duty.rate, OF_INSTRUMENT, years, years_from)
    if year >= YEARS:
        return Standard(PRESERVATION, OF_THIRD_YEAR, years, years_from)
    return Standard(SURVIVAL, OF_FIRST_YEAR, years, years_from)
