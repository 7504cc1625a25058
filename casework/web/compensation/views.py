"""方案 and 履行: the plan, the judge's decision on it, and how far it is performed."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accounts import service as accounts
from casework.cases import Case, lifecycle, stages
from casework.cases import service as cases
from casework.compensation import checking, plans, proposing
from casework.compensation import performance as compensation_performance
from casework.compensation import queries as compensation_queries
from casework.errors import Impossible, Invalid
from casework.web.compensation.forms import DecisionForm, PlanForm, ProofForm, plan_form
from casework.web.formfields import place
from casework.wording import joined

blueprint = Blueprint("compensation", __name__)

Page = str | tuple[str, int] | Response


def _case(case_id: int) -> Case:
    return cases.get_for(accounts.signed_in_person(), case_id)


@blueprint.get("/cases/<int:case_id>/plan")
def show(case_id: int) -> Page:
    """方案: the routes with their reasons, the plan, the decision."""
    return _show(_case(case_id))


def _show(case: Case, form: DecisionForm | None = None, message: str = "", status: int = 200) -> Page:
    return render_template(
        "pages/compensation/show.html",
        case=case,
        next_step=cases.next_step(case),
        page=compensation_queries.page(case, accounts.signed_in_person()),
        form=form or DecisionForm(formdata=None),
        message=message,
    ), status


@blueprint.route("/cases/<int:case_id>/plan/new", methods=["GET", "POST"])
def propose(case_id: int) -> Page:
    """Propose a plan on the confirmed loss."""
    case, person = _case(case_id), accounts.signed_in_person()
    basis = proposing.begin(case, person)
    form = plan_form(basis)
    if request.method == "GET":
        return _propose_page(case, basis, form)
    if not form.validate():
        return _propose_page(case, basis, form, status=422)
    try:
        lifecycle.check_version(case, form.row_version.data)
        proposing.propose(case, person, form.entry())
    except Invalid as refusal:
        left = place(form, refusal.errors, form.fields())
        message = joined((error.message for error in left), "；") or refusal.message
        return _propose_page(case, basis, form, message, refusal.status)
    except Impossible as refusal:
        return _propose_page(case, basis, form, refusal.message, refusal.status)
    flash(gettext("方案已提出，等待法官审查。"), "success")
    return redirect(url_for("compensation.show", case_id=case.id))


def _propose_page(case: Case, basis: plans.Basis, form: PlanForm, message: str = "", status: int = 200) -> Page:
    return render_template(
        "pages/compensation/propose.html",
        case=case,
        next_step=cases.next_step(case),
        basis=basis,
        form=form,
        message=message,
    ), status


@blueprint.post("/cases/<int:case_id>/plan/decision")
def decide(case_id: int) -> Page:
    """Approve the plan or return it, by the chosen button."""
    case, person = _case(case_id), accounts.signed_in_person()
    form = DecisionForm()
    reason, decision = form.reason.data or "", request.form.get("decision")
    if decision not in ("approve", "return"):
        abort(400)
    try:
        # First of all: who may never decide is told so, however old the page.
        lifecycle.check_step(case, stages.STEPS["approve"], person)
        lifecycle.check_version(case, form.row_version.data)
        if decision == "approve":
            plans.approve(case, person, reason)
            flash(gettext("方案已准许，进入履行。"), "success")
        else:
            plans.send_back(case, person, reason)
            flash(gettext("方案已退回。"), "success")
    except Invalid as refusal:
        place(form, refusal.errors)
        return _show(case, form, refusal.message, refusal.status)
    except Impossible as refusal:
        return _show(case, form, refusal.message, refusal.status)
    return redirect(url_for("compensation.show", case_id=case.id))


@blueprint.get("/cases/<int:case_id>/performance")
def performance(case_id: int) -> Page:
    """履行: each item from plan to purchase to retirement, or to its proof."""
    case, person = _case(case_id), accounts.signed_in_person()
    found = compensation_performance.performance(case)
    return render_template(
        "pages/compensation/performance.html",
        case=case,
        next_step=cases.next_step(case),
        performance=found,
        recorders=checking.recorders(found),
        states=compensation_performance.STATES,
        actions=[step.action for step in lifecycle.steps_for(case, person)],
        may_prove=compensation_performance.may_prove(case, person),
    )


@blueprint.route("/cases/<int:case_id>/performance/<int:item_id>/proof", methods=["GET", "POST"])
def prove(case_id: int, item_id: int) -> Page:
    """Record the paper that proves an item other than credits done."""
    case, person = _case(case_id), accounts.signed_in_person()
    item = compensation_performance.item_to_prove(case, person, item_id)
    form = ProofForm()
    message, status = "", 200
    if request.method == "POST":
        if not form.validate():
            status = 422
        else:
            try:
                lifecycle.check_version(case, form.row_version.data)
                compensation_performance.prove(case, person, item_id, form.entry())
            except Invalid as refusal:
                place(form, refusal.errors)
                message, status = refusal.message, refusal.status
            except Impossible as refusal:
                message, status = refusal.message, refusal.status
            else:
                flash(gettext("履行证明已登记。"), "success")
                return redirect(url_for("compensation.performance", case_id=case.id))
    return render_template(
        "pages/compensation/prove.html",
        case=case,
        next_step=cases.next_step(case),
        item=item,
        form=form,
        message=message,
    ), status
