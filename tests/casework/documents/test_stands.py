"""The stands on a report, former or of today: every fact that is stated of one, by its name and in its words."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from flask import Flask
from flask_babel import force_locale

from casework.documents import framing, words
from casework.documents.shelf import shelf
from casework.documents.stands import REMARKED, REMARKS, stand_rows
from casework.wording import fact_text
from rules.carbon.tally.told import told_of_reading
from rules.casefile import CaseFile, parse
from rules.casefile.fact import UNKNOWN
from tests.casework.documents.conftest import Issued, squeezed, words_of
from tests.casework.documents.matters import asked
from tests.casework.documents.test_paper import worded
from tests.rules.every_fact import BASE, Data, case_files, leaves_of


def table(issued: Issued, facts: Data) -> str:
    """The table of stands on a paper of these facts."""
    casefile = parse(facts)
    data = json.loads(issued.report.data)
    with issued.app.test_request_context(), force_locale("zh"):
        data["stands"] = stand_rows(casefile, {stand.id: None for stand in casefile.stands})
    text = worded(issued, "report", data)
    return re.split(r"表1|蓄积指带皮立木蓄积", text)[1]


def test_every_fact_that_is_stated_of_a_stand_is_on_the_report_by_name_and_in_words(issued: Issued) -> None:
    for facts in case_files()[0]:
        printed = table(issued, facts)
        with issued.app.test_request_context(), force_locale("zh"):
            for leaf in leaves_of(facts, "stated"):
                if leaf.path.startswith("stands[") and leaf.at.key != "id" and not leaf.at.path.startswith(REMARKS):
                    name, text = squeezed(str(leaf.name)), squeezed(str(fact_text(leaf)))
                    assert f"{name}：{text}" in printed, leaf.path
        assert facts["stands"][0]["id"] in printed


def test_how_a_sheet_was_read_is_counted_beside_the_stand_and_said_among_the_points_to_note(issued: Issued) -> None:
    read = copy.deepcopy(next(facts for facts in case_files()[0] if _remarks(facts)))
    for number, remark in enumerate(read["stands"][0]["tally"]["read"]["remarks"]):
        remark["text"] = f"第{number}行没有胸径，略去"
    said, printed = _remarks(read), table(issued, read)
    assert squeezed(REMARKED.format(count=len(said))) in printed
    assert not [text for text in said if squeezed(text) in printed]
    noted = list(told_of_reading(parse(read).stands[0]))
    assert all(any(text in one for one in noted) for text in said)


def _remarks(facts: Data) -> list[str]:
    read = facts["stands"][0].get("tally", {}).get("read", {})
    return [remark["text"] for remark in read.get("remarks", [])]


def test_what_is_not_known_of_a_stand_is_told_only_where_something_is_taken_in_its_place(issued: Issued) -> None:
    printed = table(issued, BASE)
    unknown = [leaf for leaf in leaves_of(BASE, "unknown") if leaf.path.startswith("stands[")]
    silent = [leaf for leaf in unknown if leaf.fact.unstated is UNKNOWN]
    taken = [leaf for leaf in unknown if leaf not in silent]
    assert silent
    assert {"stands[].forest_type", "stands[].damage.fraction"} <= {leaf.at.path for leaf in taken}
    assert not [leaf.path for leaf in taken if squeezed(f"{leaf.name}：{leaf.fact.unstated}") not in printed]
    assert not [leaf.path for leaf in silent if f"{leaf.name}：" in printed]


def drawn(app: Flask, facts: Data | None = None) -> tuple[CaseFile, dict[str, Any]]:
    """The report of today of a measured case: the facts it was measured from, and what it says; of others on demand."""
    kind = shelf()["loss_report"]
    matter, subject = next(iter(asked(kind)))
    result = matter.result_of(matter.case.measurings[subject.key])
    assert result is not None
    with app.test_request_context(), force_locale("zh"):
        said = framing.told(kind, matter, subject, number="南林碳评〔2026〕3号").snapshot
        if facts is not None:
            casefile = parse(facts)
            said["said"]["stated"] = stand_rows(casefile, {stand.id: None for stand in casefile.stands})
    return result.basis().facts, said


def printed(app: Flask, said: dict[str, Any]) -> str:
    """What the report of today says of the stands."""
    with app.test_request_context():
        text = squeezed(words_of(str(words.article(shelf()["loss_report"], said))))
    return text.partition("四、受损林分")[2].partition("五、方法")[0]


def test_the_report_of_today_says_every_fact_that_is_stated_of_a_stand_by_name_and_in_words(issued: Issued) -> None:
    for facts in case_files()[0]:
        told = printed(issued.app, drawn(issued.app, facts)[1])
        with issued.app.test_request_context(), force_locale("zh"):
            for leaf in leaves_of(facts, "stated"):
                if leaf.path.startswith("stands[") and leaf.at.key != "id" and not leaf.at.path.startswith(REMARKS):
                    assert squeezed(f"{leaf.name}：{fact_text(leaf)}") in told, leaf.path


def test_the_report_of_today_states_the_stands_that_were_measured(issued: Issued) -> None:
    facts, said = drawn(issued.app)
    assert [row["id"] for row in said["said"]["stated"]] == [stand.id for stand in facts.stands]
    told = printed(issued.app, said)
    with issued.app.test_request_context(), force_locale("zh"):
        stated = [leaf for leaf in leaves_of(facts.as_json(), "stated") if leaf.path.startswith("stands[0]")]
        assert len(stated) > 3
        assert all(squeezed(str(fact_text(leaf))) in told for leaf in stated)


def test_a_report_that_was_issued_with_columns_reads_as_it_did(issued: Issued) -> None:
    said = drawn(issued.app)[1]
    del said["said"]["stated"]
    said["said"] |= {"heads": ["地块", "蓄积（m³）"], "stands": [["A", "18.6493"]]}
    assert printed(issued.app, said) == squeezed("地块蓄积（m³）A18.6493")
