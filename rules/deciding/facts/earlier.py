"""此前的行为: which earlier acts are counted for sure, and of which it is doubtful whether they still may be.

Only acts that were not dealt with and may still be prosecuted are added (法释〔2023〕8号第九条). 行政处罚法第三十六条:
what is not discovered within two years from the act, of a lasting one from its end, is not punished any more;
刑法第八十七条: of a crime the shortest limitation is five years. Where nobody says when an act was discovered, it was
by the day of decision. Whether the five years of 法典第一千零五十四条第一款 hold, and whether the limitation began anew
(第八十八条、第八十九条), no case file tells: such an act is doubtful unless the file says what was found.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rules.casefile import CaseFile
from rules.casefile.particulars import NO_PARTICULARS, EarlierAct
from rules.deciding.book import load_lawbook
from rules.deciding.facts.ages import done_too_young
from rules.values.fields import whole_years

PENALTY, LONGER, PROSECUTION, OF_OLD_TEXT = 2, 5, 5, 1
"""Years: of the penalty, of the longer one, of the shortest limitation; those of 法释〔2000〕36号第七条."""

CODE = "生态环境法典"
"""Whose article 1054 has acts that harmed the environment punished when they are discovered within five years."""

MINED = ("非法采矿", "破坏性采矿")
"""法释〔2016〕25号第八条 adds what was done within two years, whenever it was discovered."""

LATER = "列为此前的行为，日期却晚于本案行为终了日 {ended}：{days}"
DEALT_WITH = "此前已经处理的 {count} 次行为不累计"
NOT_DUE = "实施{days}的行为经查依法不应当追诉，没有计入数量档次"
FOUND_LATE = (
    "实施{days}的行为，至被发现时已满{years}年，单独也不构成犯罪：不再给予行政处罚（{basis}），没有计入数量档次；"
    "涉及公民生命健康安全且有危害后果等依法仍应当追诉的，由办案人员查明后写明"
)
PENALTY_LAW, OF_CODE = "行政处罚法第三十六条第一款", "生态环境法典第一千零五十四条第一款"
TOO_YOUNG_THEN = "实施{days}的行为时未达到本罪的刑事责任年龄，没有计入数量档次"

CrimeAlone = Callable[[EarlierAct], bool]
"""Whether an act reaches a mark by itself."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier acts of a case file. ``sure``: counted; ``doubtful``: perhaps; ``young``, ``not_due``, ``late``: not.

    ``late``: those that were discovered too late to be punished.
    """

    sure: tuple[EarlierAct, ...]
    doubtful: tuple[EarlierAct, ...]
    young: tuple[EarlierAct, ...]
    not_due: tuple[EarlierAct, ...]
    late: tuple[EarlierAct, ...] = ()

    @property
    def open(self) -> tuple[EarlierAct, ...]:
        """Those that are counted or may be."""
        return (*self.sure, *self.doubtful)


def earlier(casefile: CaseFile, on: datetime.date, crime_alone: CrimeAlone) -> Earlier:
    """The acts that were not dealt with, told apart. ``on``: the day of decision."""
    left = [act for act in _acts(casefile) if not act.dealt_with]
    not_due = [act for act in left if act.prosecutable is False]
    young = [act for act in left if act not in not_due and _too_young(casefile, act) == {True}]
    open_ = [act for act in left if act not in not_due and act not in young]
    late = [act for act in open_ if _late(casefile, act) and not crime_alone(act)]
    open_ = [act for act in open_ if act not in late]
    doubtful = [act for act in open_ if _doubtful(casefile, act, on, crime_alone)]
    sure = [act for act in open_ if act not in doubtful]
    return Earlier(tuple(sure), tuple(doubtful), tuple(young), tuple(not_due), tuple(late))


def _acts(casefile: CaseFile) -> list[EarlierAct]:
    return (casefile.particulars or NO_PARTICULARS).earlier_acts


def _too_young(casefile: CaseFile, act: EarlierAct) -> set[bool]:
    """Both answers where it turns on somebody whose role does not tell whether he is accused."""
    return {done_too_young(casefile, act, perhaps=perhaps) for perhaps in (False, True)}


def _doubtful(casefile: CaseFile, act: EarlierAct, on: datetime.date, crime_alone: CrimeAlone) -> bool:
    if act.dealt_with is None or len(_too_young(casefile, act)) > 1:
        return True
    if act.prosecutable or not overdue(casefile, act, on):
        return False
    return not crime(casefile, act, crime_alone)


def crime(casefile: CaseFile, act: EarlierAct, crime_alone: CrimeAlone) -> bool:
    """Whether an act is a crime by itself whose limitation had not run out when the next one was committed."""
    return not older(casefile, act, PROSECUTION) and crime_alone(act)


def overdue(casefile: CaseFile, act: EarlierAct, on: datetime.date) -> bool:
    """Whether the two years of the penalty may have been over when the act was discovered."""
    if casefile.case.offence in MINED:
        return older(casefile, act, PENALTY)
    return whole_years(act.date, act.discovered or on) >= PENALTY


def _late(casefile: CaseFile, act: EarlierAct) -> bool:
    """Whether an act was discovered too late for sure: since the code, only after the longer period."""
    if act.discovered is None or act.prosecutable or casefile.case.offence in MINED:
        return False
    return whole_years(act.date, act.discovered) >= (LONGER if _of_code(act) else PENALTY)


def _of_code(act: EarlierAct) -> bool:
    return act.discovered is not None and act.discovered in load_lawbook().texts[CODE].in_force


def older(casefile: CaseFile, act: EarlierAct, years: int) -> bool:
    """Whether the act was done so many years before the conduct ended."""
    return whole_years(act.date, casefile.case.conduct.ended) >= years


def days_of(acts: Iterable[EarlierAct]) -> str:
    return "、".join(act.date.isoformat() for act in acts)


def not_counted(casefile: CaseFile, found: Earlier) -> Iterator[str]:
    """What is said of acts that are not counted, and of days that do not fit."""
    ended = casefile.case.conduct.ended
    later = [act for act in _acts(casefile) if act.date > ended]
    if later:
        yield LATER.format(ended=ended, days=days_of(later))
    if found.young:
        yield TOO_YOUNG_THEN.format(days=days_of(found.young))
    if found.not_due:
        yield NOT_DUE.format(days=days_of(found.not_due))
    for of_code, years, basis in ((False, "二", PENALTY_LAW), (True, "五", OF_CODE)):
        late = [act for act in found.late if _of_code(act) is of_code]
        if late:
            yield FOUND_LATE.format(days=days_of(late), years=years, basis=basis)
    handled = sum(act.dealt_with is True for act in _acts(casefile))
    if handled:
        yield DEALT_WITH.format(count=handled)
