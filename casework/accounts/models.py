"""Institutions, people, and their sign-ins."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.reference import CERTAINTIES
from casework.db import Base, Moment
from casework.permissions import KINDS, ROLES


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL condition that a column holds one of the words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Institution(Base):
    """A procuratorate, court, forestry bureau or other authority, in a tree by ``area_code`` (GB/T 2260, six digits).

    ``certainty`` and ``source``: of reference data, how certain the name is and what was read; none of what an
    administrator entered or has confirmed. One that is not ``active`` takes no new people and no new cases.
    """

    __tablename__ = "institutions"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("certainty", CERTAINTIES), name="certainty"),
        Index(None, "kind", "area_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    area_code: Mapped[str] = mapped_column(String(6))
    certainty: Mapped[str | None] = mapped_column(String(10))
    source: Mapped[str | None] = mapped_column(String(500))
    active: Mapped[bool] = mapped_column(server_default=true())


class Person(Base):
    """Somebody who signs in. Belongs to one institution and has one role there or several."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    # Empty until a one-time link has set a password.
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(server_default=true())

    institution: Mapped[Institution] = relationship(lazy="joined")
    held: Mapped[list[PersonRole]] = relationship(cascade="all, delete-orphan")
    second_factor: Mapped[SecondFactor | None] = relationship(viewonly=True)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles, in the order in which permissions list them."""
        held = {one.name for one in self.held}
        return tuple(role for role in ROLES if role in held)

    @roles.setter
    def roles(self, roles: Iterable[str]) -> None:
        kept = {one.name: one for one in self.held}
        self.held = [kept.get(role) or PersonRole(name=role) for role in dict.fromkeys(roles)]


class FormerName(Base):
    """A name that an institution had, and until when: what was recorded by then calls it so."""

    __tablename__ = "institution_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime.datetime] = mapped_column(Moment)


class FormerPersonName(Base):
    """A name that a person had at an institution, and until when: what was recorded there by then calls them so."""

    __tablename__ = "person_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    name: Mapped[str] = mapped_column(String(60))
    until: Mapped[datetime.datetime] = mapped_column(Moment)


class PersonRole(Base):
    """One role of a person."""

    __tablename__ = "person_roles"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    name: Mapped[str] = mapped_column("role", String(20), primary_key=True)


class SignIn(Base):
    """One signed-in browser. Ended by signing out, by a new password, or by age.

    ``pending``: the password was right, and the code of the second factor was not given yet.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    ended: Mapped[bool] = mapped_column(server_default=false())
    pending: Mapped[bool] = mapped_column(server_default=false())
    wrong_codes: Mapped[int] = mapped_column(server_default="0")
    address: Mapped[str] = mapped_column(String(45), server_default="")
    agent: Mapped[str] = mapped_column(String(200), server_default="")

    person: Mapped[Person] = relationship(lazy="joined")


class SecondFactor(Base):
    """The secret from which a person's phone makes codes. It counts once ``confirmed_at`` is set.

    ``secret`` is encrypted (``casework.accounts.sealing``). ``last_step``: the half minute whose code was given last;
    no code is taken twice.
    """

    __tablename__ = "second_factors"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(String(255))
    confirmed_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    last_step: Mapped[int | None]


class OneTimeLink(Base):
    """A link by which a person sets a password: once, and until it expires. What is kept is its hash.

    ``ended_at``: when it was used or another took its place.
    """

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime.datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship(foreign_keys=person_id, lazy="joined")


class DatabasePurpose(Base):
    """What the database is for, in its only row: written when it is first used, and never changed."""

    __tablename__ = "database_purpose"
    __table_args__ = (
        CheckConstraint("id = 1", name="one"),
        CheckConstraint("purpose IN ('demonstration', 'office')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime.datetime] = mapped_column(Moment)


class SignInFailure(Base):
    """Failed attempts, by the digest of what they count for (``attempts``): a name, an address, both.

    Known and unknown names are counted and locked alike, so neither betrays itself.
    """

    __tablename__ = "sign_in_failures"
    # A counter, not a record of casework. Guessed names would otherwise fill the audit log.
    unaudited = True

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime.datetime] = mapped_column(Moment, index=True)
    locked_until: Mapped[datetime.datetime | None] = mapped_column(Moment)
