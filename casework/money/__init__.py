"""案款: what is fixed, received, held, given back and used in money, by case and by account.

The lines are those of the cases, which follow from their acts; the register of bank accounts is kept here.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.money.models import BankAccount

__all__ = ["BankAccount", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of accounts, the names of its actions, and which days acts may name an account on."""
    from casework.money import banking
    from casework.proceedings import hooks

    hooks.declare(app, keeper=banking.keep)
    audit.declare(
        app,
        proves=(Proven(BankAccount, changes=True),),
        names={"add_bank_account": _("登记账户"), "end_bank_account": _("登记账户止日")},
    )
