"""Forms beside the pages of facts ask facts by the names that the case file has for them."""

from __future__ import annotations

import pytest
from flask import Flask
from wtforms import Form

from casework.web.fact_fields import FactNumber, FactText, FactWords
from casework.web.proceedings.filing_views import FilingForm
from casework.web.recovery.forms import RecoveryForm
from casework.web.tallies.forms import SpeciesForm, TallyForm
from rules.casefile.base import Part
from rules.casefile.recovery import Recovery
from rules.casefile.schema import facts_by_path
from rules.casefile.tally import StumpEquation, Tally
from rules.casefile.walk import parts_of


@pytest.mark.parametrize(("form", "part"), [(RecoveryForm, Recovery), (TallyForm, Tally), (SpeciesForm, StumpEquation)])
def test_a_field_of_the_case_file_says_nothing_of_its_own(app: Flask, form: type[Form], part: type[Part]) -> None:
    keys = {at.key: at.fact for at in parts_of(part)}
    with app.test_request_context():
        asked = {field.short_name: field for field in form(**({"meta": {"csrf": False}} if form is TallyForm else {}))}
        same = asked.keys() & keys.keys() - {"file"}  # the sheet itself, where the fact is what it is called
        assert len(same) >= 3
        assert [name for name in same if getattr(asked[name], "fact", None) is not keys[name]] == []
        assert {name: str(asked[name].label.text) for name in same} == {name: str(keys[name].label) for name in same}


def test_name_hint_unit_and_words_are_those_of_the_fact(app: Flask) -> None:
    class Asked(Form):
        age = FactNumber("recovery.start_age_a")
        basis = FactWords("stands[].tally.basis")
        species = FactText("stands[].species[].species", description="x")

    with app.test_request_context():
        form = Asked()
        assert (str(form.age.label.text), form.age.unit, form.basis.unit) == ("受损时的林龄", "年", "")
        assert str(form.age.description) == facts_by_path()["recovery.start_age_a"].fact.hint
        assert [(choice[0], str(choice[1])) for choice in form.basis.iter_choices()] == [
            ("dbh", "按胸径"),
            ("stump", "按地径"),
        ]
        assert form.species.description == "x"


def test_a_path_that_the_case_file_does_not_know_is_refused(app: Flask) -> None:
    class Asked(Form):
        age = FactNumber("recovery.no_such")

    with app.test_request_context(), pytest.raises(KeyError, match="no_such"):
        Asked()


def test_the_day_that_selects_the_law_is_called_the_same_when_a_case_is_opened(app: Flask) -> None:
    with app.test_request_context():
        form = FilingForm(meta={"csrf": False})
        assert str(form.conduct.label.text) == facts_by_path()["case.conduct.to"].fact.label
