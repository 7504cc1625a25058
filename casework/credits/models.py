"""Tables of the credit register. One serial number stands for one unit of its project: a tonne of CO2e, or what the
type of credit counts by (``unit_t`` tonnes; empty: one tonne). ``quantity`` and ``quantity_t`` count units, as ranges
do: they were named while every unit was a tonne, and rows that were proven under these names must stay proven.

The rules that matter most are kept by the database itself, whatever code writes:

- two lots of a project never share a serial number, and two uses of a project never do;
- a use lies inside its lot, a retirement inside its purchase, and a quantity is the length of its range;
- a purchase or a retirement is never changed or deleted; a use only ever ends (``released_at``), and never once
  anything of it is retired.

PostgreSQL keeps them with exclusion constraints and triggers, SQLite with triggers (``migrations/versions``).
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Institution
from casework.db import Base, Exact, Moment

WHOLE = Decimal(1)
"""Tonnes of a unit where nothing else is said."""

JUDICIAL = "judicial_compensation"
COMPLIANCE = "compliance_offset"
EVENT = "event_neutralisation"
VOLUNTARY = "voluntary"
RESERVED = "reservation"
"""Held for an obligation until a day; no use yet, but closed to all others meanwhile."""
USES = (JUDICIAL, COMPLIANCE, EVENT, VOLUNTARY)
"""What a serial can be used for. Used for one, it is closed to all others."""

_IN_USES = "use IN ('judicial_compensation', 'compliance_offset', 'event_neutralisation', 'voluntary', 'reservation')"

_OPEN = "use = 'reservation' AND released_at IS NULL"


def _range_checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("serial_from >= 1", name="serial_from"),
        CheckConstraint("serial_to >= serial_from", name="serial_order"),
    )


def _quantity_check(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} = serial_to - serial_from + 1", name="quantity_is_length")


class CreditProject(Base):
    """A certified project as its registry knows it. ``code`` is the registry's own number of it."""

    __tablename__ = "credit_projects"
    __table_args__ = (Unique("registry_name", "code"), Index(None, "code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    registry_name: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(100))
    credit_type: Mapped[str] = mapped_column(String(40))
    methodology: Mapped[str] = mapped_column(String(200))
    # The bureau that keeps the project: whoever recorded it may have gone elsewhere since.
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    unit_t: Mapped[Decimal | None] = mapped_column(Exact)

    @property
    def unit(self) -> Decimal:
        """Tonnes of one unit."""
        return self.unit_t or WHOLE

    def tonnes(self, units: int) -> Decimal:
        """Units of this project in tonnes."""
        return self.unit * units

    institution: Mapped[Institution | None] = relationship(lazy="joined")


def as_printed(first: str | None, number: int) -> str:
    """A serial in the way in which the first of its lot is printed; the bare number where that is not known."""
    if not first:
        return str(number)
    before = first.rstrip("0123456789")
    return before + str(number).zfill(len(first) - len(before))


def told_as_printed(printed: str | None, first: int, last: int) -> str:
    """Serials as they are shown."""
    one = as_printed(printed, first)
    return one if first == last else f"{one}–{as_printed(printed, last)}"


class CreditLot(Base):
    """碳汇批次: a range of serials that the registry issued for one project and monitoring period.

    ``ticket_no``: of a ticket or certificate without serials. Its units are then counted beyond all serial numbers, so
    that a part of it is used once, as a serial is. ``ticket_serial``: the number in it.

    ``printed``: the first serial as the registry prints it, with what stands before the number. ``code``: that in one
    spelling (``rules.settlement.serials``); where it is empty, the code of the project stands before.
    """

    __tablename__ = "credit_lots"
    __table_args__ = (
        *_range_checks(),
        _quantity_check("quantity"),
        Unique("id", "project_id"),
        Index(None, "project_id", "serial_to"),
        Index("uq_credit_lots_project_id_ticket_no", "project_id", "ticket_no", unique=True),
        Index(None, "ticket_no"),
        Index(None, "code", "serial_to"),
        # A removed lot's id is never given to another: the audit log speaks of lots by their ids.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("credit_projects.id"))
    vintage: Mapped[str] = mapped_column(String(60))
    serial_from: Mapped[int] = mapped_column(BigInteger)
    serial_to: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(500))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    ticket_no: Mapped[str | None] = mapped_column(String(100))
    printed: Mapped[str | None] = mapped_column(String(120), info={"later": True})
    code: Mapped[str | None] = mapped_column(String(200), info={"later": True})
    ticket_serial: Mapped[int | None] = mapped_column(BigInteger, info={"later": True})

    def as_printed(self, number: int) -> str:
        """A serial of the lot as the registry prints it; the bare number where that is not known."""
        return as_printed(self.printed, number)

    def told(self, first: int, last: int) -> str:
        """Serials of the lot as they are shown: ``FFCER-0001-000012–FFCER-0001-000020``."""
        return told_as_printed(self.printed, first, last)


class SerialUse(Base):
    """A range of serials taken by one use. ``evidence`` says what proves it; ``released_at`` ends a use that was
    recorded in error, with the reason; the row stays."""

    __tablename__ = "serial_uses"
    __table_args__ = (
        *_range_checks(),
        CheckConstraint(_IN_USES, name="use"),
        CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL)",
            name="release_complete",
        ),
        ForeignKeyConstraint(["lot_id", "project_id"], ["credit_lots.id", "credit_lots.project_id"]),
        Unique("id", "project_id", "serial_from", "serial_to"),
        Index(None, "project_id", "serial_to", "serial_from", "released_at"),
        Index(None, "lot_id"),
        Index("ix_serial_uses_held_by_project", "project_id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
        Index("ix_serial_uses_held_by_lot", "lot_id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("credit_projects.id"))
    lot_id: Mapped[int]
    use: Mapped[str] = mapped_column(String(40))
    serial_from: Mapped[int] = mapped_column(BigInteger)
    serial_to: Mapped[int] = mapped_column(BigInteger)
    holder: Mapped[str] = mapped_column(String(200))
    evidence: Mapped[str] = mapped_column(String(500))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    released_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    release_reason: Mapped[str | None] = mapped_column(Text)


class ProjectTotal(Base):
    """What a project has and what of it is used, in lots and units. The database keeps it with each lot and use;
    ``audit verify`` works it out anew (``totals``)."""

    __tablename__ = "credit_project_totals"
    unaudited = True

    project_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lots: Mapped[int] = mapped_column(BigInteger)
    issued: Mapped[int] = mapped_column(BigInteger)
    used: Mapped[int] = mapped_column(BigInteger)


class LotTotal(Base):
    """How many units of a lot are used; as ``ProjectTotal``."""

    __tablename__ = "credit_lot_totals"
    unaudited = True

    lot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[int]
    used: Mapped[int] = mapped_column(BigInteger)


class ConfirmedEmission(Base):
    """经确认排放量 of an emitter in a year, as ``paper`` confirms it. Written once; a later paper is a row of its own,
    and the last counts. ``emitter_key``: the name in one spelling; ``emitter_code``: 统一社会信用代码, None of what was
    recorded before it was asked for."""

    __tablename__ = "confirmed_emissions"
    __table_args__ = (Index(None, "emitter_key", "year"), Index(None, "emitter_code", "year"))

    id: Mapped[int] = mapped_column(primary_key=True)
    emitter: Mapped[str] = mapped_column(String(200))
    emitter_key: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    emission_t: Mapped[Decimal] = mapped_column(Exact)
    paper: Mapped[str] = mapped_column(String(500))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    emitter_code: Mapped[str | None] = mapped_column(String(18), info={"later": True})


class ComplianceOffset(Base):
    """What a compliance use offsets, and the worksheet by which it was within its limits when it was entered.

    ``kind``: the limit it comes under (``rules.settlement.offsets``); ``not_first``: why it was used before the type
    that is to be used first.
    """

    __tablename__ = "compliance_offsets"
    __table_args__ = (CheckConstraint("kind IN ('forest', 'other')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    use_id: Mapped[int] = mapped_column(ForeignKey("serial_uses.id"), unique=True)
    emission_id: Mapped[int] = mapped_column(ForeignKey("confirmed_emissions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    tonnes: Mapped[Decimal] = mapped_column(Exact)
    not_first: Mapped[str | None] = mapped_column(String(500))
    worksheet: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class Purchase(Base):
    """认购: a contract by which a range of serials was bought for one obligation of a case (``obligation``, its key),
    or, in a case that goes by stages, for one item of its plan.

    Prices are CNY per tonne, ``amount_cny`` the sum of the contract. The range is the one of ``use_id``, ``unit_t``
    that of the project.
    """

    __tablename__ = "purchases"
    __table_args__ = (
        _quantity_check("quantity_t"),
        CheckConstraint("(plan_item_id IS NULL) <> (obligation IS NULL)", name="bought_for"),
        ForeignKeyConstraint(
            ["use_id", "project_id", "serial_from", "serial_to"],
            ["serial_uses.id", "serial_uses.project_id", "serial_uses.serial_from", "serial_uses.serial_to"],
            name="fk_purchases_use_range_serial_uses",
        ),
        Unique("id", "case_id", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    plan_item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_items.id"), index=True)
    use_id: Mapped[int] = mapped_column(unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("credit_projects.id"))
    seller: Mapped[str] = mapped_column(String(200))
    contract_no: Mapped[str] = mapped_column(String(100))
    trade_date: Mapped[datetime.date]
    serial_from: Mapped[int] = mapped_column(BigInteger)
    serial_to: Mapped[int] = mapped_column(BigInteger)
    quantity_t: Mapped[int] = mapped_column(BigInteger)
    price_cny: Mapped[Decimal] = mapped_column(Exact)
    amount_cny: Mapped[Decimal] = mapped_column(Exact)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    unit_t: Mapped[Decimal | None] = mapped_column(Exact, info={"later": True})
    obligation: Mapped[str | None] = mapped_column(String(40), info={"later": True})
    buyer: Mapped[str | None] = mapped_column(String(200), info={"later": True})
    buyer_is: Mapped[str | None] = mapped_column(String(40), info={"later": True})

    @property
    def tonnes(self) -> Decimal:
        """What was bought."""
        return self.quantity_t * (self.unit_t or WHOLE)


PAID, TRANSFERRED, REPAID = "paid", "transferred", "repaid"


class PurchaseStep(Base):
    """What became of a contract: paid, transferred (交割), or paid back. Written once.

    ``act``: the number of the act that spent money of the case on it, where it was not the buyer who paid.
    """

    __tablename__ = "purchase_steps"
    __table_args__ = (
        CheckConstraint(f"step IN ('{PAID}', '{TRANSFERRED}', '{REPAID}')", name="step"),
        CheckConstraint(f"(step = '{TRANSFERRED}') = (amount_cny IS NULL)", name="step_amount"),
        CheckConstraint(f"act IS NULL OR step = '{PAID}'", name="step_act"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"), index=True)
    step: Mapped[str] = mapped_column(String(20))
    done_on: Mapped[datetime.date]
    amount_cny: Mapped[Decimal | None] = mapped_column(Exact)
    evidence: Mapped[str] = mapped_column(String(500))
    act: Mapped[int | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class Retirement(Base):
    """注销: the registry's irreversible use of serials for one case, proven by its certificate.

    ``registry_name`` is who issued the certificate. ``act``: the number of the act that it performs an obligation by;
    the certificate is then that act's paper. Else it may be uploaded here; its hash is kept beside it.
    """

    __tablename__ = "retirements"
    __table_args__ = (
        *_range_checks(),
        _quantity_check("quantity_t"),
        CheckConstraint(f"purpose = '{JUDICIAL}'", name="purpose"),
        CheckConstraint(
            "(certificate_file IS NULL) = (certificate_sha256 IS NULL)"
            " AND (certificate_file IS NULL) = (certificate_type IS NULL)",
            name="certificate_complete",
        ),
        ForeignKeyConstraint(
            ["purchase_id", "case_id", "project_id"],
            ["purchases.id", "purchases.case_id", "purchases.project_id"],
            name="fk_retirements_purchase_purchases",
        ),
        Index(None, "project_id", "serial_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("credit_projects.id"))
    certificate_no: Mapped[str] = mapped_column(String(100), unique=True)
    registry_name: Mapped[str] = mapped_column(String(100))
    certificate_date: Mapped[datetime.date]
    serial_from: Mapped[int] = mapped_column(BigInteger)
    serial_to: Mapped[int] = mapped_column(BigInteger)
    quantity_t: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(String(40))
    certificate_file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    certificate_sha256: Mapped[str | None] = mapped_column(String(64))
    certificate_type: Mapped[str | None] = mapped_column(String(40))
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    unit_t: Mapped[Decimal | None] = mapped_column(Exact, info={"later": True})
    act: Mapped[int | None] = mapped_column(info={"later": True})
    entered_by: Mapped[int | None] = mapped_column(info={"later": True})

    @property
    def tonnes(self) -> Decimal:
        """What was retired."""
        return self.quantity_t * (self.unit_t or WHOLE)


class Reservation(Base):
    """预留: serials held for an obligation of a case until the end of a day, with the price that was quoted.

    The quote: CNY per tonne, the rule it was taken by, where it was read and the day it bears. ``use_id``: the use that
    closes the serials meanwhile; it is released when they are bought, given back, or wanted after ``expires_on``.
    """

    __tablename__ = "credit_reservations"
    __table_args__ = (
        *_range_checks(),
        _quantity_check("quantity_t"),
        ForeignKeyConstraint(
            ["use_id", "project_id", "serial_from", "serial_to"],
            ["serial_uses.id", "serial_uses.project_id", "serial_uses.serial_from", "serial_uses.serial_to"],
            name="fk_credit_reservations_use_range_serial_uses",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    obligation: Mapped[str] = mapped_column(String(40))
    use_id: Mapped[int] = mapped_column(unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("credit_projects.id"))
    serial_from: Mapped[int] = mapped_column(BigInteger)
    serial_to: Mapped[int] = mapped_column(BigInteger)
    quantity_t: Mapped[int] = mapped_column(BigInteger)
    unit_t: Mapped[Decimal | None] = mapped_column(Exact)
    price_cny: Mapped[Decimal] = mapped_column(Exact)
    price_rule: Mapped[str] = mapped_column(String(100))
    price_source: Mapped[str] = mapped_column(String(500))
    price_date: Mapped[datetime.date]
    expires_on: Mapped[datetime.date]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    @property
    def tonnes(self) -> Decimal:
        """What is held."""
        return self.quantity_t * (self.unit_t or WHOLE)


CONFIRMED, RETURNED = "confirmed", "returned"


class CertificateEntry(Base):
    """注销录入: what one officer read from a certificate, until another confirms it or sends it back.

    ``outcome``: what became of it, with who and when, and the reason why it was sent back. It ends once.
    """

    __tablename__ = "retirement_entries"
    __table_args__ = (
        *_range_checks(),
        _quantity_check("quantity_t"),
        CheckConstraint(f"outcome IN ('{CONFIRMED}', '{RETURNED}')", name="outcome"),
        CheckConstraint(
            "(outcome IS NULL) = (ended_by IS NULL) AND (outcome IS NULL) = (ended_at IS NULL)", name="outcome_complete"
        ),
        CheckConstraint(f"outcome <> '{CONFIRMED}' OR ended_by <> entered_by", name="confirmed_by_another"),
        ForeignKeyConstraint(
            ["purchase_id", "case_id", "project_id"],
            ["purchases.id", "purchases.case_id", "purchases.project_id"],
            name="fk_retirement_entries_purchase_purchases",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("credit_projects.id"))
    certificate_no: Mapped[str] = mapped_column(String(100))
    registry_name: Mapped[str] = mapped_column(String(100))
    certificate_date: Mapped[datetime.date]
    serial_from: Mapped[int] = mapped_column(BigInteger)
    serial_to: Mapped[int] = mapped_column(BigInteger)
    quantity_t: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(String(40))
    certificate_file: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    certificate_sha256: Mapped[str] = mapped_column(String(64))
    certificate_type: Mapped[str] = mapped_column(String(40))
    entered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(20))
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)


class LotUpload(Base):
    """A file of lots that was sent and looked at, until its lots are registered or a day has passed."""

    __tablename__ = "lot_uploads"
    __table_args__ = (Unique("person_id", "sha256"), Index(None, "at"))
    # Nothing rests on it: the lots are kept as such.
    unaudited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(500))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class UsedSerials(Base):
    """Serials by which an act performed an obligation, in the register or not: the one home of what was used.

    ``code`` is what stands before the numbers, in one spelling (``rules.settlement.serials``). ``project_id``: where
    the register holds them. ``ended``: the act that voided the entry, by which they are free again. Derived from the
    acts; the database refuses numbers that are used already, and every other change.
    """

    __tablename__ = "used_serials"
    __table_args__ = (
        CheckConstraint("serial_to >= serial_from", name="serial_order"),
        Index(None, "code", "serial_to"),
    )
    unaudited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), index=True)
    act: Mapped[int]
    obligation: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(200))
    serial_from: Mapped[int] = mapped_column(BigInteger)
    serial_to: Mapped[int] = mapped_column(BigInteger)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("credit_projects.id"))
    ended: Mapped[int | None]
