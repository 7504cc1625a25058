"""Credits are bought for an obligation of a case, and serials that were used have one home."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.refusals import altered, drop_guarded, lift, one_after_another, refuse, refuse_removal, resting

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

UNDER_PLAN = (
    "NOT EXISTS (SELECT 1 FROM plan_items AS i JOIN plans AS p ON p.id = i.plan_id"
    " JOIN plan_decisions AS d ON d.plan_id = p.id WHERE i.id = NEW.plan_item_id AND i.route = '认购碳汇'"
    " AND p.case_id = NEW.case_id AND d.decision = 'approved')"
)
OWED = (
    "NEW.obligation IS NOT NULL AND NOT EXISTS (SELECT 1 FROM folder_obligations AS o JOIN folders AS f"
    " ON f.id = o.folder_id WHERE f.case_id = NEW.case_id AND o.key = NEW.obligation AND o.kind = '认购碳汇')"
)
SEEN_BY = ("serial_uses", "retirements")
"""Their triggers look at purchases."""


def upgrade() -> None:
    lift("purchases_under_approved_plan", "purchases")
    with resting(*SEEN_BY), altered("purchases") as table:
        table.alter_column("plan_item_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("obligation", sa.String(40)))
        table.create_check_constraint("bought_for", "(plan_item_id IS NULL) <> (obligation IS NULL)")
    refuse("purchases_under_approved_plan", "purchases", "INSERT", f"NEW.plan_item_id IS NOT NULL AND {UNDER_PLAN}")
    refuse("purchases_for_an_obligation", "purchases", "INSERT", OWED)
    op.add_column("retirements", sa.Column("act", sa.Integer))
    _used_serials()
    _fill()


def _used_serials() -> None:
    op.create_table(
        "used_serials",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id"), nullable=False),
        sa.Column("act", sa.Integer, nullable=False),
        sa.Column("obligation", sa.String(40), nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("serial_from", sa.BigInteger, nullable=False),
        sa.Column("serial_to", sa.BigInteger, nullable=False),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("credit_projects.id")),
        sa.Column("ended", sa.Integer),
        sa.CheckConstraint("serial_to >= serial_from", name="serial_order"),
    )
    op.create_index("ix_used_serials_code_serial_to", "used_serials", ["code", "serial_to"])
    op.create_index("ix_used_serials_folder_id", "used_serials", ["folder_id"])
    one_after_another("used_serials")
    refuse(
        "used_serials_no_overlap",
        "used_serials",
        "INSERT",
        "EXISTS (SELECT 1 FROM used_serials AS u WHERE u.code = NEW.code AND u.ended IS NULL"
        " AND u.serial_from <= NEW.serial_to AND u.serial_to >= NEW.serial_from)",
    )
    refuse(
        "used_serials_only_ended",
        "used_serials",
        "UPDATE",
        "OLD.ended IS NOT NULL OR NEW.ended IS NULL OR "
        + " OR ".join(
            f"NEW.{name} <> OLD.{name}"
            for name in ("id", "folder_id", "act", "obligation", "code", "serial_from", "serial_to")
        ),
    )
    refuse_removal("used_serials")


def _fill() -> None:
    """What acts named before. Of serials that two acts name the first keeps them; the log's check tells the other."""
    bind = op.get_bind()
    found = bind.execute(sa.text("SELECT folder_id, number, document FROM acts ORDER BY id")).all()
    voided = {(folder, _voids(json.loads(document))): number for folder, number, document in found}
    taken: list[tuple[str, int, int]] = []
    for folder, number, document in found:
        act = json.loads(document)
        serials = _said(act["args"], "serials", "serial", "serial_numbers")
        if act["do"] != "perform" or not serials or (folder, number) in voided:
            continue
        for code, first, last in _read(serials, _said(act["args"], "credit", "credit_type")):
            if any(code == one and first <= high and low <= last for one, low, high in taken):
                continue
            taken.append((code, first, last))
            row = {"folder_id": folder, "act": number, "obligation": (act["on"] or [""])[0], "code": code}
            bind.execute(
                sa.text(
                    "INSERT INTO used_serials (folder_id, act, obligation, code, serial_from, serial_to)"
                    " VALUES (:folder_id, :act, :obligation, :code, :first, :last)"
                ),
                row | {"first": first, "last": last},
            )


def _said(args: dict[str, Any], *names: str) -> str:
    """What an act says under one of these names, of itself or beside an obligation."""
    places = [args, *(one for one in args.values() if isinstance(one, dict))]
    return next((str(place[name]) for place in places for name in names if place.get(name)), "")


def _voids(act: dict[str, Any]) -> int:
    number = _said(act["args"], "number", "no", "act", "entry") if act["do"] == "void" else ""
    return int(number) if number.isdigit() else 0


def _code(text: str) -> str:
    return text.strip().lower().removeprefix("第").rstrip("-_/. ").strip()


def _read(text: str, otherwise: str) -> list[tuple[str, int, int]]:
    parts = re.split(r"[;；,，、\n]+", unicodedata.normalize("NFKC", text))
    return sorted({_part(part.strip(), otherwise) for part in parts if part.strip()})


def _part(text: str, otherwise: str) -> tuple[str, int, int]:
    both = re.fullmatch(r"\s*([0-9]+)\s*-\s*([0-9]+)\s*", text)
    ends = [both[1], both[2]] if both else re.split(r"\s*(?:至|到|~|～|—+|–|―|\.\.+|…+)\s*", text)
    found = [re.fullmatch(r"(.*?)([0-9]+)\s*号?", end, re.DOTALL) for end in ends]
    said = [(_code(one[1]), one[2]) for one in found if one]
    if len(ends) > 2 or len(said) < len(ends) or any(len(number) > 15 for _, number in said):
        return _code(text), 1, 1
    if said[-1][0] and said[-1][0] != said[0][0]:
        return _code(text), 1, 1
    first, last = int(said[0][1]), int(said[-1][1])
    return (said[0][0] or _code(otherwise), first, last) if first <= last else (_code(text), 1, 1)


def downgrade() -> None:
    drop_guarded("used_serials")
    op.drop_column("retirements", "act")
    lift("purchases_for_an_obligation", "purchases")
    lift("purchases_under_approved_plan", "purchases")
    with resting(*SEEN_BY), altered("purchases") as table:
        table.drop_constraint(op.f("ck_purchases_bought_for"), type_="check")
        table.drop_column("obligation")
        table.alter_column("plan_item_id", existing_type=sa.Integer(), nullable=False)
    refuse("purchases_under_approved_plan", "purchases", "INSERT", UNDER_PLAN)
