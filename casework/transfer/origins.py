"""Cases that came from elsewhere, held against the entries of the log of there that came with them."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.audit import excerpt
from casework.audit.export import NotWhole
from casework.documents import IssuedPaper, Paper
from casework.proceedings import ForeignCase
from rules.reading.messages import template

NOT_AS_ISSUED = template("导入的文书《%(title)s》%(number)s 与原单位审计记录所载的签发不符")
NOT_READ = template("导入案件所附原单位的审计记录：%(why)s")


def as_they_came() -> str | None:
    """Every paper that came with a case is one that the other log issued; what is wrong, None where all holds."""
    for case in db.session().scalars(select(ForeignCase).order_by(ForeignCase.id)):
        came = (Paper.folder_id == case.folder_id, IssuedPaper.at < case.at)
        query = select(IssuedPaper.title, IssuedPaper.number, IssuedPaper.pdf_sha256)
        found = db.session().execute(query.join(Paper, Paper.id == IssuedPaper.paper_id).where(*came)).all()
        try:
            issued = _issued(case.log) if found else frozenset()
        except NotWhole as problem:
            return gettext(NOT_READ, why=problem)
        for paper in found:
            if paper.pdf_sha256 not in issued:
                return gettext(NOT_AS_ISSUED, title=paper.title, number=paper.number)
    return None


def _issued(log: str) -> frozenset[str]:
    said = excerpt.read(log.encode(), None)
    return frozenset(detail["pdf"] for detail in said.details("issue_paper"))
