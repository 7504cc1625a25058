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
    told = "（2026）闽0627刑初88号，认购96吨，人民币20046元，2026年3月8日，0596-7800000。"
    assert hide(told, {}) == told
    assert hide("电话13859601234", {}) == f"电话{HIDDEN}"


SIGNS = st.text(st.sampled_from("张王李文泉林大小军明欧阳"), min_size=2, max_size=4)


@settings(max_examples=30)
@given(st.lists(SIGNS, min_size=1, max_size=6, unique=True), st.lists(SIGNS, max_size=4))
def test_a_hidden_text_has_no_name_left_but_within_masks(names: list[str], others: list[str]) -> None:
    made = masks([Named(name) for name in names])
    assert len(set(made.values())) == len(made)
    told = hide("，".join([*names, *others]), made)
    assert told.split("，")[: len(names)] == [made[name] for name in names]
