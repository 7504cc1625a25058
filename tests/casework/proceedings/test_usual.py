"""A simple case looks simple: few usual acts, the rest behind one list to search; what is missing all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.proceedings.usual import MOST
from rules.proceedings.book import load_table
from tests.casework.markup import holds
from tests.casework.office import Office
from tests.casework.prepared import office_after
from tests.casework.proceedings.desk import COURT, NUMBER, Desk, ago
from tests.databases import Databases


def _received(office: Office) -> None:
    made = Desk(office)
    made.file()
    made.do("prosecutor", "prosecute", at=ago(39), a_court=COURT)
    made.do("judge", "receive", at=ago(38), a_number=NUMBER)


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    with office_after(databases, tmp_path, "received at the court", _received) as office:
        yield Desk(office, folder=1)


def offered(page: str, begins: str, ends: str) -> set[str]:
    part = page.partition(f'id="{begins}"')[2].partition(ends)[0]
    return set(re.findall(r"/acts/([a-z_0-9]+)", part))


def test_the_usual_acts_are_few_and_no_other_stands_beside_them(desk: Desk) -> None:
    page = desk.client("judge").get(f"/folders/{desk.folder}").text
    usual, others = offered(page, "usual", "</p>"), offered(page, "others", "</details>")
    assert {"rule", "order"} <= usual
    assert len(usual) <= MOST
    assert not usual & others
    assert "hand_in" not in usual | others  # nothing is owed


def test_an_act_is_found_by_its_name_without_a_script(desk: Desk) -> None:
    label = load_table().acts["terminate"].label
    page = desk.client("judge").get(f"/folders/{desk.folder}?find={label}").text
    assert offered(page, "others", "</details>") == {"terminate"}
    assert holds(desk.client("judge").get(f"/folders/{desk.folder}?find=喝茶").text, "no-such-act")


def test_a_hash_stands_folded_and_nowhere_else(desk: Desk) -> None:
    desk.do("judge", "order", {"papers": "测算通知书.pdf"}, at=ago(37), a_measurer="南靖县林业局")
    page = desk.client("judge").get(f"/folders/{desk.folder}").text
    before, _, folded = page.partition('id="file-checks"')
    assert not re.search(r"[0-9a-f]{64}", before)
    assert re.search(r"[0-9a-f]{64}", folded.partition("</details>")[0])


def test_what_cannot_be_read_or_is_empty_is_named_at_its_field_before_it_is_checked(desk: Desk) -> None:
    for given, name in (({"a_fine": "酌情"}, "a_fine"), ({"a_sentence": "  "}, "a_sentence")):
        answer = desk.do("judge", "rule", at=ago(20), **given)
        assert answer.status_code == 422
        assert holds(answer.text, f"{name}-error"), name


def test_everything_that_an_act_lacks_is_named_at_once(desk: Desk) -> None:
    answer = desk.do("prosecutor", "withdraw_prosecution", at=ago(20))
    assert answer.status_code == 422
    assert holds(answer.text, "a_ground-error")
    assert holds(answer.text, "a_approval-error")
