"""交接: what a person has in hand, and handing it on: one form, a page to check, then a list of what became of each."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from casework import permissions
from casework.accounts import Person, administration
from casework.accounts import service as accounts
from casework.errors import Invalid
from casework.proceedings import handover
from casework.proceedings.handover import Held, Wanted
from casework.proceedings.people import with_seats
from casework.web import resume
from casework.web.formfields import MarkNeeded, WholeForm, place, several
from casework.web.proceedings.blueprint import Page, blueprint
from casework.web.proceedings.fields import NOT_SAID


class HandoverForm(WholeForm):
    """Which cases go to whom, on whose word."""

    cases = several(_("交接的案件"), validators=[MarkNeeded()])
    to = SelectField(_("接办人"), [MarkNeeded()], validate_choice=False)
    approval = StringField(
        _("批准"), [MarkNeeded(), Length(max=200)], description=_("批准人、日期，如：检察长 2026年11月2日批准")
    )
    reason = TextAreaField(_("理由"), [Length(max=500)], render_kw={"rows": 2})

    def wanted(self) -> Wanted:
        cases = tuple(int(one) for one in self.cases.data or () if str(one).isdecimal())
        to = int(self.to.data) if str(self.to.data or "").isdecimal() else None
        return Wanted(cases, to, self.approval.data or "", self.reason.data or "")


def _form(person: Person, held: list[Held], sent: resume.Sent | None) -> HandoverForm:
    form = HandoverForm(**resume.filled(sent), data={"cases": [str(one.folder.id) for one in held]})
    form.cases.choices = [SelectChoice(str(one.folder.id), one.title) for one in held]
    known = [
        SelectChoice(str(one.id), with_seats(one.name, permissions.titles(one.roles)))
        for one in handover.colleagues(person, held)
    ]
    form.to.choices = [SelectChoice(*NOT_SAID), *known]
    return form


@blueprint.route("/people/<int:person_id>/handover", methods=["GET", "POST"])
def hand_over(person_id: int) -> Page:
    """The list, the page to check, what became of it."""
    actor = accounts.signed_in_person()
    permissions.require_any(actor, permissions.MANAGE_PEOPLE)
    shown = administration.person_for(actor, person_id)
    held = handover.in_hand(shown)
    sent, button = resume.sent(actor), resume.step()
    if sent is not None and OUTCOME in sent:  # what was asked last is done
        if button == DONE:
            return _page(shown, held, _form(shown, held, None), done=_outcomes(sent))
        sent = None
    form = _form(shown, held, sent)
    if sent is not None and (away := resume.shown(actor, resume.said(sent))) is not None:
        return away
    if sent is None or button == "edit":
        return _page(shown, held, form)
    if not form.validate():
        return _page(shown, held, form, 422)
    try:
        if button == resume.SAVE:
            return _led_on(actor, shown, handover.hand_over(actor, shown, form.wanted()))
        to, chosen = handover.checked(actor, shown, form.wanted())
    except Invalid as refusal:
        place(form, refusal.errors)
        return _page(shown, held, form, refusal.status)
    return _page(shown, chosen, form, to=to, sent=resume.said(sent))


OUTCOME, DONE = "outcome", "done"
"""Of what is kept: what became of a case, its number and the reason; the page that shows it."""


def _led_on(actor: Person, shown: Person, found: list[handover.Outcome]) -> Page:
    """To the page that tells of each case what became of it; it is there for a day."""
    pairs = [(OUTCOME, f"{one.held.folder.reference} {one.problem}") for one in found]
    return resume.led_to(actor, DONE, pairs) or redirect(url_for("accounts.person", person_id=shown.id))


def _outcomes(sent: resume.Sent) -> list[tuple[str, str]]:
    """Of each case its number, and why it was not handed on; empty of one that was."""
    told = (one.partition(" ") for one in sent.getlist(OUTCOME))
    return [(reference, problem) for reference, _, problem in told]


def _page(shown: Person, held: list[Held], form: HandoverForm, status: int = 200, **more: Any) -> Page:
    return render_template(
        "pages/proceedings/handover.html", shown=shown, held=held, form=form, **{"title": gettext("交接"), **more}
    ), status
