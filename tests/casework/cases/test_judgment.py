"""Recording the judgment and closing the case."""

from __future__ import annotations

import pytest

from casework import db
from casework.audit import service as audit
from casework.cases import service as cases
from casework.cases.errors import WrongFacts, WrongStage
from casework.compensation import checking
from casework.compensation.checking import OWN_PROOF
from tests.casework.office import Office
from tests.told import saying

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


def verified(office: Office) -> None:
    """A case whose obligations are all proven."""
    office.to_performing()
    office.retire(office.buy(office.lot(), 1, 86), 1, 86)


def test_whoever_recorded_a_proof_never_checks_it_not_even_as_a_judge(office: Office) -> None:
    verified(office)
    with office.work():
        judge, officer = office.person("judge"), office.person("officer")
        officer.roles, officer.institution_id = ("judge",), judge.institution_id
        office.case.judge = officer
        audit.record("test", "person:1")
    with office.work():
        case, officer, seen = office.case, office.person("officer"), checking.proofs(office.case)
        with pytest.raises(WrongStage, match=saying(OWN_PROOF)):
            cases.rule(case, officer, "（2025）闽0627刑初1号", db.today().isoformat(), checked=seen)
        db.rollback()


@one_database
def test_a_ruling_without_anything_checked_is_refused(office: Office) -> None:
    verified(office)
    with office.work(), pytest.raises(WrongFacts) as refused:
        cases.rule(office.case, office.person("judge"), "（2025）闽0627刑初1号", db.today().isoformat(), checked=())
    assert [error.path for error in refused.value.errors] == ["checked"]
