"""A proposal on social governance on its way: written, examined by another, decided, only then issued."""

from __future__ import annotations

import pytest

from casework.documents import life, release
from casework.documents.errors import NotIssued, WrongFields
from casework.documents.kinds.proposal_governance import KIND
from tests.casework.documents.test_proposals import WRITTEN
from tests.casework.office import Office


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_it_is_issued_once_every_part_is_written_another_examined_it_and_it_was_decided(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "pdf_of", lambda *_: b"a paper")
    office.file()
    with office.work():
        person = office.person("prosecutor")
        paper = life.draw_up(office.folder, person, KIND.name, "")
        for name, text in WRITTEN.items():
            life.edit(paper, person, name, text if name != "decided" else "部门负责人同意")
        life.edit(paper, person, "copied", "")
        with pytest.raises(WrongFields):
            life.edit(paper, person, "hazards", " ")
        now = life.standing(paper)
        assert len(release.unfinished(now, life.read_now(now))) == 2
        life.edit(paper, person, "decided", WRITTEN["decided"])
        now = life.standing(paper)
        assert len(release.unfinished(now, life.read_now(now))) == 1
    with office.app.app_context(), pytest.raises(NotIssued):
        release.issue(life.find(office.folder, 1), office.person("prosecutor"), "南检建〔2026〕3号")
