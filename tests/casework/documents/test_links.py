"""What a paper lacks, and what a case has no place for yet, leads to the page on which it is entered; where who looks
does not enter it now, the reason stands there instead of a link that would end with it."""

from __future__ import annotations

import pytest
from lxml import html

from tests.casework.office import Office

WHO = ("prosecutor", "judge", "officer")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_link_of_the_list_opens_a_page_from_the_first_day_to_the_last(office: Office) -> None:
    seen, told = set(), 0
    for stage in (office.file, office.accept, office.measure, office.confirm, office.undertake):
        stage()
        for name in WHO:
            browser = office.browser(name)
            page = browser.get(f"/folders/{office.folder_id}/documents")
            if page.status_code == 404:
                continue  # the case is not before this office yet
            listed = html.fromstring(page.text).xpath("//*[@id='undue' or @id='lacking']//li")
            told += sum("（" in str(one.text) for one in listed if not one.xpath(".//a"))
            for link in html.fromstring(page.text).xpath("//*[@id='undue' or @id='lacking']//a/@href"):
                if (name, link) not in seen:
                    seen.add((name, link))
                    answer = browser.get(link)
                    assert answer.status_code == 200, (stage, name, link)
    assert told > 0, "something is not in his hands"
    assert {name for name, _link in seen} == {*WHO}
