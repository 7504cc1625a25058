"""What stands in place of names: the same through a case, told apart where several would be the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.documents.hiding.masks import HIDDEN, Named, hide, masks


@pytest.mark.parametrize(
    ("named", "wanted"),
    [
        ([Named("张文泉")], ["张某"]),
        ([Named("李大"), Named("李小")], ["李某1", "李某2"]),
        ([Named("欧阳文"), Named("欧立")], ["欧阳某", "欧某"]),
        ([Named("阿卜杜拉·艾山")], ["阿某"]),
        ([Named("John Smith")], ["J"]),
        ([Named("福建绿山林业有限公司", unit=True)], ["某公司"]),
        ([Named("绿山公司", unit=True), Named("青山公司", unit=True)], ["某公司1", "某公司2"]),
        ([Named("岩前村民委员会", unit=True)], ["某村民委员会"]),
        ([Named("绿山", unit=True)], ["某单位"]),
        ([Named("张文泉"), Named("张文泉"), Named(" ")], ["张某"]),
    ],
)
def test_a_mask_keeps_the_surname_or_the_kind_of_unit(named: list[Named], wanted: list[str]) -> None:
    assert list(masks(named).values()) == wanted


def test_the_longer_name_is_hidden_first_and_names_that_are_kept_stay_whole() -> None:
    made = masks([Named("张文"), Named("张文泉")])
    assert hide("张文泉、张文、张文明", made, ["张文明"]) == f"{made['张文泉']}、{made['张文']}、张文明"
    assert hide("张·文 泉", made) == made["张文泉"]


def test_numbers_of_a_paper_that_are_nobodys_stay() -> None:
    told = "（2026）闽0627刑初88号，认购96吨，人民币20046元，2026年3月8日生效，FFCER 项目 47.07 tCO2e，南靖县林业局。"
    assert hide(told, {}) == told
    assert hide("电话13859601234", {}) == f"电话{HIDDEN}"


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ("张某泉与张×泉、张＊泉", "张某与张某、张某"),
        ("张三泉、张泉", "张三泉、张泉"),
        ("（绰号“老山”，曾用名张大山）", f"（绰号{HIDDEN}，曾用名{HIDDEN}）"),
        ("张文泉，家住南靖县山城镇某村12号，务农。", f"张某，家住{HIDDEN}，务农。"),
        ("住房和城乡建设局、现住建局；别名沙木", "住房和城乡建设局、现住建局；别名沙木"),
        ("350627 19610720 3456", HIDDEN),
        ("闽E 12345", HIDDEN),
    ],
)
def test_what_tells_who_somebody_is_without_the_name_is_hidden_too(told: str, hidden: str) -> None:
    assert hide(told, masks([Named("张文泉")])) == hidden


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ("玉山供述，某山辩称，×山未到庭", "陈某供述，陈某辩称，陈某未到庭"),
        ("玉山县、李玉山、某山场", "玉山县、李玉山、某山场"),
        (
            "联系人Chen Yushan（CHEN YUSHAN、chenyushan、Yushan Chen）",
            "联系人×××（×××、×××、×××）",
        ),
        ("电话0596-7832110、（0596）7832110转8，座机7832110", f"电话{HIDDEN}、{HIDDEN}，座机{HIDDEN}"),
        ("在南靖县山城镇岩前村3组的山场", f"在南靖县{HIDDEN}的山场"),
        ("在山城镇岩前村砍伐", f"在{HIDDEN}砍伐"),
    ],
)
def test_given_names_latin_letters_telephones_and_places_below_a_county_are_hidden(told: str, hidden: str) -> None:
    assert hide(told, masks([Named("陈玉山")])) == hidden


def test_a_given_name_that_is_a_word_of_the_papers_stays_a_word() -> None:
    assert hide("森林法，张森林", masks([Named("张森林")])) == "森林法，张某"


def test_a_given_name_of_several_tells_of_none() -> None:
    assert hide("玉山", masks([Named("陈玉山"), Named("林玉山")])) == "某某"


@pytest.mark.parametrize(
    "told", ["1961年7月20日出生", "1961年7月20日生，", "出生于1961年7月20日", "出生日期：1961-07-20", "生于1961.7.20"]
)
def test_the_day_of_birth_is_hidden_but_by_the_text_of_2016(told: str) -> None:
    assert "20" not in hide(told, {}).replace(HIDDEN, "")
    assert hide(told, {}, births=False) == told


SIGNS = st.text(st.sampled_from("张王李文泉林大小军明欧阳"), min_size=2, max_size=4)


@settings(max_examples=30)
@given(st.lists(SIGNS, min_size=1, max_size=6, unique=True), st.lists(SIGNS, max_size=4))
def test_a_hidden_text_has_no_name_left_but_within_masks(names: list[str], others: list[str]) -> None:
    made = masks([Named(name) for name in names])
    assert len(set(made.values())) == len(made)
    told = hide("，".join([*names, *others]), made)
    assert told.split("，")[: len(names)] == [made[name] for name in names]
