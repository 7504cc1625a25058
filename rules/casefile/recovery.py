"""The recovery of the loss, as the case file asks for it: which growth, on what area, planted when, by which year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rules.casefile.base import Part
from rules.casefile.fact import HECTARES, STEMS_PER_HECTARE, YEARS, Fact
from rules.reading.errors import FieldError
from rules.reading.messages import msg
from rules.values.fields import Amount, Count, Day, Kind, Word

Year = Annotated[Count, Field(ge=1979, le=2200), Kind.YEAR]
"""A year of the calendar: no quantity, and written without grouping its digits."""


class Recovery(Part):
    """恢复: ``series`` is the growth of what is replanted, ``forgone_series`` that of what was destroyed, both by id.

    ``area_ha`` is the area replanted on ``replanted_on``; ``by_year`` the year by which the loss is to be made good;
    ``trees_per_ha`` the planting density, which turns an area into a number of trees; ``start_age_a`` the age of
    stands whose own age is not given.
    """

    series: Annotated[
        Word,
        Fact(
            msg("补植林木的生长序列"),
            hint=msg("第二代比第一代生长慢，须按造林地的实际选定"),
            listed="growth_series",
        ),
    ]
    area_ha: Annotated[Amount | None, Fact(msg("补植面积"), HECTARES, hint=msg("写了面积，推算哪一年补足"))] = None
    replanted_on: Annotated[Day | None, Fact(msg("补植日期"))] = None
    by_year: Annotated[Year | None, Fact(msg("补足年份"), hint=msg("写了年份，推算须补植多大面积"))] = None
    trees_per_ha: Annotated[
        Amount | None, Fact(msg("初植密度"), STEMS_PER_HECTARE, hint=msg("写了密度，面积折算为株数"))
    ] = None
    forgone_series: Annotated[
        Word | None,
        Fact(
            msg("受损林木的生长序列"),
            hint=msg("选了，推算期间损失；树种、起源须与地块相符"),
            listed="growth_series",
        ),
    ] = None
    start_age_a: Annotated[Count | None, Fact(msg("受损时的林龄"), YEARS, hint=msg("用于没有写明林龄的地块"))] = None

    @model_validator(mode="after")
    def _check_consistency(self) -> Recovery:
        errors = tuple(self._mistakes())
        if errors:
            raise PydanticCustomError("cross_field", "字段之间不一致", {"errors": errors})
        return self

    def _mistakes(self) -> Iterator[FieldError]:
        if self.by_year is None:
            return
        if self.replanted_on is None:
            yield FieldError("recovery.replanted_on", msg("写了补足年份，须同时写明补植日期"))
        elif self.by_year <= self.replanted_on.year:
            year = self.replanted_on.year
            yield FieldError(
                "recovery.by_year", msg("补足年份 {by_year} 应晚于补植的年份 {year}", by_year=self.by_year, year=year)
            )
