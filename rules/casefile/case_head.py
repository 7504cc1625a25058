"""案件: number, offence (案由), conduct dates, institutions."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from rules.casefile.base import Part
from rules.casefile.fact import NOBODY, Fact
from rules.casefile.offences import OFFENCES, offence
from rules.reading.messages import msg
from rules.values.fields import Day, Text

Offence = Annotated[str, AfterValidator(offence)]
OFFENCE_WORDS = {name: name for name in OFFENCES}


class Conduct(Part):
    """行为日: when the act began and ended. The end selects the law."""

    from_: Annotated[Day, Fact(msg("行为开始日"))] = Field(alias="from")
    to: Annotated[
        Day | None,
        Fact(
            msg("行为终了日"),
            hint=msg("只有一天的可不填；终了日决定适用的法律。"),
            unstated=msg("未另写明，同行为开始日"),
        ),
    ] = None

    @property
    def ended(self) -> Day:
        return self.to or self.from_


class Institutions(Part):
    """办案单位: an office that is left open is the only one of its kind in the area."""

    procuratorate: Annotated[
        Text | None, Fact(msg("办案检察院"), entered="office", corrected_by=NOBODY, unstated=msg("立案的检察院"))
    ] = None
    court: Annotated[Text | None, Fact(msg("管辖法院"), unstated=msg("未写明，为本地区唯一的法院"))] = None
    forestry_bureau: Annotated[Text | None, Fact(msg("受托林业局"), unstated=msg("未写明，为本地区唯一的林业局"))] = (
        None
    )


class CaseHead(Part):
    """What the case is about, and where it is handled."""

    number: Annotated[
        Text | None,
        Fact(
            msg("案号"),
            hint=msg("尚无案号的可不填，系统另编内部编号。例：（2022）闽0627刑初1号"),
            unstated=msg("尚无案号"),
        ),
    ] = None
    offence: Annotated[Offence, Fact(msg("案由"), words=OFFENCE_WORDS)]
    conduct: Annotated[Conduct, Fact(msg("行为日"))]
    institutions: Annotated[Institutions, Fact(msg("办案单位"))] = Institutions()
