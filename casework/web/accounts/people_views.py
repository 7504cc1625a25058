"""Pages on which an administrator looks after people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from casework import permissions
from casework.accounts import Person, administration, history, institutions, links, queries, second_factor, service
from casework.accounts.errors import EntryRefused, NotNow
from casework.proceedings import handover
from casework.web.accounts.administration_forms import (
    NameForm,
    PersonForm,
    ReasonForm,
    RolesForm,
    TransferForm,
)
from casework.web.accounts.blueprint import blueprint
from casework.web.accounts.secrets import unkept
from casework.web.formfields import place as place_mistakes
from casework.web.pages import page_at

Page = str | tuple[str, int] | Response


def administrator() -> Person:
    """Who is signed in, who must be one that looks after people at all."""
    person = service.signed_in_person()
    permissions.require_any(person, permissions.MANAGE_PEOPLE)
    return person


@blueprint.get("/people")
def people() -> str:
    """人员: those I look after."""
    actor = administrator()
    wanted = queries.Filter(
        text=request.args.get("text", "").strip()[:60],
        institution_id=request.args.get("institution", type=int),
        state=request.args.get("state", "") if request.args.get("state") in ("active", "disabled") else "",
    )
    return render_template(
        "pages/accounts/people.html",
        wanted=wanted,
        page=queries.people(actor, wanted, page_at()),
        places=institutions.managed(actor),
        titles=permissions.titles,
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
def new_person() -> Page:
    """新增人员: enter somebody, and be shown the link once."""
    actor = administrator()
    form = PersonForm(institution=request.args.get("institution", type=int))
    form.offer(institutions.managed(actor))

    def save() -> Response:
        person, token = administration.add_person(actor, form.entry())
        return _led_to_link(person, token)

    return entered(form, "person_form", save)


@blueprint.get("/people/<int:person_id>")
def person(person_id: int) -> str:
    """One person: roles, state, what was done to the account and by whom."""
    actor = administrator()
    shown = administration.person_for(actor, person_id)
    return render_template(
        "pages/accounts/person.html",
        shown=shown,
        titles=permissions.titles(shown.roles),
        link_until=links.open_until(shown),
        acts=history.of_person(shown),
        oneself=shown.id == actor.id,
        has_second_factor=second_factor.in_use(shown),
        in_hand=len(handover.in_hand(shown)),
    )


@blueprint.route("/people/<int:person_id>/name", methods=["GET", "POST"])
def person_name(person_id: int) -> Page:
    """更正姓名."""
    actor = administrator()
    shown = administration.person_for(actor, person_id)
    form = NameForm(name=shown.name)

    def save() -> Response:
        administration.correct_name(actor, person_id, form.name.data or "")
        return _back(shown, gettext("姓名已更正。"))

    return entered(form, "person_name", save, shown=shown)


@blueprint.route("/people/<int:person_id>/roles", methods=["GET", "POST"])
def person_roles(person_id: int) -> Page:
    """更改岗位."""
    actor = administrator()
    shown = administration.person_for(actor, person_id)
    form = RolesForm(roles=shown.roles)

    def save() -> Response:
        administration.set_roles(actor, person_id, form.roles.data or (), form.reason.data or "")
        return _back(shown, gettext("岗位已更改，立即生效。"))

    return entered(form, "person_roles", save, shown=shown, titles=permissions.titles(shown.roles))


@blueprint.route("/people/<int:person_id>/transfer", methods=["GET", "POST"])
def person_transfer(person_id: int) -> Page:
    """调动."""
    actor = administrator()
    shown = administration.person_for(actor, person_id)
    form = TransferForm(roles=shown.roles)
    form.offer(place for place in institutions.managed(actor) if place.id != shown.institution_id)

    def save() -> Response:
        roles, reason = form.roles.data or (), form.reason.data or ""
        administration.transfer(actor, person_id, form.institution.data, roles, reason)
        return _back(shown, gettext("已调动，原单位的案件不再可见；其全部登录已退出。"))

    in_hand = len(handover.in_hand(shown))
    return entered(form, "person_transfer", save, shown=shown, titles=permissions.titles(shown.roles), in_hand=in_hand)


@dataclass(frozen=True)
class Act:
    """What is looked at on a page of its own before it is done."""

    title: Any
    told: Any
    button: Any
    done: Any
    needs_reason: bool = True


ACTS = {
    "disable": Act(
        _("停用账号"),
        _("停用后此人立即退出全部登录，不能再登录，尚未使用的一次性链接作废；其以往的记录全部保留。可以恢复。"),
        _("停用"),
        _("账号已停用。"),
    ),
    "enable": Act(
        _("恢复账号"),
        _("恢复后原密码作废，由本人通过新的一次性链接重新设置密码。"),
        _("恢复并发放链接"),
        "",
    ),
    "reset": Act(
        _("重置密码"),
        _("现有密码立即作废、不能恢复，此人退出全部登录；由本人通过新的一次性链接重新设置密码。"),
        _("重置并发放链接"),
        "",
        needs_reason=False,
    ),
    "second-factor": Act(
        _("重置动态验证码"),
        _(
            "现有动态验证码立即作废，此人退出全部登录；本人以密码登录后可以在新手机上重新设置。只在手机遗失或者更换时办理。"
        ),
        _("重置动态验证码"),
        _("动态验证码已重置。"),
        needs_reason=False,
    ),
    "sign-out": Act(
        _("退出全部登录"),
        _("此人在所有设备上的登录立即失效，没有提交的内容不会保存；密码不变，可以重新登录。"),
        _("退出全部登录"),
        _("全部登录已退出。"),
        needs_reason=False,
    ),
}


@blueprint.route(
    "/people/<int:person_id>/<any(disable, enable, reset, 'second-factor', 'sign-out'):action>", methods=["GET", "POST"]
)
def person_act(person_id: int, action: str) -> Page:
    """Look at what an act does, then do it."""
    actor = administrator()
    shown = administration.person_for(actor, person_id)
    act, form = ACTS[action], ReasonForm()

    def save() -> Response:
        reason = form.reason.data or ""
        match action:
            case "disable":
                administration.disable(actor, person_id, reason)
            case "enable":
                return _led_to_link(shown, administration.enable(actor, person_id, reason))
            case "reset":
                return _led_to_link(shown, administration.reset(actor, person_id))
            case "second-factor":
                administration.reset_second_factor(actor, person_id)
            case _:
                administration.sign_out_everywhere(actor, person_id)
        return _back(shown, str(act.done))

    in_hand = len(handover.in_hand(shown)) if action == "disable" else 0
    grave = action in ("disable", "reset", "second-factor")
    return entered(form, "person_act", save, shown=shown, act=act, grave=grave, in_hand=in_hand)


def entered(form: Any, template: str, save: Callable[[], Response], **shown: Any) -> Page:
    """The page of a form; once it was sent what ``save`` answers, or the page again with every mistake."""
    message, status = "", 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                return save()
            except EntryRefused as refusal:
                place_mistakes(form, refusal.errors)
            except NotNow as refusal:
                message, status = refusal.message, refusal.status
    return render_template(f"pages/accounts/{template}.html", form=form, message=message, **shown), status


def _back(shown: Person, done: str) -> Response:
    flash(done, "success")
    return redirect(url_for("accounts.person", person_id=shown.id))


ISSUED = "issued"
"""Of the browser's session: the person and the token of a link that was just issued, until it is shown."""


def _led_to_link(shown: Person, token: str) -> Response:
    """To the page of the link. Only this browser has it, for this once."""
    session[ISSUED] = [shown.id, token]
    return redirect(url_for("accounts.issued_link", person_id=shown.id))


@blueprint.get("/people/<int:person_id>/link")
def issued_link(person_id: int) -> Page:
    """The link, this once: nothing of it is kept from which it could be shown again."""
    shown = administration.person_for(administrator(), person_id)
    owner, token = session.pop(ISSUED, None) or (None, "")
    if owner != shown.id:
        return redirect(url_for("accounts.person", person_id=shown.id))
    address = url_for("accounts.link", token=token, _external=True)
    hours = int(links.LASTS.total_seconds() // 3600)
    return unkept(render_template("pages/accounts/link_issued.html", shown=shown, address=address, hours=hours))
