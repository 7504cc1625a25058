"""认购与注销 under a duty of a case kept by its acts: buy from the register, confirm the retirement, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework.accounts import service as accounts
from casework.cases import Case
from casework.credits import fulfilling, purchases
from casework.credits import register as credits_register
from casework.credits.fulfilling import Bought
from casework.credits.register import Free
from casework.errors import Impossible, Invalid, Stale
from casework.proceedings import Folder, history, overview, service
from casework.web.credits.blueprint import Page, blueprint
from casework.web.credits.forms import DutyPurchaseForm, DutyRetirementForm, ReasonForm
from casework.web.formfields import place
from casework.wording import joined


def _folder(folder_id: int) -> Folder:
    return service.get_for(accounts.signed_in_person(), folder_id)


def _page(template: str, folder: Folder, of: Case, form: Any, **shown: Any) -> Callable[[str, int], Page]:
    return lambda message, status: (
        render_template(
            f"pages/credits/{template}.html",
            page=overview.head_of(folder, history.history(folder)),
            folder=folder,
            of=of,
            form=form,
            message=message,
            **shown,
        ),
        status,
    )


def _sent(
    folder: Folder, form: Any, save: Callable[[], object], show: Callable[[str, int], Page], done: str, key: str
) -> Page:
    """Save what a form says; a refusal shows the form again with what was typed."""
    if request.method == "GET":
        return show("", 200)
    if not form.validate():
        return show("", 422)
    try:
        save()
    except Invalid as refusal:
        left = place(form, getattr(refusal, "errors", ()))
        return show(joined((error.message for error in left), "；") or refusal.message, refusal.status)
    except (Impossible, Stale) as refusal:
        return show(refusal.message, refusal.status)
    flash(done, "success")
    return redirect(url_for("proceedings.show", folder_id=folder.id, _anchor=key))


@blueprint.route("/folders/<int:folder_id>/obligations/<key>/purchases/new", methods=["GET", "POST"])
def buy(folder_id: int, key: str) -> Page:
    """从登记簿认购: record a purchase for a duty."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    of, owed = fulfilling.to_buy(folder, person, key)
    types = {owed.credit_type} if owed.credit_type else {one.id for one in credits_register.types()}
    free = credits_register.suggested(types, owed.left_t)
    form = DutyPurchaseForm(data=_answers(owed) | _chosen(free, _place(free, owed, request.args.get("free", type=int))))
    form.offer(credits_register.offered(types))
    return _sent(
        folder,
        form,
        lambda: fulfilling.buy(folder, person, key, form.entry(), form.row_version.data),
        _page("duty_purchase", folder, of, form, owed=owed, free=free),
        gettext("认购已登记。取得注销凭证后，在本案该事项下确认注销。"),
        key,
    )


def _answers(owed: Bought) -> dict[str, Any]:
    """The price that was fixed, and today as the day of the contract."""
    found: dict[str, Any] = {"trade_date": overview.today()}
    return found if owed.price_cny is None else found | {"price_cny": owed.price_cny}


def _place(free: list[Free], owed: Bought, asked: int | None) -> int | None:
    """Which of the suggested serials to fill in: those asked for, else the first if they are all that is wanted."""
    whole = bool(free) and owed.left_t is not None and free[0].tonnes == owed.left_t
    return asked if asked is not None or not whole else 0


def _chosen(free: list[Free], place: int | None) -> dict[str, Any]:
    """What the chosen one of the suggested serials fills in; nothing where none was chosen."""
    if place is None or not 0 <= place < len(free):
        return {}
    one = free[place]
    seller = purchases.last_seller(one.project.id)
    if one.lot.ticket_no:
        given = {"project_id": one.project.id, "seller": seller}
        return given | {"ticket_no": one.lot.ticket_no, "quantity_t": one.tonnes}
    return {
        "project_id": one.project.id,
        "seller": seller,
        "serial_from": one.serials.first,
        "serial_to": one.serials.last,
    }


@blueprint.route("/folders/<int:folder_id>/purchases/<int:purchase_id>/retire", methods=["GET", "POST"])
def confirm_retirement(folder_id: int, purchase_id: int) -> Page:
    """确认注销: record the registry's certificate, which performs the duty."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    held = fulfilling.to_retire(folder, person, purchase_id)
    form = DutyRetirementForm()
    return _sent(
        folder,
        form,
        lambda: fulfilling.retire(folder, person, purchase_id, form.entry(), form.row_version.data),
        _page("duty_retire", folder, held.of, form, holding=held.holding, key=held.key),
        gettext("注销已确认，履行已记入办案记录。"),
        held.key,
    )


@blueprint.route("/folders/<int:folder_id>/purchases/<int:purchase_id>/cancel", methods=["GET", "POST"])
def take_back(folder_id: int, purchase_id: int) -> Page:
    """Take back a purchase that was entered in error."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    held = fulfilling.to_retire(folder, person, purchase_id)
    form = ReasonForm()
    return _sent(
        folder,
        form,
        lambda: fulfilling.take_back(folder, person, purchase_id, form.reason.data or ""),
        _page("duty_cancel", folder, held.of, form, holding=held.holding, key=held.key),
        gettext("认购登记已撤销，序列号已释放。"),
        held.key,
    )
