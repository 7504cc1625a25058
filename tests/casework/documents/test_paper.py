"""The papers read back: what they say, how they are set, and that they prove themselves."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from html import unescape
from typing import Any, cast

import pytest
from flask_babel import force_locale
from jinja2 import DictLoader, UndefinedError

from casework.documents import paper, typesetting, words
from casework.documents.kinds import KINDS
from casework.documents.stands import stand_rows
from rules.assess import assess
from rules.carbon.uncertainty import loss_range
from rules.carbon.uncertainty.sensitivity import ranking
from rules.casefile import parse
from tests.casework.cases.test_persons import two_offences
from tests.casework.documents.conftest import Issued, Paper, rendered, squeezed
from tests.rules.sheets import Sheet


def worded(issued: Issued, kind: str, data: dict[str, Any]) -> str:
    """What a paper of changed data would say."""
    with issued.app.app_context():
        html = paper.render_html(kind, data, "0" * 64)
    return squeezed(unescape(re.sub(r"<[^>]+>", "", html)))


def test_the_report_states_the_loss_the_credits_and_the_amount(issued: Issued) -> None:
    text = issued.report.text
    assert "碳汇损失量为42.90吨二氧化碳当量" in text
    assert "应认购量为86吨" in text
    assert "金额为4,988.00元" in text


def test_every_line_of_the_worksheet_is_on_the_report(issued: Issued) -> None:
    result = json.loads(issued.report.data)["assessment"]["result"]
    assert len(result["worksheet"]) > 10
    for line in result["worksheet"]:
        assert squeezed(line["label"]) in issued.report.text
        assert line["result"] in issued.report.text
        if line["kind"] == "computed":
            assert squeezed(line["substituted"]).replace("*", "×").replace("/", "÷") in issued.report.text


def test_every_warning_and_every_rule_with_its_reason_is_on_the_report(issued: Issued) -> None:
    result = json.loads(issued.report.data)["assessment"]["result"]
    assert result["warnings"]
    for warning in result["warnings"]:
        assert squeezed(warning) in issued.report.text
    for rule in result["rules"]:
        assert squeezed(f"{rule['says']}（{rule['basis']['text']}{rule['basis']['article']}") in issued.report.text


def test_unverified_parameters_are_marked_where_they_stand_and_listed(issued: Issued) -> None:
    result = json.loads(issued.report.data)["assessment"]["result"]
    unverified = [line for line in result["worksheet"] if line["confidence"] == "unverified"]
    assert unverified
    # once beside its line, once in the list of parameters
    assert issued.report.text.count("待核") >= 2 * len(unverified)


def test_a_rebuilt_parameter_set_says_so(issued: Issued) -> None:
    # Annex 5 says it of the method that is only compared.
    assert "待与办法原文核对" not in issued.report.text.partition("附件5比较")[0]
    data = json.loads(issued.report.data)
    facts = {**data["casefile"]["document"], "options": {"method": "fujian-trial-2022", "on": "2026-11-08"}}
    data["assessment"]["result"] = assess(parse(facts)).as_json()
    text = worded(issued, "report", data)
    assert "方法与参数的状态：参数依国家方法学重建，待与办法原文核对；不是办法原文所附参数；" in text


def test_the_state_of_the_parameters_is_framed_even_where_the_method_has_none(issued: Issued) -> None:
    result = json.loads(issued.report.data)["assessment"]["result"]
    assert result["method"]["status"] is None
    assert squeezed(f"方法与参数的状态：{result['method']['parameter_set']['status']}。") in issued.report.text


def test_a_loss_that_could_not_be_measured_is_said_to_be_missing(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    result = data["assessment"]["result"]
    result["loss_tco2e"] = result["required_credits_t"] = result["amount_cny"] = result["loss_value_cny"] = None
    text = worded(issued, "report", data)
    assert "碳汇损失量不能得出" in text
    assert "应认购量为" not in text


def test_the_range_is_stated_or_the_reason_why_there_is_none(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    given = data["assessment"]["result"]["loss_range"]
    given |= {"low": None, "high": None, "level": None, "reason": "没有标准误"}
    assert "没有标准误。" in worded(issued, "report", data)
    sheet = Sheet().given("x", "10", "1").given("y", "4").compute("L", "x × y", rounding="half_up 0.01")
    told = loss_range(sheet.sheet.lines, 3)
    data["assessment"]["result"]["loss_range"] = told.as_json()
    data["ranking"] = ranking(sheet.sheet.lines, 3).as_json()
    text = worded(issued, "report", data)
    assert squeezed(f"不确定性区间（90 %）：{told.low}至{told.high}tCO2e，标准误{told.standard_error}tCO2e") in text
    assert squeezed("地块 A x") in text
    assert squeezed("各项变动一个标准误") in text
    assert squeezed("没有标准误的各项变动一成") in text
    assert all(squeezed(note) in text for note in told.notes)


def test_a_figure_that_is_missing_gives_its_reason(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    result = data["assessment"]["result"]
    result["amount_cny"] = None
    result["missing"] = {"amount_cny": "案件没有写明碳汇单价"}
    text = worded(issued, "report", data)
    assert "金额没有计算：案件没有写明碳汇单价。" in text
    assert "应认购量为86吨。" in text


def test_what_was_left_out_is_named_with_its_reason(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    data["assessment"]["result"]["left_out"] = [
        {"stand": None, "what": "枯死木", "reason": "没有参数", "whole_stand": False},
        {"stand": "B", "what": "灌木层", "reason": "没有面积", "whole_stand": False},
        {"stand": "C", "what": "地块 C", "reason": "竹林不以立木蓄积计量", "whole_stand": True},
    ]
    text = worded(issued, "report", data)
    assert "没有计入的部分：枯死木（没有参数）；地块B灌木层（没有面积）；地块C（竹林不以立木蓄积计量）。" in text


def test_the_stands_are_told_with_place_age_area_and_stock(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    with issued.app.app_context():
        casefile = parse(
            {
                "case": {"offence": "失火", "conduct": {"from": "2025-01-05"}},
                "stands": [
                    {
                        "id": "B",
                        "county": "350627",
                        "species": [{"species": "杉木", "share": "0.6"}, {"species": "木荷", "share": "0.4"}],
                        "origin": "人工",
                        "age_a": 20,
                        "damage": {"type": "部分损伤", "fraction": "0.5"},
                        "area_mu": "7.5",
                        "stock_per_ha": "90",
                    }
                ],
            }
        )
        data["stands"] = stand_rows(casefile, {"B": "22.5"})
    text = worded(issued, "report", data)
    assert "B林况县级行政区划代码：350627；林地类型：未查明，按乔木林计量；" in text
    assert "树种组成：第1个树种（树种：杉木，份额：0.6）、第2个树种（树种：木荷，份额：0.4）；" in text
    assert "受损情况受损方式：部分损伤；受损份额：0.5。面积与株数面积（亩）：7.5亩。" in text
    assert "每公顷蓄积：90立方米/公顷。22.5" in text


def test_remarks_and_the_review_are_told(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    assert "南靖县人民法院judge于" in issued.report.text
    assert "已经采信" in issued.report.text
    data["adoption"]["adopted"] = []
    assert "已经采信" not in worded(issued, "report", data)
    data["review"] = {"decision": "confirmed", "person": "judge", "at": "2026-03-02T00:00:00+00:00", "reason": ""}
    assert "确认本次计量的损失量" in worded(issued, "report", data), "as the former system wrote"
    del data["adoption"]
    data["remarks"] = [{"line": 2, "person": "法官甲", "text": "请注明出处"}]
    data["review"] = None
    text = worded(issued, "report", data)
    assert "第2行，法官甲：请注明出处。" in text
    assert "尚待承办法官复核" in text


def test_published_figures_stand_beside_the_computed_ones(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    data["assessment"]["result"]["published"] = [
        {"quantity": "loss_tco2e", "reported": "47.07", "computed": "42.90", "agrees": False}
    ]
    assert "碳汇损失量（tCO2e）47.0742.90未能复现" in worded(issued, "report", data)


def test_a_partial_retirement_is_not_called_performance(issued: Issued) -> None:
    assert "累计注销60吨" in issued.partly.text
    assert "尚差26吨" in issued.partly.text
    assert "尚未履行完毕" in issued.partly.text
    assert "不符：累计注销60吨，应认购86吨" in issued.partly.text
    assert "已经履行" not in issued.partly.text


def test_a_full_retirement_lists_every_certificate_and_confirms(issued: Issued) -> None:
    text = issued.complete.text
    for part in ("ZX-1-60", "ZX-61-86", "61至86", "海峡资源环境交易中心", "测试林业碳汇项目", "HT-1", "58.00元/t"):
        assert part in text
    assert "累计注销86吨，不少于应当认购的86吨，认购碳汇部分已经履行" in text
    assert "不符" not in text


def test_the_printed_hash_is_that_of_the_attached_data(made: Paper) -> None:
    ((name, contents),) = made.reader.attachments.items()
    assert name == paper.ATTACHMENT
    attached = contents[0]
    assert attached.decode() == made.data
    assert hashlib.sha256(attached).hexdigest() == made.data_hash
    assert made.data_hash in made.text


def test_the_attachment_is_marked_as_the_source_of_the_paper(made: Paper) -> None:
    (file,) = cast(Any, made.reader.trailer["/Root"])["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Source"


def test_number_and_audit_head_are_printed(made: Paper) -> None:
    data = json.loads(made.data)
    assert f"编号：{made.number}" in made.text
    assert f"第{data['audit']['seq']}条{data['audit']['hash']}" in made.text


def test_the_paper_is_tagged_pdf_a_3a_in_chinese(made: Paper) -> None:
    root: Any = made.reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in metadata or "<pdfaid:part>3<" in metadata
    assert 'pdfaid:conformance="A"' in metadata or "<pdfaid:conformance>A<" in metadata
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert "/StructTreeRoot" in root


def test_every_font_is_embedded(made: Paper) -> None:
    descriptors = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in made.reader.pages
        for font in cast(Any, page["/Resources"])["/Font"].values()
    ]
    assert descriptors
    assert all(any(f"/FontFile{kind}" in item for kind in ("", "2", "3")) for item in descriptors)


def test_the_same_data_give_the_same_bytes(issued: Issued) -> None:
    again = rendered(issued, "retirement", json.loads(issued.complete.data))
    assert again.pdf == issued.complete.pdf


def test_other_data_give_another_hash_and_other_bytes(issued: Issued) -> None:
    data = json.loads(issued.complete.data)
    data["totals"]["retired_t"] = "87"
    other = rendered(issued, "retirement", data)
    assert other.data_hash != issued.complete.data_hash
    assert other.pdf != issued.complete.pdf


def test_a_paper_is_in_chinese_when_the_screen_is_not(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    with issued.app.app_context():
        chinese = paper.render_html("report", data, issued.report.data_hash)
        with force_locale("en"):
            assert paper.render_html("report", data, issued.report.data_hash) == chinese


def test_a_value_that_is_missing_from_the_data_is_an_error_and_no_gap(issued: Issued) -> None:
    data = json.loads(issued.complete.data)
    del data["retirements"][0]["seller"]
    with pytest.raises(UndefinedError, match="seller"):
        worded(issued, "retirement", data)


def test_markup_in_the_data_is_printed_and_never_obeyed(issued: Issued) -> None:
    data = json.loads(issued.complete.data)
    data["parties"] = ['<img src="file:///etc/passwd"><b>张某</b>']
    text = worded(issued, "retirement", data)
    assert '<imgsrc="file:///etc/passwd"><b>张某</b>' in text


def test_nothing_is_fetched_for_a_paper() -> None:
    fetcher = typesetting.fetcher()
    for address in ("file:///etc/passwd", "http://127.0.0.1/x.png", "https://example.org/x.css"):
        with pytest.raises(ValueError, match="protocol"):
            fetcher.fetch(address)


def test_the_code_to_scan_holds_number_data_hash_and_audit_head(issued: Issued) -> None:
    import segno

    data = json.loads(issued.report.data)
    seq, head = data["audit"]["seq"], data["audit"]["hash"]
    expected = f"tanheng:{issued.report.number}?data=sha256-{issued.report.data_hash}&audit={seq}-{head}"
    with issued.app.app_context():
        html = paper.render_html("report", data, issued.report.data_hash)
    (source,) = re.findall(r'<img src="(data:image/svg[^"]+)"', html)
    assert source.replace("&#39;", "'") == segno.make(expected, error="m").svg_data_uri(border=2)


def test_an_edition_covers_every_template_that_its_paper_is_made_of(issued: Issued) -> None:
    with issued.app.app_context():
        of_report, of_confirmation = (set(words.sources(KINDS[name].template)) for name in ("report", "retirement"))
    assert {"documents/base.html", "documents/report/document.html", "macros/worksheet.html"} <= of_report
    assert "macros/charts.html" in of_report, "imported by what the report imports"
    assert of_confirmation == {"documents/base.html", "documents/retirement/document.html"}


def test_an_edition_changes_with_any_of_its_templates(issued: Issued, monkeypatch: pytest.MonkeyPatch) -> None:
    with issued.app.app_context():
        before = paper.template_edition(KINDS["report"])
        sources = words.sources(KINDS["report"].template)
        assert paper.template_edition(KINDS["report"]) == before
        for name in sources:
            changed = sources | {name: sources[name] + " "}
            monkeypatch.setattr(paper, "sources", lambda template, changed=changed: changed)
            assert paper.template_edition(KINDS["report"]) != before, name


def test_a_template_chosen_as_it_runs_is_refused(issued: Issued) -> None:
    with issued.app.app_context():
        environment = issued.app.jinja_env.overlay(loader=DictLoader({"paper.html": "{% include chosen %}"}))
        issued.app.extensions["paper templates"] = environment
        try:
            with pytest.raises(RuntimeError, match="chooses a template"):
                words.sources("paper.html")
        finally:
            del issued.app.extensions["paper templates"]


def test_the_snapshot_is_not_touched_by_rendering(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    kept = copy.deepcopy(data)
    with issued.app.app_context():
        paper.render_html("report", data, issued.report.data_hash)
    assert data == kept


def test_papers_name_the_case_by_persons_and_offences(issued: Issued) -> None:
    for paper_ in (issued.report, issued.complete):
        data = json.loads(paper_.data)
        assert data["case"]["name"] == "张某滥伐林木案"
        assert f"{data['case']['title']}张某滥伐林木案" in paper_.text


def test_the_report_tells_each_person_with_charges_grade_and_ground(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    data["assessment"]["result"] = assess(parse(two_offences())).as_json()
    text = worded(issued, "report", data)
    for person in data["assessment"]["result"]["persons"]:
        row = f"{person['name']}（被告人）"
        assert row in text
        for charge in person["charges"]:
            assert f"{charge['offence']}（地块{'、'.join(charge['stands'])}" in text
        assert squeezed(f"{person['grade']['law']}{person['grade']['article']}") in text
    assert "累犯（刑法第六十五条第一款）" in text
    assert "陈某（地块C、B）立木蓄积37m³" in text
