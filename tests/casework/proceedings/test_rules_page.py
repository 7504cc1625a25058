"""规则: what applied, what did not and why, by stage; for each what would change it, or that nothing alone would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import get_template_attribute

from casework.proceedings import conclusions
from casework.proceedings.conclusions import Conclusions
from tests.casework.office import FACTS, Office
from tests.casework.pages import text
from tests.casework.prepared import office_after
from tests.databases import Databases

PAGE = "/folders/1/rules"
VALUED = {**FACTS, "value_cny": "9000"}
"""With the value known the texts of the day settle the grade."""


@pytest.fixture
def measured(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """A case that is measured once."""

    def measure(office: Office) -> None:
        office.file(VALUED)
        office.accept()
        office.measure()

    with office_after(databases, tmp_path, "measured with its value", measure) as office:
        yield office


def concluded(office: Office) -> Conclusions:
    """What the law concludes today, inside ``work``."""
    found = conclusions.of_today(office.folder)
    assert found is not None
    return found


def test_rules_that_do_not_apply_are_folded_by_stage_with_what_would_change_each(measured: Office) -> None:
    page = measured.browser("judge").get(PAGE).text
    with measured.work():
        closed = [rule for rule in concluded(measured).result.rules if not rule.fired]
    every = re.findall(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", page, re.S)
    folds = [fold for fold in every if '<li class="not"' in fold[1]]
    counted = [int(found[1]) for name, _ in folds if (found := re.search(r"（(\d+) 条）", name))]
    assert len(folds) == len({rule.stage for rule in closed})
    assert counted == [len(re.findall(r'<li class="not"', rules)) for _, rules in folds]
    assert sum(counted) == len(closed)
    assert text(page).count("变更条件") == len(closed)
    without = [rule for rule in closed if not rule.would_fire_if]
    assert without, "some rule needs several facts to change"
    assert page.count('data-change="several"') == len(without)
    assert 'data-change="none"' not in page


def test_many_rules_that_apply_are_folded_by_stage_and_none_is_lost(measured: Office) -> None:
    page = measured.browser("judge").get(PAGE).text
    with measured.work():
        fired = [rule.id for rule in concluded(measured).result.rules if rule.fired]
    assert len(fired) > 7
    folds = re.findall(r"<details>\s*<summary>.*?</summary>(.*?)</details>", page, re.S)
    shown = [id for fold in folds for id in re.findall(r'<li class="fired" id="rule-(.*?)"', fold)]
    assert sorted(shown) == sorted(fired)


def test_a_closed_route_whose_lack_is_not_worked_out_says_what_alone_would_open_it(measured: Office) -> None:
    with measured.work():
        result = measured.assessed().result
        closed = [route for route in result.routes if not route.open]
    with measured.app.test_request_context():
        page = get_template_attribute("macros/rules.html", "routes")(result.routes)
    assert closed
    assert page.count('data-route="closed"') == len(closed)


def test_the_texts_beside_each_other_name_their_columns_for_a_narrow_screen(measured: Office) -> None:
    page = measured.browser("judge").get(PAGE).text
    (table,) = re.findall(r'<table class="stacked">\s*<caption>从旧兼从轻.*?</table>', page, re.S)
    heads = re.findall(r"<th>(.*?)</th>", table)
    for row in re.findall(r"<tr>\s*<td.*?</tr>", table, re.S):
        assert re.findall(r'<td data-head="(.*?)"', row) == heads[1:]


def test_each_closed_route_tells_what_it_still_lacks_and_where_that_is_said(measured: Office) -> None:
    client = measured.browser("prosecutor")
    page = client.get(PAGE).text
    with measured.work():
        found = concluded(measured)
        closed = [route.route for route in found.result.routes if not route.open]
    assert found.omitted is None
    assert list(found.routes) == closed
    assert re.findall(r'data-missing="(.*?)"', page) == closed
    assert 'data-route="closed"' not in page, "told once"
    assert page.count("data-way") == sum(len(one.ways) for one in found.routes.values())
    for step in (step for one in found.routes.values() for way in one.ways for step in way):
        assert f"{step.label}（现：{step.now}）须{step.needed}".replace(" ", "") in text(page).replace(" ", "")
    links = re.findall(r'<li>[^<]*<a href="(/folders/1/(?:facts/edit|acts)[^"]*)"', page)
    assert links
    for link in set(links):
        address, _, anchor = link.partition("#")
        answer = client.get(address)
        assert answer.status_code == 200
        assert not anchor or f'id="{anchor}"' in answer.text, link


def test_whoever_may_not_state_a_fact_is_told_who_may(measured: Office) -> None:
    with measured.work():
        found = concluded(measured)
        steps = [step for one in found.routes.values() for way in one.ways for step in way]
        steps += [step for one in found.rules.values() for step in one.steps]
    page = measured.browser("officer").get(PAGE).text
    placed = [step for step in steps if step.path is not None]
    told = page.count("data-who")
    linked = len(re.findall(r'<li>[^<]*<a href="/folders/1/(?:facts/edit|acts)', page))
    assert told + linked == len(placed) > 0


def test_the_least_facts_of_a_rule_lead_to_where_each_is_said(measured: Office) -> None:
    client = measured.browser("prosecutor")
    page = client.get(PAGE).text
    with measured.work():
        placed = [step for one in concluded(measured).rules.values() for step in one.steps if step.path is not None]
    told = re.findall(r'<div data-change="several">(.*?)</div>', page, re.S)
    links = re.findall(r'<li>[^<]*<a href="([^"]*)"', "".join(told))
    said_by_others = "".join(told).count("data-who")
    assert len(links) + said_by_others == len(placed)
    assert links
    for link in sorted(set(links))[:5]:
        address, _, anchor = link.partition("#")
        answer = client.get(address)
        assert answer.status_code == 200
        assert not anchor or f'id="{anchor}"' in answer.text, link
