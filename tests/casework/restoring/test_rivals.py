"""Whoever takes a parcel, in whatever order or at the same moment: it serves one duty."""

from __future__ import annotations

import random
import threading

import pytest
from sqlalchemy import select

from casework import db
from casework.audit import verification
from casework.proceedings import service
from casework.proceedings.service import Doing
from casework.restoring import PlantingPlot, designing
from casework.restoring.errors import PlotTaken
from tests.casework.office import TODAY, Office
from tests.casework.restoring.cases import PLANTING, design, folder_of, owing, plot

pytestmark = pytest.mark.usefixtures("made_with_long")


def test_of_two_who_take_a_parcel_at_the_same_moment_one_does(office: Office) -> None:
    folders = [owing(office, PLANTING) for _ in range(4)]
    ready, won, lost = threading.Barrier(len(folders)), [], []

    def take(folder_id: int) -> None:
        ready.wait()
        try:
            with office.work():
                designing.save(folder_of(folder_id), office.person("officer"), "o1", design())
            won.append(folder_id)
        except PlotTaken:
            lost.append(folder_id)

    threads = [threading.Thread(target=take, args=(each,)) for each in folders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(won), len(lost)) == (1, 3)
    with office.app.app_context():
        assert [row.folder_id for row in db.session().scalars(select(PlantingPlot))] == won


@pytest.mark.parametrize("seed", range(3))
def test_in_whatever_order_parcels_are_taken_each_serves_one_duty(office: Office, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - no secret
    folders = [owing(office, PLANTING) for _ in range(3)]
    held: dict[int, set[str]] = {}
    dropped: set[int] = set()
    for _ in range(15):
        folder_id, subs = drawn.choice(folders), set(drawn.sample("12345", drawn.randint(1, 3)))
        others = set().union(*(held[one] for one in held if one not in (folder_id, *dropped)))
        if folder_id in dropped:
            continue
        if drawn.random() < 0.1:
            with office.work():
                gone = Doing("drop", TODAY, ("o1",), {"ground": "另行安排"})
                service.record(folder_of(folder_id), office.person("prosecutor"), gone)
            dropped.add(folder_id)
            continue
        try:
            with office.work():
                entry = design(*(plot(sub) for sub in sorted(subs)))
                designing.save(folder_of(folder_id), office.person("officer"), "o1", entry)
        except PlotTaken:
            assert subs & others
        else:
            assert not subs & others
            held[folder_id] = subs
    with office.app.app_context():
        found = db.session().scalars(select(PlantingPlot).where(PlantingPlot.ended_at.is_(None))).all()
        assert len({row.key for row in found}) == len(found)
        for folder_id in held.keys() - dropped:
            of = {row.key.split("/")[3] for row in found if row.folder_id == folder_id}
            assert of == held[folder_id]
        assert verification.verify() is None
