"""期限: the periods of a case, and the events they run from."""

from __future__ import annotations

from flask import Blueprint, render_template

from casework.accounts import service as accounts
from casework.cases import service as cases
from casework.deadlines import queries as deadline_queries
from casework.deadlines.asking import SOON_DAYS
from casework.proceedings import facts, overview
from casework.web.pages import page_at

blueprint = Blueprint("deadlines", __name__)

Page = str


@blueprint.get("/deadlines")
def reminders() -> str:
    """The periods that my office has to meet: passed, or ending soon."""
    found = deadline_queries.due(accounts.signed_in_person(), page_at(), deadline_queries.PER_PAGE)
    return render_template("pages/deadlines/reminders.html", reminders=found, soon=SOON_DAYS)


@blueprint.get("/cases/<int:case_id>/deadlines")
def show(case_id: int) -> Page:
    """The periods as they stand today, and the events from which they run."""
    case = cases.get_for(accounts.signed_in_person(), case_id)
    folder = facts.folder_of(case)
    assert folder is not None, "a page is served once every case is kept by its acts"
    return render_template(
        "pages/deadlines/show.html",
        folder=folder,
        head=overview.head(folder),
        page=deadline_queries.page(folder),
    )
