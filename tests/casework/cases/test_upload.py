"""Uploading a case file: checked first, stored after, and every kind of bad file refused with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

from casework.cases import drafts
from casework.cases import service as cases
from casework.cases.filing import NOT_THE_OWN
from casework.proceedings import listing
from casework.proceedings.filing import NOT_REGISTERED
from casework.web.intake import NO_FILE
from rules.casefile import canonical, load
from tests.casework import markup
from tests.casework.cases.answers import file
from tests.casework.office import FACTS, Office
from tests.told import says

NANJING = Path(__file__).resolve().parents[3] / "examples" / "2022-fujian-nanjing-zhang.yaml"
GOOD = yaml.safe_dump(FACTS, allow_unicode=True).encode()

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


def upload(client: FlaskClient, content: bytes, name: str = "case.yaml", address: str = "/cases/new/upload") -> Any:
    # Written out by hand: the test client would leave a temporary file open for a large upload.
    head = f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--limit--\r\n"
    return client.post(address, data=body, content_type="multipart/form-data; boundary=limit")


def total(office: Office) -> int:
    with office.work():
        return listing.listing(office.person("prosecutor")).total.number


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_an_uploaded_case_file_is_checked_and_then_filed(office: Office, kind: str) -> None:
    client = office.browser("prosecutor")
    content = GOOD if kind == "yaml" else json.dumps(FACTS, ensure_ascii=False).encode()
    page = upload(client, content, f"case.{kind}")
    assert page.location == "/cases/drafts/1/check"
    assert total(office) == 0
    assert file(client, "/cases/drafts/1").status_code == 302
    with office.work():
        stored = cases.current_casefile(cases.get_for(office.person("prosecutor"), 1)).as_json()
    institutions = stored["case"].pop("institutions")
    assert canonical(stored) == canonical(load(content).as_json())
    assert institutions == {
        "procuratorate": "南靖县人民检察院",
        "court": "南靖县人民法院",
        "forestry_bureau": "南靖县林业局",
    }


def test_the_published_nanjing_case_can_be_filed_as_it_stands(office: Office) -> None:
    client = office.browser("prosecutor")
    upload(client, NANJING.read_bytes())
    filed = file(client, "/cases/drafts/1")
    assert filed.status_code == 302
    assert "滥伐林木" in client.get(filed.location).text


def billion_laughs() -> bytes:
    lines = ["a: &a [x, x]"] + [f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]" for i in range(20)]
    return "\n".join(lines).encode()


BAD = {
    "too large for a request": (b"#" * (10 * 1024 * 1024), 413, "上传的内容过大"),
    "too large for a case file": (
        b"#" * (2 * 1024 * 1024 + 1),
        413,
        "案件文件过大：2,097,153 字节，上限为 2,097,152 字节",
    ),
    "not UTF-8": ("案由: 滥伐林木".encode("gbk"), 400, "文件不是 UTF-8 编码的文本（第 1 个字节无法识别）"),
    "not text": (b"case:\0", 400, "文件含有空字符"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), 400, "文件不是 UTF-8 编码的文本"),
    "empty": (b"", 422, "文件是空的"),
    "broken YAML": (b"case: [", 422, "YAML 第"),
    "broken JSON": (b'{"case": [}', 422, "语法错误"),
    "a list": (b"- a", 422, "应为一份案件文件"),
    "a tag": (b"case: !!python/object/apply:os.system ['true']", 422, "不接受 YAML 标签"),
    "an alias bomb": (billion_laughs(), 422, "不接受 YAML 锚点"),
    "too deep": (b"[" * 100 + b"]" * 100, 422, "嵌套过深"),
    "a key twice": (b"case: 1\ncase: 2", 422, "同一个键出现了两次"),
    "an unknown key": (GOOD + b"\ncolour: green", 422, "不认识的字段"),
    "negative volume": (GOOD.replace(b"18.6493", b"-18.6493"), 422, "不能为负数"),
    "unknown species": (GOOD.replace("硬阔类".encode(), "龙血树王".encode()), 422, "不认识的树种“龙血树王”"),
    "unknown method": (GOOD.replace(b"national-default", b"provincial"), 422, "没有计量方法“provincial”"),
    "a number beyond bounds": (
        json.dumps(FACTS).replace('"18.6493"', "1e99999999999999999999").encode(),
        422,
        "stands[0].standing_stock_m3",
    ),
    "reversed dates": (GOOD.replace(b"2025-01-20", b"2024-01-20"), 422, "早于开始日"),
}


@one_database
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_reason_and_changes_nothing(office: Office, name: str) -> None:
    content, status, reason = BAD[name]
    page = upload(office.browser("prosecutor"), content)
    assert page.status_code == status
    assert reason in page.text
    assert total(office) == 0


@one_database
def test_a_species_that_may_be_several_is_filed_as_it_was_told(office: Office) -> None:
    client = office.browser("prosecutor")
    page = upload(client, GOOD.replace("硬阔类".encode(), "阔叶树".encode()))
    assert "阔叶树" in client.get(page.location).text


@one_database
def test_mistakes_of_an_upload_are_listed_with_their_paths(office: Office) -> None:
    wrong = GOOD.replace(b"18.6493", b"-1").replace("滥伐林木".encode(), "吸烟".encode())
    page = upload(office.browser("prosecutor"), wrong)
    assert page.status_code == 422
    assert "stands[0].standing_stock_m3" in page.text
    assert "case.offence" in page.text


@one_database
def test_sending_no_file_is_told_at_the_field(office: Office) -> None:
    page = office.browser("prosecutor").post("/cases/new/upload", data={})
    assert page.status_code == 422
    assert says(page.text, NO_FILE)
    assert 'href="#file"' in page.text


@one_database
def test_the_own_institution_is_the_filing_one(office: Office) -> None:
    facts = {**FACTS, "case": {**FACTS["case"], "institutions": {"procuratorate": "漳浦县人民检察院"}}}
    page = upload(office.browser("prosecutor"), json.dumps(facts).encode())
    assert page.status_code == 422
    assert says(page.text, NOT_THE_OWN, own="南靖县人民检察院", given="漳浦县人民检察院")
    assert "case.institutions.procuratorate" in page.text


@one_database
@pytest.mark.parametrize("name", ["南靖县人民法院", "福建省南靖县人民法院"])
def test_a_court_is_known_with_and_without_its_province(office: Office, name: str) -> None:
    facts = {**FACTS, "case": {**FACTS["case"], "institutions": {"court": name}}}
    client = office.browser("prosecutor")
    page = upload(client, json.dumps(facts).encode())
    assert "南靖县人民法院" in client.get(page.location).text
    with office.work():
        stored = drafts.facts_of(drafts.draft(office.person("prosecutor"), 1))
    assert stored["case"]["institutions"]["court"] == "南靖县人民法院"


@one_database
@pytest.mark.parametrize("name", ["漳州市中级人民法院", "县人民法院", "靖县人民法院的"])
def test_a_court_that_is_not_registered_is_told_before_filing_and_keeps_nobody_from_it(
    office: Office, name: str
) -> None:
    facts = {**FACTS, "case": {**FACTS["case"], "institutions": {"court": name}}}
    client = office.browser("prosecutor")
    page = client.get(upload(client, json.dumps(facts).encode()).location)
    assert says(page.text, NOT_REGISTERED, names=name)
    assert file(client, "/cases/drafts/1").status_code == 302
    assert office.browser("judge").get("/folders/1").status_code == 404, "a part of a name is no name"


@one_database
def test_the_upload_page_leads_to_the_form_and_back(office: Office) -> None:
    client = office.browser("prosecutor")
    assert "/cases/new" in markup.read(client.get("/cases/new/upload").text).links
    assert "/cases/new/upload" in markup.read(client.get("/cases/new").text).links
