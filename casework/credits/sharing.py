"""按份认购: one contract by which credits are bought for several obligations of a case, each with its share.

It is kept as a purchase for each of them, with the same contract and parts of its serials that follow one another: so
each obligor's share is retired, paid and taken back by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases.service import check_version, touch
from casework.credits import fulfilling, purchases
from casework.credits.checks import Mistakes, Range
from casework.credits.models import CreditProject, Purchase
from casework.credits.purchases import CENT, Obligation, PurchaseEntry
from casework.credits.tickets import Stated, stated_range
from casework.proceedings import Folder
from rules.reading.messages import template
from rules.values.quantity import plain

FEW = template("至少为两项义务写明各自的份额")
OTHER_SUM = template("各份之和为 %(sum)s t，合同的数量为 %(whole)s t")
OTHER_AMOUNT = template("合同总价 %(given)s 元与各份的价款之和 %(sum)s 元不符")
NOT_DIVIDED = template("没有登记，请改正下列各处。")


def field_of(key: str) -> str:
    """The field of the share of an obligation."""
    return f"share_{key}"


@db.writing()
def buy_together(
    folder: Folder, person: Person, shares: Mapping[str, Decimal], entry: PurchaseEntry, seen: int | None = None
) -> list[Purchase]:
    """Record a contract for several obligations, by the tonnes of each. Raises as ``fulfilling.buy``."""
    db.lock(folder)
    owed = {key: fulfilling.to_buy(folder, person, key) for key in shares}
    mistakes = Mistakes()
    if len(shares) < 2:
        mistakes.add("quantity_t", gettext(FEW))
        mistakes.stop(gettext(NOT_DIVIDED))
    of = next(iter(owed.values()))[0]
    if seen is not None:
        check_version(of, seen)
    entries = _divided(mistakes, shares, entry, [bought.credit_type for _, bought in owed.values()])
    made = []
    for (key, (_, bought)), part in zip(owed.items(), entries, strict=True):
        quantity = bought.duty.quantity if bought.duty.unit == "tonnes" else None
        purchase, detail = purchases.bought(
            of, person, Obligation(key, bought.credit_type, quantity, bought.left_t), part
        )
        db.session().flush()
        audit.record("buy_credits", f"case:{of.id}", detail, person=person, proves=(purchase,))
        made.append(purchase)
    touch(of)
    return made


def _divided(
    mistakes: Mistakes, shares: Mapping[str, Decimal], entry: PurchaseEntry, types: list[str]
) -> list[PurchaseEntry]:
    """The contract of each share. Raises ``CreditRefused`` with what cannot be divided so."""
    whole = sum(shares.values(), Decimal())
    if entry.quantity_t is not None and entry.quantity_t != whole:
        mistakes.add("quantity_t", gettext(OTHER_SUM, sum=plain(whole), whole=plain(Decimal(entry.quantity_t))))
    price = sum((CENT.apply(entry.price_cny * share) for share in shares.values()), Decimal())
    if entry.amount_cny is not None and entry.amount_cny != price:
        mistakes.add("amount_cny", gettext(OTHER_AMOUNT, given=plain(entry.amount_cny), sum=plain(price)))
    credit = next(filter(None, types), "")
    project = purchases.project_for(mistakes, Obligation("", credit, None), entry.project_id)
    units = [_units(mistakes, key, share, project) for key, share in shares.items()] if project is not None else []
    quantity = whole if entry.quantity_t is None else entry.quantity_t
    stated = Stated(entry.serial_from, entry.serial_to, quantity, entry.ticket_no)
    found = stated_range(mistakes, stated, project) if project is not None else None
    mistakes.stop(gettext(NOT_DIVIDED))
    assert found is not None, "else it was refused"
    parts = [replace(entry, quantity_t=share, amount_cny=None) for share in shares.values()]
    if entry.ticket_no.strip():
        return parts
    ranges = _parts(found, [count for count in units if count is not None])
    return [replace(part, serial_from=one.first, serial_to=one.last) for part, one in zip(parts, ranges, strict=True)]


def _units(mistakes: Mistakes, key: str, share: Decimal, project: CreditProject) -> int | None:
    """How many units a share is; a mistake at its field where it is no whole number of them."""
    own = Mistakes()
    count = own.units(share, project.unit)
    for error in own.errors:
        mistakes.add(field_of(key), error.message)
    return count


def _parts(whole: Range, counts: list[int]) -> Iterator[Range]:
    """The whole in parts of so many units, one after another."""
    ends = list(accumulate(counts))
    for count, end in zip(counts, ends, strict=True):
        yield Range(whole.first + end - count, whole.first + end - 1)
