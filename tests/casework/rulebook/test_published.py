"""The page 公开案例."""

from __future__ import annotations

import html
import re

from rules.published_cases import published_cases
from tests.casework.office import Office


def test_everybody_signed_in_reads_every_published_case_with_its_reason(office: Office) -> None:
    page = html.unescape(office.browser("judge").get("/rulebook/published").text)
    assert all(one.title in page for one in published_cases())
    assert "公布 47.07，计算 30.86，未能复现" in page
    assert "没有收入" in page


def test_where_a_case_was_published_is_a_link_only_where_it_is_an_address(office: Office) -> None:
    page = office.browser("judge").get("/rulebook/published").text
    sources = {one.source for one in published_cases() if one.source}
    addresses = {source for source in sources if source.startswith("http")}
    assert addresses != sources, "one was only told of"
    linked = {html.unescape(link) for link in re.findall(r'<a class="small" href="([^"]+)"', page)}
    assert linked == addresses
