"""Bad input on English pages: the field and the reason in English, with nothing Chinese but what was typed and what
law, forms and case files call by a Chinese name."""

from __future__ import annotations

import copy
import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

from rules.carbon.parameters.species import vocabulary
from tests.casework.cases.answers import file, fill, key_of, save
from tests.casework.cases.test_upload import upload
from tests.casework.office import BUREAU, FACTS, Office
from tests.casework.pages import fields
from tests.casework.tallies.sheets import ENTER, send
from tests.rules.parameter_forms.forms import as_workbook, teaching

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
# What is said of an input does not depend on where records are kept.

HAN = re.compile(r"[\u4e00-\u9fff]")


class Mistakes(HTMLParser):
    """The text of every element that tells a mistake: at its field, in its cell, in the summary above."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[list[str]] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "br", "img", "meta", "link", "col"):
            return
        given = dict(attrs)
        begins = not any(self._open) and (given.get("class") == "mistake" or given.get("role") == "alert")
        if begins:
            self.told.append([])
        self._open.append(begins)

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if any(self._open):
            self.told[-1].append(data)


def reader(office: Office, username: str) -> FlaskClient:
    client = office.browser(username)
    client.set_cookie("language", "en")
    return client


def reasons(page: Any) -> list[str]:
    """Every mistake on the page, at its field and in the summary."""
    found = Mistakes()
    found.feed(page.text)
    told = [" ".join(" ".join(part).split()) for part in found.told]
    assert told, page.text
    return told


def chinese(told: list[str], names: str = "") -> list[str]:
    """What is Chinese in the reasons beside quoted text and the given ``names``."""
    without = [re.sub("|".join([r"“[^”]*”", *map(re.escape, names.split())]), "", text) for text in told]
    return [text for text in without if HAN.search(text)]


def changed(path: str, value: Any) -> dict[str, Any]:
    facts: dict[str, Any] = copy.deepcopy(FACTS)
    at: Any = facts
    keys = [int(key) if key.isdecimal() else key for key in path.split(".")]
    for key in keys[:-1]:
        at = at[key]
    at[keys[-1]] = value
    return facts


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("case-offence", "", "must be given"),
        ("case-conduct-from", "2021-02-30", "must be a real date"),
        ("case-conduct-to", "2021-11-01", "The conduct ended on 2021-11-01, before it began on"),
        ("stands-0-id", "有 空格", "Only letters, digits, underscores and hyphens"),
        ("stands-0-county", "漳州", "must be an area code of six digits"),
        ("stands-0-standing_stock_m3", "-3", "must not be negative, it is -3"),
        ("stands-0-timber_volume_m3", "9", "state the outturn rate too"),
        ("stands-0-species-0-share", "0.5", "The shares of the species must add up to 1"),
        ("stands-0-species-0-species", "铁树", "Unknown species “铁树”"),
        ("stands-0-trees", "1.5", "must be a whole number, not negative"),
        ("value_cny", "12.345", "at most two decimal places"),
        ("stands-0-standard_errors-0-value", "0.1", "Choose the number that the standard error is of"),
        ("options-on", "2020-01-01", "The day of decision, 2020-01-01, is before the end of the conduct"),
    ],
)
def test_a_wrong_form(office: Office, field: str, value: str, reason: str) -> None:
    client = reader(office, "prosecutor")
    draft = fill(client)
    page = save(client, draft, key_of(field), "go", **{field: value})
    page = page if page.status_code == 422 else file(client, draft)
    assert page.status_code == 422
    told = reasons(page)
    assert any(reason in text for text in told), told
    names = "南靖县人民法院 漳浦县人民法院 " + " ".join(vocabulary().canonical)
    assert chinese(told, names) == []


def test_a_price_dated_against_its_rule(office: Office) -> None:
    stated = {
        "options-price-cny_per_t": "58.00", "options-price-rule": "前一交易日收盘价", "options-price-source": "公告",
        "options-price-date": "2022-11-04", "options-on": "2022-11-08",
    }  # fmt: skip
    client = reader(office, "prosecutor")
    page = save(client, fill(client), "options", "go", **stated)
    told = reasons(page)
    reason = "it must be the last trading day before the reference day (reference day 2022-11-08), that is 2022-11-07"
    assert any(reason in text for text in told), told
    assert chinese(told) == []


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (changed("stands.0.standing_stock_m3", "-1"), "Stand 1 · Standing stock", "must not be negative, it is -1"),
        (changed("stands.0.damage", {"type": "部分损伤"}), "Stand 1 · Damage", "needs the share that was lost"),
        (changed("parties.0.colour", "红"), "colour", "Unknown field, check the spelling"),
        (changed("stands.0.origin", "飞播"), "Stand 1 · Origin", "must be one of 天然, 人工, not 飞播"),
        (changed("options.on", "2024-01-01"), "Decided as of", "is before the end of the conduct, 2025-01-20"),
        (b"case: &a {}\n", "", "Line 1: YAML anchors (&) are not accepted"),
        (b"case: [\n", "", "YAML syntax error"),
        (b"case: {}\ncase: {}\n", "", "Line 2: The same key stands here twice"),
        (b"\xff\xfe\xfa\x00", "", "is not UTF-8"),
        (b"", "", "The file is empty"),
        (b"x" * (2 * 1024 * 1024 + 1), "", "is too large: 2,097,153 bytes, at most 2,097,152"),
    ],
)
def test_a_wrong_case_file(office: Office, content: Any, place: str, reason: str) -> None:
    sent = content if isinstance(content, bytes) else yaml.safe_dump(content, allow_unicode=True).encode()
    page = upload(reader(office, "prosecutor"), sent)
    assert page.status_code in (400, 413, 422)
    told = reasons(page)
    assert any(place in text and reason in text for text in told), told
    assert chinese(told, "天然 人工 飞播") == []


def ordered(office: Office) -> None:
    """The procuratorate ordered a measurement of a stand of 杉木."""
    office.file(changed("stands.0.species", "杉木"))
    office.act("prosecutor", "order", measurer=BUREAU)


def test_a_wrong_tally(office: Office) -> None:
    ordered(office)
    rows = ("序号,树种,胸径（cm）,树高（m）,株数", "1,铁树,20,15,1", "1,杉木,-1,6,1", "3,杉木,20,,1", "4,杉木,20,15,x",
            "5,马尾松,20,15,1", "6,杉木,600,15,1")  # fmt: skip
    page = send(reader(office, "prosecutor"), "\n".join(rows))
    assert page.status_code == 422
    told = reasons(page)
    for reason in (
        "Unknown species “铁树”",
        "Serial number 1 is that of row 2 too",
        "must be more than 0, it is -1",
        "State the height (m), or a curve for the species under",
        "must be a whole number, not negative",
        "马尾松 is not among the species of the stand (杉木)",
        "“胸径” 600 cm cannot be right, check the unit",
    ):
        assert any(reason in text for text in told), (reason, told)
    assert chinese(told, "马尾松 杉木") == []


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 415, "This is a compound document"),
        (b"PK\x03\x04 broken", 415, "The file is damaged and cannot be opened as XLSX"),
        ("种类,粗细\n杉木,20\n".encode(), 422, "No headings in the first 20 rows"),
        ("树种,胸径(mm),株数\n杉木,20,1\n".encode(), 422, "胸径 should be in cm, not mm"),
    ],
)
def test_a_file_that_is_no_tally(office: Office, content: bytes, status: int, reason: str) -> None:
    ordered(office)
    page = send(reader(office, "prosecutor"), content)
    assert page.status_code == status
    told = reasons(page)
    assert any(reason in text for text in told), told
    assert chinese(told, "胸径") == []


def test_a_wrong_parameter_form(office: Office) -> None:
    form = teaching()
    for place, key, value in (
        (2, "unit", "kg"), (3, "confidence", "也许"), (4, "value", "99"), (5, "value", "一"), (6, "parameter", "XYZ"),
    ):  # fmt: skip
        form["parameters"][place][key] = value
    page = reader(office, "officer").post("/parameters/new", data={"file": (io.BytesIO(as_workbook(form)), "set.xlsx")})
    assert page.status_code == 422
    told = reasons(page)
    for reason in (
        "must be in", "must be one of 已核对, 转引, 待核, not “也许”", "is outside the sensible range",
        "must be a decimal number", "The chosen method has no parameter “XYZ”", "Row 11, “数值”",
    ):  # fmt: skip
        assert any(reason in text for text in told), (reason, told)
    names = " ".join({str(entry.get("species", "")) for entry in form["parameters"]})
    assert chinese(told, f"已核对 转引 待核 {names}") == []


def test_what_was_not_used_of_a_sheet_is_told_again_in_english(office: Office) -> None:
    ordered(office)
    prosecutor = reader(office, "prosecutor")
    looked = send(prosecutor, "树种,胸径（cm）,树高（m）,株数,备注\n杉木,20,15,3,路边\n")
    assert looked.status_code == 200
    assert "Column “备注” was not used" in looked.text
    again = prosecutor.post(ENTER, data=fields(looked.text) | {"reason": "", "do": "store"})
    assert again.status_code == 422
    assert "Column “备注” was not used" in again.text
