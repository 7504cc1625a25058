"""Papers of long names: what the lines and pages of an official paper may not begin or end with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask

from casework.documents import framing, words
from casework.documents.kinds.tally import BLANK
from casework.documents.matter import Matter
from casework.documents.paper_kind import Subject
from casework.documents.shelf import shelf
from tests.casework.documents.conftest import with_fonts, words_of
from tests.casework.documents.matters import NUMBER, asked
from tests.casework.documents.test_layouts import Glyph, Set, faces, first, made, text_of
from tests.conftest import dispose, make_app

NAME = "阿卜杜热合曼·买买提艾力江·吐尔逊𠮷㛃"
TEXT = range(37, 262)
"""Millimetres from the top of a page between which text stands."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = with_fonts(tmp_path_factory.mktemp("awkward"))
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


def renamed(matter: Matter) -> Matter:
    """The same with a long name for its first person, wherever it stands."""
    old, *rest = matter.case.parties
    new = dataclasses.replace(old, name=NAME)
    tracks = {
        key: dataclasses.replace(track, persons=tuple(NAME if one == old.name else one for one in track.persons))
        for key, track in matter.case.tracks.items()
    }
    duties = {
        key: dataclasses.replace(duty, obligors=tuple(NAME if one == old.name else one for one in duty.obligors))
        for key, duty in matter.case.obligations.items()
    }
    case = dataclasses.replace(matter.case, parties=(new, *rest), tracks=tracks, obligations=duties)
    return dataclasses.replace(matter, case=case)


def long_named(kind: str) -> Set:
    """A paper of this kind that names him."""
    matter, subject = first(shelf()[kind])
    key = Subject(NAME, NAME) if subject.key == matter.case.parties[0].name else subject
    told = framing.told(shelf()[kind], renamed(matter), key, number=NUMBER)
    return Set(shelf()[kind], told)


def lines_of(one: Set) -> list[list[list[Glyph]]]:
    return [one.lines(page) for page in range(len(one.reader.pages))]


@faces
@pytest.mark.parametrize("kind", ["opinions", "notice_rights", "undertaking", "payment_notice"])
def test_no_line_begins_with_the_dot_of_a_name_and_every_sign_is_there(app: Flask, kind: str) -> None:
    one = long_named(kind)
    told = [text_of(line).strip() for lines in lines_of(one) for line in lines]
    assert any("·" in line for line in told)
    assert not [line for line in told if line.startswith("·")]
    assert NAME in one.printed


@faces
def test_a_page_does_not_end_with_a_line_that_announces_what_follows(app: Flask) -> None:
    kind = shelf()["claim_pil"]
    matter, subject = first(kind)
    ends = []
    for count in range(6):
        fact = "\n".join(["林地受到破坏。"] * (4 + count))
        told = framing.told(kind, matter, subject, number=NUMBER, passages={kind.passages[0].name: fact})
        for lines in lines_of(Set(kind, told))[:-1]:
            ends.append(text_of(lines[-1]).strip())
    assert ends
    assert not [line for line in ends if line.endswith("：")]


def test_what_announces_is_marked_and_what_only_has_a_colon_is_not(app: Flask) -> None:
    kind = shelf()["claim_pil"]
    matter, subject = first(kind)
    name = kind.passages[0].name
    told = framing.told(kind, matter, subject, number=NUMBER, passages={name: "查明下列：\n面积：3亩。"})
    html = str(words.article(kind, told.snapshot))
    assert '<p class="lead">查明下列：</p>' in html
    assert "<p>面积：3亩。</p>" in html


@faces
@pytest.mark.parametrize("kind", ["opinions", "notice_rights", "deposit"])
def test_a_slip_that_has_a_page_for_itself_fills_more_than_half_of_it(app: Flask, kind: str) -> None:
    last = lines_of(made(kind))[-1]
    reached = max(glyph.bottom for glyph in last[-1])
    assert reached > (TEXT.start + TEXT.stop) / 2 + 20


@faces
def test_the_signatures_of_a_writing_take_two_lines_of_its_text_along(app: Flask) -> None:
    kind = shelf()["undertaking"]
    matter, subject = first(kind)
    told = framing.told(kind, matter, subject, number=NUMBER)
    found = 0
    for count in range(6, 11):
        duty = {"due": "", "what": "补植3亩", "deposit": ""}
        said = told.snapshot | {"said": told.snapshot["said"] | {"duties": [duty] * count}}
        pages = lines_of(Set(kind, dataclasses.replace(told, snapshot=said)))
        for lines in pages[1:]:
            at = next((at for at, line in enumerate(lines) if text_of(line).replace(" ", "") == "此致"), None)
            if at is not None:
                found += 1
                assert at >= 2
    assert found, "some of them need a second page"


@faces
@pytest.mark.parametrize("kind", ["work_log", "tally"])
def test_a_form_for_the_hand_does_not_leave_its_note_or_its_sum_alone(app: Flask, kind: str) -> None:
    one = long_named(kind)
    heads = {"序号"}
    for page in range(len(one.reader.pages)):
        told = [text_of(line).strip() for line in one.lines(page)]
        rows = [line for line in told if line[:2].strip().isdigit()]
        assert rows, (page, told)
        assert any(line[:2] in heads for line in told)


SIGNED = ("settlement", "purchase_agreement", "deposit", "work_agreement")


@pytest.mark.parametrize("name", SIGNED)
def test_whoever_stands_for_a_party_signs_and_a_unit_seals(app: Flask, name: str) -> None:
    kind = shelf()[name]
    matter, subject = first(kind)
    told: dict[str, str] = {}
    for what, changed in (("adult", {}), ("minor", {"minor": True}), ("unit", {"kind": "unit"})):
        parties = tuple(dataclasses.replace(one, **changed) for one in matter.case.parties)
        now = dataclasses.replace(matter, case=dataclasses.replace(matter.case, parties=parties))
        told[what] = words_of(str(words.article(kind, framing.told(kind, now, subject).snapshot)))
    assert {what: "法定代理人" in text for what, text in told.items()} == {"adult": False, "minor": True, "unit": False}
    assert {what: "法定代表人" in text for what, text in told.items()} == {"adult": False, "minor": False, "unit": True}
    assert {what: "捺指印" in text for what, text in told.items()} == {"adult": True, "minor": True, "unit": False}


@faces
def test_a_case_of_forty_duties_is_put_away_with_four_sheets_at_most(app: Flask) -> None:
    kind = shelf()["closing"]
    matter, subject = max(asked(kind), key=lambda one: len(one[0].duties()))
    duties = matter.duties()
    many = {f"o{at}": dataclasses.replace(duties[at % len(duties)], id=f"o{at}") for at in range(40)}
    case = dataclasses.replace(matter.case, obligations=many)
    told = framing.told(kind, dataclasses.replace(matter, case=case), subject, number=NUMBER)
    one = Set(kind, told)
    assert len(told.snapshot["said"]["rows"]) == 40
    assert len(one.reader.pages) <= 4
    assert one.told.layout == "F"


def test_a_blank_sheet_has_a_row_less_for_each_line_more_above(app: Flask) -> None:
    kind = shelf()["tally"]
    matter, subject = next(
        (matter, subject) for matter, subject in [first(kind)] if kind.gather(matter, subject)["blank"]
    )
    assert kind.gather(matter, subject)["blank"] == BLANK
    long = renamed(matter)
    over = (len(f"案件：{long.numbered_case}　地块：{subject.key}（行政区划代码）") - 1) // 53
    assert over == 1
    assert kind.gather(long, subject)["blank"] == BLANK - 1


def test_the_conclusion_of_a_report_says_its_result_in_words_too(app: Flask) -> None:
    kind = shelf()["loss_report"]
    matter, subject = next(one for one in asked(kind) if "151.03" in conclusion(*one))
    assert "151.03吨（一百五十一点零三吨）" in conclusion(matter, subject)


def conclusion(matter: Matter, subject: Subject) -> str:
    told = framing.told(shelf()["loss_report"], matter, subject, number="南林碳评〔2026〕3号")
    return words_of(str(words.article(shelf()["loss_report"], told.snapshot))).partition("十一、结论")[2]
