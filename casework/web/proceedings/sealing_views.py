"""犯罪记录封存: how it stands with the seal of a case; sealing, lifting; being let into a sealed case by its number."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from casework import permissions
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.errors import CaseworkError, Forbidden, Impossible, Invalid, NotFound
from casework.proceedings import Folder, history, overview, sealing, service
from casework.web.formfields import Day, MarkNeeded, WholeForm, place
from casework.web.proceedings.blueprint import Page, blueprint
from casework.web.proceedings.fields import NOT_SAID
from casework.wording import official
from rules.proceedings import sealing as rules


class SealForm(WholeForm):
    """On which ground, on whose word."""

    ground = SelectField(_("依据"), [MarkNeeded()], validate_choice=False)
    reason = TextAreaField(_("说明"), [Length(max=500)], render_kw={"rows": 2})
    approval = StringField(_("批准"), [MarkNeeded(), Length(max=200)], description=_("批准人、日期"))

    def wanted(self) -> sealing.Wanted:
        return sealing.Wanted(self.ground.data or "", self.reason.data or "", self.approval.data or "")


class ReadingForm(WholeForm):
    """Which case, for whom, for what, how long."""

    reference = StringField(_("案件编号"), [MarkNeeded(), Length(max=40)])
    asked_by = StringField(_("查询单位"), [MarkNeeded(), Length(max=200)])
    ground = TextAreaField(
        _("查询的理由、依据和使用范围"),
        [MarkNeeded(), Length(max=500)],
        description=_("如：办理某案需要，申请书编号；或者据以查询的国家规定"),
        render_kw={"rows": 3},
    )
    approval = StringField(_("批准"), [MarkNeeded(), Length(max=200)], description=_("批准人、日期"))
    until = Day(_("查询截止日"), [MarkNeeded()])

    def wanted(self) -> sealing.Reading:
        return sealing.Reading(
            self.reference.data or "",
            self.asked_by.data or "",
            self.ground.data or "",
            self.approval.data or "",
            self.until.data,
        )


def _form(now: sealing.Standing) -> SealForm:
    form = SealForm()
    if now.sealed:
        grounds = [_choice(name, *one) for name, one in rules.LIFTED.items()]
        form.reason.flags.required = True  # a seal is not lifted without saying why
    else:
        grounds = [_choice(name, one.label, one.article) for name, one in rules.GROUNDS.items()]
    form.ground.choices = [NOT_SAID, *grounds]
    return form


def _choice(name: str, label: str, article: str) -> tuple[str, str]:
    if not article:
        return name, gettext(label)
    mark = gettext("，条文序号待核") if rules.unread(article) else ""
    return name, f"{gettext(label)}（{official(article)}{mark}）"


def _page(folder: Folder, person: Person, form: SealForm | None = None, problem: CaseworkError | None = None) -> Page:
    case = history.history(folder)
    now = sealing.standing(folder, person, case)
    shown: dict[str, Any] = {"grounds": _words(), "head": overview.head_of(folder, case)}
    page = render_template(
        "pages/proceedings/seal.html", folder=folder, now=now, form=form or _form(now), problem=problem, **shown
    )
    return page if problem is None else (page, problem.status)


def _words() -> dict[str, str]:
    labels = {
        **{name: one.label for name, one in rules.GROUNDS.items()},
        **{n: one[0] for n, one in rules.LIFTED.items()},
    }
    return {name: gettext(label) for name, label in labels.items()}


@blueprint.get("/folders/<int:folder_id>/seal")
def seal(folder_id: int) -> Page:
    """How it stands, with the form to seal the case or to lift the seal."""
    person = accounts.signed_in_person()
    return _page(service.get_for(person, folder_id), person)


@blueprint.post("/folders/<int:folder_id>/seal")
def change_seal(folder_id: int) -> Page:
    """Seal the case, or lift the seal, whichever the page showed."""
    person = accounts.signed_in_person()
    folder = service.get_for(person, folder_id)
    now = sealing.standing(folder, person, history.history(folder))
    form = _form(now)
    if not form.validate():
        page = _page(folder, person, form)
        return page if isinstance(page, tuple) else (str(page), 422)
    try:
        (sealing.lift if now.sealed else sealing.seal)(folder, person, form.wanted())
    except Invalid as refusal:
        place(form, refusal.errors)
        return _page(folder, person, form, refusal)
    except (Forbidden, Impossible) as refusal:
        return _page(folder, person, form, refusal)
    flash(
        gettext("已解除封存。") if now.sealed else gettext("已封存。案件编号 %(number)s。", number=folder.reference),
        "success",
    )
    return redirect(url_for("proceedings.sealed"))


@blueprint.route("/sealed", methods=["GET", "POST"])
def sealed() -> Page:
    """Being let into a sealed case by its number: sealed cases are on no list."""
    person = accounts.signed_in_person()
    permissions.require_any(person, permissions.SEAL_RECORDS)
    form = ReadingForm()
    if not form.is_submitted():
        return _asked(form)
    if not form.validate():
        return _asked(form, status=422)
    try:
        folder = sealing.let_in(person, form.wanted())
    except Invalid as refusal:
        place(form, refusal.errors)
        return _asked(form, status=refusal.status)
    except NotFound as refusal:
        return _asked(form, refusal, refusal.status)
    return redirect(url_for("proceedings.show", folder_id=folder.id))


def _asked(form: ReadingForm, problem: CaseworkError | None = None, status: int = 200) -> Page:
    return render_template("pages/proceedings/sealed.html", form=form, problem=problem, most=sealing.MOST_DAYS), status
