"""林业碳汇保险: policies on a planting or a project, claims, what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext
from wtforms.fields import SelectChoice

from casework.accounts import service as accounts
from casework.credits import register as credits_register
from casework.insurance import InsurancePolicy, claiming, policies
from casework.proceedings import history, service
from casework.proceedings.names import duty_name
from casework.proceedings.overview import head_of, today
from casework.web.insurance.forms import ClaimForm, PolicyForm, StepForm
from casework.web.sending import Page, sent
from rules.proceedings.state import Money
from rules.settlement.insurance_kinds import insurance_kinds

blueprint = Blueprint("insurance", __name__)

RESULTS = {"part": "部分合格", "fail": "不合格"}


def _page(template: str, form: Any, **shown: Any) -> Callable[[str, int], Page]:
    return lambda message, status: (
        render_template(f"pages/insurance/{template}.html", form=form, message=message, **shown),
        status,
    )


@blueprint.route("/folders/<int:folder_id>/obligations/<key>/insurance/new", methods=["GET", "POST"])
def insure_duty(folder_id: int, key: str) -> Page:
    """登记保险: a policy on what is planted for a duty."""
    person = accounts.signed_in_person()
    folder = service.get_for(person, folder_id)
    policies.to_insure(folder, person, key)
    case = history.history(folder)
    back = url_for("restoring.show", folder_id=folder.id, key=key)
    form, shown = PolicyForm(), {"on": duty_name(case.obligations[key]), "head": head_of(folder, case), "back": back}
    shown |= {"kinds": insurance_kinds().values()}
    besides = [one for one in policies.insurable(folder) if one.id != key]
    form.others.choices = [SelectChoice(one.id, f"{duty_name(one)}（{'、'.join(one.obligors)}）") for one in besides]
    return sent(
        form,
        lambda: policies.insure_duty(folder, person, key, form.entry(), form.others.data or ()),
        _page("policy_form", form, **shown),
        gettext("保险已登记。"),
        back,
    )


@blueprint.route("/credits/projects/<int:project_id>/insurance/new", methods=["GET", "POST"])
def insure_project(project_id: int) -> Page:
    """登记保险: a policy on a project of the register."""
    person, project = accounts.signed_in_person(), credits_register.project(project_id)
    policies.require_keeper(person, project)
    back = url_for("credits.project", project_id=project.id)
    form, shown = PolicyForm(), {"on": project.name, "head": None, "back": back, "kinds": insurance_kinds().values()}
    return sent(
        form,
        lambda: policies.insure_project(person, project, form.entry()),
        _page("policy_form", form, **shown),
        gettext("保险已登记。"),
        back,
    )


@blueprint.get("/insurance/<int:policy_id>")
def show(policy_id: int) -> Page:
    """A policy with its claims and what became of them."""
    person = accounts.signed_in_person()
    policy = policies.policy_for(person, policy_id)
    return render_template(
        "pages/insurance/show.html",
        claims=claiming.claims_of(policy),
        steps=claiming.STEPS,
        may_record=policies.may_record(person, policy),
        **_about(policy),
    )


def _about(policy: InsurancePolicy) -> dict[str, Any]:
    """What a policy is on, and where that is shown."""
    if policy.folder_id is None:
        project = credits_register.project(policy.project_id or 0)
        back = url_for("credits.project", project_id=project.id)
        return {"policy": policy, "on": project.name, "head": None, "folder": None, "back": back, "looks": {}}
    folder = service.get_for(accounts.signed_in_person(), policy.folder_id)
    case = history.history(folder)
    duties = [case.obligations[key] for key in policies.duties_of(policy)]
    back = url_for("restoring.show", folder_id=folder.id, key=duties[0].id)
    looks = {one.act: (duty.id, one) for duty in duties for one in duty.inspections}
    on = gettext("、").join(duty_name(one) for one in duties)
    said = {"on": on, "head": head_of(folder, case), "folder": folder, "back": back, "looks": looks}
    return {"policy": policy, **said}


@blueprint.route("/insurance/<int:policy_id>/claims/new", methods=["GET", "POST"])
def claim(policy_id: int) -> Page:
    """登记索赔."""
    person = accounts.signed_in_person()
    policy = policies.policy_for(person, policy_id)
    policies.require(person, policy)
    form = ClaimForm(data={"claimed_on": today()})
    looks = [
        SelectChoice(str(one.act), gettext("第 %(act)s 次办理，%(day)s", act=one.act, day=one.at) + RESULTS[one.result])
        for one in claiming.failed_looks(policy)
    ]
    form.act.choices = [SelectChoice("0", gettext("（不是由检查验收发现）")), *looks]
    address = url_for("insurance.show", policy_id=policy.id)
    return sent(
        form,
        lambda: claiming.claim(person, policy, form.entry()),
        _page("claim_form", form, **_about(policy)),
        gettext("索赔已登记。"),
        address,
    )


def _payment(one: Money) -> SelectChoice:
    told = gettext("第 %(act)s 次办理，%(day)s %(amount)s 元", act=one.act, day=one.at, amount=f"{one.amount:,.2f}")
    return SelectChoice(str(one.act), gettext("%(told)s，%(payer)s", told=told, payer=one.whom))


@blueprint.route("/insurance/claims/<int:claim_id>/steps/new", methods=["GET", "POST"])
def settle(claim_id: int) -> Page:
    """登记赔付、拒赔、撤回."""
    person = accounts.signed_in_person()
    policy, found = claiming.claim_for(person, claim_id)
    policies.require(person, policy)
    form = StepForm(data={"done_on": today()})
    none = SelectChoice("0", gettext("（没有进入案款账户）"))
    form.act.choices = [none, *map(_payment, claiming.payments(policy))]
    address = url_for("insurance.show", policy_id=policy.id)
    shown = {**_about(policy), "claimed": found, "steps": claiming.STEPS}
    return sent(
        form,
        lambda: claiming.settle(person, claim_id, form.entry()),
        _page("step_form", form, **shown),
        gettext("已登记。"),
        address,
    )
