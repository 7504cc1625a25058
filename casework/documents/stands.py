"""The stands of a case as a paper states them: every fact by its official name and in its words, found by the walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from casework.wording import fact_text
from rules.casefile import CaseFile
from rules.casefile.answers import Answer, read
from rules.casefile.fact import STANDS, UNKNOWN
from rules.closed_lists import LISTS

Json = dict[str, Any]

REMARKS = "stands[].tally.read.remarks"
"""How a sheet was read. Each remark is a warning of the measurement, so that a paper counts them in the row alone."""
REMARKED = "{count} 条，见“需要注意的事项”"


def stand_rows(casefile: CaseFile, lost_stock_m3: Mapping[str, str | None]) -> list[Json]:
    """One row a stand: its number, what is stated of it under the headings of its page, the stock lost by the result.

    What is not known is left out, but where something else is taken in its place (未查明，按乔木林计量). Raises
    ``KeyError`` where the result has no such stand.
    """
    entries = [
        entry
        for page in read(casefile, LISTS)
        if page.group is STANDS
        for answer in page.answers
        for entry in answer.answers
        if entry.at.path == "stands"
    ]
    return [
        {"id": stand.id, "lost_stock_m3": lost_stock_m3[stand.id], "stated": list(_headed(entry.answers))}
        for stand, entry in zip(casefile.stands, entries, strict=True)
    ]


def _headed(answers: Iterable[Answer]) -> Iterator[Json]:
    """What is stated, heading by heading; a part without a heading is one itself. Its number stands before the row."""
    told = [answer for answer in answers if _told(answer) and answer.at.path != "stands[].id"]
    for heading, run in groupby(told, key=lambda answer: answer.fact.heading):
        members = list(run)
        if heading is not None:
            yield _paragraph(heading, members)
        else:
            yield from (_paragraph(one.name, [one] if one.leaf else one.answers) for one in members)


def _paragraph(title: str, answers: Iterable[Answer]) -> Json:
    return {
        "title": str(title).partition("（")[0],  # what a form adds tells how to fill it in
        "facts": [{"label": str(answer.name), "text": _text(answer)} for answer in answers if _told(answer)],
    }


def _told(answer: Answer) -> bool:
    if answer.leaf:
        return answer.state == "stated" or (answer.read and answer.fact.unstated is not UNKNOWN)
    return any(_told(one) for one in answer.answers)


def _text(answer: Answer) -> str:
    """The value of a fact; of a part, its facts; of a list, its entries."""
    if answer.leaf:
        return str(fact_text(answer))
    inside = [one for one in answer.answers if _told(one)]
    if answer.at.path == REMARKS:
        return REMARKED.format(count=len(inside))
    if all(one.entry for one in inside):
        return "、".join(f"{one.name}（{_text(one)}）" for one in inside)
    return "，".join(f"{one.name}：{_text(one)}" if one.leaf else f"{one.name}（{_text(one)}）" for one in inside)
