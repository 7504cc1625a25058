"""Proposals of a procuratorate on social governance: what they must contain, who examines and who decides them.

人民检察院检察建议工作规定 (高检发释字〔2019〕1号) 15 to 17 and 19.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from casework.documents import framing, words
from casework.documents.kinds.proposal_governance import DECIDES, KIND, USUAL
from casework.documents.matter import COURT
from casework.documents.shelf import shelf
from tests.casework.documents.matters import asked, matters
from tests.conftest import dispose, make_app

WRITTEN = {
    "to": "某木材加工厂",
    "source": "办理案件中发现。",
    "facts": "收购没有合法来源的木材。",
    "hazards": "没有进货查验制度。",
    "asked": "建立台账。",
    "objection": "十日",
    "term": "两个月",
    "decided": "检察长2026年3月2日决定",
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("proposals")
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


def test_it_has_the_seven_parts_and_the_usual_term_of_an_answer(plain: Flask) -> None:
    matter, subject = next(asked(KIND))
    first = KIND.written(matter, subject)
    assert first["term"] == USUAL == "两个月"
    told = framing.told(KIND, matter, subject, passages=WRITTEN)
    said = str(words.article(KIND, told.snapshot))
    shown = {name: text for name, text in WRITTEN.items() if name != "decided"}
    assert [name for name, text in shown.items() if text not in said] == []
    assert WRITTEN["decided"] not in said, "who decided is for the file"


def test_only_the_chief_procurator_or_the_committee_decides(plain: Flask) -> None:
    assert all(KIND.unready({"decided": f"{one}决定"}, {}) == [] for one in DECIDES)
    assert KIND.unready({"decided": "部门负责人同意"}, {}) != []
    assert KIND.unready({"decided": ""}, {}) == [], "that it is empty is said elsewhere"


def test_courts_and_bureaus_make_none_and_cases_without_supervision_have_place_for_it(plain: Flask) -> None:
    assert any(KIND.refusal(one) for one in matters() if one.office.kind == COURT)
    matter = next(one for one in matters() if not KIND.refusal(one))
    assert shelf()["proposal"].refusal(matter), "the other kind wants a case against an office"
