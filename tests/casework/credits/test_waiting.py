"""An entry of a certificate stands on the shelf of whoever may confirm it, until it ends."""

from __future__ import annotations

import pytest

from casework.audit.verification import verify
from casework.credits import confirming
from casework.proceedings import index, todo
from tests.casework.office import Office, colleague, retirement


def told(office: Office, who: str) -> list[tuple[str | None, str | None]]:
    with office.work():
        return [(one.act, one.about) for one in todo.todo(office.person(who)).page.rows]


@pytest.mark.parametrize("end", ["confirm", "send_back"])
def test_whoever_may_confirm_a_retirement_has_it_on_the_shelf_until_it_ends(performing: Office, end: str) -> None:
    office = performing
    bought = office.buy(office.lot(), 1, 86)
    with office.work():
        entry = confirming.enter(office.folder, office.person("officer"), bought, retirement(1, 86)).id
    waiting = ("confirm_retirement", str(entry))
    assert waiting in told(office, "prosecutor")
    with office.work():
        assert waiting in [(one.act, one.about) for one in todo.todo(colleague()).page.rows]
    page = office.browser("prosecutor").get("/").text
    assert f'/retirements/{entry}"' in page
    with office.work():
        assert index.follows_from_the_acts() is None
        if end == "confirm":
            confirming.confirm(office.folder, colleague(), entry, confirming.FIELDS)
        else:
            confirming.send_back(office.folder, colleague(), entry, "日期不符")
    assert waiting not in told(office, "prosecutor")
    with office.work():
        assert index.follows_from_the_acts() is None
        assert verify() is None
