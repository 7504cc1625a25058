"""Pages on which an administrator looks after institutions: the tree, one of them, what reference data still offers."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework import permissions
from casework.accounts import Institution, history, institutions, queries, reference
from casework.web.accounts.administration_forms import InstitutionForm, InstitutionNameForm, ReasonForm
from casework.web.accounts.blueprint import blueprint
from casework.web.accounts.people_views import Page, administrator, entered


@blueprint.get("/institutions", endpoint="institutions")
def tree() -> str:
    """单位: those I look after, by area."""
    actor = administrator()
    return render_template(
        "pages/accounts/institutions.html",
        branches=institutions.tree(actor),
        staffed=queries.staffed(actor),
        kinds=permissions.KINDS,
        certainties=history.CERTAINTIES,
        missing=len(institutions.missing_offices(actor)),
    )


@blueprint.route("/institutions/new", methods=["GET", "POST"])
def new_institution() -> Page:
    """登记单位."""
    actor = administrator()
    form = InstitutionForm()

    def save() -> Response:
        made = institutions.add_institution(
            actor, form.name.data or "", form.kind.data or "", (form.area_code.data or "").strip()
        )
        return _back(made, gettext("单位已登记。"))

    return entered(form, "institution_form", save, areas=reference.present_areas(), area_name=reference.area_name)


@blueprint.route("/institutions/missing", methods=["GET", "POST"])
def missing_institutions() -> Page:
    """名录中尚未登记的单位: look at them, then register all."""
    actor = administrator()
    form = ReasonForm()

    def save() -> Response:
        count = institutions.load_reference(actor)
        flash(gettext("新登记 %(count)s 个单位。名称待核的，请核对后更正或者确认。", count=count), "success")
        return redirect(url_for("accounts.institutions"))

    return entered(
        form,
        "institutions_missing",
        save,
        offices=institutions.missing_offices(actor),
        kinds=permissions.KINDS,
        certainties=history.CERTAINTIES,
        area_name=reference.area_name,
    )


@blueprint.get("/institutions/<int:institution_id>")
def institution(institution_id: int) -> str:
    """One institution: where it stands, who is there, what was done to it."""
    actor = administrator()
    place = institutions.institution_for(actor, institution_id)
    return render_template(
        "pages/accounts/institution.html",
        place=place,
        area=reference.area_name(place.area_code),
        kind=permissions.KINDS[place.kind],
        certainty=history.CERTAINTIES[place.certainty],
        people=queries.people(actor, queries.Filter(institution_id=place.id)),
        titles=permissions.titles,
        acts=history.of_institution(place),
    )


@blueprint.route("/institutions/<int:institution_id>/name", methods=["GET", "POST"])
def institution_name(institution_id: int) -> Page:
    """更正或者确认名称."""
    actor = administrator()
    place = institutions.institution_for(actor, institution_id)
    form = InstitutionNameForm(name=place.name)

    def save() -> Response:
        institutions.correct_institution(actor, institution_id, form.name.data or "")
        return _back(place, gettext("单位名称已更正或者确认。"))

    return entered(form, "institution_name", save, place=place, certainty=history.CERTAINTIES[place.certainty])


@blueprint.route("/institutions/<int:institution_id>/<any(close, reopen):action>", methods=["GET", "POST"])
def institution_act(institution_id: int, action: str) -> Page:
    """停用或者恢复单位."""
    actor = administrator()
    place = institutions.institution_for(actor, institution_id)
    form = ReasonForm()

    def save() -> Response:
        if action == "close":
            institutions.close_institution(actor, institution_id, form.reason.data or "")
            return _back(place, gettext("单位已停用。"))
        institutions.reopen_institution(actor, institution_id)
        return _back(place, gettext("单位已恢复。"))

    return entered(form, "institution_act", save, place=place, closing=action == "close")


def _back(place: Institution, done: str) -> Response:
    flash(done, "success")
    return redirect(url_for("accounts.institution", institution_id=place.id))
