"""Designs of plantings, version by version, and parcels of which each serves one duty."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.audit import verification
from casework.documents.gathering import matter_of
from casework.documents.kinds.planting_design import KIND
from casework.errors import Forbidden, Stale
from casework.proceedings import service
from casework.proceedings.service import Doing
from casework.restoring import PlantingDesign, PlantingPlot, designing, register
from casework.restoring.designing import NO_PLOTS, OVERLAPS, TAKEN, TWICE
from casework.restoring.errors import PlotTaken, UnknownWork, WorkRefused
from rules.restoring.parcels import NO_POLYGON
from tests.casework.office import TODAY, Office
from tests.casework.restoring.cases import LABOUR, PLANTING, design, folder_of, owing, plot
from tests.told import says

long = pytest.mark.usefixtures("made_with_long")

HERE = "117.0,24.0; 117.2,24.0; 117.2,24.2"
ACROSS = "117.1,24.0; 117.3,24.0; 117.3,24.2"


def save(
    office: Office, folder_id: int, entry: designing.DesignEntry, who: str = "officer", seen: int | None = None
) -> int:
    with office.work():
        return designing.save(folder_of(folder_id), office.person(who), "o1", entry, seen).number


def test_every_version_of_a_design_stays_and_is_proven(office: Office) -> None:
    folder_id = owing(office, PLANTING)
    assert save(office, folder_id, design()) == 1
    assert save(office, folder_id, design(plot(trees=1200), season="秋季"), seen=1) == 2
    with office.app.app_context():
        second, first = designing.designs(folder_of(folder_id), "o1")
        assert (first.entry.season, first.entry.trees, second.entry.trees) == ("春季", 1000, 1200)
        assert second.entry.plots[0].density == Decimal("120.0")
        assert verification.verify() is None


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_design_of_less_than_is_owed_says_so(office: Office) -> None:
    folder_id = owing(office, PLANTING)
    told = []
    for entry in (design(), design(plot(trees=999)), design(plot(trees=1200))):
        save(office, folder_id, entry)
        with office.work():
            told.append(register.register(folder_of(folder_id), office.person("officer"), "o1").short)
    assert told == [(), (("1,000 株", "999 株"),), ()]


@long
def test_a_design_that_another_saved_meanwhile_is_not_written_over(office: Office) -> None:
    folder_id = owing(office, PLANTING)
    save(office, folder_id, design())
    with pytest.raises(Stale):
        save(office, folder_id, design(), seen=0)


@long
def test_each_mistake_is_told_at_its_field(office: Office) -> None:
    folder_id = owing(office, PLANTING)
    wrong = design(plot(trees=0, polygon="x"), plot(town=""), plot(), plot(), season="")
    with pytest.raises(WorkRefused) as refused:
        save(office, folder_id, wrong)
    found = {one.path: str(one.message) for one in refused.value.errors}
    assert set(found) >= {"season", "plots-0-trees", "plots-0-polygon", "plots-1-town"}
    assert says(found["plots-0-polygon"], NO_POLYGON)
    assert says(found["plots-3-subcompartment"], TWICE, row=1)
    with pytest.raises(WorkRefused) as none:
        save(office, folder_id, designing.DesignEntry("春季", None, "", "", "", "", ()))
    assert says(none.value, NO_PLOTS)


@long
def test_a_design_is_written_by_the_bureau_for_a_duty_to_plant(office: Office) -> None:
    with pytest.raises(Forbidden):
        save(office, owing(office, PLANTING), design(), "prosecutor")
    with pytest.raises(UnknownWork):
        save(office, owing(office, LABOUR), design())


def test_one_parcel_serves_one_duty(office: Office) -> None:
    first, second = owing(office, PLANTING), owing(office, PLANTING)
    save(office, first, design())
    with pytest.raises(PlotTaken) as refused:
        save(office, second, design(plot("０３小班")))
    assert says(refused.value, TAKEN)
    save(office, second, design(plot("4")))


@long
def test_parcels_that_overlap_serve_one_duty(office: Office) -> None:
    first, second = owing(office, PLANTING), owing(office, PLANTING)
    save(office, first, design(plot(polygon=HERE)))
    with pytest.raises(PlotTaken) as refused:
        save(office, second, design(plot("4", polygon=ACROSS)))
    assert says(refused.value, OVERLAPS)


@long
def test_a_parcel_is_free_once_its_design_or_its_duty_needs_it_no_more(office: Office) -> None:
    first, second, third = (owing(office, PLANTING) for _ in range(3))
    save(office, first, design())
    save(office, first, design(plot("4")))
    save(office, second, design())
    with office.work():
        doing = Doing("drop", TODAY, ("o1",), {"ground": "另行安排"})
        service.record(folder_of(first), office.person("prosecutor"), doing)
    save(office, third, design(plot("4")))
    with office.app.app_context():
        held = db.session().execute(select(PlantingPlot.folder_id).where(PlantingPlot.ended_at.is_(None))).all()
        assert sorted(one.folder_id for one in held) == [second, third]
        assert verification.verify() is None


def test_the_database_keeps_one_duty_for_a_parcel_whoever_writes(office: Office) -> None:
    first, second = owing(office, PLANTING), owing(office, PLANTING)
    save(office, first, design())
    with office.app.app_context(), db.engine().begin() as connection:
        (there,) = connection.execute(select(PlantingPlot)).mappings()
    again = {**there, "folder_id": second} | {"id": 99}
    table, now = PlantingPlot, datetime.datetime.now(datetime.UTC)
    for statement in (
        insert(table).values(again),
        delete(table),
        update(table).values(key="x"),
        update(table).values(obligation="o2", ended_at=now, ended_by=1),
        update(PlantingDesign).values(document="{}"),
        delete(PlantingDesign),
    ):
        with office.app.app_context(), pytest.raises(IntegrityError), db.engine().begin() as connection:
            connection.execute(statement)


@long
def test_the_paper_of_a_design_is_filled_from_it(office: Office) -> None:
    folder_id = owing(office, PLANTING | {"years": "3"})
    entry = design(plot(), plot("4", area_mu=Decimal("2.5"), trees=250), site="坡度二十度", budget="合计 5500 元")
    save(office, folder_id, entry)
    with office.app.app_context():
        bureau = office.person("officer").institution
        matter = matter_of(folder_of(folder_id), bureau, "officer")
        (subject,) = KIND.subjects(matter)
        told, written = KIND.gather(matter, subject), KIND.written(matter, subject)
    assert told["season"] == "春季"
    assert [one[2:] for one in told["plots"]] == [["10", "1000", "100"], ["2.5", "250", "100"], ["12.5", "1250", ""]]
    assert (written["site"], written["budget"]) == ("坡度二十度", "合计 5500 元")
    assert "三" in written["tending"]
