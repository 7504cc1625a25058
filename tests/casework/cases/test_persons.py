"""A case of several persons and offences: filed, measured, read on its pages and in the list."""

from __future__ import annotations

import copy
from html.parser import HTMLParser
from typing import Any

import pytest

from casework.documents.kinds.kind import NAMED, case_name
from casework.proceedings import facts as case_facts
from casework.proceedings import listing
from casework.web import facts as fact_pages
from casework.web import sent_facts
from rules.casefile import parse
from rules.casefile.fact import STANDS
from rules.reading.errors import InputError
from tests.casework import markup
from tests.casework.office import FACTS, Office

BOTH = "盗伐林木、失火"


def two_offences() -> dict[str, Any]:
    """陈某 stole 30 and 25 m³ and burned a stand, 李某 stole the 30 m³ with him."""
    facts: dict[str, Any] = copy.deepcopy(FACTS)
    place = {"county": "350627", "species": "硬阔类"}
    facts["case"]["offence"] = "盗伐林木"
    facts["parties"] = [
        {
            "name": "陈某",
            "role": "被告人",
            "recidivist": True,
            "born": "1980-01-01",
            "charges": [{"offence": "盗伐林木", "stands": ["A", "C"]}, {"offence": "失火", "stands": ["B"]}],
        },
        {"name": "李某", "role": "被告人", "charges": [{"offence": "盗伐林木", "stands": ["A"]}]},
    ]
    facts["stands"] = [
        {"id": "A", **place, "damage": {"type": "采伐"}, "standing_stock_m3": "30"},
        {"id": "C", **place, "damage": {"type": "采伐"}, "standing_stock_m3": "25"},
        {"id": "B", **place, "damage": {"type": "烧毁"}, "standing_stock_m3": "12"},
    ]
    facts["request"]["by"] = "陈某"
    return facts


class Tables(HTMLParser):
    """The cells of each table that has an id, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self._table = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._table = dict(attrs).get("id") or ""
            self.rows.setdefault(self._table, [])
        elif tag == "tr":
            self.rows.setdefault(self._table, []).append([])
        elif tag in ("td", "th"):
            self.rows[self._table][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._table = "none"

    def handle_data(self, data: str) -> None:
        rows = self.rows.get(self._table)
        if rows and rows[-1]:
            rows[-1][-1] += data.strip()


def tables(page: str) -> dict[str, list[list[str]]]:
    reader = Tables()
    reader.feed(page)
    return reader.rows


@pytest.fixture
def divided(office: Office) -> Office:
    office.file(two_offences())
    office.accept()
    office.measure()
    return office


def test_the_pages_of_rules_and_of_the_case_tell_each_persons_grade_law_and_reason(divided: Office) -> None:
    browser = divided.browser("judge")
    for path in ("/folders/1/rules",):
        rows = tables(browser.get(path).text)["persons"][1:]
        assert [row[0].split("被告人")[0] for row in rows] == ["陈某", "李某"]
        chen, li = rows
        assert all(part in chen[1] for part in ("盗伐林木", "A、C", "55 m³", "失火", "B"))
        assert (chen[2], li[2]) == ("数量巨大", "数量较大")
        assert chen[3] == "法释〔2023〕8号第四条第二款、第一款第一项"
        assert chen[4]
        assert "累犯（刑法第六十五条第一款）" in chen[5]
        assert li[5] == "—"
    rests = tables(browser.get("/folders/1/rules").text)["loss-by-person"][1:]
    assert [row[1] for row in rests] == ["A", "C、B", "A、C、B", "A"]


def test_lists_and_the_head_of_the_case_name_every_offence(divided: Office) -> None:
    with divided.work():
        assert divided.case.offence == "盗伐林木"
        assert divided.case.offences == BOTH
        (found,) = listing.listing(divided.person("judge"), listing.Filter(offence="盗伐林木")).page.rows
        assert found.id == 1
    assert BOTH in divided.browser("judge").get("/folders/1").text


def test_the_offences_follow_the_case_file(office: Office) -> None:
    office.file(two_offences())
    with office.work():
        facts = two_offences()
        del facts["parties"][0]["charges"][1]
        facts["parties"][0]["charges"][0]["stands"] = ["A", "B", "C"]
        case_facts.correct(office.folder, office.person("prosecutor"), parse(facts), "变更指控")
        assert office.case.offences == "盗伐林木"


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (two_offences(), "陈某、李某盗伐林木、失火案"),
        (FACTS, "张某滥伐林木案"),
        ({**FACTS, "parties": [{"name": "乙公司", "role": "赔偿义务人"}]}, "乙公司滥伐林木案"),
        (
            {**FACTS, "parties": [{"name": f"张{number}", "role": "被告人"} for number in range(NAMED + 1)]},
            f"张0等{NAMED + 1}人滥伐林木案",
        ),
    ],
)
def test_a_paper_calls_the_case_by_its_persons_and_offences(facts: dict[str, Any], name: str) -> None:
    assert case_name(parse(copy.deepcopy(facts))) == name


def test_names_typed_as_one_text_are_read_and_their_mistakes_stand_at_their_field() -> None:
    told = two_offences()
    for party in told["parties"]:
        del party["charges"]
    before = parse(told).as_json()
    sent = {"stands-0-persons": "李某、陈某", "stands-1-persons": "陈某", "stands-2-persons": "陈某"}
    sent |= {f"stands-{number}-kept": str(number) for number in range(3)} | {"stands-shown": "1"}
    facts = sent_facts.posted(sent, STANDS, before)
    stands = [{key: value for key, value in stand.items() if key != "kept"} for stand in facts["stands"]]
    made = parse({**facts, "stands": stands})
    assert [stand.persons for stand in made.stands] == [["李某", "陈某"], ["陈某"], ["陈某"]]
    # of a stored case file the names are a list; a stranger among them is a mistake of what was written
    stored = made.as_json()
    stored["stands"][1]["persons"] = ["王某"]
    with pytest.raises(InputError) as caught:
        parse(stored)
    (mistake,) = fact_pages.of_what_is_stated(caught.value.errors, stored)
    assert mistake.path == "stands[1].persons"


def fields(office: Office, page: str) -> dict[str, str]:
    """What the form of a page of the correction would send."""
    read = markup.Markup()
    read.feed(office.browser("prosecutor").get(f"/folders/1/facts/edit/{page}").text)
    return {name: value for form in read.forms for name, value in form.fields.items()}


def test_the_form_writes_names_and_stands_with_marks_between_them(office: Office) -> None:
    facts = two_offences()
    facts["stands"][0]["persons"] = ["陈某", "李某"]
    office.file(facts)
    assert fields(office, "stands")["stands-0-persons"] == "陈某、李某"
    parties = fields(office, "parties")
    assert parties["parties-0-charges-0-stands"] == "A、C"
    assert parties["parties-0-charges-1-offence"] == "失火"
    assert {"parties-0-restored", "parties-1-share"} <= parties.keys()


def test_the_form_of_a_simple_case_has_no_field_of_several_persons(office: Office) -> None:
    office.file()
    assert "stands-0-standing_stock_m3" in fields(office, "stands")
    assert "stands-0-persons" not in fields(office, "stands")
    parties = fields(office, "parties")
    assert "parties-0-role" in parties
    assert not [name for name in parties if name.endswith(("-restored", "-share", "-stands", "-offence"))]
