"""指控: persons, offences and stands of a case file, and every mistake between them at its field."""

from __future__ import annotations

from typing import Any

import pytest

from rules.casefile import charge_checks as said
from rules.casefile import parse
from rules.casefile.answers import asked, changes, offered, read
from rules.casefile.charge import BOUGHT
from rules.casefile.charges import as_charged, charged, divided
from rules.casefile.fact import PARTICULARS, PARTIES, STANDS
from rules.casefile.mask import masked
from rules.reading.errors import FieldError, InputError
from tests.rules.cases import stand
from tests.told import told

OFFENCES = "滥伐林木", "盗伐林木", "失火"


def case(*parties: dict[str, Any], stands: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    """A case of 滥伐 on two stands with these parties."""
    return {
        "case": {"offence": "滥伐林木", "conduct": {"from": "2024-03-01"}},
        "parties": list(parties),
        "stands": list(stands) or [stand(id="A"), stand(id="B")],
        **more,
    }


def accused(name: str, **facts: Any) -> dict[str, Any]:
    return {"name": name, "role": "被告人", **facts}


def charge(offence: str, *stands: str, **facts: Any) -> dict[str, Any]:
    return {"offence": offence, **({"stands": list(stands)} if stands else {}), **facts}


def mistakes(data: dict[str, Any]) -> tuple[FieldError, ...]:
    with pytest.raises(InputError) as caught:
        parse(data)
    return tuple(caught.value.errors)


def told_of(data: dict[str, Any]) -> list[tuple[str, int, str, tuple[int, ...]]]:
    made = parse(data)
    return [
        (made.parties[one.party].name, one.party, one.offence, one.stands)
        for one in charged(made.case.offence, made.parties, made.stands)
    ]


def test_without_charges_every_accused_is_charged_with_the_offence_on_all_stands() -> None:
    data = case(accused("甲"), accused("乙"), {"name": "丙", "role": "被害人"}, {"name": "丁", "role": "被告"})
    assert told_of(data) == [("甲", 0, "滥伐林木", (0, 1)), ("乙", 1, "滥伐林木", (0, 1))]
    made = parse(data)
    assert not divided(made.parties, made.stands)


def test_a_stand_that_names_its_persons_is_charged_to_them_alone() -> None:
    stands = stand(id="A", persons=["甲", "乙"]), stand(id="B", persons=["甲"])
    assert told_of(case(accused("甲"), accused("乙"), stands=stands)) == [
        ("甲", 0, "滥伐林木", (0, 1)),
        ("乙", 1, "滥伐林木", (0,)),
    ]


def test_a_charge_names_its_stands_or_is_about_those_that_the_person_damaged() -> None:
    data = case(
        accused("甲", charges=[charge("滥伐林木", "B"), charge("失火")]),
        accused("乙"),
        stands=(stand(id="A", persons=["乙"]), stand(id="B", persons=["甲"])),
    )
    assert told_of(data) == [("甲", 0, "滥伐林木", (1,)), ("甲", 0, "失火", (1,)), ("乙", 1, "滥伐林木", (0,))]


def test_a_buyer_is_charged_about_stands_that_others_damaged() -> None:
    data = case(
        accused("甲"),
        accused("乙", charges=[charge(BOUGHT)]),
        accused("丙", charges=[charge(BOUGHT, "A")]),
        stands=(stand(id="A", persons=["甲"]), stand(id="B", persons=["甲"])),
    )
    assert told_of(data)[1:] == [("乙", 1, BOUGHT, (0, 1)), ("丙", 2, BOUGHT, (0,))]


def test_names_and_numbers_may_be_written_as_one_text() -> None:
    data = case(accused("甲", charges=[charge("滥伐林木") | {"stands": "A、B"}]), accused("乙"))
    data["stands"][0]["persons"] = "甲，乙"
    made = parse(data)
    assert (made.parties[0].charges[0].stands, made.stands[0].persons) == (["A", "B"], ["甲", "乙"])
    assert parse(made.as_json()) == made


WRONG: list[tuple[dict[str, Any], str, str, dict[str, object]]] = [
    (
        case(accused("甲", charges=[charge("滥伐林木", "A", "B", "C")])),
        "parties[0].charges[0].stands",
        said.NO_STAND,
        {"id": "C"},
    ),
    (
        case(accused("甲"), stands=(stand(id="A", persons=["甲", "丙"]), stand(id="B"))),
        "stands[0].persons",
        said.NO_PARTY,
        {"name": "丙"},
    ),
    (
        case(accused("甲"), {"name": "甲", "role": "被害人"}, stands=(stand(id="A", persons=["甲"]), stand(id="B"))),
        "stands[0].persons",
        said.NAMESAKES,
        {"name": "甲"},
    ),
    (
        case(accused("甲"), accused("乙"), stands=(stand(id="A", persons=["乙", "甲", "乙"]), stand(id="B"))),
        "stands[0].persons",
        said.TWICE,
        {"name": "乙"},
    ),
    (
        case(accused("甲", charges=[charge("滥伐林木", "A", "A", "B")])),
        "parties[0].charges[0].stands",
        said.TWICE,
        {"name": "A"},
    ),
    (
        case(accused("甲", charges=[charge("滥伐林木", "A"), charge("滥伐林木", "B")])),
        "parties[0].charges[1].offence",
        said.SAME_OFFENCE,
        {"offence": "滥伐林木"},
    ),
    (
        case(accused("甲", charges=[charge("滥伐林木", "A")]), accused("乙", charges=[charge("滥伐林木", "A")])),
        "stands[1].id",
        said.NOBODY,
        {"id": "B"},
    ),
    (
        case(
            accused("甲", charges=[charge("滥伐林木", "A", "B")]),
            accused("乙"),
            stands=(stand(id="A"), stand(id="B", persons=["乙"])),
        ),
        "parties[0].charges[0].stands",
        said.NOT_NAMED,
        {"id": "B", "persons": "乙", "name": "甲"},
    ),
    (
        case(
            accused("甲", charges=[charge("滥伐林木", "A")]),
            accused("乙"),
            stands=(stand(id="A"), stand(id="B", persons=["甲", "乙"])),
        ),
        "stands[1].persons",
        said.NOT_CHARGED,
        {"id": "B", "name": "甲"},
    ),
    (
        case(accused("甲"), accused("乙"), stands=(stand(id="A", persons=["甲"]), stand(id="B", persons=["甲"]))),
        "parties[1].charges",
        said.NO_CHARGE,
        {"name": "乙"},
    ),
    (case(accused("甲", charges=[charge("盗伐林木")])), "case.offence", said.NOT_OF_CASE, {"offence": "滥伐林木"}),
    (
        case(
            accused("甲", restored=True),
            accused("乙"),
            particulars={"circumstances": {"actively_restored": True}},
        ),
        "parties[0].restored",
        said.STATED_TWICE,
        {},
    ),
    (case(accused("甲", share="0.7"), accused("乙", share="0.4")), "parties[1].share", said.SHARES, {"shares": "1.1"}),
    (
        case(
            accused("甲"),
            particulars={"earlier_acts": [{"date": "2024-01-01", "dealt_with": False, "persons": ["丙"]}]},
        ),
        "particulars.earlier_acts[0].persons",
        said.NO_PARTY,
        {"name": "丙"},
    ),
]


@pytest.mark.parametrize(("data", "path", "template", "values"), WRONG, ids=[one[1] + one[2][:8] for one in WRONG])
def test_each_mistake_is_told_once_at_its_field(
    data: dict[str, Any], path: str, template: str, values: dict[str, object]
) -> None:
    (mistake,) = mistakes(data)
    assert mistake.path == path
    assert told(mistake.message, template, **values)


def test_an_unknown_offence_is_told_at_the_charge() -> None:
    (mistake,) = mistakes(case(accused("甲", charges=[charge("偷树")])))
    assert mistake.path == "parties[0].charges[0].offence"


def test_the_view_of_a_charge_holds_one_person_one_offence_and_its_stands() -> None:
    data = case(
        accused("甲", charges=[charge("滥伐林木", "A"), charge("盗伐林木", "B", value_cny="300")]),
        accused("乙"),
        value_cny="1000",
        particulars={
            "also_offence": "非法占用农用地",
            "earlier_acts": [
                {"date": "2024-01-01", "dealt_with": False, "standing_stock_m3": "3"},
                {"date": "2024-01-02", "dealt_with": False, "standing_stock_m3": "4", "persons": ["乙"]},
            ],
        },
    )
    made = parse(data)
    first, second, third = (as_charged(made, one) for one in charged(made.case.offence, made.parties, made.stands))
    assert [(one.case.offence, [party.name for party in one.parties]) for one in (first, second, third)] == [
        ("滥伐林木", ["甲"]),
        ("盗伐林木", ["甲"]),
        ("滥伐林木", ["乙"]),
    ]
    assert [[place.id for place in one.stands] for one in (first, second, third)] == [["A"], ["B"], ["A", "B"]]
    # the value of the case is that of all its stands, the one of a charge is its own
    assert [one.value_cny and str(one.value_cny) for one in (first, second, third)] == [None, "300", "1000"]
    acts = [len(one.particulars.earlier_acts) for one in (first, second, third) if one.particulars]
    assert acts == [1, 0, 2]  # of 甲 the act of nobody in particular, of another offence none, of 乙 both
    assert [one.particulars.also_offence for one in (first, second, third) if one.particulars] == [
        "非法占用农用地",
        None,
        "非法占用农用地",
    ]


def asked_paths(data: dict[str, Any]) -> set[str]:
    return {answer.path for answer in asked(data)}


def test_a_simple_case_is_asked_nothing_of_charges_or_of_who_did_what() -> None:
    simple = case(accused("甲"), stands=(stand(id="A"),))
    assert not [path for path in asked_paths(simple) if "charges" in path or "persons" in path or ".restored" in path]
    fields = [leaf.path for answer in offered(simple, STANDS) for leaf in answer.leaves()]
    assert not [path for path in fields if "persons" in path]


def test_a_case_of_several_is_asked_who_damaged_each_stand_and_what_each_did_afterwards() -> None:
    several = case(accused("甲"), accused("乙"))
    found = asked_paths(several)
    assert {"stands[0].persons", "stands[1].persons", "parties[0].restored", "parties[1].compensated"} <= found
    assert "particulars.circumstances.actively_restored" not in found
    # charges wait to be brought up
    assert not [path for path in found if "charges" in path]
    fields = [leaf.path for answer in offered(several, PARTIES) for leaf in answer.leaves()]
    assert "parties[0].charges" in fields


def test_the_particulars_of_an_offence_are_asked_where_somebody_is_charged_with_it() -> None:
    data = case(accused("甲", charges=[charge("滥伐林木"), charge("失火")]))
    fields = [leaf.path for answer in offered(data, PARTICULARS) for leaf in answer.leaves()]
    assert "particulars.fire.deaths" in fields
    assert "particulars.felling.allowed_error_m3" in fields
    assert "particulars.mining.mineral_value_cny" not in fields


def test_charges_are_read_and_compared_in_words() -> None:
    data = case(accused("甲", charges=[charge("滥伐林木", "A", "B")]), accused("乙"))
    told_texts = {leaf.path: leaf.text for page in read(data) for leaf in page.leaves()}
    assert told_texts["parties[0].charges[0].stands"] == "A、B"
    later = case(accused("甲", charges=[charge("滥伐林木", "A")]), accused("乙"))
    (change,) = changes(data, later)
    assert (change.path, change.before, change.after) == ("parties[0].charges[0].stands", "A、B", "A")


def test_the_names_on_a_stand_are_masked_as_the_parties_are() -> None:
    data = case(accused("张三"), accused("李四"), stands=(stand(id="A", persons=["张三"]), stand(id="B")))
    hidden = masked(data)
    assert hidden["stands"][0]["persons"] == [hidden["parties"][0]["name"]]
    assert "张三" not in str(hidden)


# What a charge is about is a part of the case, and so is its value; 1200.51 is the least sum above 1200.50.
@pytest.mark.parametrize(
    ("whole", "first", "second", "wrong"),
    [
        ("1200.50", "1200.50", None, None),
        ("1200.50", "1200.51", None, ["parties[0].charges[0].value_cny"]),
        ("1200.50", "1000", "200.50", None),
        ("1200.50", "1000", "200.51", ["parties[1].charges[0].value_cny"]),
        (None, "1000", "2000", None),
    ],
)
def test_charges_are_worth_no_more_than_the_case(
    whole: str | None, first: str, second: str | None, wrong: list[str] | None
) -> None:
    other = {} if second is None else {"value_cny": second}
    data = case(
        accused("甲", charges=[charge("滥伐林木", "A", value_cny=first)]),
        accused("乙", charges=[charge("滥伐林木", "B", **other)]),
    ) | ({} if whole is None else {"value_cny": whole})
    if wrong is None:
        parse(data)
    else:
        assert [one.path for one in mistakes(data)] == wrong
    parse(data, recorded=True)


def test_the_same_trees_are_worth_as_much_to_each_who_felled_them() -> None:
    both = [accused(name, charges=[charge("滥伐林木", "A", "B", value_cny="1000")]) for name in ("甲", "乙")]
    made = parse(case(*both, value_cny="1000"))
    assert [party.charges[0].value_cny for party in made.parties] == [made.value_cny] * 2


def test_a_value_above_that_of_the_case_is_named_with_both() -> None:
    (wrong,) = mistakes(case(accused("甲", charges=[charge("滥伐林木", value_cny="7")]), value_cny="5"))
    assert told(wrong.message, said.ABOVE_CASE, name="甲", offence="滥伐林木", own="7", whole="5")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (case(value_cny="5", bamboo_value_cny="6"), "bamboo_value_cny"),
        (
            case(accused("甲", charges=[charge("滥伐林木", value_cny="5", bamboo_value_cny="6")])),
            "parties[0].charges[0].bamboo_value_cny",
        ),
    ],
)
def test_bamboo_is_worth_no_more_than_all(data: dict[str, Any], path: str) -> None:
    assert [one.path for one in mistakes(data)] == [path]
    parse(data, recorded=True)
