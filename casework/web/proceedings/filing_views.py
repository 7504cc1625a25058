"""立案 of a case kept by its acts: one form, a page to check, then it is opened."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from casework import permissions
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.errors import Invalid
from casework.proceedings import filing, overview
from casework.proceedings.filing import Entry
from casework.web import resume
from casework.web.fact_fields import FactChoice, FactDay
from casework.web.formfields import Day, MarkNeeded, Needed, WholeForm, place, several
from casework.web.proceedings.blueprint import Page, blueprint
from casework.web.proceedings.fields import NOT_SAID
from casework.wording import official
from rules.casefile.offences import OFFENCES
from rules.proceedings.state import Party


class PartyForm(Form):
    """A person of the case. Without a name it is none."""

    name = StringField(_("姓名或者名称"), [MarkNeeded()])
    kind = SelectField(
        _("自然人或者单位"),
        choices=[SelectChoice("natural", _("自然人")), SelectChoice("unit", _("单位"))],
        validate_choice=False,
    )
    minor = BooleanField(_("行为时未满十八周岁"))
    incapable = BooleanField(_("无或者限制民事行为能力的成年人"))


class FilingForm(WholeForm):
    """What is known when a case is opened."""

    proceedings = several(_("办理的程序"), validators=[MarkNeeded()])
    opened = Day(_("立案日期"), [Needed()])
    parties = FieldList(FormField(PartyForm), _("当事人"), min_entries=1)
    offence = FactChoice("case.offence", [MarkNeeded()])
    conduct = FactDay("case.conduct.to", description=_("没有查明的留空"))
    place = StringField(_("行为地"), description=_("县、乡镇、村"))
    facts = TextAreaField(_("简要案情"), render_kw={"rows": 4})
    bureau = StringField(_("林业主管部门"), description=_("可以日后再加"), render_kw={"list": "known-bureau"})
    court = StringField(_("人民法院"), description=_("可以日后再加"), render_kw={"list": "known-court"})
    procuratorate = StringField(
        _("人民检察院"), description=_("可以日后再加"), render_kw={"list": "known-procuratorate"}
    )

    def entry(self) -> Entry:
        parties = [
            Party(
                row.form.name.data.strip(),
                row.form.kind.data or "natural",
                bool(row.form.minor.data),
                incapable=bool(row.form.incapable.data),
            )
            for row in self.parties.entries
            if (row.form.name.data or "").strip()
        ]
        known = dict.fromkeys(self.proceedings.data or ())
        return Entry(
            tuple(parties),
            self.offence.data or "",
            self.conduct.data,
            (self.place.data or "").strip(),
            tuple(name for name in known if name in filing.PROCEEDINGS),
            (self.facts.data or "").strip(),
            self.opened.data,
            {kind: (self[kind].data or "").strip() for kind in ("procuratorate", "court", "bureau") if kind in self},
        )


def _form(person: Person, sent: resume.Sent | None) -> FilingForm:
    listed = filing.proceedings_for(person)
    own = permissions.acting_kind(person.institution)
    fields: dict[str, Any] = {own: None} if own in ("procuratorate", "court", "bureau") else {}
    first = next((name for name in ("examining", "administrative") if name in listed), "")
    form: FilingForm = type("FilingForm", (FilingForm,), fields)(
        **resume.filled(sent), data={"proceedings": [first], "opened": overview.today()}
    )
    form.proceedings.choices = [SelectChoice(name, label) for name, label in listed.items()]
    form.offence.choices = [SelectChoice(*NOT_SAID), *(SelectChoice(one, official(one)) for one in OFFENCES)]
    return form


@blueprint.route("/folders/new", methods=["GET", "POST"])
def new() -> Page:
    """Open a case: the form, the page to check, then it is there."""
    person = accounts.signed_in_person()
    permissions.require(person, permissions.OPEN_FOLDER)
    sent, button = resume.sent(person), resume.step()
    form = _form(person, sent)
    if sent is None and resume.STEP in request.args:  # it is opened
        return redirect(url_for("proceedings.index"))
    if sent is not None and (away := resume.shown(person, resume.said(sent))) is not None:
        return away
    if sent is None or button == "edit":
        return _page(person, form, resumed=sent is not None and resume.STEP not in request.args)
    if button == "add":
        form.parties.append_entry()
        return _page(person, form)
    if not form.validate():
        return _page(person, form, status=422)
    entry = form.entry()
    try:
        if button == "save":
            if (again := resume.sent_before(person, resume.said(sent))) is not None:
                return again
            folder = filing.open_case(person, entry)
            flash(gettext("已立案：%(name)s。", name=folder.title), "success")
            return redirect(url_for("proceedings.show", folder_id=folder.id))
        case = filing.checked(person, entry)
    except Invalid as refusal:
        if (away := resume.refused(person, resume.said(sent))) is not None:
            return away
        left = place(form, refusal.errors, {"parties": form.parties.entries[0].form.name})
        message = "；".join(str(error.message) for error in left) or refusal.message
        return _page(person, form, message, refusal.status)
    return render_template(
        "pages/proceedings/check_filing.html",
        entry=entry,
        case=case,
        proceedings=filing.proceedings_for(person),
        unknown=filing.unknown(entry),
        sent=resume.said(sent),
    )


def _page(person: Person, form: FilingForm, message: str = "", status: int = 200, *, resumed: bool = False) -> Page:
    return render_template(
        "pages/proceedings/new.html",
        form=form,
        message=message,
        resumed=resumed,
        places=filing.institutions_for(person.institution),
    ), status
