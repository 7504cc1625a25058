"""What every issued paper promises, read back from PDFs: it proves itself and is made of its data alone."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask_babel import force_locale
from jinja2 import DictLoader, UndefinedError

from casework.documents import typesetting, words
from casework.documents.common import on_paper
from casework.documents.errors import MissingGlyphs
from casework.documents.kinds.loss_report import is_of_law
from casework.documents.shelf import kind_of, shelf
from casework.wording import sentence
from rules.assess import assess
from rules.casefile import parse
from tests.casework.documents import issuing
from tests.casework.documents.conftest import with_fonts
from tests.casework.documents.issuing import ATTACHMENT, Made, rendered, squeezed
from tests.casework.office import FACTS, Office
from tests.conftest import dispose, make_app, migrated
from tests.databases import SqliteDatabases

ROOT = Path(__file__).resolve().parents[3]
RARE_NAMES = "㛃䶮喆祎翀赟旸淼犇骉叕燚昇堃玥瑢珺栢镕"
REPORT, CONFIRMATION = "loss_report", "retirement_confirmation"


@dataclasses.dataclass(frozen=True)
class Papers:
    """A report and a confirmation of one case."""

    app: Flask
    report: Made
    confirmation: Made


@pytest.fixture(scope="module")
def papers(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    url = migrated(sqlite_databases)
    app = make_app(url, with_fonts(tmp_path_factory.mktemp("instance")))
    office = Office(app)
    office.open()
    office.to_performing()
    office.retire(office.buy(office.lot(), 1, 86), 1, 60)
    yield Papers(app, issuing.issue(office, REPORT), issuing.issue(office, CONFIRMATION))
    dispose(app)
    sqlite_databases.drop(url)


@pytest.fixture(params=["report", "confirmation"])
def made(request: pytest.FixtureRequest, papers: Papers) -> Made:
    chosen: Made = getattr(papers, request.param)
    return chosen


def worded(papers: Papers, kind: str, data: dict[str, Any]) -> str:
    """What a paper of changed data would say."""
    return squeezed(unescape(re.sub(r"<[^>]+>", "", issuing.worded(papers.app, kind, data))))


def report_of(papers: Papers, facts: dict[str, Any]) -> dict[str, Any]:
    """The data of the report, with the result of other facts."""
    data = papers.report.said
    data["said"]["result"] = assess(parse(copy.deepcopy(facts))).as_json()
    return data


def test_the_attached_facts_give_the_attached_result(papers: Papers) -> None:
    (attached,) = papers.report.reader.attachments[ATTACHMENT]
    said = json.loads(attached)["said"]
    again = assess(parse(said["assessed_of"]), on=datetime.date.fromisoformat(said["result"]["on"])).as_json()
    assert again == said["result"]
    assert said["parameter_set"] is None, "its set ships"


def test_the_attachment_is_the_data_whose_hash_is_kept_and_is_marked_as_the_source(made: Made) -> None:
    ((name, contents),) = made.reader.attachments.items()
    assert name == ATTACHMENT
    assert contents[0].decode() == made.data
    assert hashlib.sha256(contents[0]).hexdigest() == made.data_hash
    (file,) = cast(Any, made.reader.trailer["/Root"])["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Source"


def test_it_is_tagged_pdf_a_3a_in_chinese_with_every_font_embedded(made: Made) -> None:
    root: Any = made.reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in metadata or "<pdfaid:part>3<" in metadata
    assert 'pdfaid:conformance="A"' in metadata or "<pdfaid:conformance>A<" in metadata
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert "/StructTreeRoot" in root
    descriptors = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in made.reader.pages
        for font in cast(Any, page["/Resources"])["/Font"].values()
    ]
    assert descriptors
    assert all(any(f"/FontFile{kind}" in item for kind in ("", "2", "3")) for item in descriptors)


def test_the_same_snapshot_gives_the_same_bytes_and_another_gives_others(papers: Papers) -> None:
    said = papers.confirmation.said
    assert rendered(papers.app, CONFIRMATION, said).pdf == papers.confirmation.pdf
    said["said"]["total"] = "87"
    other = rendered(papers.app, CONFIRMATION, said)
    assert other.data_hash != papers.confirmation.data_hash
    assert other.pdf != papers.confirmation.pdf


def characters() -> set[str]:
    """Every character that a template, a rule or a parameter can put on paper, and what small faces lack."""
    places = ["templates/documents/**/*.html", "templates/macros/*.html", "rules/**/*.yaml", "rules/**/*.py"]
    texts = [path.read_text(encoding="utf-8") for place in places for path in ROOT.glob(place)]
    return {char for text in texts for char in text if char > " "} | set("〇³₂〔〕①⑩㎡·…—×÷−≥≤≈±℃%" + RARE_NAMES)


def test_every_character_that_can_be_printed_has_a_glyph(papers: Papers) -> None:
    data, wanted = papers.confirmation.said, "".join(sorted(characters()))
    data["said"]["names"] = wanted
    assert set(squeezed(wanted)) <= set(rendered(papers.app, CONFIRMATION, data).text)


def test_a_character_that_no_font_has_is_named_and_nothing_is_made(papers: Papers) -> None:
    data = papers.confirmation.said
    data["said"]["names"] = "张\u0378某"
    with pytest.raises(MissingGlyphs) as refused:
        rendered(papers.app, CONFIRMATION, data)
    assert refused.value.characters == "\u0378"


def test_a_value_that_is_missing_from_the_data_is_an_error_and_no_gap(papers: Papers) -> None:
    data = papers.confirmation.said
    del data["said"]["owed"]
    with pytest.raises(UndefinedError, match="owed"):
        worded(papers, CONFIRMATION, data)


def test_markup_in_the_data_is_printed_and_never_obeyed(papers: Papers) -> None:
    data = papers.confirmation.said
    data["said"]["names"] = '<img src="file:///etc/passwd"><b>张某</b>'
    assert '<imgsrc="file:///etc/passwd"><b>张某</b>' in worded(papers, CONFIRMATION, data)


def test_nothing_is_fetched_for_a_paper() -> None:
    fetcher = typesetting.fetcher()
    for address in ("file:///etc/passwd", "http://127.0.0.1/x.png", "https://example.org/x.css"):
        with pytest.raises(ValueError, match="protocol"):
            fetcher.fetch(address)


def test_a_paper_is_in_chinese_when_the_screen_is_not_and_leaves_its_data_alone(papers: Papers) -> None:
    data = papers.report.said
    with papers.app.app_context():
        chinese = words.article(kind_of(REPORT), data)
        with force_locale("en"):
            assert words.article(kind_of(REPORT), data) == chinese
    assert data == papers.report.said


def test_an_edition_covers_every_template_that_its_paper_is_made_of(papers: Papers) -> None:
    with papers.app.app_context():
        of_report = set(words.sources(kind_of(REPORT).template))
        of_confirmation = set(words.sources(kind_of(CONFIRMATION).template))
    shared = {"documents/paper.html", "documents/parts.html"}
    assert shared | {f"documents/{REPORT}/paper.html", "macros/worksheet.html"} <= of_report
    assert of_confirmation == shared | {f"documents/{CONFIRMATION}/paper.html"}


def test_an_edition_changes_with_any_of_its_templates(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kind_of(REPORT)
    with papers.app.app_context():
        before, sources = words.edition(kind, kind.layout), words.sources(kind.template)
        assert words.edition(kind, kind.layout) == before
        for name in sources:
            changed = sources | {name: sources[name] + " "}
            monkeypatch.setattr(words, "sources", lambda template, changed=changed: changed)
            assert words.edition(kind, kind.layout) != before, name


def test_a_template_chosen_as_it_runs_is_refused(papers: Papers) -> None:
    with papers.app.app_context():
        environment = papers.app.jinja_env.overlay(loader=DictLoader({"paper.html": "{% include chosen %}"}))
        papers.app.extensions["paper templates"] = environment
        try:
            with pytest.raises(RuntimeError, match="chooses a template"):
                words.sources("paper.html")
        finally:
            del papers.app.extensions["paper templates"]


@pytest.mark.parametrize("name", shelf())
def test_a_kind_has_a_template_and_a_folder_of_its_own(name: str) -> None:
    assert (ROOT / "templates" / kind_of(name).template).is_file()


def test_every_line_of_the_worksheet_but_the_courts_is_on_the_report(papers: Papers) -> None:
    said = papers.report.said["said"]
    lines = [line for line in said["result"]["worksheet"] if line["section"] != said["left_to_the_court"]]
    assert len(lines) > 10
    for line in lines:
        assert squeezed(line["label"]) in papers.report.text
        assert line["result"] in papers.report.text
        if line["kind"] == "computed":
            assert squeezed(line["substituted"]).replace("*", "×").replace("/", "÷") in papers.report.text


def test_unverified_parameters_are_marked_where_they_stand_and_listed(papers: Papers) -> None:
    result = papers.report.said["said"]["result"]
    unverified = [line for line in result["worksheet"] if line["confidence"] == "unverified"]
    assert unverified
    assert papers.report.text.count("待核") >= 2 * len(unverified)


def test_the_report_states_the_loss_and_the_amount_of_the_credits(papers: Papers) -> None:
    assert "碳汇损失量为42.90吨二氧化碳当量" in papers.report.text
    assert "86吨的金额为人民币4988.00元" in papers.report.text


def test_the_state_of_method_and_parameters_is_told(papers: Papers) -> None:
    result = papers.report.said["said"]["result"]
    assert result["method"]["status"] is None
    assert squeezed(f"方法与参数的状态：{result['method']['parameter_set']['status']}。") in papers.report.text
    rebuilt = report_of(papers, FACTS | {"options": {"method": "fujian-trial-2022", "on": "2026-11-08"}})
    text = worded(papers, REPORT, rebuilt)
    assert "方法与参数的状态：参数依国家方法学重建，待与办法原文核对；不是办法原文所附参数；" in text


def test_every_caution_of_the_measurement_stands_in_the_report_and_none_of_the_law(papers: Papers) -> None:
    told = {one: squeezed(on_paper(sentence(one))) for one in papers.report.said["said"]["result"]["warnings"]}
    of_law = {one for one in told if is_of_law(one)}
    assert 0 < len(of_law) < len(told), "there is something to be told of both"
    assert {one for one, said in told.items() if said not in papers.report.text} == of_law


def test_a_set_that_was_withdrawn_is_said_to_be(papers: Papers) -> None:
    data = papers.report.said
    assert "停用" not in papers.report.text
    data["said"]["set_withdrawn"] = ["2026年3月2日", "原办法已修订"]
    text = worded(papers, REPORT, data)
    assert "已于2026年3月2日停用，不再用于新的计量，理由：原办法已修订。本次计量仍以停用前冻结的数值为准。" in text


def test_a_value_in_yuan_stands_where_there_are_no_tonnes_and_a_loss_that_is_missing_is_said_to_be(
    papers: Papers,
) -> None:
    data = papers.report.said
    data["said"]["result"] |= {"loss_tco2e": None, "loss_value_cny": "5415.00", "amount_cny": None}
    text = worded(papers, REPORT, data)
    assert "碳汇损失以金额计，为人民币5415.00元。" in text
    assert "不计算金额" in text
    data["said"]["result"]["loss_value_cny"] = None
    assert "碳汇损失量没有得出" in worded(papers, REPORT, data)


def test_the_reason_why_there_is_no_range_is_told(papers: Papers) -> None:
    data = papers.report.said
    data["said"]["result"]["loss_range"] |= {"low": None, "high": None, "level": None, "reason": "没有标准误"}
    assert "范围没有得出：没有标准误。" in worded(papers, REPORT, data)


def test_no_key_of_the_case_file_is_printed(papers: Papers) -> None:
    bamboo = {"id": "B", "forest_type": "竹林", "species": "毛竹", "damage": {"type": "烧毁", "fraction": "1"}}
    options = {"method": "fujian-trial-2022", "on": "2026-11-08"}
    data = report_of(papers, FACTS | {"options": options, "stands": [*FACTS["stands"], {**bamboo, "culms": 300}]})
    assert not re.search(r"options[._]|damage[._]|recovery\.", worded(papers, REPORT, data))


def test_a_partial_retirement_is_not_called_performance(papers: Papers) -> None:
    text = papers.confirmation.text
    assert "累计注销60吨，尚有26吨没有注销" in text
    assert "已经全部注销" not in text
