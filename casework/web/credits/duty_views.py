"""认购与注销 under a duty of a case kept by its acts: buy from the register, confirm the retirement, take back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from io import BytesIO
from typing import Any

from flask import render_template, request, send_file, url_for
from flask_babel import gettext

from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.cases import Case
from casework.credits import confirming, fulfilling, paying, purchases, reserving, retirements, sharing
from casework.credits import register as credits_register
from casework.credits.certificates import EXTENSIONS
from casework.credits.errors import UnknownCredit
from casework.credits.fulfilling import Bought
from casework.credits.register import Free
from casework.proceedings import Folder, facts, history, overview, service
from casework.web.credits.blueprint import Page, blueprint
from casework.web.credits.forms import (
    ConfirmationForm,
    DutyPurchaseForm,
    DutyRetirementForm,
    ReasonForm,
    ReservationForm,
    SendBackForm,
    StepForm,
    shared_form,
)
from casework.web.sending import sent
from casework.wording import words
from rules.settlement.prices import titles as price_titles


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
    """As ``sent``, back to the duty on the page of the case."""
    return sent(form, save, show, done, url_for("proceedings.show", folder_id=folder.id, _anchor=key))


@blueprint.route("/folders/<int:folder_id>/obligations/<key>/purchases/new", methods=["GET", "POST"])
def buy(folder_id: int, key: str) -> Page:
    """从登记簿认购: record a purchase for a duty."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    of, owed = fulfilling.to_buy(folder, person, key)
    types = {owed.credit_type} if owed.credit_type else {one.id for one in credits_register.types()}
    free = _free(types, owed)
    held = request.args.get("reservation", type=int)
    reserved = _reserved(owed, held) if held is not None else None
    chosen = reserved or _chosen(free, _place(free, owed, request.args.get("free", type=int)))
    form = DutyPurchaseForm(data=_answers(owed) | chosen)
    offered = _offer(form, types)
    return _sent(
        folder,
        form,
        lambda: fulfilling.buy(folder, person, key, form.entry(), form.row_version.data),
        _page("duty_purchase", folder, of, form, owed=owed, free=free, offered=offered),
        gettext("认购已登记。取得注销凭证后，在本案该事项下确认注销。"),
        key,
    )


@blueprint.route("/folders/<int:folder_id>/purchases/new", methods=["GET", "POST"])
def buy_together(folder_id: int) -> Page:
    """按份认购: one contract for several duties, each with its share."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    case = history.history(folder)
    keys = fulfilling.buyable(folder, person, case)
    if len(keys) < 2:
        raise UnknownCredit(gettext("本案没有两项以上可以认购的义务。"))
    of, owed = facts.case_of(folder), fulfilling.bought(folder, case)
    assert of is not None, "something can be bought for it"
    names = {key: words(f"{owed[key].name}（{'、'.join(owed[key].duty.obligors)}）") for key in keys}
    form = shared_form(names)(data={"trade_date": overview.today(), **_lacking({key: owed[key] for key in keys})})
    types = {owed[key].credit_type for key in keys if owed[key].credit_type} or {
        one.id for one in credits_register.types()
    }
    offered = _offer(form, types)
    return _sent(
        folder,
        form,
        lambda: sharing.buy_together(folder, person, form.shares, form.entry(), form.row_version.data),
        _page(
            "shared_purchase", folder, of, form, offered=offered, fields=[form[sharing.field_of(key)] for key in keys]
        ),
        gettext("认购已按份登记。取得注销凭证后，在各项义务下录入。"),
        keys[0],
    )


def _free(types: Collection[str], owed: Bought) -> list[credits_register.Free]:
    """What could be bought; nothing where all is bought."""
    return [] if owed.left_t is not None and owed.left_t <= 0 else credits_register.suggested(types, owed.left_t)


def _offer(form: Any, types: Collection[str]) -> credits_register.Offered:
    """Let a form offer the projects of these types that have something left, and the one that it names."""
    named = str(form.project_id.data or "")
    kept = {int(named)} if named.isascii() and named.isdecimal() and len(named) <= MOST_DIGITS else set()
    found = credits_register.offered(types, kept, request.args.get("code", "").strip()[:100])
    form.offer(found.projects)
    return found


MOST_DIGITS = 9
"""Of the number of a row."""


def _lacking(owed: Mapping[str, Bought]) -> dict[str, Any]:
    """What each duty still lacks, and the price that was fixed."""
    found = {sharing.field_of(key): one.left_t for key, one in owed.items() if one.left_t}
    prices = {one.price_cny for one in owed.values() if one.price_cny is not None}
    return found | ({"price_cny": prices.pop()} if len(prices) == 1 else {})


def _answers(owed: Bought) -> dict[str, Any]:
    """The price that was fixed, and today as the day of the contract."""
    found: dict[str, Any] = {"trade_date": overview.today()}
    return found if owed.price_cny is None else found | {"price_cny": owed.price_cny}


def _reserved(owed: Bought, reservation_id: int) -> dict[str, Any]:
    """What a reservation in force fills in: its serials and the price that was quoted."""
    one = next((each for each in owed.reserved if each.row.id == reservation_id), None)
    if one is None:
        return {}
    row = one.row
    given = {"project_id": row.project_id, "price_cny": row.price_cny, "quantity_t": row.tonnes}
    given["seller"] = purchases.last_seller(row.project_id)
    if one.lot.ticket_no:
        return given | {"ticket_no": one.lot.ticket_no}
    first, last = one.lot.as_printed(row.serial_from), one.lot.as_printed(row.serial_to)
    return given | {"serial_from": first, "serial_to": last}


@blueprint.route("/folders/<int:folder_id>/obligations/<key>/reservations/new", methods=["GET", "POST"])
def reserve(folder_id: int, key: str) -> Page:
    """预留: hold serials for a duty until a day, with the price that was quoted."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    of, owed = fulfilling.to_buy(folder, person, key)
    types = {owed.credit_type} if owed.credit_type else {one.id for one in credits_register.types()}
    free = _free(types, owed)
    quoted = {name: owed.duty.details.get(name) for name in ("price_rule", "price_source", "price_date")}
    form = ReservationForm(data=_answers(owed) | quoted | _chosen(free, _place(free, owed, None)))
    offered = _offer(form, types)
    return _sent(
        folder,
        form,
        lambda: reserving.reserve(folder, person, key, form.entry(), form.row_version.data),
        _page("duty_reserve", folder, of, form, owed=owed, rules=price_titles(), offered=offered),
        gettext("已预留。到期前签订合同的，从预留转为认购。"),
        key,
    )


@blueprint.route("/folders/<int:folder_id>/reservations/<int:reservation_id>/cancel", methods=["GET", "POST"])
def give_back(folder_id: int, reservation_id: int) -> Page:
    """取消预留: end a reservation before its day."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    one, form = reserving.found(folder, person, reservation_id), ReasonForm()
    of = facts.case_of(folder)
    assert of is not None, "it has a reservation"
    return _sent(
        folder,
        form,
        lambda: reserving.give_back(folder, person, reservation_id, form.reason.data or ""),
        _page("duty_give_back", folder, of, form, reserved=one),
        gettext("预留已取消，序列号已释放。"),
        one.row.obligation,
    )


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
def enter_retirement(folder_id: int, purchase_id: int) -> Page:
    """录入注销凭证: what the registry's certificate says, for another officer to confirm."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    held = fulfilling.held(folder, person, purchase_id)
    form = DutyRetirementForm()
    return _sent(
        folder,
        form,
        lambda: confirming.enter(folder, person, purchase_id, form.entry(), form.row_version.data),
        _page("duty_retire", folder, held.of, form, holding=held.holding, key=held.key),
        gettext("注销凭证已录入，由另一人对照凭证逐项核对后确认。"),
        held.key,
    )


@blueprint.route("/folders/<int:folder_id>/retirements/<int:entry_id>", methods=["GET", "POST"])
def confirm_retirement(folder_id: int, entry_id: int) -> Page:
    """核对注销凭证: hold an entry against its certificate field by field, which performs the duty."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    found = confirming.to_confirm(folder, person, entry_id)
    form = ConfirmationForm()
    return _sent(
        folder,
        form,
        lambda: confirming.confirm(folder, person, entry_id, form.checked),
        _confirmation(folder, found, form, SendBackForm(formdata=None)),
        gettext("注销已确认，履行已记入办案记录。"),
        found.held.key,
    )


def _confirmation(
    folder: Folder, found: confirming.Waiting, form: ConfirmationForm, back: SendBackForm
) -> Callable[[str, int], Page]:
    own = found.entry.entered_by == accounts.signed_in_person().id
    shown = {"found": found, "back": back, "own": own, "purposes": retirements.PURPOSES}
    return _page("duty_confirm", folder, found.held.of, form, **shown)


@blueprint.post("/folders/<int:folder_id>/retirements/<int:entry_id>/return")
def return_retirement(folder_id: int, entry_id: int) -> Page:
    """退回: send an entry back that does not agree with its certificate."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    found = confirming.to_confirm(folder, person, entry_id)
    back = SendBackForm()
    return _sent(
        folder,
        back,
        lambda: confirming.send_back(folder, person, entry_id, back.reason.data or ""),
        _confirmation(folder, found, ConfirmationForm(formdata=None), back),
        gettext("注销凭证已退回，可以重新录入。"),
        found.held.key,
    )


@blueprint.get("/folders/<int:folder_id>/retirements/<int:entry_id>/certificate")
def entered_certificate(folder_id: int, entry_id: int) -> Page:
    """The file of a certificate that waits for its confirmation."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    entry = confirming.to_confirm(folder, person, entry_id).entry
    name = f"certificate-{entry.id}.{EXTENSIONS[entry.certificate_type]}"
    accesses.downloaded(person, folder, name)
    return send_file(BytesIO(entry.certificate_file), mimetype=entry.certificate_type, download_name=name)


@blueprint.route("/folders/<int:folder_id>/purchases/<int:purchase_id>/steps/new", methods=["GET", "POST"])
def purchase_step(folder_id: int, purchase_id: int) -> Page:
    """付款、交割、退款: what became of a contract."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    held = fulfilling.followed(folder, person, purchase_id)
    form = StepForm(data={"done_on": overview.today()})
    return _sent(
        folder,
        form,
        lambda: paying.record(folder, person, purchase_id, form.entry(), form.row_version.data),
        _page("duty_step", folder, held.of, form, holding=held.holding, key=held.key, steps=paying.STEPS),
        gettext("已登记。"),
        held.key,
    )


@blueprint.route("/folders/<int:folder_id>/purchases/<int:purchase_id>/cancel", methods=["GET", "POST"])
def take_back(folder_id: int, purchase_id: int) -> Page:
    """Take back a purchase that failed or was entered in error."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    held = fulfilling.held(folder, person, purchase_id)
    form = ReasonForm()
    return _sent(
        folder,
        form,
        lambda: fulfilling.take_back(folder, person, purchase_id, form.reason.data or ""),
        _page("duty_cancel", folder, held.of, form, holding=held.holding, key=held.key),
        gettext("认购登记已撤销，序列号已释放。"),
        held.key,
    )
