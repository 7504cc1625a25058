"""待办: a set waits for every officer who may verify it, until it is frozen or withdrawn, and for nobody else."""

from __future__ import annotations

import pytest

from casework.parameters import service
from tests.casework.markup import read
from tests.casework.office import Office
from tests.casework.parameters.conftest import enter, freeze, verify, withdraw


def waiting(office: Office, username: str) -> list[int]:
    with office.work():
        return [item.row.id for item in service.waiting(office.person(username))]


def test_a_set_waits_for_another_officer_until_it_is_frozen(bureau: Office) -> None:
    made = enter(bureau)
    for username, expected in (
        ("officer", []),
        ("second", [made]),
        ("city", [made]),
        ("province", [made]),
        ("elsewhere", []),
        ("officer2", []),
        ("prosecutor", []),
        ("judge", []),
    ):
        assert waiting(bureau, username) == expected, username
    verify(bureau, made)
    assert waiting(bureau, "second") == [made]
    freeze(bureau, made)
    assert waiting(bureau, "second") == []


def test_a_withdrawn_set_waits_for_nobody(bureau: Office) -> None:
    made = enter(bureau)
    withdraw(bureau, made)
    assert waiting(bureau, "second") == []


@pytest.mark.parametrize(("username", "shown"), [("second", True), ("officer", False), ("judge", False)])
def test_the_to_do_list_leads_to_the_verification(bureau: Office, username: str, shown: bool) -> None:
    made = enter(bureau)
    page = bureau.browser(username).get("/").text
    assert (f"/parameters/{made}/verify" in read(page).links) is shown
    assert ("sets-to-verify" in read(page).ids) is shown
