"""缴纳通知书: a sum that is owed, in figures and capitals, to which account, by when (C8).

The account is that of whom the instrument names: of the register, of the office itself, or as it is written in the
paper, since no whole number is kept. Where no instrument names one, nothing is printed until somebody writes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import basis_told, before_court, contacts, duty_of, on_duty
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import (
    CREDITS,
    PERIOD,
    due_said,
    due_told,
    measured_told,
    period,
    rest_told,
    sum_in_both,
    sum_in_figures,
)
from casework.documents.paper_kind import (
    ACCOUNT,
    BANK,
    PAYEE,
    PHONE,
    Lack,
    PaperKind,
    Passage,
    Series,
    Subject,
    because,
    wanting,
)
from rules.proceedings.state import Obligation
from rules.reading.messages import template

NO_SUM = template("没有确定缴纳的金额")
OTHER_DIGITS = template("账号的末 %(count)s 位与登记簿中的“%(digits)s”不同")
NO_NUMBER = template("账号应当是数字")
AT_COURT = template("案件已经到法院，由法院通知缴纳")

MOST = 3
"""Names that a bank's remark holds."""


class PaymentNotice(PaperKind):
    """One for each duty in money."""

    name = "payment_notice"
    title = _("缴纳通知书")
    says = _("缴纳的项目、金额（数字和大写）、收款账户、期限、附言和凭证。")
    rank = 120
    position = 23
    layout = "B"
    offices = (COURT, PROCURATORATE, BUREAU)
    series = Series.CASE
    copies = 2
    served = True
    edition = 2
    passages = (
        PERIOD,
        Passage(
            PAYEE,
            _("收款户名"),
            _("裁判、协议、承诺或者缴纳数额的确定写明收款人的，从其写明；没有写明的，空白待填，不能签发。"),
        ),
        Passage(BANK, _("开户银行"), _("收款账户在账户登记簿中的，从登记簿。")),
        Passage(ACCOUNT, _("收款账号"), _("系统只保存末 4 位；本单位自己的账户从本单位登记的账号。")),
    )
    words = ("请将下列款项缴入", "大写", "缴款后请将凭证")

    def laid_out(self, matter: Matter) -> str:
        """As a court and a procuratorate head their papers; a bureau writes letters."""
        return {COURT: "B", PROCURATORATE: "C"}.get(matter.office.kind, "E")

    def numbered(self, matter: Matter) -> Series:
        """A bureau counts its own."""
        return Series.OWN if matter.office.kind == BUREAU else super().numbered(matter)

    def undue(self, matter: Matter) -> str:
        """Money must be owed; once the case is at court, it is the court's to ask for it."""
        if matter.office.kind != COURT and before_court(matter):
            return gettext(AT_COURT)
        return "" if _owed(matter) else because(NO_SUM, "undertake")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each sum that is owed and known."""
        return tuple(on_duty(one) for one in _owed(matter))

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """Where to ask."""
        return wanting(matter, PHONE)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who pays what for which head, into which account."""
        duty = duty_of(matter, subject)
        assert duty.rest is not None, "only such are asked for"
        known = matter.accounts().get(duty.payee)
        return {
            "persons": matter.together(duty.obligors or matter.names),
            "names": _remark(duty.obligors or matter.names),
            "you": matter.you(duty.obligors or matter.names),
            "case": matter.case_name,
            "number": matter.case_number or matter.case_name,
            "basis": basis_told(matter, duty),
            "head": _head(duty),
            "sum": sum_in_both(duty.rest),
            "paid": sum_in_figures(duty.done) if duty.done else "",
            "due": due_said(duty),
            "account": {"digits": known.digits if known is not None else ""},
            "contact": contacts(matter),
        }

    def recorded(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """When, and to whom, where the duty says it."""
        duty = duty_of(matter, subject)
        return period(duty) | _account(matter, duty)

    def unready(self, passages: Mapping[str, str], said: Json) -> list[str]:
        """A number that is none, or is not that of the account in the register."""
        written, digits = passages[ACCOUNT].replace(" ", "").replace("-", ""), said["account"]["digits"]
        if written and not (written.isascii() and written.isdecimal()):
            return [gettext(NO_NUMBER)]
        if written and not written.endswith(digits):
            return [gettext(OTHER_DIGITS, count=len(digits), digits=digits)]
        return []

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed still, by whom."""
        duty = duty_of(matter, subject)
        return {
            "应缴的款项": f"{measured_told(duty, duty.rest)}（{'、'.join(duty.obligors)}）",
            "期限": due_told(duty) or "未定",
        } | ({"收款人": duty.payee} if duty.payee else {})

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who pays."""
        return duty_of(matter, subject).obligors or matter.names


def _account(matter: Matter, duty: Obligation) -> dict[str, str]:
    """What the records tell of the account that it is paid into: nothing where no instrument names whom to pay."""
    if not duty.payee:
        return {}
    own, known = matter.office.particulars, matter.accounts().get(duty.payee)
    name = known.name if known is not None else duty.payee
    if name == own.get(PAYEE) and (known is None or own.get(ACCOUNT, "").endswith(known.digits)):
        return {one: own[one] for one in (PAYEE, BANK, ACCOUNT) if own.get(one)}
    return {PAYEE: name} | ({BANK: known.bank} if known is not None else {})


def _remark(names: Sequence[str]) -> str:
    return "、".join(names) if len(names) <= MOST else f"{names[0]}等{len(names)}人"


def _head(duty: Obligation) -> str:
    """For what it is paid: of what is to be done otherwise, its cost."""
    return measured_told(duty, duty.rest).removesuffix(rest_told(duty))


def _owed(matter: Matter) -> list[Obligation]:
    """Sums that are known and not paid, to the cent."""
    return [
        one
        for one in matter.duties()
        if one.unit == "amount" and one.kind != CREDITS and one.rest and one.rest == one.rest.quantize(Decimal("0.01"))
    ]


KIND = PaymentNotice()
