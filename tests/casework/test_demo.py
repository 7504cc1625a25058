"""Many varied cases: at all stages, the same for the same seed; copies are what the services would have made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from casework import db
from casework.accounts import service as accounts
from casework.audit.verification import verify
from casework.cases import Case, filing, lifecycle
from casework.cases import queries as case_queries
from casework.cases.stages import ACTS, STAGES
from casework.deadlines import due
from casework.demo import many
from casework.losses import Assessment, reviewing
from rules.assess import assess
from tests.conftest import dispose, make_app
from tests.databases import Databases

CASES = 60
"""The first twelve by the services, one for each place where a case may stand; the others copies."""

SEED = 7


def made(app: Flask, seed: int) -> None:
    assert app.test_cli_runner().invoke(args=["db-upgrade"]).exit_code == 0
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setattr(many, "PATTERNS", len(many.PATHS))
        patch.setattr(many, "BATCH", 20)
        many.seed(CASES, seed, lambda made: None)


@pytest.fixture
def records(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the cases of ``SEED``."""

    def prepare(url: str) -> None:
        app = make_app(url, tmp_path)
        made(app, SEED)
        dispose(app)

    url = databases.prepared("sixty varied cases", prepare)
    yield url
    databases.drop(url)


@pytest.fixture
def demonstration(records: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(records, tmp_path)
    with app.app_context():
        yield app
    dispose(app)


def cases() -> list[Case]:
    return list(db.session().scalars(select(Case).order_by(Case.id)))


def test_cases_stand_at_every_stage_and_differ(demonstration: Flask) -> None:
    every = cases()
    assert len(every) == CASES
    assert {case.stage for case in every} == set(STAGES) - {ACTS}
    assert {case.awaits for case in every} >= {"accept", "measure", "purchase", "retire", "rule", None}
    assert len({case.parties for case in every}) == CASES
    assert len({case.offence for case in every}) > 2
    numbers = [case.number for case in every if case.number]
    assert len(set(numbers)) == len(numbers) > CASES / 2
    assert [case.reference[-4:] for case in every] == [f"{number:04d}" for number in range(1, CASES + 1)]


def test_everything_made_up_says_so(demonstration: Flask) -> None:
    for case in cases():
        assert all(name.endswith("（演示）") for name in case.parties.split("、"))
        assert case.number is None or case.number.endswith("（演示）")


def test_the_log_proves_every_row_of_the_copies(demonstration: Flask) -> None:
    assert verify() is None


def test_a_copy_measures_and_decides_to_the_hash_that_it_stores(demonstration: Flask) -> None:
    copies = list(db.session().scalars(select(Assessment).where(Assessment.case_id > len(many.PATHS))))
    assert len(copies) > 10
    for stored in copies:
        case = db.session().get_one(Case, stored.case_id)
        latest = reviewing.latest(case)
        assert latest is not None
        casefile = filing.casefile_of(filing.current_version(case))
        assert assess(casefile, on=casefile.options.on).as_json()["hash"] == stored.hash
        assert {party.name for party in casefile.parties} == set(case.parties.split("、"))


def test_what_is_derived_of_copies_is_what_follows_from_their_records(demonstration: Flask) -> None:
    assert [*due.differing(db.today())] == []
    for case in cases():
        step = lifecycle.awaited_step(case)
        assert case.awaits == (step.action if step else None), case.reference
    person = accounts.person_named("nanjing-fy")
    assert person is not None
    last = cases()[-1]
    found = case_queries.listing(person, case_queries.Filter(text=last.parties[:3])).cases
    assert last.id in [row.id for row in found]


def told(app: Flask) -> list[tuple[object, ...]]:
    with app.app_context():
        return [(case.reference, case.number, case.parties, case.stage, case.offence) for case in cases()]


def test_one_seed_makes_the_same_cases_and_another_makes_others(
    records: str, databases: Databases, tmp_path: Path
) -> None:
    app = make_app(records, tmp_path)
    first = told(app)
    dispose(app)
    for seed, same in ((SEED, True), (SEED + 1, False)):
        url = databases.empty()
        app = make_app(url, tmp_path)
        made(app, seed)
        assert (told(app) == first) is same
        dispose(app)
        databases.drop(url)
