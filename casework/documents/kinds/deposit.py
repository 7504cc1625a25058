"""保证金协议（收据）: a sum that secures a duty, given back when it is accepted (B4, 法释〔2022〕16号 22)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _

from casework.documents.common import day, duty_of, on_duty, signers
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter, heading_of
from casework.documents.owed import due_told, duty_told, sum_in_both, sum_in_figures
from casework.documents.paper_kind import ACCOUNT, BANK, PAYEE, Lack, PaperKind, Publication, Subject, because, wanting
from rules.proceedings.state import FORFEIT, Obligation
from rules.reading.messages import template
from rules.values.chinese import counted

NO_DEPOSIT = template("没有约定或者交纳保证金")
NAMES = {"paid": "交纳", "returned": "退还", "used": "用于替代修复", "forfeited": "不予退还"}


class Deposit(PaperKind):
    """One for each duty that is secured."""

    name = "deposit"
    title = _("保证金协议（收据）")
    says = _("保证金的数额（数字和大写）、账户、担保的义务、退还和使用的条件，附收据。")
    rank = 320
    position = 23
    layout = "G"
    offices = (COURT, BUREAU, PROCURATORATE)
    copies = 3
    edition = 3
    publication = Publication.NEVER
    words = ("担保乙方履行下列义务", "验收合格后", "保证金收据")

    def undue(self, matter: Matter) -> str:
        """A deposit must be agreed or paid."""
        return "" if self.subjects(matter) else because(NO_DEPOSIT, "deposit_paid")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty with one."""
        return tuple(on_duty(one) for one in matter.duties() if _sum(one))

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The account: it is the institution's, never somebody's own."""
        return wanting(matter, PAYEE, BANK, ACCOUNT)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who pays how much for what, what became of it so far."""
        duty, named = duty_of(matter, subject), matter.office.particulars
        total, payers = _sum(duty), "、".join(duty.obligors)
        assert total is not None, "only such are asked for"
        first = next((one for one in duty.booked if one.kind == "paid"), None)
        return {
            "holder": heading_of(matter.office),
            "payers": payers,
            "each": list(duty.obligors) if len(duty.obligors) > 1 else [""],
            "signers": signers(matter, duty.obligors),
            "copies": counted(len(duty.obligors) + 2),
            "paid_by": first.whom if first is not None and first.whom not in (*duty.obligors, payers) else "",
            "case": matter.numbered_case,
            "what": duty_told(duty),
            "due": due_told(duty),
            "sum": sum_in_both(total),
            "inspector": duty.inspector or matter.first(BUREAU),
            "account": {"payee": named[PAYEE], "bank": named[BANK], "no": named[ACCOUNT]},
            "forfeit": str(duty.details.get(FORFEIT, "")).strip().rstrip("。；"),
            "paid_on": day(first.at) if first is not None else "",
            "ledger": [
                f"{day(one.at)}{NAMES[one.kind]}{sum_in_figures(one.amount)}"
                for one in duty.booked
                if one.kind in NAMES
            ],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """How much, for what."""
        duty = duty_of(matter, subject)
        total = _sum(duty)
        return {"担保的义务": duty_told(duty), "保证金": sum_in_figures(total) if total is not None else "没有"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who pays."""
        return duty_of(matter, subject).obligors


def _sum(duty: Obligation) -> Decimal | None:
    """What was agreed, else what was paid; None where there is neither."""
    if duty.security is not None:
        return duty.security
    return sum((one.amount for one in duty.booked if one.kind == "paid"), Decimal()) or None


KIND = Deposit()
