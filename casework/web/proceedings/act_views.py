"""The pages on which an act is done: its form, the page to check it, and what somebody else did meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields import SelectChoice

from casework.accounts import Person
from casework.accounts import service as accounts
from casework.credits import fulfilling
from casework.errors import Stale
from casework.money import banking
from casework.proceedings import (
    Folder,
    coverage,
    dossier,
    facts,
    filing,
    history,
    hooks,
    moves,
    offering,
    overview,
    people,
    rehearsal,
    service,
)
from casework.proceedings.errors import FileRefused, Incomplete, NotPermitted, NotPossible
from casework.proceedings.names import things, word
from casework.proceedings.offering import RECORDED, Offer, Offers
from casework.proceedings.rehearsal import Refusal
from casework.proceedings.service import Doing
from casework.proceedings.telling import Told, told
from casework.web import resume
from casework.web.proceedings.blueprint import Page, blueprint
from casework.web.proceedings.event_form import EventForm, event_form
from casework.web.proceedings.fields import NOT_SAID
from casework.web.proceedings.forms import APPOINTING, AWAY, TOGETHER, A, ActForm, act_form
from casework.wording import told as in_language
from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.state import Case

FILL = "fill:"
"""Begins the name of the button that fills a duty in."""
CASE = f"{A}case"
OWN_WILL = ("undertake", "propose", "agree")
"""Acts by which a party offers what it will do."""
CORRECT = "correct"
"""Of a case whose facts are on file, done on their pages."""
UPWARDS = ("event", "protest")
"""Acts that name a court to which a case goes up: 上诉 is recorded as an event."""


@dataclass
class Work:
    """An act that somebody is about to do: the case as it stands, what he may do, what he typed."""

    person: Person
    folder: Folder
    case: Case
    offers: Offers
    act: str
    form: Any = None
    refusal: Refusal | None = None
    besides: tuple[Refusal, ...] = ()
    message: str = ""
    meanwhile: tuple[Told, ...] = ()
    resumed: bool = False

    @property
    def label(self) -> str:
        """The act's name on screen."""
        return str(gettext("程序事项")) if self.act == "event" else word(load_table().acts[self.act].label)

    @cached_property
    def proposals(self) -> tuple[coverage.Proposal, ...]:
        """What the law says may be set up, where the act sets up duties."""
        if "duties" not in self.form:
            return ()
        return coverage.proposals(self.folder, self.case, own_will=self.act in OWN_WILL)

    @property
    def about(self) -> str:
        """What the act is done to, where that is settled."""
        return things(self.case).get(self.form.target.data or "", "") if self.form is not None else ""


@blueprint.route("/folders/<int:folder_id>/acts/<act>", methods=["GET", "POST"])
def act(folder_id: int, act: str) -> Page:
    """Do an act: the form, then the page to check, then it is recorded."""
    work = _work(folder_id, act)
    if act in RECORDED and act != "event":
        return redirect(url_for("proceedings.act", folder_id=folder_id, act="event", what=act))
    offer = work.offers.of(act)
    sent = resume.sent(work.person)
    if offer is None:
        return _not_now(work, sent)
    if act == CORRECT and work.folder.case_id is not None:
        return redirect(url_for("proceedings.facts_edit", folder_id=folder_id))
    if request.method == "GET" and request.args.get("begin"):
        return redirect(_begin(work, request.args.get("on", "")))
    work.resumed = request.method == "GET" and sent is not None and resume.STEP not in request.args
    work.form = _form(work, offer, sent)
    if sent is None and resume.STEP in request.args:  # it is recorded: what is done stands on the page of the case
        return redirect(url_for("proceedings.show", folder_id=folder_id))
    return _page(work) if sent is None else _sent(work, sent)


def _begin(work: Work, on: str) -> str:
    """Where a duty is performed: of credits, a certificate is entered, then the rest is bought from the register."""
    folder = work.folder.id
    if on in fulfilling.buyable(work.folder, work.person, work.case):
        found = fulfilling.bought(work.folder, work.case)[on]
        waiting = next((one for one in found.live if one.outstanding), None)
        if waiting is not None:
            return url_for("credits.enter_retirement", folder_id=folder, purchase_id=waiting.purchase.id)
        if found.left_t != 0:
            return url_for("credits.buy", folder_id=folder, key=on)
    return url_for("proceedings.act", folder_id=folder, act=work.act, on=on or None)


def _work(folder_id: int, act: str) -> Work:
    person = accounts.signed_in_person()
    folder = service.get_for(person, folder_id)
    if act not in load_table().acts or act == "open_case":
        abort(404)
    case = history.history(folder)
    return Work(person, folder, case, offering.offers(case, service.actor_of(person), overview.today()), act)


def _form(work: Work, offer: Offer, sent: resume.Sent | None) -> ActForm | EventForm:
    on = request.args.get("on", "")
    seen = len(work.case.acts)
    if work.act == "event":
        return event_form(work.case, work.offers, seen, overview.today(), request.args.get("what", ""), sent)
    unsaid = facts.unsaid(work.folder, work.case) if work.act in TOGETHER else None
    form = act_form(offer, work.case, things(work.case), overview.today(), work.person.name, on, unsaid, sent)
    place = work.person.institution
    if work.act in APPOINTING:
        _offer(form, f"{A}persons", people.assignable(place, work.case))
        _offer(form, f"{A}replaces", people.in_charge(place, work.case))
    if work.act == AWAY:
        _offer(form, f"{A}persons", people.in_charge(place, work.case))
        _offer(form, f"{A}to", (NOT_SAID, *people.assignable(place, work.case)))
    if CASE in form:
        _offer(form, CASE, (NOT_SAID, *moves.mergeable(work.person, work.folder)))
    return form


def _offer(form: ActForm, name: str, listed: Iterable[tuple[Any, Any]]) -> None:
    if name in form:
        form[name].choices = [SelectChoice(*one) for one in listed]


def _not_now(work: Work, sent: resume.Sent | None) -> Page:
    """Why the act is not for this person, or not yet, and what would open it."""
    on = tuple(filter(None, [request.args.get("on", "")]))
    work.refusal = rehearsal.why_not(work.case, work.person, work.act, work.offers, on)
    status = work.refusal.status if work.refusal else 409
    if sent is not None and (kept := _closed(work, sent, status)) is not None:
        return kept
    return render_template("pages/proceedings/not_now.html", work=work), status


def _closed(work: Work, sent: resume.Sent, status: int) -> Page | None:
    """The form as it was filled in while the act was still possible, beside what others did since; None where it never
    was."""
    seen = sent.get("seen", type=int)
    if seen is None or not 0 < seen < len(work.case.acts):
        return None
    before = history.before(work.folder, seen + 1)
    then = replace(work, case=before, offers=offering.offers(before, service.actor_of(work.person), overview.today()))
    offer = then.offers.of(work.act)
    if offer is None:
        return None
    work.form = _form(then, offer, sent)
    work.meanwhile, work.message = tuple(rehearsal.meanwhile(work.case, seen)), Stale().message
    try:
        _hand_in(work)
    except FileRefused as refused:
        work.form.papers.errors = [refused.message]
    said = _said(work, sent)
    away = resume.shown(work.person, said) or resume.refused(work.person, said)
    return _page(work, status) if away is None else away


def _sent(work: Work, sent: resume.Sent) -> Page:
    form, button = work.form, resume.step()
    try:
        _hand_in(work)
    except FileRefused as refused:
        form.papers.errors = [refused.message]
        return _page(work, 422)
    if (away := resume.shown(work.person, _said(work, sent))) is not None:
        return away
    if button == "edit":
        return _resumed(work)
    if button == "add" and "duties" in form:
        form.duties.append_entry()
        return _page(work)
    if button.startswith(FILL) and "duties" in form:
        for one in work.proposals:
            if button == FILL + one.kind:
                form.fill(one.data)
        return _page(work)
    valid = form.validate()
    if form.seen.data != len(work.case.acts):
        return _stale(work, sent)
    if not valid:
        return _page(work, 422)
    return _try(work, form.doing(), sent, save=button == resume.SAVE)


def _said(work: Work, sent: resume.Sent) -> list[tuple[str, str]]:
    """What was typed, with the papers that are there by now."""
    pairs = [pair for pair in resume.said(sent) if pair[0] != "kept"]
    return pairs + [("kept", one) for one in work.form.kept.data or ()]


def _resumed(work: Work) -> Page:
    """What was typed before is gone on with, on the case as it stands."""
    work.form.seen.raw_data, work.form.seen.data = None, len(work.case.acts)
    return _page(work)


def _hand_in(work: Work) -> None:
    """Keep the papers that came, so that nothing of them is lost whatever becomes of the act."""
    names = [
        f"{argument}|{name}"
        for argument, papers in work.form.uploads().items()
        for name in dossier.hand_in(work.folder, work.person, papers)
    ]
    work.form.keep(names)


def _try(work: Work, doing: Doing, sent: resume.Sent, *, save: bool) -> Page:
    try:
        if save:
            service.record(work.folder, work.person, doing)
        else:
            after = rehearsal.rehearse(work.case, work.person, doing, partial(hooks.loss_today, work.folder))
    except Stale:
        work.case = history.history(work.folder)
        return _stale(work, sent)
    except (NotPermitted, NotPossible, Incomplete) as problem:
        work.refusal = rehearsal.refusal(work.case, problem.refused)
        work.besides = rehearsal.lacking(work.case, work.person, doing, work.refusal)
        for refusal in (work.refusal, *work.besides):
            _place(work, refusal)
        return _page(work, work.refusal.status)
    if save:
        resume.done(work.person)
        flash(gettext("已记录：%(act)s。", act=in_language(work.label)), "success")
        return redirect(url_for("proceedings.show", folder_id=work.folder.id))
    return _check_page(work, doing, after, sent)


def _place(work: Work, refusal: Refusal) -> None:
    """What is missing is said at its field, where the form has it."""
    if refusal.kind != "missing":
        return
    said = offering.SAYS.get(refusal.argument, "")
    for name in {refusal.argument, A + refusal.argument, *((said, A + said) if said else ())}:
        if name in work.form:
            field = work.form[name]
            field.errors = [*field.errors, refusal.opens or refusal.why]


def _stale(work: Work, sent: resume.Sent) -> Page:
    """Somebody else acted: what he did stands beside what was typed; the next attempt is made on it."""
    if (away := resume.refused(work.person, _said(work, sent))) is not None:
        return away
    form = work.form
    work.meanwhile = tuple(rehearsal.meanwhile(work.case, form.seen.data))
    work.message = Stale().message
    form.seen.raw_data, form.seen.data = None, len(work.case.acts)
    return _page(work, 409)


def _page(work: Work, status: int = 200) -> Page:
    template = "event" if work.act == "event" else "act"
    return render_template(
        f"pages/proceedings/{template}.html",
        work=work,
        form=work.form,
        page=overview.head_of(work.folder, work.case),
        places=filing.institutions_for(work.person.institution, higher=work.act in UPWARDS),
        bank_accounts=banking.offered([seat.institution for seat in work.case.seats], overview.today()),
    ), status


def _check_page(work: Work, doing: Doing, after: Case, sent: resume.Sent) -> Page:
    """Everything that was said, in words, and what the case is after it; only then is it recorded."""
    made: Act = after.acts[-1]
    shown = told(load_table(), after, [made])[0]
    return render_template(
        "pages/proceedings/check_act.html",
        work=work,
        shown=shown,
        changes=overview.changes(work.case, after),
        unknown=overview.strangers(work.case, after),
        sent=_said(work, sent),
        page=overview.head_of(work.folder, work.case),
    )
