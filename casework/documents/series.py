"""The series in which an office counts its papers: one for each of its words and years, whatever is counted in it."""

from __future__ import annotations

from sqlalchemy import func, select

from casework import db
from casework.documents.models import IssuedReply, PaperNumber


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
