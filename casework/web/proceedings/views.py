"""Pages of cases kept by their acts: the list, what is to be done, the case, its papers, the table of acts."""

from __future__ import annotations

from flask import Response, render_template, request, send_file

from casework import permissions
from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.proceedings import dossier, history, listing, offering, overview, service, table_page, tasks
from casework.proceedings.overview import Overview
from casework.web.pages import page_at
from casework.web.proceedings import act_views, filing_views, handover_views
from casework.web.proceedings.blueprint import Page, blueprint

__all__ = ["act_views", "blueprint", "filing_views", "handover_views"]


@blueprint.get("/folders")
def index() -> Page:
    """案卷: the cases of the person's institution, the last changed first."""
    person = accounts.signed_in_person()
    state = request.args.get("state", "")
    return render_template(
        "pages/proceedings/list.html",
        found=listing.listing(person, state, page_at()),
        may_open=permissions.may(person, permissions.OPEN_FOLDER),
    )


@blueprint.get("/folders/todo")
def todo() -> Page:
    """待办: what waits for the person, on five shelves."""
    person = accounts.signed_in_person()
    found = tasks.todo(person, request.args.get("shelf", tasks.MINE), page_at())
    return render_template(
        "pages/proceedings/todo.html",
        todo=found,
        today=overview.today(),
        soon=tasks.SOON_DAYS,
        may_open=permissions.may(person, permissions.OPEN_FOLDER),
    )


@blueprint.get("/folders/<int:folder_id>")
def show(folder_id: int) -> Page:
    """A case: what is next, what is owed, what was measured and done."""
    person = accounts.signed_in_person()
    folder = service.get_for(person, folder_id)
    case = history.history(folder)
    page: Overview = overview.of_case(folder, case, person)
    offers = offering.offers(case, service.actor_of(person), page.today)
    return render_template(
        "pages/proceedings/show.html",
        page=page,
        folder=folder,
        step=overview.next_step(case, service.actor_of(person), offers, page.today),
        mine=overview.matters_of(case, service.actor_of(person), offers, page.today),
        groups=overview.grouped(offers, case),
        later=offers.later,
    )


@blueprint.get("/folders/<int:folder_id>/papers/<path:name>")
def paper(folder_id: int, name: str) -> Response:
    """A paper of the case, as it was handed in: always a download, never shown by the browser."""
    person = accounts.signed_in_person()
    folder = service.get_for(person, folder_id)
    content, found = dossier.content(folder, person, name)
    accesses.downloaded(person, folder, found.name)
    answer = send_file(content, "application/octet-stream", as_attachment=True, download_name=found.name, max_age=0)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/proceedings/table")
def table() -> Page:
    """办案事项表: every act with from where to where, by whom, on what condition and by which article."""
    return render_template("pages/proceedings/table.html", tracks=table_page.tracks())
