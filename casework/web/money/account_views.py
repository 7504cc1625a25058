"""账户登记簿: the bank accounts of institutions, to which lines of cases refer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

from casework import permissions
from casework.accounts import service as people
from casework.money import banking
from casework.proceedings.overview import today
from casework.web.money.blueprint import blueprint
from casework.web.money.forms import AccountForm, EndForm
from casework.web.pages import page_at
from casework.web.sending import Page, sent


def _page(template: str, form: Any, **shown: Any) -> Callable[[str, int], Page]:
    return lambda message, status: (
        render_template(f"pages/money/{template}.html", form=form, message=message, **shown),
        status,
    )


@blueprint.get("/money/accounts")
def accounts() -> Page:
    """All accounts, by institution."""
    person, page = people.signed_in_person(), banking.accounts(page_at())
    may = {one.id: permissions.may(person, permissions.KEEP_ACCOUNTS, of=one.institution) for one in page.rows}
    may_add = permissions.may(person, permissions.KEEP_ACCOUNTS, of=person.institution)
    return render_template("pages/money/accounts.html", page=page, may=may, may_add=may_add, today=today())


@blueprint.route("/money/accounts/new", methods=["GET", "POST"])
def new_account() -> Page:
    """登记账户."""
    person = people.signed_in_person()
    permissions.require(person, permissions.KEEP_ACCOUNTS, of=person.institution)
    form = AccountForm()
    shown = _page("account_form", form, place=person.institution.name)
    done, address = gettext("账户已登记。"), url_for("money.accounts")
    return sent(form, lambda: banking.add(person, form.entry()), shown, done, address)


@blueprint.route("/money/accounts/<int:account_id>/end", methods=["GET", "POST"])
def end_account(account_id: int) -> Page:
    """登记止日."""
    person = people.signed_in_person()
    account = banking.kept(person, account_id)
    form = EndForm(data={"valid_until": today()})
    shown = _page("account_end", form, account=account)
    done, address = gettext("账户的止日已登记。"), url_for("money.accounts")
    return sent(form, lambda: banking.end(person, account_id, form.valid_until.data), shown, done, address)
