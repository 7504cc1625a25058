"""Credits that are bought first and retired later: what was bought is done, and proven once all of it is retired."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from rules.proceedings.acts import Act, Actor
from rules.proceedings.course import apply, begin
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case, Party, Seat

DAY = datetime.date(2026, 3, 2)
OFFICER = Actor("乙", "某林业局", "bureau", ("officer",), True)
PROSECUTOR = Actor("甲", "某检察院", "procuratorate", ("prosecutor",), True)


@pytest.fixture
def owing() -> Case:
    """A case in which 62 tonnes were undertaken."""
    case = begin(
        seats=[Seat("procuratorate", "某检察院"), Seat("bureau", "某林业局")],
        parties=[Party("丙")],
        offences={"": ("滥伐林木",)},
    )
    case = apply(case, Act("open_case", DAY, PROSECUTOR, (), {"tracks": "criminal"}))
    owed = {"o1": {"obligation_kind": "认购碳汇", "tonnes": 62}, "signed": "丙"}
    return apply(case, Act("undertake", DAY, PROSECUTOR, (), owed))


def perform(case: Case, **said: Any) -> Case:
    return apply(case, Act("perform", DAY, OFFICER, ("o1",), said))


def test_what_is_bought_and_not_retired_is_not_done_with(owing: Case) -> None:
    duty = perform(owing, buy=62, serials="1–62").obligations["o1"]
    assert (duty.state, duty.done, duty.unused) == ("performing", Decimal(62), Decimal(62))


def test_a_retirement_of_what_was_bought_adds_nothing_and_proves_it(owing: Case) -> None:
    case = perform(owing, buy=62, serials="1–62")
    half = perform(case, retire=30, serials="1–30", certificate="凭证一").obligations["o1"]
    assert (half.state, half.done, half.unused) == ("performing", Decimal(62), Decimal(32))
    case = perform(case, retire=30, serials="1–30", certificate="凭证一")
    duty = perform(case, retire=32, serials="31–62", certificate="凭证二").obligations["o1"]
    assert (duty.state, duty.done, duty.over, duty.unused) == ("proven", Decimal(62), Decimal(), Decimal())


def test_a_plain_yes_retires_all_that_was_bought_before(owing: Case) -> None:
    case = perform(owing, buy=62, serials="1–62")
    assert perform(case, retire=True, certificate="凭证").obligations["o1"].state == "proven"


def test_what_is_retired_beyond_what_was_bought_counts_as_done(owing: Case) -> None:
    case = perform(owing, buy=40, serials="1–40")
    duty = perform(case, retire=62, certificate="凭证").obligations["o1"]
    assert (duty.state, duty.done) == ("proven", Decimal(62))


def test_a_purchase_that_was_cancelled_is_not_retired(owing: Case) -> None:
    case = perform(owing, buy=62, serials="1–62")
    number = len(case.acts)
    case = apply(case, Act("void", DAY, OFFICER, (), {"number": number, "ground": "编号写错"}))
    duty = case.obligations["o1"]
    assert (duty.done, duty.unused) == (Decimal(), Decimal())
    assert perform(case, retire=62, certificate="凭证").obligations["o1"].done == Decimal(62)


def test_a_serial_that_is_retired_is_not_retired_again(owing: Case) -> None:
    case = perform(owing, buy=62, serials="1–62")
    case = perform(case, retire=30, serials="1–30", certificate="凭证一")
    with pytest.raises(Refused) as refusal:
        perform(case, retire=30, serials="1–30", certificate="凭证二")
    assert refusal.value.rule == "serials_free"
