"""A changed fact is named as on the form, not by its key."""

from __future__ import annotations

import re

import pytest
from casework.web.cases.fact_names import fact_name
from tests.casework.cases.test_form_mapping import fields_of

from casework.web.cases import fact_names
from rules.casefile import CaseFile
from tests.casework.office import Office

LISTS = "parties|stands|species|strata|culm_ages|opinions|earlier_acts"

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("stands[0].timber_volume_m3", "地块 1 · 原木材积"),
        ("stands[1].damage.fraction", "地块 2 · 受损情况 · 受损份额"),
        ("stands[0].species[1].share", "地块 1 · 树种组成 2 · 份额"),
        ("stands[0].standard_errors.damage.fraction.value", "地块 1 · 标准误 · 受损份额 · 标准误"),
        (
            "stands[0].standard_errors.damage.strata[1].fraction.source",
            "地块 1 · 标准误 · 烧毁第 2 层的受损份额 · 标准误的来源",
        ),
        ("stands[0].tally.rows[4].dbh_cm", "地块 1 · 每木检尺表 · 行 5 · 胸径"),
        ("options.parameters.ratio", "计量与计价 · 方法参数 · 碳与二氧化碳的换算比"),
        ("options.price.cny_per_t", "计量与计价 · 单价 · 单价"),
        ("case.conduct.from", "案件 · 行为日 · 行为开始日"),
        ("recovery.by_year", "恢复的推算 · 补足年份"),
        ("something[x].else", "something · x · else"),
    ],
)
def test_a_place_in_the_case_file_is_told_in_words(office: Office, path: str, words: str) -> None:
    with office.app.test_request_context():
        assert fact_name(path) == words


def test_methods_and_series_are_told_by_their_titles_and_unknown_ones_as_they_stand(office: Office) -> None:
    assert fact_names.method_name("storage-expansion") == "森林蓄积量扩展法"
    assert fact_names.method_name("guess@2020") == "guess@2020"
    assert fact_names.series_name("huitong-fir-2") == "杉木人工林，第二代（湖南会同）"
    assert fact_names.series_name("guess") == "guess"
    assert fact_names.method_name(None) is fact_names.series_name(None) is None


def test_every_field_of_the_form_has_words(office: Office) -> None:
    with office.app.test_request_context():
        paths = [path for path in fields_of(CaseFile) if not path.startswith(("procedure", "stands.standard_errors"))]
        told = {path: fact_name(re.sub(rf"\b({LISTS})\.", r"\1[0].", path)) for path in paths}
    assert [path for path, words in told.items() if re.search(r"[a-z]_[a-z]", words)] == []
