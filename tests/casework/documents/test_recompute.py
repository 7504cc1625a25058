"""Whoever holds the PDF alone can redo it: the attached facts give the attached assessment, which gives the paper."""

from __future__ import annotations

import datetime
import json

from rules.assess import assess
from rules.casefile import parse
from tests.casework.documents.conftest import Issued, squeezed


def test_the_attached_facts_give_the_attached_assessment(issued: Issued) -> None:
    (attached,) = issued.report.reader.attachments["tanheng-data.json"]
    data = json.loads(attached)
    stated = data["assessment"]["result"]
    again = assess(parse(data["assessed_of"]), on=datetime.date.fromisoformat(stated["on"])).as_json()
    assert again == stated
    assert again["hash"] == data["assessment"]["hash"]


def test_every_page_bears_the_number_and_the_digest_of_the_data(issued: Issued) -> None:
    for made in (issued.report, issued.partly, issued.complete):
        for page in made.reader.pages:
            foot = squeezed(page.extract_text())
            assert f"编号{made.number}数据摘要{made.data_hash[:16]}" in foot
