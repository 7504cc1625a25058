"""One contract for several duties: each share is a purchase of its own, and no serial is in two of them."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from casework.audit import verification
from casework.credits import sharing
from casework.credits.errors import CreditRefused
from casework.credits.purchases import TOO_MANY
from casework.credits.sharing import FEW, OTHER_AMOUNT, OTHER_SUM
from casework.proceedings import service
from casework.proceedings.service import Doing
from tests.casework.credits.test_obligation_pages import sent
from tests.casework.credits.test_obligations import BEFORE, folder_of, owing, retire, state_of
from tests.casework.office import Office, purchase
from tests.told import says

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def folder_id(office: Office) -> int:
    """86 t of one duty and 14 t of another are to be bought."""
    office.lot(1, 1000)
    number = owing(office)
    with office.work():
        other = {"kind": "认购碳汇", "tonnes": "14", "credit": "FFCER"}
        doing = Doing("undertake", BEFORE, ("o2",), {"o2": other, "signed": "张某"})
        service.record(folder_of(number), office.person("prosecutor"), doing)
    return number


def buy(office: Office, folder_id: int, shares: dict[str, int], first: int, last: int, **changes: Any) -> list[Any]:
    with office.work():
        entry = dataclasses.replace(purchase(1, first, last), **{"amount_cny": None, **changes})
        tonnes = {key: Decimal(share) for key, share in shares.items()}
        made = sharing.buy_together(folder_of(folder_id), office.person("officer"), tonnes, entry)
        return [(one.obligation, one.serial_from, one.serial_to, one.contract_no, one.id) for one in made]


def test_a_contract_is_divided_by_its_shares_and_each_is_retired_by_itself(office: Office, folder_id: int) -> None:
    first, second = buy(office, folder_id, {"o1": 86, "o2": 14}, 1, 100)
    assert [first[:3], second[:3]] == [("o1", 1, 86), ("o2", 87, 100)]
    assert first[3] == second[3]
    retire(office, folder_id, second[4], 87, 100)
    duties = state_of(office, folder_id).obligations
    assert (duties["o2"].state, duties["o1"].done) == ("proven", Decimal(0))
    with office.app.app_context():
        assert verification.verify() is None


def test_what_does_not_add_up_is_told_and_nothing_is_bought(office: Office, folder_id: int) -> None:
    def told(shares: dict[str, int], last: int, **changes: Any) -> dict[str, str]:
        with pytest.raises(CreditRefused) as refused:
            buy(office, folder_id, shares, 1, last, **changes)
        return {error.path: error.message for error in refused.value.errors}

    assert says(told({"o1": 86}, 86)["quantity_t"], FEW)
    assert says(told({"o1": 80, "o2": 14}, 100)["quantity_t"], OTHER_SUM, sum="94", whole="100")
    found = told({"o1": 86, "o2": 14}, 100, amount_cny=Decimal("5799.99"))["amount_cny"]
    assert says(found, OTHER_AMOUNT, given="5799.99", sum="5800")
    # The second share is too much: the first is not bought either.
    assert says(told({"o1": 80, "o2": 20}, 100)["quantity_t"], TOO_MANY, owed="14", left="14", given="20")
    assert buy(office, folder_id, {"o1": 86, "o2": 14}, 1, 100)


def test_the_page_divides_a_contract(office: Office, folder_id: int) -> None:
    client, address = office.browser("officer"), f"/folders/{folder_id}/purchases/new"
    assert address in client.get(f"/folders/{folder_id}").text
    given = {"project_id": "1", "seller": "某林场", "contract_no": "合同 1 号", "serial_from": "1", "price_cny": "58"}
    given |= {"share_o1": "86", "share_o2": "14", "serial_to": "100"}
    assert sent(client, address, given | {"share_o2": "13.5"}).status_code == 422
    assert sent(client, address, given).status_code == 302
    assert client.get(f"/folders/{folder_id}").text.count("合同 1 号") == 2
