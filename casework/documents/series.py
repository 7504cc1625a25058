"""The series in which an office counts its papers: one for each of its words and years, whatever is counted in it; and
those in which courts count their cases, whose numbers the papers of a case bear."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator

from sqlalchemy import func, select

from casework import db
from casework.cases import search
from casework.documents import numbers
from casework.documents.models import IssuedPaper, IssuedReply, Paper, PaperNumber
from casework.documents.numbers import Placed
from casework.proceedings import Folder, FolderTerm, RecordedAct
from casework.proceedings.history import history
from rules.proceedings.acts import Act
from rules.reading.messages import Message

RECEIVE = "receive"


def following(institution_id: int, word: str, year: int) -> int:
    """The number that comes next."""
    papers = select(func.max(PaperNumber.number)).where(
        PaperNumber.institution_id == institution_id, PaperNumber.word == word, PaperNumber.year == year
    )
    replies = select(func.max(IssuedReply.place)).where(
        IssuedReply.institution_id == institution_id, IssuedReply.word == word, IssuedReply.year == year
    )
    return 1 + max(db.session().scalar(each) or 0 for each in (papers, replies))


def take_turns(institution_id: int, word: str) -> None:
    """In ``writing()``: whoever counts in the same series comes after."""
    db.take_turns(f"numbers {institution_id} {word}")


def mistake_in_order(institution_id: int, number: str, day: datetime.date, but: int = 0) -> Message | None:
    """Why the day of a paper contradicts those of the office's papers in its series; None where it does not.

    ``but``: the paper itself, once it is issued. Papers that were withdrawn keep their places.
    """
    found = numbers.counted_in(number)
    return None if found is None else numbers.mistake_in_order(number, day, _given(institution_id, found[0], but))


def _given(institution_id: int, series: str, but: int) -> Iterator[Placed]:
    papers = (
        select(IssuedPaper.number, IssuedPaper.day)
        .join(Paper)
        .where(Paper.institution_id == institution_id, Paper.id != but)
        .where(IssuedPaper.number.startswith(series, autoescape=True))
    )
    replies = select(IssuedReply.number, IssuedReply.day).where(
        IssuedReply.institution_id == institution_id, IssuedReply.number.startswith(series, autoescape=True)
    )
    for query in (papers, replies):
        for text, day in db.session().execute(query):
            found = numbers.counted_in(text)
            if found is not None and found[0] == series:
                yield Placed(text, found[1], day)


def mistake_in_case_order(folder: Folder, number: str) -> Message | None:
    """Why the number that a court gave this case contradicts the day on which it received it; None where it does not,
    or where it came otherwise than by receiving the case."""
    found = numbers.case_counted_in(number)
    day = next((act.at for act in history(folder).acts if act.do == RECEIVE and act.args.get("number") == number), None)
    if found is None or day is None:
        return None
    return numbers.mistake_in_case_order(number, day, _cases(folder, found[0]))


def _cases(folder: Folder, series: str) -> Iterator[Placed]:
    """The other cases of a series, each with the day on which it was received."""
    sought = search.searched(series)
    of_series = select(FolderTerm.folder_id).where(FolderTerm.term >= sought, FolderTerm.term < sought + search.LAST)
    query = select(RecordedAct.document).where(
        RecordedAct.act == RECEIVE, RecordedAct.folder_id.in_(of_series), RecordedAct.folder_id != folder.id
    )
    for document in db.session().scalars(query):
        act = Act.from_json(json.loads(document))
        given = str(act.args.get("number") or "")
        found = numbers.case_counted_in(given)
        if found is not None and found[0] == series:
            yield Placed(given, found[1], act.at)
