"""What a plan asked for, and what was bought and retired for it, in the arguments of acts."""

from __future__ import annotations

from typing import Any

from casework.credits import Retirement
from casework.credits.certificates import EXTENSIONS
from casework.credits.former import serials_as_told
from casework.takeover.course import said
from casework.takeover.models import PlanItem
from casework.takeover.records import Bought
from rules.proceedings.book import load_table
from rules.proceedings.specs import obligation_fields
from rules.values.quantity import plain


def spec_of(item: PlanItem, undertaking_by: str | None) -> dict[str, Any]:
    """An item of a plan as an obligation: kind, quantity, price, term, who undertook it, which loss it makes good."""
    tonnes, amount, price = item.tonnes, item.amount_cny, item.price_cny
    told = {
        "obligation_kind": item.route,
        "object": "；".join(filter(None, (item.credit_type, item.terms))),
        "tonnes": None if tonnes is None else plain(tonnes),
        "amount": None if amount is None else plain(amount),
        "factor": None if item.multiplier is None else plain(item.multiplier),
        "credit": item.credit_type,
        "price": None if price is None else plain(price),
        "price_rule": item.price_rule,
        "price_source": item.price_source,
        "price_date": item.price_date.isoformat() if item.price_date else None,
        "due": item.deadline.isoformat() if item.deadline else None,
        "obligors": [undertaking_by] if undertaking_by else None,
        "covers": "、".join((item.covers or "").split("\n")),
    }
    known = obligation_fields(load_table())
    return {name: value for name, value in said(told).items() if name in known}


def perform_of(found: Bought) -> dict[str, Any]:
    """A purchase as a performance: tonnes, serials, seller, price and sum by the contract."""
    row = found.purchase
    return {
        "buy": plain(row.tonnes),
        "credit": found.project.credit_type,
        "serials": serials_as_told(found.project, row),
        "seller": row.seller,
        "price": plain(row.price_cny),
        "amount": plain(row.amount_cny),
        "date": row.trade_date.isoformat(),
        "note": f"合同 {row.contract_no}；{found.project.name}",
    }


def retirement_of(row: Retirement, found: Bought) -> tuple[dict[str, Any], str]:
    """A retirement as a performance, and the name of its certificate."""
    kind = EXTENSIONS.get(row.certificate_type or "")
    paper = f"注销凭证 {row.certificate_no}" + (f".{kind}" if kind else "")
    args = {
        "retire": plain(row.tonnes),
        "credit": found.project.credit_type,
        "serials": serials_as_told(found.project, row),
        "certificate": paper,
        "date": row.certificate_date.isoformat(),
        "note": f"{row.registry_name}；{found.project.name}",
    }
    return args, paper
