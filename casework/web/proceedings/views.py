"""Pages of cases kept by their acts: the list, what is to be done, the case, its papers, the table of acts."""

from __future__ import annotations

import io
from collections.abc import Collection
from functools import partial
from typing import Any

from flask import Response, redirect, render_template, request, send_file, url_for

from casework import permissions
from casework.accesses import recording as accesses
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.credits import confirming, fulfilling
from casework.parameters import service as parameters
from casework.proceedings import (
    coverage,
    dossier,
    exporting,
    facts,
    history,
    listing,
    next_steps,
    offering,
    overview,
    sealing,
    service,
    table_page,
    usual,
    watching,
)
from casework.proceedings import performance as performing
from casework.proceedings import todo as to_do
from casework.proceedings.errors import WrongDay
from casework.proceedings.overview import Overview
from casework.restoring import register
from casework.web.pages import page_at
from casework.web.proceedings import act_views, facts_views, filing_views, handover_views, sealing_views
from casework.web.proceedings.addresses import address_of, address_of_offer
from casework.web.proceedings.blueprint import Page, blueprint
from rules.casefile.offences import OFFENCES

EXPORT = "案件列表.csv"

__all__ = ["act_views", "blueprint", "facts_views", "filing_views", "handover_views", "sealing_views"]


def _wanted(people: Collection[str]) -> listing.Filter:
    """What an address asks of the list; what it does not know is not asked."""

    def one_of(name: str, known: Collection[str]) -> str:
        return value if (value := request.args.get(name, "")) in known else ""

    return listing.Filter(
        state=one_of("state", listing.STATES),
        offence=one_of("offence", OFFENCES),
        text=request.args.get("text", "").strip()[:100],
        handler=one_of("handler", people),
        due=one_of("due", listing.WINDOWS),
        sort=one_of("sort", listing.SORTS),
    )


@blueprint.get("/folders.csv")
def export() -> Response:
    """The list as a table, of each case on it noted who took it."""
    person = accounts.signed_in_person()
    rows = listing.everything(person, _wanted(listing.handlers(person)))
    for row in rows:
        accesses.downloaded(person, row, EXPORT)
    content = io.BytesIO(exporting.table(rows))
    return send_file(content, "text/csv; charset=utf-8", as_attachment=True, download_name=EXPORT, max_age=0)


@blueprint.get("/folders")
def index() -> Page:
    """案件: the cases of the person's institution, found by what was typed, the last changed first."""
    person = accounts.signed_in_person()
    people = listing.handlers(person)
    wanted = _wanted(people)
    return render_template(
        "pages/proceedings/list.html",
        wanted=wanted,
        found=listing.listing(person, wanted, page_at()),
        people=people,
        own_name=person.name,
        today=overview.today(),
        most=listing.MOST_EXPORTED,
        offences=OFFENCES,
        may_open=permissions.may(person, permissions.OPEN_FOLDER),
        may_read_sealed=bool(permissions.grants(person, permissions.SEAL_RECORDS)),
    )


@blueprint.get("/folders/todo")
@blueprint.get("/")
def todo() -> Page:
    """待办: what waits for the person, on five shelves, beside periods that end soon and parameter sets to verify.

    Who only watches has the cases to look at, who has nothing to do with cases the people that he looks after.
    """
    person = accounts.signed_in_person()
    if not permissions.grants(person, permissions.SEE_FOLDERS):
        return redirect(url_for("accounts.people"))
    if permissions.only_watches(person):
        return watch()
    found = to_do.todo(person, request.args.get("shelf", to_do.MINE), page_at())
    return render_template(
        "pages/proceedings/todo.html",
        todo=found,
        today=overview.today(),
        soon=to_do.SOON_DAYS,
        address_of=address_of,
        may_open=permissions.may(person, permissions.OPEN_FOLDER),
        may_watch=bool(permissions.grants(person, permissions.WATCH_FOLDERS)),
        beside=_beside(person) if found.shelf == to_do.MINE else {},
    )


def _beside(person: Person) -> dict[str, Any]:
    """What waits beside the cases: what ends soon or is overdue, parameter sets to verify."""
    return {"near": to_do.near(person), "sets": parameters.waiting(person)}


@blueprint.get("/folders/watch")
def watch() -> Page:
    """监督: cases that are late, corrected, with a recusal, over-performed, or without retirement."""
    person = accounts.signed_in_person()
    permissions.require_any(person, permissions.WATCH_FOLDERS)
    return render_template(
        "pages/proceedings/watch.html",
        watched=watching.watched(person, request.args.get("shelf", watching.LATE), page_at()),
        today=overview.today(),
        is_home=permissions.only_watches(person),
        may_watch=True,
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
        step=next_steps.next_step(case, service.actor_of(person), offers, page.today, page.beside),
        mine=next_steps.matters_of(case, service.actor_of(person), offers, page.today, page.beside),
        choice=usual.choice(offers, case, page.today, request.args.get("find", "").strip()[:20]),
        may_hand_in=offers.of("hand_in") is not None,
        later=offers.later,
        address_of=partial(address_of, folder.id),
        address_of_offer=partial(address_of_offer, folder.id),
        cover=coverage.rows(folder, case),
        register=fulfilling.bought(folder, case),
        buyable=fulfilling.buyable(folder, person, case),
        payable=fulfilling.payable(folder, person, case),
        confirmable=confirming.confirmable(person, facts.case_of(folder)),
        works=register.summaries(folder, case),
        duty_acts=offering.acts_for_duties(offers, case),
        came=overview.came_from(folder),
        sealed=sealing.is_marked(folder),
        to_be_sealed=sealing.due(case),
    )


@blueprint.get("/folders/<int:folder_id>/performance")
def performance(folder_id: int) -> Page:
    """履行情况 to a day, for the printer: what was done of each duty, what is left, by what it is proven."""
    folder = service.get_for(accounts.signed_in_person(), folder_id)
    asked, mistake = request.args.get("day", ""), None
    try:
        day = performing.day_of(asked)
    except WrongDay as wrong:
        day, mistake = overview.today(), wrong
    page = render_template(
        "pages/proceedings/performance.html",
        statement=performing.statement(folder, day),
        folder=folder,
        asked=asked or day.isoformat(),
        mistake=mistake.message if mistake else "",
    )
    return (page, mistake.status) if mistake else page


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
    """办案事项表: every act with from where to where, by whom, on what condition and by which article.

    ``q``: only what holds this word; ``track``, ``act``: what of it is unfolded.
    """
    asked = request.args
    wanted, every = asked.get("q", "").strip()[:40], table_page.tracks()
    return render_template(
        "pages/proceedings/table.html",
        tracks=table_page.searched(every, wanted) if wanted else every,
        wanted=wanted,
        act=asked.get("act", ""),
        opened=asked.get("track", ""),
    )
