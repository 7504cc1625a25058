"""The published cases: what can be reproduced is, to the digit or within a stated gap; what cannot is said so.

Tier A is reproduced exactly, tier B within a tolerance stated beforehand, tier C not at all: there the gap and the
warning are what is tested, and a method that met it by accident would fail the test.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from rules.assess import assess
from rules.carbon.measure import Measurement, lost_stock_total, measure
from rules.carbon.methods.cautions import NO_FOREST
from rules.carbon.parameters.species import vocabulary
from rules.casefile import CaseFile, load, parse
from rules.settlement.published import compare_published
from rules.settlement.settle import settle
from tests.rules.recompute import mistakes, rounded
from tests.rules.test_parameters import TONNES_PER_M3

FOLDER = Path(__file__).parents[2] / "examples"
FILES = sorted(FOLDER.glob("*.yaml"))


def read(name: str) -> CaseFile:
    return load((FOLDER / f"{name}.yaml").read_bytes())


def warnings(casefile: CaseFile) -> list[str]:
    measurement = measure(casefile)
    compared = compare_published(casefile, measurement, settle(casefile, measurement))
    return [item.warning for item in compared if item.warning]


def of_species(casefile: CaseFile, species: str) -> Measurement:
    """The same case with another species put in its first stand."""
    data = casefile.as_json()
    data["stands"][0]["species"] = species
    return measure(parse(data))


def test_at_least_thirty_five_published_cases_are_examples() -> None:
    assert len(FILES) >= 35


# What the cited pages give, read again: the day of the act where the files had said it was not published.
@pytest.mark.parametrize(
    ("name", "began", "ended"),
    [
        ("2022-fujian-xinluo-chen", "2020-12-01", "2020-12-31"),
        ("2022-shaanxi-ankang-yang", "2020-12-01", "2020-12-31"),
        ("2023-inner-mongolia-aershan-wu", "2022-06-01", "2022-06-30"),
        ("2023-jiangxi-fuliang-quan", "2022-11-01", "2022-11-30"),
        ("2024-fujian-longyan-chen", "2023-02-20", "2023-02-28"),
        ("2024-hubei-changyang-xiang", "2023-08-01", "2023-08-31"),
        ("2023-chongqing-zhang", "2019-11-01", "2020-09-30"),
        ("2025-shaanxi-zhashui-chen", "2025-04-14", "2025-04-14"),
    ],
)
def test_an_act_whose_day_was_published_bears_it(name: str, began: str, ended: str) -> None:
    conduct = read(name).case.conduct
    assert (conduct.from_.isoformat(), conduct.ended.isoformat()) == (began, ended)


def test_an_act_before_the_present_interpretation_is_read_under_both_texts() -> None:
    # 陈某森: end of February 2023, decided in October 2024
    alternatives = assess(read("2024-fujian-longyan-chen")).decision.grade.alternatives
    assert {str(each["law"]) for each in alternatives} >= {"法释〔2000〕36号", "法释〔2023〕8号"}


def test_jinggangshan_names_the_reserve_and_the_credit_that_its_page_names() -> None:
    found = read("2022-jiangxi-jinggangshan-deng")
    assert found.options.credit is not None
    assert found.options.credit.type == "江西省林业碳汇试点项目减排量"
    assert found.particulars is not None
    assert found.particulars.circumstances is not None
    assert found.particulars.circumstances.national_reserve is True


@pytest.mark.parametrize(
    ("name", "tonnes", "money"),
    [
        ("2025-guizhou-xixiu-luo", "55", "4675.00"),
        ("2023-inner-mongolia-aershan-wu", "37.0173", "1850.87"),
        ("2023-zhejiang-kaihua-yao", None, "3344"),
        ("2024-jiangxi-guixi-lv", None, "104658.07"),
        ("2025-shaanxi-zhashui-chen", None, "1726.97"),
    ],
)
def test_a_loss_that_a_court_or_authority_found_is_taken_over_and_is_a_loss(
    name: str, tonnes: str | None, money: str
) -> None:
    found = assess(read(name))
    assert found.measurement.loss_text == tonnes
    assert found.settlement.value is not None
    assert found.settlement.value.text == money
    assert found.decision.conclusions["carbon_loss"] == "有损失"


# 49.22 m³ at 1.8645 t/m3 of 杂木 (1.586 × 0.515 × 1.289 × 0.483 × 44/12); 2.2893 m³ of 楠木; 16.1603 m³ of 杨.
@pytest.mark.parametrize(
    ("name", "loss"),
    [
        ("2024-hubei-zigui-xiang", "91.77"),
        ("2023-guizhou-leishan-lu", "4.17"),
        ("2023-anhui-huaibei-liu", "19.71"),
        ("2023-guangxi-baise-li", "49.82"),
    ],
)
def test_a_case_that_was_added_gives_what_was_reckoned_by_hand(name: str, loss: str) -> None:
    assert measure(read(name)).loss_text == loss


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_can_be_read_measured_and_redone_by_hand(path: Path) -> None:
    casefile = load(path.read_bytes())
    measurement = measure(casefile)
    assert mistakes(assess(casefile).worksheet.as_json()) == []
    told = any("未能计量" in warning or "没有地块" in warning for warning in measurement.warnings)
    stated = casefile.stated_loss
    in_yuan_alone = stated is not None and stated.tonnes is None
    assert (measurement.loss is None) == (told or in_yuan_alone or NO_FOREST in measurement.warnings)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_states_what_is_published_what_is_not_its_tier_and_its_source(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    assert "# 公布：" in head
    assert "# 等级：" in head
    published = load(text.encode()).published
    assert published is not None
    assert published.source
    assert published.note
    conduct = load(text.encode()).case.conduct
    if conduct.to is None:  # one day only: the day is a bound, and both the head and the note say so
        assert "最晚可能日" in head
        assert re.search(r"(行为日未公布|行为日未公布，以)", published.note)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_by_species_factors_gives_stock_times_tonnes_per_cubic_metre(path: Path) -> None:
    casefile = load(path.read_bytes())
    result = measure(casefile)
    stock = lost_stock_total(result)
    written = [part.species for stand in casefile.stands for part in stand.species]
    species = [vocabulary().look_up(name, "species", may_be_ambiguous=True) for name in written]
    if result.method["id"] != "national-default" or stock is None or species[0] not in TONNES_PER_M3:
        assert result.loss is None or result.method["id"] in ("storage-expansion", "stated-loss")
        return
    assert result.loss is not None
    by_hand = Fraction(stock.value) * Fraction(TONNES_PER_M3[species[0]])
    # The tonnes per m³ are given to four places, the loss to two.
    assert abs(Fraction(result.loss.value) - by_hand) <= Fraction(stock.value) / 20000 + Fraction(1, 200)


def test_hezhou_is_reproduced_to_every_published_digit() -> None:
    casefile = read("2023-guangxi-hezhou-feng")
    measurement = measure(casefile)
    settlement = settle(casefile, measurement)
    assert measurement.loss_text == "57.527"
    assert settlement.value is not None
    assert settlement.value.text == "3181.24"
    assert all(item.agrees for item in compare_published(casefile, measurement, settlement))
    assert warnings(casefile) == []


def test_hezhou_is_not_met_by_the_other_ratio() -> None:
    data = read("2023-guangxi-hezhou-feng").as_json()
    data["options"]["parameters"] = {"ratio": "44/12"}
    assert measure(parse(data)).loss_text == "57.475"


def test_lancang_is_met_within_half_a_percent_and_not_called_reproduced() -> None:
    casefile = read("2023-yunnan-lancang-xie")
    loss = measure(casefile).loss
    assert loss is not None
    gap = Fraction(loss.value) / Fraction("30.82") - 1
    assert rounded(gap * 100, "half_up 0.01") in (Fraction("0.44"), Fraction("0.45"))
    assert abs(gap) < Fraction(5, 1000)
    assert warnings(casefile) == ["公布的 30.82 t 未能复现（本次计算 30.96 t）"]


@pytest.mark.parametrize(("species", "computed", "gap"), [("阔叶混", "30.86", "-34.4"), ("硬阔类", "42.90", "-8.9")])
def test_nanjing_is_not_reproduced_and_the_gap_is_told(species: str, computed: str, gap: str) -> None:
    result = of_species(read("2022-fujian-nanjing-zhang"), species)
    assert result.loss_text == computed
    assert result.loss is not None
    percent = (Fraction(result.loss.value) / Fraction("47.07") - 1) * 100
    assert rounded(percent, "half_up 0.1") == Fraction(gap)


def test_nanjing_warns_of_what_was_published() -> None:
    told = warnings(read("2022-fujian-nanjing-zhang"))
    assert "公布的 47.07 t 未能复现（本次计算 30.86 t）" in told
    assert "公布的应认购量 96 t 未能复现（本次计算 62 t）" in told


@pytest.mark.parametrize("method", ["national-default", "storage-expansion", "fujian-trial-2022"])
@pytest.mark.parametrize("species", sorted(TONNES_PER_M3))
def test_no_method_that_ships_hits_the_published_fujian_figures(method: str, species: str) -> None:
    # Should one ever do so, the claim that the method is unknown has to be looked at again before anything else.
    for name, published in (("2022-fujian-nanjing-zhang", "47.07"), ("2022-fujian-yongan-deng", "10.45")):
        data = read(name).as_json()
        data["stands"][0]["species"] = species
        data["options"]["method"] = method
        assert measure(parse(data)).loss_text != published


def test_yongan_is_not_reproduced_and_the_gap_is_told() -> None:
    casefile = read("2022-fujian-yongan-deng")
    result = measure(casefile)
    assert result.loss_text == "9.11"
    assert rounded((Fraction("9.11") / Fraction("10.45") - 1) * 100, "half_up 0.1") == Fraction("-12.8")
    assert "公布的 10.45 t 未能复现（本次计算 9.11 t）" in warnings(casefile)


@pytest.mark.parametrize(
    "name",
    [
        "2020-fujian-shunchang-wu",
        "2022-fujian-yongan-zhu",
        "2023-chongqing-zhang",
        "2023-fujian-xianyou-chen",
        "2023-fujian-zhangpu-hong",
        "2023-hebei-chengde-co",
        "2023-jiangxi-fuliang-quan",
        "2024-fujian-longyan-chen",
        "2024-fujian-youxi-lin",
        "2024-hubei-changyang-xiang",
        "2024-spc-li",
        "2025-fujian-lianjiang-yang",
        "2025-shaanxi-zhashui-chen",
    ],
)
def test_a_case_that_lacks_the_facts_for_a_loss_gets_none(name: str) -> None:
    result = measure(read(name))
    assert result.loss is None
    assert lost_stock_total(result) is not None or not any(line.kind == "computed" for line in result.worksheet.lines)


@pytest.mark.parametrize(
    ("name", "stock"),
    [
        ("2023-fujian-xianyou-chen", "55.6784"),
        ("2023-fujian-zhangpu-hong", "72.5682"),
        ("2024-fujian-youxi-lin", "226.9573"),
        ("2022-fujian-nanjing-zhang", "18.6493"),
    ],
)
def test_the_stock_that_the_law_asks_for_is_known_even_where_the_loss_is_not(name: str, stock: str) -> None:
    total = lost_stock_total(measure(read(name)))
    assert str(total) == f"{stock} m3"
