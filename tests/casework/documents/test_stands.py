"""The stands on a report: every fact that is stated of one, by its official name and in its words."""

from __future__ import annotations

import copy
import json
import re

from flask_babel import force_locale

from casework.documents.stands import REMARKED, REMARKS, stand_rows
from casework.wording import fact_text
from rules.carbon.tally.told import told_of_reading
from rules.casefile import parse
from rules.casefile.fact import UNKNOWN
from tests.casework.documents.conftest import Issued, squeezed
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
