"""碳汇: the register of projects, lots and uses, and the search for serial numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework import permissions
from casework.accounts import service as accounts
from casework.credits import COMPLIANCE, offsetting, registration, search, stretches
from casework.credits import register as credits_register
from casework.credits.errors import NoSerial
from casework.errors import Impossible, Invalid
from casework.insurance import policies
from casework.web.credits import duty_views, import_views, lookup_views
from casework.web.credits.blueprint import Page, blueprint
from casework.web.credits.forms import LotForm, ProjectForm, ReasonForm, UseForm
from casework.web.formfields import place
from casework.web.pages import page_at
from casework.wording import joined
from rules.settlement.offsets import offset_rules

__all__ = ["blueprint", "duty_views", "import_views", "lookup_views"]

Show = Callable[[str, int], Page]


@blueprint.get("/credits")
def register() -> Page:
    """The register of projects and lots, and the search for a serial number."""
    person = accounts.signed_in_person()
    wanted = request.args.get("serial", "").strip()
    project = request.args.get("project", type=int)
    answer, refused = None, ""
    try:
        answer = search.find_serials(person, wanted, project) if wanted else None
    except NoSerial as problem:
        refused = problem.message
    return render_template(
        "pages/credits/register.html",
        projects=credits_register.projects(page_at()),
        wanted=wanted,
        wanted_project=credits_register.project(project) if wanted and project else None,
        answer=answer,
        refused=refused,
        most_found=search.MOST_FOUND,
        may_register=permissions.may(person, permissions.KEEP_REGISTER),
        use_names=credits_register.USE_NAMES,
    )


@blueprint.get("/credits/types")
def types() -> Page:
    """What is known of each type of credit, with its source, and what was not found."""
    return render_template("pages/credits/types.html", types=credits_register.types())


@blueprint.get("/credits/projects/<int:project_id>")
def project(project_id: int) -> Page:
    """A project with a stretch of its lots, uses and free serials."""
    found = credits_register.project(project_id)
    return render_template(
        "pages/credits/project.html",
        project=found,
        lots=stretches.lots_of(found, page_at()),
        may_register=registration.may_keep(accounts.signed_in_person(), found),
        use_names=credits_register.USE_NAMES,
        other_uses=credits_register.OTHER_USES,
        policies=policies.of_project(project_id),
    )


@blueprint.get("/credits/uses/<int:use_id>")
def use(use_id: int) -> Page:
    """A use outside this system; one for compliance with the worksheet of its limits."""
    found = credits_register.other_use(use_id)
    return render_template(
        "pages/credits/use.html",
        use=found,
        project=credits_register.project(found.project_id),
        lot=credits_register.lot(found.lot_id),
        offset=offsetting.of_use(found),
        kinds=offsetting.KINDS,
        use_names=credits_register.USE_NAMES,
        compliance=COMPLIANCE,
    )


def _entered(form: Any, save: Callable[[], Any], show: Show, done: str, target: Callable[[Any], str]) -> Page:
    """Save what a form says; a refusal shows the form again with what was typed."""
    if request.method == "GET":
        return show("", 200)
    if not form.validate():
        return show("", 422)
    try:
        saved = save()
    except Invalid as refusal:
        left = place(form, refusal.errors)
        return show(joined((error.message for error in left), "；") or refusal.message, refusal.status)
    except Impossible as refusal:
        return show(refusal.message, refusal.status)
    flash(done, "success")
    return redirect(target(saved))


def _register_page(template: str, form: Any, **shown: Any) -> Show:
    return lambda message, status: (
        render_template(f"pages/credits/{template}.html", form=form, message=message, **shown),
        status,
    )


@blueprint.route("/credits/projects/new", methods=["GET", "POST"])
def new_project() -> Page:
    """Enter a project."""
    person = accounts.signed_in_person()
    permissions.require(person, permissions.KEEP_REGISTER)
    form = ProjectForm()
    return _entered(
        form,
        lambda: registration.add_project(person, form.entry()),
        _register_page("project_form", form, types=[type for type in credits_register.types() if type.issued]),
        gettext("项目已登记。"),
        lambda saved: url_for("credits.project", project_id=saved.id),
    )


@blueprint.route("/credits/projects/<int:project_id>/lots/new", methods=["GET", "POST"])
def new_lot(project_id: int) -> Page:
    """Enter a lot of a project."""
    person = accounts.signed_in_person()
    kept = registration.kept_project(person, project_id)
    form = LotForm()
    return _entered(
        form,
        lambda: registration.add_lot(person, project_id, form.entry()),
        _register_page("lot_form", form, project=kept),
        gettext("批次已登记。"),
        lambda saved: url_for("credits.project", project_id=project_id),
    )


@blueprint.post("/credits/lots/<int:lot_id>/remove")
def remove_lot(lot_id: int) -> Page:
    """Remove a lot that was entered in error and never used."""
    lot = registration.remove_lot(accounts.signed_in_person(), lot_id)
    flash(gettext("误登的批次已删除。"), "success")
    return redirect(url_for("credits.project", project_id=lot.project_id))


@blueprint.route("/credits/projects/<int:project_id>/uses/new", methods=["GET", "POST"])
def new_use(project_id: int) -> Page:
    """Enter a use outside this system."""
    person = accounts.signed_in_person()
    kept = registration.kept_project(person, project_id)
    form = UseForm()
    return _entered(
        form,
        lambda: registration.record_use(person, form.entry(project_id)),
        _register_page("use_form", form, project=kept, rules=offset_rules()),
        gettext("用途已登记，这些序列号不能再用于案件。"),
        lambda saved: url_for("credits.project", project_id=project_id),
    )


@blueprint.route("/credits/uses/<int:use_id>/release", methods=["GET", "POST"])
def release_use(use_id: int) -> Page:
    """Take back a use outside this system that was entered in error."""
    person = accounts.signed_in_person()
    form = ReasonForm()
    use = registration.other_use(person, use_id)
    return _entered(
        form,
        lambda: registration.release_use(person, use_id, form.reason.data or ""),
        _register_page("release_form", form, use=use, use_names=credits_register.USE_NAMES),
        gettext("用途登记已撤销。"),
        lambda saved: url_for("credits.project", project_id=use.project_id),
    )
