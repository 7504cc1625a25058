"""Numbers of papers: the form of a court's case number and of a procuratorate's, and how an office's own is written.

Courts: 人民法院案件案号的若干规定 (法〔2015〕137号, revised 法〔2018〕335号). Offices: GB/T 9704-2012, 7.2.5:
〔〕 around the year, no 第 before the number and no leading zero. Procuratorates count in a system of their own: the
form alone is checked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.reading.messages import Message, msg, template

_PLACES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵"
_COURT = re.compile(
    rf"（(?P<year>[0-9]{{4}})）(?:最高法|[{_PLACES}][0-9]{{0,4}})[刑民行执财司清破认赔法恢知][\u4e00-\u9fff]{{0,4}}"
    r"(?P<no>[0-9]+)号(?:之[一二三四五六七八九十]+)?"
)
_PROCURATORATE = re.compile(r"[\u4e00-\u9fff]{1,8}检[\u4e00-\u9fff]{0,10}〔(?P<year>[0-9]{4})〕(?P<no>[0-9]+)号")

ROUND_BRACKETS = template("案号的年份应加全角圆括号，如（2026）闽0627刑初88号；现为“{number}”")
SQUARE_BRACKETS = template("发文字号的年份应加六角括号，如南检建〔2026〕3号；现为“{number}”")
NO_ORDINAL = template("编号中不写“第”；现为“{number}”")
NO_ZEROS = template("序号不编虚位（1 不写作 01）；现为“{number}”")
YEAR_AHEAD = template("编号的年份不应晚于今年（{year}）；现为“{number}”")
COURT_FORM = template("案号应为“（收案年度）法院代字类型代字案件编号号”，如（2026）闽0627刑初88号；现为“{number}”")
CONFIRMATION = template("司法确认案件的案号类型代字为“民特”，如（2026）闽0627民特3号；现为“{number}”")
PROCURATORATE_FORM = template("检察机关文书文号应为“院简称＋检＋类别〔年〕号”，如南检建〔2026〕3号；现为“{number}”")


def mistake_in_case_number(number: str, today: datetime.date) -> Message | None:
    """Why this is no case number of a court; None where it is one."""
    if "第" in number:
        return msg(NO_ORDINAL, number=number)
    if not number.startswith("（"):
        return msg(ROUND_BRACKETS, number=number)
    return _mistake(_COURT.fullmatch(number), number, today) or (
        None if _COURT.fullmatch(number) else msg(COURT_FORM, number=number)
    )


def mistake_in_confirmation_number(number: str, today: datetime.date) -> Message | None:
    """Why this is no number of a case of confirmation by a court (民特); None where it is one."""
    wrong = mistake_in_case_number(number, today)
    return wrong or (None if "民特" in number else msg(CONFIRMATION, number=number))


def mistake_in_procuratorate_number(number: str, today: datetime.date) -> Message | None:
    """Why this is no number of a procuratorate's paper; None where it is one."""
    if "第" in number:
        return msg(NO_ORDINAL, number=number)
    if not re.search("〔[0-9]{4}〕", number):
        return msg(SQUARE_BRACKETS, number=number)
    return _mistake(_PROCURATORATE.fullmatch(number), number, today) or (
        None if _PROCURATORATE.fullmatch(number) else msg(PROCURATORATE_FORM, number=number)
    )


def _mistake(found: re.Match[str] | None, number: str, today: datetime.date) -> Message | None:
    if found is None:
        return None
    if found["no"].startswith("0"):
        return msg(NO_ZEROS, number=number)
    return msg(YEAR_AHEAD, year=today.year, number=number) if int(found["year"]) > today.year else None


def office_number(word: str, year: int, number: int) -> str:
    """The number of an office's own paper: 南林函〔2026〕3号."""
    return f"{word}〔{year}〕{number}号"


WORD = re.compile(r"[\u4e00-\u9fff]{2,12}")
WORD_FORM = template("机关代字应为 2 至 12 个汉字，如南林函；现为“{word}”")


def mistake_in_word(word: str) -> Message | None:
    """Why this is no word for an office's numbers (机关代字); None where it is one."""
    return None if WORD.fullmatch(word) else msg(WORD_FORM, word=word)


_COUNTED = re.compile("(?P<series>.+〔[0-9]{4}〕)(?P<no>[0-9]+)号")
AFTER_NEXT = template("{number}的日期是{day}，晚于文号在其后的{other}（{then}）")
BEFORE_PREVIOUS = template("{number}的日期是{day}，早于文号在其前的{other}（{then}）")
GIVEN_TWICE = template("{number}已经用于{then}的另一件文书")


CASE_AFTER_NEXT = template("{number}的受理日期是{day}，晚于案号在其后的{other}（{then}）")
CASE_BEFORE_PREVIOUS = template("{number}的受理日期是{day}，早于案号在其前的{other}（{then}）")
CASE_GIVEN_TWICE = template("{number}已经用于{then}受理的另一案")
CASE_OF_OTHER_YEAR = template("{number}的年份应为收案年度，受理日期是{day}")


@dataclass(frozen=True)
class Placed:
    """A number that was given: as printed, its place in its series, the day of its paper; of a court's number of a
    case the day on which the case was received."""

    text: str
    place: int
    day: datetime.date


def counted_in(number: str) -> tuple[str, int] | None:
    """The series of a number (南林函〔2026〕) and its place in it; None of a number that has none, as a court's."""
    found = _COUNTED.fullmatch(number)
    return None if found is None else (found["series"], int(found["no"]))


def case_counted_in(number: str) -> tuple[str, int] | None:
    """The series of a court's number of a case (（2026）闽0627刑初) and its place in it; None of any other number."""
    found = _COURT.fullmatch(number)
    return None if found is None else (number[: found.start("no")], int(found["no"]))


def mistake_in_case_order(number: str, day: datetime.date, others: Iterable[Placed]) -> Message | None:
    """Why the day on which a case was received contradicts its number: its year, or the neighbours in its series; None
    where they agree. ``others``: the numbers of other cases in it."""
    found = case_counted_in(number)
    if found is None:
        return None
    said = {"number": number, "day": day.isoformat()}
    if f"（{day.year}）" not in found[0]:
        return msg(CASE_OF_OTHER_YEAR, **said)
    return _out_of_order(found[1], day, others, said, (CASE_GIVEN_TWICE, CASE_BEFORE_PREVIOUS, CASE_AFTER_NEXT))


def mistake_in_order(number: str, day: datetime.date, others: Iterable[Placed]) -> Message | None:
    """Why the day of a paper contradicts the days of its neighbours in the series; None where numbers and days agree.

    ``others``: the other numbers of its series. A day may be that of both neighbours: many are issued on one.
    """
    found = counted_in(number)
    if found is None:
        return None
    said = {"number": number, "day": day.isoformat()}
    return _out_of_order(found[1], day, others, said, (GIVEN_TWICE, BEFORE_PREVIOUS, AFTER_NEXT))


def _out_of_order(
    place: int, day: datetime.date, others: Iterable[Placed], said: dict[str, str], words: tuple[str, str, str]
) -> Message | None:
    twice, early, late = words
    every = sorted(others, key=lambda one: (one.place, one.day))
    same = next((one for one in every if one.place == place), None)
    if same is not None:
        return msg(twice, number=said["number"], then=same.day.isoformat())
    before = next((one for one in reversed(every) if one.place < place), None)
    if before is not None and before.day > day:
        return msg(early, **said, other=before.text, then=before.day.isoformat())
    after = next((one for one in every if one.place > place), None)
    if after is not None and after.day < day:
        return msg(late, **said, other=after.text, then=after.day.isoformat())
    return None
