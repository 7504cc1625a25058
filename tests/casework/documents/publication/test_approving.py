"""A copy is approved by a person who saw it, and is the same when it is taken; what is not public has none."""

from __future__ import annotations

import re

import pytest

from casework.documents import life
from casework.documents.errors import NotIssued
from casework.documents.publication import copies
from tests.casework.documents.conftest import FONTS, words_of
from tests.casework.documents.test_papers import desk, drawn_up, folder_of, issued
from tests.casework.pages import fields
from tests.casework.proceedings.desk import NUMBER, Desk

__all__ = ["desk"]

WITNESS = "王大明"
PART = "judgment_part"
faces = pytest.mark.skipif(not FONTS.is_dir(), reason="the document faces are not installed on this machine")
one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def published(desk: Desk) -> int:
    paper = drawn_up(desk, PART, "")
    with desk.office.work():
        found = life.find(folder_of(desk), paper)
        for passage in ("facts", "reasons"):
            life.edit(found, desk.office.person("judge"), passage, f"证人{WITNESS}（电话13859601234）证实。")
    issued(desk, paper)
    return paper


@faces
@one_database
def test_a_copy_is_seen_approved_by_a_person_and_the_same_when_it_is_taken(desk: Desk) -> None:
    draft, request = drawn_up(desk, PART, ""), drawn_up(desk)
    issued(desk, request)
    with desk.office.work():
        for other in (draft, request):  # not issued yet, not public
            with pytest.raises(NotIssued):
                copies.made(life.standing(life.find(folder_of(desk), other)))
    paper = published(desk)
    judge, address = desk.client("judge"), f"/folders/{desk.folder}/documents/{paper}/publication"
    assert judge.get(f"{address}.pdf").status_code == 409
    page = judge.get(f"{address}?edition=2024&also={WITNESS}")
    assert page.status_code == 200
    assert 'id="clean"' in page.text
    article = page.text[page.text.index("<article") : page.text.index("</article>")]
    assert WITNESS not in article
    assert "13859601234" not in article
    assert NUMBER in words_of(article)
    sent = fields(page.text) | {"also": WITNESS, "edition": "2024"}
    sent["digest"] = re.search(r'name="digest" value="([0-9a-f]{64})"', page.text)[1]  # type: ignore[index]  # it is there
    assert judge.post(address, data=sent | {"also": ""}).status_code == 409, "what is sent is not what was seen"
    assert desk.client("officer").post(address, data=sent).status_code == 403
    assert judge.post(address, data=sent).status_code == 302
    taken = judge.get(f"{address}.pdf")
    assert taken.mimetype == "application/pdf"
    with desk.office.work():
        now = life.standing(life.find(folder_of(desk), paper))
        assert copies.approved(now).pdf == taken.data
        assert [step.digest for step in now.done(copies.PUBLISHED)] == [sent["digest"]]
        life.withdraw(now.paper, desk.office.person("judge"), "误")
    assert judge.get(f"{address}.pdf").status_code == 409
