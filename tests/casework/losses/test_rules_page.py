"""规则: what applied, what did not and why, by stage; for each what would change it, or that nothing alone would."""

from __future__ import annotations

import re

from casework.losses import missing, reviewing
from tests.casework.office import Office
from tests.casework.pages import text


def test_rules_that_do_not_apply_are_folded_by_stage_with_what_would_change_each(measured: Office) -> None:
    page = measured.browser("judge").get("/cases/1/rules").text
    with measured.work():
        latest = reviewing.latest(measured.case)
        assert latest is not None
        closed = [rule for rule in latest.result.rules if not rule.fired]
    folds = re.findall(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", page, re.S)
    counted = [int(found[1]) for name, _ in folds if (found := re.search(r"（(\d+) 条）", name))]
    assert len(folds) == len({rule.stage for rule in closed})
    assert counted == [len(re.findall(r'<li class="not"', rules)) for _, rules in folds]
    assert sum(counted) == len(closed)
    assert text(page).count("变更条件") == len(closed)
    without = [rule for rule in closed if not rule.would_fire_if]
    assert without, "some rule needs several facts to change"
    assert page.count('data-change="none"') == len(without)


def test_a_closed_route_says_what_would_open_it_or_that_nothing_alone_would(measured: Office) -> None:
    page = measured.browser("judge").get("/cases/1/rules").text
    with measured.work():
        latest = reviewing.latest(measured.case)
        assert latest is not None
        closed = [route for route in latest.result.routes if not route.open]
    assert closed
    assert page.count('data-route="closed"') == len(closed)


def test_the_texts_beside_each_other_name_their_columns_for_a_narrow_screen(measured: Office) -> None:
    page = measured.browser("judge").get("/cases/1/rules").text
    (table,) = re.findall(r'<table class="stacked">\s*<caption>从旧兼从轻.*?</table>', page, re.S)
    heads = re.findall(r"<th>(.*?)</th>", table)
    for row in re.findall(r"<tr>\s*<td.*?</tr>", table, re.S):
        assert re.findall(r'<td data-head="(.*?)"', row) == heads[1:]


def test_each_closed_route_tells_what_it_still_lacks_as_plain_text_where_nobody_may_state_it(measured: Office) -> None:
    page = measured.browser("judge").get("/cases/1/rules").text
    with measured.work():
        latest = reviewing.latest(measured.case)
        assert latest is not None
        found = missing.lacking(measured.case, latest)
        closed = [route.route for route in latest.result.routes if not route.open]
    assert found.omitted is None
    assert list(found.routes) == closed
    assert re.findall(r'data-missing="(.*?)"', page) == closed
    assert page.count("data-way") == sum(len(one.ways) for one in found.routes.values())
    for step in (step for one in found.routes.values() for way in one.ways for step in way):
        assert f"{step.label}（现：{step.now}）须{step.needed}" in text(page)
    assert "/cases/1/amend" not in page


def test_whoever_may_supplement_the_facts_finds_a_link_to_the_field_of_each(measured: Office) -> None:
    measured.confirm()
    page = measured.browser("prosecutor").get("/cases/1/rules").text
    links = re.findall(r'<li>[^<]*<a href="(/cases/1/amend/[^"]*)"', page)
    assert links
    client = measured.browser("prosecutor")
    for link in set(links):
        address, _, anchor = link.partition("#")
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'id="{anchor}"' in answer.text, link


def test_nothing_is_told_missing_by_a_law_other_than_that_of_the_measurement(measured: Office) -> None:
    with measured.work():
        latest = reviewing.latest(measured.case)
        assert latest is not None
        vars(latest)["result"] = latest.result.model_copy(update={"law": "0" * 64})
        found = missing.lacking(measured.case, latest)
    assert found.omitted
    assert not found.routes
