"""Copies that are made public: who is hidden by which edition of the rule, and in which cases there is none."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from casework.documents import framing, words
from casework.documents.hiding.editions import EDITIONS
from casework.documents.hiding.masks import masks
from casework.documents.masks import forbidden, named
from casework.documents.matter import BUREAU, COURT, PROCURATORATE
from casework.documents.paper_kind import Publication
from casework.documents.publication import copies
from casework.documents.shelf import shelf
from rules.casefile.handling import Handling
from rules.proceedings.state import Party
from tests.casework.documents.conftest import FONTS, words_of
from tests.casework.documents.matters import asked, matters
from tests.casework.documents.publication.test_leaks import NAME, app, set_text
from tests.casework.proceedings.desk import NUMBER

__all__ = ["app"]

PUBLIC = [kind for kind in shelf().values() if kind.publication is Publication.MASKED]
WITNESS = "王大明"
faces = pytest.mark.skipif(not FONTS.is_dir(), reason="the document faces are not installed on this machine")


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.name)
def test_every_kind_that_is_made_public_hides_all_persons_and_keeps_office_and_number(app: Flask, kind: object) -> None:
    tried = 0
    for matter, subject in asked(kind):  # type: ignore[arg-type]  # one of the shelf
        if min(map(len, matter.names), default=0) < 2:
            continue
        snapshot = framing.told(kind, matter, subject, number=NUMBER).snapshot  # type: ignore[arg-type]  # the same
        hidden = masks(named(matter, EDITIONS["2024"], ()))
        article = str(words.article(kind, snapshot))  # type: ignore[arg-type]  # the same
        told = words_of(str(copies.hidden_words(article, hidden, (matter.office.name,))))
        for mask in sorted(hidden.values(), key=len, reverse=True):
            told = told.replace(mask, "")
        assert [name for name in hidden if name in told] == []
        seats = [place for seat in (PROCURATORATE, COURT, BUREAU) for place in matter.case.institutions(seat)]
        assert any(place in told for place in seats)
        assert (snapshot["paper"]["number"] or "") in told
        tried += 1
        if tried == 5:
            break
    assert tried


def test_the_text_of_2016_names_adults_who_answer_and_hides_everybody_else() -> None:
    matter = next(one for one in matters() if one.facts is not None and one.names)
    assert matter.facts is not None
    victim = matter.facts.parties[0].model_copy(update={"name": "陈小英", "role": "被害人"})
    with_victim = dataclasses.replace(
        matter, facts=matter.facts.model_copy(update={"parties": [*matter.facts.parties, victim]})
    )
    by_2016 = {one.name for one in named(with_victim, EDITIONS["2016"], [WITNESS])}
    by_2024 = {one.name for one in named(with_victim, EDITIONS["2024"], [WITNESS])}
    assert by_2016 == {"陈小英", WITNESS}
    assert by_2024 >= {*matter.names, "陈小英", WITNESS}


@pytest.mark.parametrize("edition", EDITIONS)
def test_whom_the_facts_name_beside_the_parties_is_hidden_too(edition: str) -> None:
    matter = next(one for one in matters() if one.facts is not None and one.names)
    assert matter.facts is not None
    with_heir = dataclasses.replace(
        matter, facts=matter.facts.model_copy(update={"handling": Handling(successor=WITNESS)})
    )
    assert {one.name for one in named(with_heir, EDITIONS[edition])} == {
        *(one.name for one in named(matter, EDITIONS[edition])),
        WITNESS,
    }


def test_a_case_with_a_minor_is_found_by_acts_and_by_birthdays() -> None:
    matter = next(one for one in matters() if one.facts is not None and not forbidden(one))
    young = dataclasses.replace(matter, case=dataclasses.replace(matter.case, parties=(Party("甲乙", minor=True),)))
    assert forbidden(young)
    assert matter.facts is not None
    begun = matter.facts.case.conduct.from_
    of_age = begun.replace(year=begun.year - 18, day=1) - datetime.timedelta(days=1)
    for born, wanted in ((begun.replace(year=begun.year - 17, day=1), True), (of_age, False)):
        facts = matter.facts.model_copy(update={"parties": [matter.facts.parties[0].model_copy(update={"born": born})]})
        assert forbidden(dataclasses.replace(matter, facts=facts)) is wanted


def checked(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["publication-check", *map(str, arguments)])


@faces
def test_the_command_tells_what_is_left_in_a_file(app: Flask, tmp_path: Path) -> None:
    names, file = tmp_path / "names.txt", tmp_path / "a.pdf"
    names.write_text(f"{NAME}\n\n{WITNESS}\n", encoding="utf-8")
    for text, code in (("被告人张某。", 0), (f"被告人{NAME}。", 1)):
        file.write_bytes(set_text(text))
        done = checked(app, file, names)
        assert (done.exit_code, NAME in done.output) == (code, code == 1)
    names.write_bytes(b"\xff\xfe\x00")
    assert checked(app, file, names).exit_code == 2
    assert checked(app, file, tmp_path / "none.txt").exit_code == 2
