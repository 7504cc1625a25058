"""期限: the periods of a case, and the events they run from."""

from __future__ import annotations

from flask import Blueprint, render_template

from casework.accounts import service as accounts
from casework.cases import service as cases
from casework.deadlines import queries as deadline_queries
from casework.deadlines.asking import SOON_DAYS
from casework.proceedings import facts, history, offering, overview, service
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
    person = accounts.signed_in_person()
    folder = facts.folder_of(cases.get_for(person, case_id))
    assert folder is not None, "a page is served once every case is kept by its acts"
    case = history.history(folder)
    return render_template(
        "pages/deadlines/show.html",
        folder=folder,
        head=overview.head_of(folder, case),
        may_record=offering.offers(case, service.actor_of(person), overview.today()).of("event") is not None,
        page=deadline_queries.page(folder),
    )
