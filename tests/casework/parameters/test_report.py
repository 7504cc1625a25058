"""The report of a measurement by an entered set: which set, by its hash, and who entered and verified it."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import pypdf
import pytest

from casework.db import today
from casework.documents import typesetting, validity
from casework.documents.validity import SET_WITHDRAWN
from casework.parameters import register
from rules.assess import assess
from rules.carbon.parameter_forms.build import parameter_set
from rules.carbon.parameter_forms.form import Form
from rules.casefile import parse
from tests.casework.documents.conftest import squeezed, with_fonts
from tests.casework.documents.former import issued
from tests.casework.office import Office
from tests.casework.parameters.conftest import frozen_set, withdraw
from tests.databases import Databases, SqliteDatabases
from tests.told import says


@pytest.fixture
def databases(sqlite_databases: SqliteDatabases) -> Databases:
    """A paper is the same from either database: one is enough for the seconds it takes."""
    return sqlite_databases


def report_text(office: Office) -> str:
    """A report issued now, as its pages say it."""
    return pages_of(pypdf.PdfReader(io.BytesIO(issued(office.case, "report", office.person("officer")).pdf)))


def pages_of(paper: pypdf.PdfReader) -> str:
    """What its pages say."""
    return squeezed("".join(page.extract_text() for page in paper.pages))


def test_the_report_names_the_set_its_hash_and_the_second_person_and_carries_what_redoes_it(bureau: Office) -> None:
    with_fonts(Path(bureau.app.instance_path))
    made = frozen_set(bureau)
    bureau.measure(method="national-default@2026-11", parameter_set=str(made))
    with bureau.work():
        sha256 = register.entered_set(made).row.sha256
        report = pypdf.PdfReader(io.BytesIO(issued(bureau.case, "report", bureau.person("officer")).pdf))
    is_redone_from_the_paper_alone(report)
    text = pages_of(report)
    assert f"参数集：教学参数集（数值虚构）（teaching-2026，摘要{sha256[:16]}）" in text
    assert f"由南靖县林业局officer录入，南靖县林业局second逐项核对，{today().isoformat()}冻结" in text
    assert "碳汇损失量为38.46吨" in text
    assert "教学示例文件（虚构），第3页，表2" in text
    assert "停用" not in text
    # Annex 5 says it of the shipped sets of methods that are only compared.
    of_the_report, annex, _ = text.partition("附件5比较")
    assert annex
    assert "未与原表核对" not in of_the_report


def is_redone_from_the_paper_alone(report: pypdf.PdfReader) -> None:
    """Whoever holds it redoes it by the set that it carries."""
    (attached,) = report.attachments["tanheng-data.json"]
    data = json.loads(attached)
    carried, stated = data["parameter_set"], data["assessment"]["result"]
    again = assess(
        parse(data["assessed_of"]),
        on=datetime.date.fromisoformat(stated["on"]),
        parameter_set=parameter_set(Form.model_validate(carried.pop("form")), **carried),
    ).as_json()
    assert again["loss_tco2e"] == "38.46"
    assert again["hash"] == stated["hash"] == data["assessment"]["hash"]


def test_reports_before_and_after_the_withdrawal_of_their_set_tell_of_it(bureau: Office) -> None:
    made = frozen_set(bureau)
    bureau.measure(method="national-default@2026-11", parameter_set=str(made))
    with bureau.work(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "set_pdf", lambda html, *_: html.encode())  # its second report is read as a PDF
        issued(bureau.case, "report", bureau.person("officer"))
        (item,) = validity.issued(bureau.case)
        assert (item.superseded, item.remark) == (None, None)
    withdraw(bureau, made)
    for address in ("/folders/1/documents", "/documents/former"):
        page = bureau.browser("officer").get(address).text
        assert "现行" in page
        assert says(page, SET_WITHDRAWN, number=1, title="教学参数集（数值虚构）", reason="原办法已修订")
    with_fonts(Path(bureau.app.instance_path))
    with bureau.work():
        text = report_text(bureau)
    assert "停用，不再用于新的计量，理由：原办法已修订。本次计量仍以停用前冻结的数值为准。" in text
