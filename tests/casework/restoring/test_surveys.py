"""Inspections with their figures and photos, the acts that they are, and what follows from them."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.audit import verification
from casework.documents.gathering import matter_of
from casework.documents.kinds.acceptance import KIND
from casework.errors import Stale
from casework.proceedings.files import Paper
from casework.restoring import PlantingSurvey, SitePhoto, surveying
from casework.restoring.errors import WorkRefused
from casework.restoring.surveying import NOT_AFTER, TERM_WANTED
from rules.proceedings.clock import next_look
from rules.restoring.standards import OF_FIRST_YEAR, OF_INSTRUMENT
from rules.restoring.survey import MORE_LIVING, PLOTS, Plot
from tests.casework.office import TODAY, Office
from tests.casework.restoring.cases import PLANTED, duty_of, folder_of, photo, planted, state_of, survey
from tests.told import says

long = pytest.mark.usefixtures("made_with_long")


def look(office: Office, folder_id: int, entry: surveying.SurveyEntry, seen: int | None = None) -> None:
    with office.work():
        surveying.record(folder_of(folder_id), office.person("officer"), "o1", entry, seen)


def found(office: Office, folder_id: int) -> list[surveying.Looked]:
    with office.app.app_context():
        return surveying.looked(folder_of(folder_id), state_of(office, folder_id), "o1")


def test_an_inspection_proves_the_duty_and_sets_the_next_one(office: Office) -> None:
    folder_id = planted(office, years=3)
    end = duty_of(office, folder_id)
    again = surveying.suggested_look(end, TODAY)
    look(office, folder_id, survey(900, look_again=again))
    duty = duty_of(office, folder_id)
    assert (duty.state, duty.inspections[-1].rate) == ("proven", Decimal(90))
    assert next_look(duty) == again
    (one,) = found(office, folder_id)
    assert (one.found.result, one.year, one.standard.rate_from) == ("pass", 1, OF_FIRST_YEAR)
    with office.app.app_context():
        assert verification.verify() is None


@long
def test_the_standard_of_the_instrument_decides(office: Office) -> None:
    folder_id = planted(office, rate=95)
    until = TODAY + datetime.timedelta(days=90)
    look(office, folder_id, survey(949, rectify_by=until))
    duty = duty_of(office, folder_id)
    assert (duty.state, duty.term) == ("part_failed", until)
    (one,) = found(office, folder_id)
    assert (one.standard.rate_from, one.found.result, one.found.comparisons[0].sign) == (OF_INSTRUMENT, "fail", "<")


@long
def test_less_land_than_was_owed_passes_in_part(office: Office) -> None:
    folder_id = planted(office)
    look(office, folder_id, survey(900, whole_mu=Decimal(8), rectify_by=TODAY + datetime.timedelta(days=60)))
    duty = duty_of(office, folder_id)
    assert (duty.state, duty.done) == ("part_failed", Decimal(8))


@long
def test_sample_plots_say_how_sure_the_rate_is(office: Office) -> None:
    folder_id = planted(office)
    plots = tuple(Plot(str(n), 25, living, Decimal("0.5")) for n, living in enumerate((23, 22, 24, 23), 1))
    look(office, folder_id, survey(0, method=PLOTS, plots=plots))
    (one,) = found(office, folder_id)
    assert one.found.percent == Decimal("92.00")
    assert one.found.interval is not None
    assert [line.symbol for line in one.found.worksheet.lines][-3:] == ["R_1", "R_2", "p"]


@long
def test_what_failed_needs_a_term_and_days_in_order(office: Office) -> None:
    folder_id = planted(office)
    for entry, path, why in (
        (survey(100), "rectify_by", TERM_WANTED),
        (survey(900, look_again=TODAY), "look_again", NOT_AFTER),
        (survey(1001), "plots-0-living", MORE_LIVING),
    ):
        with pytest.raises(WorkRefused) as refused:
            look(office, folder_id, entry)
        (error,) = refused.value.errors
        assert error.path == path
        assert says(error.message, why)
    assert duty_of(office, folder_id).inspections == ()


@long
def test_the_year_follows_from_the_day_of_planting(office: Office) -> None:
    duty = duty_of(office, planted(office))
    assert surveying.year_on(duty, PLANTED + datetime.timedelta(days=1)) == 1
    assert surveying.year_on(duty, PLANTED + datetime.timedelta(days=1100)) == 3


@long
def test_an_inspection_that_another_made_meanwhile_is_not_doubled(office: Office) -> None:
    folder_id = planted(office)
    seen = len(state_of(office, folder_id).acts)
    look(office, folder_id, survey(900), seen)
    with pytest.raises(Stale):
        look(office, folder_id, survey(900), seen)


# 117° 21' 39.6" is 117.361000; 24° 30' 52.2" is 24.514500.
PLACE = ((117, 21, 396), (24, 30, 522))


def test_a_photo_says_when_and_where_where_its_file_does(office: Office) -> None:
    folder_id = planted(office)
    whole = photo(taken="2026:03:01 09:12:33", offset="+08:00", place=PLACE)
    papers = (Paper("一.jpg", whole), Paper("二.jpg", photo()), Paper("一.jpg", whole))
    look(office, folder_id, survey(900, photos=papers))
    (one,) = found(office, folder_id)
    first, second = one.photos
    assert (first.name, first.taken) == ("一.jpg", "2026-03-01 09:12:33 +08:00")
    assert (first.longitude, first.latitude) == (Decimal("117.361000"), Decimal("24.514500"))
    assert (second.taken, second.longitude, second.latitude) == (None, None, None)
    assert set(duty_of(office, folder_id).inspections[-1].files) == {"一.jpg", "二.jpg"}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no picture", b"\xff\xd8\xff broken", b"\x89PNG\r\n\x1a\n"])
@long
def test_what_is_no_photo_is_refused(office: Office, content: bytes) -> None:
    folder_id = planted(office)
    with pytest.raises(WorkRefused) as refused:
        look(office, folder_id, survey(900, photos=(Paper("图.jpg", content),)))
    assert [error.path for error in refused.value.errors] == ["photos"]


@long
def test_what_was_counted_is_never_changed(office: Office) -> None:
    folder_id = planted(office)
    look(office, folder_id, survey(900, photos=(Paper("图.jpg", photo()),)))
    for model in (PlantingSurvey, SitePhoto):
        for statement in (delete(model), update(model).values(act=1)):
            with office.app.app_context(), pytest.raises(IntegrityError), db.engine().begin() as connection:
                connection.execute(statement)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_form_of_an_inspection_is_filled_from_its_figures(office: Office) -> None:
    folder_id = planted(office)
    look(office, folder_id, survey(900, photos=(Paper("图.jpg", photo()),)))
    with office.app.app_context():
        matter = matter_of(folder_of(folder_id), office.person("officer").institution, "officer")
        (subject,) = KIND.subjects(matter)
        found = KIND.gather(matter, subject)["found"]
    assert (found["rate"], found["standard"], found["density"], found["area"]) == ("90", "85", "90", "10亩")
    assert (found["whole"], len(found["photos"]), found["placed"]) == (True, 1, 0)
