"""规则: what applied, what did not and why, by stage; for each what would change it, or that nothing alone would."""

from __future__ import annotations

import re

from casework.losses import reviewing
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
