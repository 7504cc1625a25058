"""The series in which an office counts its papers: one for each of its words and years, whatever is counted in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from sqlalchemy import func, select

from casework import db
from casework.documents import numbers
from casework.documents.models import IssuedPaper, IssuedReply, Paper, PaperNumber
from casework.documents.numbers import Placed
from rules.reading.messages import Message


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
