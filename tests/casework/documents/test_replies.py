"""年度答复 as a paper of a bureau: read before it is issued, numbered with its papers, frozen, proven, taken back."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import db
from casework.audit import verification
from casework.documents import replies
from casework.documents.errors import NotIssued, UnknownDocument, WrongFields
from casework.documents.models import IssuedReply
from casework.documents.province_reply import Asked
from casework.documents.verifying import chain
from casework.documents.verifying.finding import State
from casework.documents.verifying.service import verify
from casework.errors import Forbidden
from casework.permissions import ANSWER_PROPOSALS
from casework.proceedings import Folder
from casework.proceedings.queries import under
from tests.casework.documents import issuing
from tests.casework.documents.conftest import FONTS, with_fonts
from tests.casework.office import REQUIRED_T, TODAY, Office
from tests.casework.prepared import office_after
from tests.casework.proceedings.desk import Desk
from tests.databases import Databases

faces = pytest.mark.skipif(not FONTS.is_dir(), reason="the document faces are not installed on this machine")
ASKED = Asked("某代表", "第1号建议", TODAY, TODAY, measures="开展了培训。", next="扩大试点。")


@pytest.fixture
def retired(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """A case in which all that is owed was bought and retired; the bureau has the words of its numbers."""
    with office_after(databases, with_fonts(tmp_path), "bought and retired, with words", _retired) as office:
        yield office


def _retired(office: Office) -> None:
    office.to_performing()
    office.retire(office.buy(office.lot(), 1, REQUIRED_T), 1, REQUIRED_T)
    with office.work():
        issuing.ready(office)


def issued(office: Office, asked: Asked = ASKED) -> IssuedReply:
    return replies.issue(office.person("officer"), asked)


@faces
def test_a_reply_takes_the_next_number_of_the_series_that_papers_of_the_same_word_count_in(retired: Office) -> None:
    before = issuing.issue(retired, "retirement_confirmation")
    with retired.app.app_context():
        row = issued(retired)
    after = issuing.issue(retired, "retirement_confirmation")
    places = [number.partition("〕")[2] for number in (before.number, row.number, after.number)]
    assert places == ["1号", "2号", "3号"]
    assert len({number.partition("〕")[0] for number in (before.number, row.number, after.number)}) == 1


def test_only_cases_in_which_something_counts_are_told_anew(retired: Office) -> None:
    assert Desk(retired).file().status_code == 302
    with retired.app.app_context():
        officer = retired.person("officer")
        every = db.session().scalars(select(Folder).where(under(officer, ANSWER_PROPOSALS))).all()
        read = [one.reference for one in replies.stored(officer, TODAY - datetime.timedelta(days=400))]
        assert len(every) == 2
        assert read == [retired.folder.reference]
        assert list(replies.stored(officer, TODAY + datetime.timedelta(days=1))) == []


@faces
def test_its_sums_are_those_of_the_own_records_and_their_acts_stay_in_the_house(retired: Office) -> None:
    with retired.app.app_context():
        row, other = issued(retired), retired.person("officer2")
        said = json.loads(row.snapshot)["said"]
        assert said["credits"] == [["FFCER", str(REQUIRED_T), "4988", "1"]]  # 86 t at 58 yuan
        assert said["counted"]["sha256"] == hashlib.sha256(row.counted.encode()).hexdigest()
        listed = list(csv.DictReader(io.StringIO(replies.counted(row)[0].decode("utf-8-sig"))))
        assert sum(Decimal(one["元"] or 0) for one in listed if one["事项"] == "注销碳汇") == 4988
        assert said["counted"]["acts"] == len(listed)
        assert retired.folder.reference not in row.snapshot
        assert retired.folder.reference in row.counted
        assert replies.draft(other, ASKED).counted == [], "of a neighbouring county"
        assert replies.listed(other) == []
        with pytest.raises(UnknownDocument):
            replies.find(other, row.id)


@faces
def test_it_is_proven_like_every_paper_and_taken_back_once_with_a_reason(retired: Office) -> None:
    with retired.app.app_context():
        row, officer = issued(retired), retired.person("officer")
        told = {one.check: one.state for one in verify(replies.content(row)[0], chain.stored).findings}
        assert State.FAILED not in told.values()
        assert told["chain"] is told["words"] is told["drawing"] is State.PASSED
        with pytest.raises(WrongFields):
            replies.withdraw(officer, row, " ")
        replies.withdraw(officer, row, "数据有误")
        with pytest.raises(NotIssued):
            replies.withdraw(officer, row, "再次")
        assert replies.listed(officer)[0][1] is not None
        assert verification.verify(None) is None


def test_nothing_is_issued_while_a_part_is_unwritten_or_no_word_of_numbers_is_entered(office: Office) -> None:
    with office.app.app_context():
        officer = office.person("officer")
        with pytest.raises(WrongFields) as refused:
            replies.issue(officer, Asked("某代表", "第1号建议", TODAY, TODAY))
        assert {one.path for one in refused.value.errors} == {"measures", "next"}
        with pytest.raises(NotIssued):
            replies.issue(officer, ASKED)


def test_only_an_officer_of_a_forestry_bureau_answers(office: Office) -> None:
    with office.app.app_context(), pytest.raises(Forbidden):
        replies.draft(office.person("prosecutor"), ASKED)


@faces
def test_a_reply_is_filled_in_read_and_issued_by_its_pages(retired: Office) -> None:
    browser = retired.browser("officer")
    said = {"by": "某代表", "proposal": "第1号建议", "since": TODAY.isoformat(), "until": TODAY.isoformat()}
    said |= {"measures": "开展了培训。", "next": "扩大试点。"}
    page = browser.get(browser.post("/documents/replies/new", data=said | {"do": "check"}).location)
    assert page.status_code == 200
    assert 'value="save"' in page.text
    assert 'class="red-head"' in page.text
    done = browser.post("/documents/replies/new", data=said | {"do": "save"})
    shown = browser.get(done.location)
    assert shown.status_code == 200
    assert 'id="sources"' in shown.text
    with retired.app.app_context():
        pdf = replies.content(replies.find(retired.person("officer"), 1))[0]
    assert browser.get(f"{done.location}.pdf").data == pdf
    assert browser.get(f"{done.location}.docx").data[:2] == b"PK"


def test_days_in_the_wrong_order_are_said_beside_their_field(office: Office) -> None:
    browser = office.browser("officer")
    said = {"by": "某代表", "proposal": "第1号建议", "since": TODAY.isoformat(), "until": "2020-01-01", "do": "save"}
    said |= {"measures": "一。", "next": "二。"}
    answer = browser.post("/documents/replies/new", data=said, follow_redirects=True)
    assert answer.status_code == 422
    assert 'id="until-error"' in answer.text or "until" in answer.text.partition("error-summary")[2][:600]
