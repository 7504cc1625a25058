"""From the case file to the facts of single offences and of circumstances: what is not stated stays unknown."""

from __future__ import annotations

import copy
import datetime
from decimal import Decimal
from typing import Any

import pytest

from rules.assess import assess
from rules.casefile import CaseFile, parse
from rules.deciding.book import load_lawbook
from rules.deciding.facts import facts_of
from rules.deciding.facts.areas import NOT_THE_LAND
from rules.deciding.facts.counting import count
from rules.reading.errors import InputError
from tests.told import says

DAY = datetime.date(2024, 6, 1)
CASE: dict[str, Any] = {"case": {"offence": "非法占用农用地", "conduct": {"from": "2024-01-01"}}}
TAKEN: dict[str, Any] = {"id": "A", "species": "杉木", "damage": {"type": "占用"}}


def facts(**more: Any) -> dict[str, Any]:
    return of_casefile(parse({**copy.deepcopy(CASE), **more}))


def of_casefile(casefile: CaseFile, loss: Decimal | None = None) -> dict[str, Any]:
    return facts_of(casefile, on=DAY, counted=count(casefile, None), loss=loss)


def test_every_fact_is_in_the_vocabulary_of_the_law() -> None:
    groups = (
        *("purchase", "protected_plants", "forest_land", "fire", "destruction", "mining", "circumstances"),
        *("administrative", "penal_fine", "acceptance"),
    )
    made = facts(particulars={group: {} for group in groups})
    vocabulary = load_lawbook().book.facts
    assert set(made) <= set(vocabulary)
    given = {name for name, fact in vocabulary.items() if not fact.sum}
    assert given - set(made) == set()


# 法释〔2023〕8号第一条第二款 counts land that was ruined (毁坏) by a change of its use: that is found on the site.
@pytest.mark.parametrize(
    ("categories", "stated", "land"),
    [
        (["公益林", "商品林"], None, (None, None)),
        (["公益林"], None, (None, None)),
        ([], None, (None, None)),
        ([None], {"public_mu": "5.5"}, (Decimal("5.5"), None)),
        ([], {"public_mu": "5.5"}, (Decimal("5.5"), 0)),
        (["公益林"], {"public_mu": "5.5"}, (Decimal("5.5"), 0)),
        (["公益林", "商品林"], {"public_mu": "5.5"}, (Decimal("5.5"), None)),
        (["公益林", "商品林"], {"commercial_mu": "9"}, (None, Decimal(9))),
        (["公益林", "商品林"], {"public_mu": "5.5", "commercial_mu": "0"}, (Decimal("5.5"), 0)),
    ],
)
def test_ruined_land_is_what_was_found_and_a_class_that_a_stand_is_of_is_never_none_by_silence(
    categories: list[str | None], stated: dict[str, str] | None, land: tuple[Decimal | None, Decimal | None]
) -> None:
    stands = [
        TAKEN | {"id": str(number), "area_mu": "12"} | ({"land_category": one} if one else {})
        for number, one in enumerate(categories)
    ]
    made = facts(stands=stands, particulars={"forest_land": stated} if stated else {})
    assert (made["public_land_mu"], made["commercial_land_mu"]) == land


def test_the_caution_about_the_stands_and_the_grade_agree_on_what_is_not_known() -> None:
    taken = [TAKEN | {"area_mu": "12", "land_category": "商品林"}]
    given = {**CASE, "stands": taken, "particulars": {"forest_land": {"penalties_two_years": 0}}}
    for stated, grade in [({}, None), ({"public_mu": "1"}, None), ({"public_mu": "5"}, "达到入罪标准")]:
        given["particulars"]["forest_land"] = {"penalties_two_years": 0} | stated
        result = assess(parse(given), on=DAY)
        assert result.decision.grade.value == grade
        assert any(says(one, NOT_THE_LAND, stands="A", mu="12") for one in result.warnings)
    given["particulars"]["forest_land"] |= {"public_mu": "1", "commercial_mu": "0"}
    result = assess(parse(given), on=DAY)
    assert result.decision.grade.value == "未达入罪标准"
    assert not any(says(one, NOT_THE_LAND) for one in result.warnings)


def test_a_class_of_plants_not_stated_beside_the_other_is_absent_and_a_half_stated_one_unknown() -> None:
    made = facts(particulars={"protected_plants": {"wild_or_cultivated": "野生", "class_2_trees": 3}})
    assert made["class_1_trees"] == 0
    assert made["class_1_stock_m3"] == 0
    assert made["class_2_trees"] == 3
    assert made["class_2_stock_m3"] is None
    nothing = facts(particulars={"protected_plants": {"wild_or_cultivated": "野生"}})
    assert nothing["class_1_trees"] is None


@pytest.mark.parametrize(
    ("born", "minor", "aged"),
    [
        ("2006-01-01", True, False),  # eighteenth birthday on the day of the act: the years complete on the next day
        ("2005-12-31", False, False),
        ("1949-01-01", False, False),
        ("1948-12-31", False, True),
        (None, None, None),
    ],
)
def test_ages_count_from_the_day_after_the_birthday(born: str | None, minor: bool | None, aged: bool | None) -> None:
    party = {"name": "甲", "role": "被告人"} | ({"born": born} if born else {})
    made = facts(parties=[party])
    assert (made["minor_any"], made["aged_75_any"]) == (minor, aged)


AGES = (
    "under_14_any",
    "under_14_all",
    "under_14_names",
    "aged_14_15_any",
    "aged_14_15_names",
    "under_16_all",
    "aged_16_17_any",
)


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (["2009-12-31"], (False, False, None, True, "甲0", True, False)),  # 14 since the day of the act
        (["2010-01-01"], (True, True, "甲0", False, None, True, False)),  # the birthday itself is not yet 14
        (["2007-12-31"], (False, False, None, False, None, False, True)),
        (["2010-06-01", "1990-06-01"], (True, False, "甲0", False, None, False, False)),
        (["2010-06-01", None], (True, None, "甲0", None, None, None, None)),
        ([], (None, None, None, None, None, None, None)),
    ],
)
def test_the_ages_that_decide_whether_a_person_is_responsible(born: list[str | None], told: tuple[object, ...]) -> None:
    parties = [{"name": f"甲{n}", "role": "被告人"} | ({"born": day} if day else {}) for n, day in enumerate(born)]
    made = facts(parties=parties)
    assert tuple(made[name] for name in AGES) == told


def test_nobody_is_too_young_alone_where_a_unit_acted_too() -> None:
    child = {"name": "甲", "role": "被告人", "born": "2012-06-01"}
    made = facts(parties=[child, {"name": "某公司", "role": "被告单位", "unit": True}])
    assert (made["under_14_any"], made["under_14_all"]) == (True, None)


@pytest.mark.parametrize(("born", "adult"), [("2007-06-01", False), ("1990-06-01", True), (None, True)])
def test_a_minor_on_file_is_no_recidivist(born: str | None, adult: bool) -> None:
    """刑法第六十五条第一款; where the birthday is not stated the finding stands."""
    party = {"name": "甲", "role": "被告人", "recidivist": True} | ({"born": born} if born else {})
    made = facts(parties=[party])
    assert made["recidivist_adult_any"] is adult


@pytest.mark.parametrize("name", ["surrendered", "confessed", "merit", "attempt", "accessory", "coerced"])
def test_what_speaks_for_one_person_is_told_with_whose_it_is(name: str) -> None:
    made = facts(parties=[{"name": "甲", "role": "被告人", name: True}, {"name": "乙", "role": "被告人", name: False}])
    assert (made[f"{name}_any"], made[f"{name}_names"]) == (True, "甲")
    assert facts(parties=[{"name": "甲", "role": "被告人"}])[f"{name}_any"] is None


def test_one_recidivist_is_enough_and_one_unknown_keeps_it_open() -> None:
    def found(*values: bool | None) -> Any:
        parties = [
            {"name": f"甲{n}", "role": "被告人"} | ({} if v is None else {"recidivist": v})
            for n, v in enumerate(values)
        ]
        return facts(parties=parties)["recidivist_adult_any"]

    assert found(False, True, None) is True
    assert found(False, None) is None
    assert found(False, False) is False
    assert found() is None


def test_a_wrong_word_or_a_negative_count_is_refused_with_its_path() -> None:
    bad = {"protected_plants": {"wild_or_cultivated": "半野生", "class_1_trees": -1}, "fire": {"moon": 1}}
    with pytest.raises(InputError) as caught:
        facts(particulars=bad)
    paths = {error.path for error in caught.value.errors}
    assert paths == {
        "particulars.protected_plants.wild_or_cultivated",
        "particulars.protected_plants.class_1_trees",
        "particulars.fire.moon",
    }


def test_a_birthday_out_of_reach_is_refused() -> None:
    with pytest.raises(InputError, match="出生日期") as caught:
        facts(parties=[{"name": "甲", "role": "被告人", "born": "1850-01-01"}])
    assert [error.path for error in caught.value.errors] == ["parties[0].born"]


def test_the_particulars_reach_the_grade_and_the_circumstances() -> None:
    given = CASE | {
        "stands": [TAKEN | {"area_ha": "0.4", "land_category": "公益林"}],
        "particulars": {"forest_land": {"penalties_two_years": 0}, "circumstances": {"core_area_land": True}},
    }
    given["particulars"]["forest_land"] |= {"public_mu": "6"}
    result = assess(parse(given), on=DAY).as_json()
    assert result["grade"]["value"] == "达到入罪标准"
    assert result["conclusions"]["circumstances"] == ["从重：核心保护区内的林地"]


@pytest.mark.parametrize(
    ("offence", "stands", "loss", "lost"),
    [
        ("滥伐林木", 0, None, None),  # silence is no finding
        ("非法狩猎", 0, None, False),
        ("滥伐林木", 1, None, True),
        ("非法狩猎", 1, None, False),  # no forest is harmed by it; the stand is asked about
        ("非法狩猎", 1, Decimal("0.01"), True),
        ("滥伐林木", 1, Decimal(0), False),
        ("滥伐林木", 1, Decimal("0.01"), True),
    ],
)
def test_whether_carbon_was_lost_is_taken_from_no_silence(
    offence: str, stands: int, loss: Decimal | None, lost: bool | None
) -> None:
    head = CASE["case"] | {"offence": offence}
    found = of_casefile(parse({"case": head, "stands": [TAKEN] * stands}), loss)
    assert found["carbon_lost"] is lost


@pytest.mark.parametrize("called", ["李某", "被告人李某"])
def test_a_party_is_heard_under_its_name_with_or_without_its_role(called: str) -> None:
    made = facts(
        parties=[{"name": "张某", "role": "被告人"}, {"name": "李某", "role": "被告人"}],
        request={"credits": True, "by": "被告人张某", "date": "2024-05-01"},
        opinions=[
            {"by": "检察院", "view": "同意", "date": "2024-05-02"},
            {"by": called, "view": "同意", "date": "2024-05-02"},
        ],
    )
    assert made["opinions_complete"] is True
    assert made["requested_by_party"] is True


@pytest.mark.parametrize("called", ["李", "辩护人李某", "被告人"])
def test_somebody_else_is_not_the_party(called: str) -> None:
    made = facts(
        parties=[{"name": "李某", "role": "被告人"}],
        request={"credits": True, "by": called, "date": "2024-05-01"},
        opinions=[{"by": "检察院", "view": "同意", "date": "2024-05-02"}],
    )
    assert made["opinions_complete"] is False
    assert made["requested_by_party"] is False
