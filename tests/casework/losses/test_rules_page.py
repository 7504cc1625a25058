"""规则: what applied, what did not and why, by stage; for each what would change it, or that nothing alone would."""

from __future__ import annotations

import re

from flask import get_template_attribute

from casework.cases import service
from casework.cases.stages import CONFIRMED, STAGES
from casework.losses import missing, reviewing
from casework.web.cases.intake_views import stating
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
    assert page.count('data-change="several"') == len(without)
    assert 'data-change="none"' not in page


def test_a_closed_route_whose_lack_is_not_worked_out_says_what_alone_would_open_it(measured: Office) -> None:
    with measured.work():
        latest = reviewing.latest(measured.case)
        assert latest is not None
        closed = [route for route in latest.result.routes if not route.open]
    with measured.app.test_request_context():
        page = get_template_attribute("macros/rules.html", "routes")(latest.result.routes)
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


def test_whoever_may_not_state_a_fact_now_is_told_who_may_and_when(measured: Office) -> None:
    page = measured.browser("judge").get("/cases/1/rules").text
    steps = re.findall(r"data-way>(.*?)</ul>", page, re.S)
    assert steps
    with measured.work():
        latest = reviewing.latest(measured.case)
        assert latest is not None
        found = missing.lacking(measured.case, latest)
        told = service.who_may_revise(measured.case)
    placed = sum(step.path is not None for one in found.routes.values() for way in one.ways for step in way)
    assert page.count("data-who") == placed > 0
    # The loss waits for the judge: the facts come next when it is confirmed, from the procuratorate.
    assert told in text(page)
    assert str(STAGES[CONFIRMED]) in told


def test_the_officer_who_measures_again_finds_a_link_to_the_data_of_the_stands(measured: Office) -> None:
    with measured.work():
        reviewing.send_back(measured.case, measured.person("judge"), "请核对蓄积", {})
    with measured.app.test_request_context():
        of = stating(measured.case, measured.person("officer"))
        links = [of(path).link for path in ("stands", "stands[0].standing_stock_m3")]
        opinions = of("opinions")
    client = measured.browser("officer")
    for link in links:
        assert link is not None
        address, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in client.get(address).text
    # What parties say is none of the officer's: the procuratorate records it once the loss is confirmed.
    assert opinions.link is None
    assert str(STAGES[CONFIRMED]) in opinions.said


def test_a_closed_route_tells_once_what_would_open_it(measured: Office) -> None:
    page = measured.browser("judge").get("/cases/1/rules").text
    assert 'data-missing="' in page
    assert 'data-route="closed"' not in page


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
