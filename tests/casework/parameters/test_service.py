"""A set is entered by one officer, verified value by value by another, frozen, and used or withdrawn."""

from __future__ import annotations

import pytest

from casework.audit import service as audit
from casework.audit import verification
from casework.errors import Forbidden
from casework.parameters import entering, register, service, verifying
from casework.parameters.entering import ENTERED_ALREADY
from casework.parameters.errors import SetClosed, SetRefused
from casework.parameters.verifying import NOT_ALL_AGREE, OTHER_SET, Look
from casework.permissions import NOT_ONES_OWN
from rules.carbon.parameter_forms.check import check
from tests.casework.office import Office
from tests.casework.parameters.conftest import document, enter, freeze, frozen_set, verify, withdraw
from tests.rules.parameter_forms.forms import TEACHING, as_yaml, changed, teaching
from tests.told import saying


def test_a_set_is_kept_as_it_was_checked_with_its_hash(bureau: Office) -> None:
    made = enter(bureau)
    form = check(TEACHING.read_bytes()).form
    assert form is not None
    with bureau.work():
        found = register.entered_set(made)
        assert found.row.document == form.document
        assert found.row.sha256 == form.sha256 == found.form.sha256
        assert (found.state, found.row.value_count, found.agreeing) == ("to_verify", 16, 0)
        assert found.person.username == "officer"
        assert found.bureau.name == "南靖县林业局"
        assert len(found.gaps) == 1


@pytest.mark.parametrize("username", ["prosecutor", "judge"])
def test_only_forestry_officers_enter_sets(bureau: Office, username: str) -> None:
    with pytest.raises(Forbidden):
        enter(bureau, by=username)


def test_a_set_with_errors_is_not_kept(bureau: Office) -> None:
    with pytest.raises(SetRefused) as refused, bureau.work():
        entering.enter(bureau.person("officer"), as_yaml(changed("杉木", "BEF", value="16")).decode(), {})
    assert [error.path for error in refused.value.errors] == ["parameters[12].value"]
    with bureau.work():
        assert register.entered_sets() == []


def test_a_doubt_needs_a_reason_which_is_kept_and_told(bureau: Office) -> None:
    form = changed("硬阔类", "R", value="0.5")
    (doubt,) = check(as_yaml(form)).doubts
    with pytest.raises(SetRefused) as refused:
        enter(bureau, form)
    assert [error.path for error in refused.value.errors] == [f"reason-{doubt.key}"]
    with pytest.raises(SetRefused):
        enter(bureau, form, **{doubt.key: "  "})
    with bureau.work():
        made = entering.enter(bureau.person("officer"), document(form), {doubt.key: "原件如此，已复印附卷"}).id
    verify(bureau, made)
    freeze(bureau, made)
    with bureau.work():
        assert register.entered_set(made).doubts == [
            {"message": doubt.message, "about": "硬阔类.R", "reason": "原件如此，已复印附卷"}
        ]
        note = service.frozen(made).parameters["硬阔类.R"].note
        assert note is not None
        assert note.endswith("采用理由：原件如此，已复印附卷")


def test_the_same_set_is_entered_once_until_it_is_withdrawn(bureau: Office) -> None:
    made = enter(bureau)
    with pytest.raises(SetClosed, match=saying(ENTERED_ALREADY)):
        enter(bureau, by="second")
    withdraw(bureau, made)
    assert enter(bureau) != made


def test_whoever_entered_a_set_never_verifies_or_freezes_it(bureau: Office) -> None:
    made = enter(bureau)
    with pytest.raises(Forbidden, match=saying(NOT_ONES_OWN)):
        verify(bureau, made, by="officer")
    verify(bureau, made)
    with pytest.raises(Forbidden):
        freeze(bureau, made, by="officer")
    with bureau.work():
        assert register.entered_set(made).freezing is None


@pytest.mark.parametrize("username", ["second", "city", "province"])
def test_an_officer_of_the_same_bureau_or_one_above_it_verifies(bureau: Office, username: str) -> None:
    made = enter(bureau)
    verify(bureau, made, by=username)
    freeze(bureau, made, by=username)
    with bureau.work():
        assert register.entered_set(made).state == "frozen"


@pytest.mark.parametrize("username", ["officer2", "elsewhere", "judge", "prosecutor"])
def test_nobody_else_verifies_or_withdraws(bureau: Office, username: str) -> None:
    made = enter(bureau)
    with pytest.raises(Forbidden):
        verify(bureau, made, by=username)
    with pytest.raises(Forbidden):
        withdraw(bureau, made, by=username)


def test_a_set_is_frozen_only_when_every_value_agrees(bureau: Office) -> None:
    made = enter(bureau)
    with pytest.raises(SetClosed, match="已核对一致 0 个"):
        freeze(bureau, made)
    verify(bureau, made)
    with bureau.work():
        verifying.verify(bureau.person("city"), made, {16: Look("differs", "原件为 0.51")})
    with pytest.raises(SetClosed, match=saying(NOT_ALL_AGREE, agreeing=15, differing=1)):
        freeze(bureau, made)
    with bureau.work():
        verifying.verify(bureau.person("second"), made, {16: Look("agrees")})
    freeze(bureau, made)


def test_a_difference_says_what_the_source_says_and_an_unknown_value_is_refused(bureau: Office) -> None:
    made = enter(bureau)
    with pytest.raises(SetRefused) as refused, bureau.work():
        verifying.verify(bureau.person("second"), made, {1: Look("differs", " "), 17: Look("agrees"), 2: Look("maybe")})
    assert [error.path for error in refused.value.errors] == ["note-1", "verdict-2", "verdict-17"]
    with bureau.work():
        assert register.entered_set(made).checks == {}


def test_values_found_the_same_again_are_not_written_again(bureau: Office) -> None:
    made = enter(bureau)
    verify(bureau, made)
    with bureau.work():
        assert verifying.verify(bureau.person("second"), made, {1: Look("agrees"), 2: Look("differs", "44.01")}) == 1


def test_a_set_is_frozen_as_it_stood_on_the_page(bureau: Office) -> None:
    made = enter(bureau)
    verify(bureau, made)
    with pytest.raises(SetClosed, match=saying(OTHER_SET)), bureau.work():
        verifying.freeze(bureau.person("second"), made, "0" * 64)


def test_a_frozen_set_tells_who_entered_and_who_verified_it(bureau: Office) -> None:
    made = frozen_set(bureau)
    with bureau.work():
        used = service.frozen(made)
        assert used.frozen
        assert used.provenance == "register"
        assert used.verification is not None
        assert used.verification["entered_by"] == "南靖县林业局officer"
        assert used.verification["verified_by"] == "南靖县林业局second"
        assert "由南靖县林业局officer录入，南靖县林业局second逐项核对" in (used.status or "")


def test_a_frozen_set_is_verified_no_more_and_a_withdrawn_one_is_not_withdrawn_again(bureau: Office) -> None:
    made = frozen_set(bureau)
    with pytest.raises(SetClosed):
        verify(bureau, made)
    withdraw(bureau, made)
    with pytest.raises(SetClosed):
        withdraw(bureau, made)
    with bureau.work():
        assert register.entered_set(made).state == "withdrawn"
        assert service.frozen(made).id == "teaching-2026"  # what was measured with it can be measured again


def test_a_withdrawal_needs_a_reason(bureau: Office) -> None:
    made = enter(bureau)
    with pytest.raises(SetRefused), bureau.work():
        verifying.withdraw(bureau.person("officer"), made, " ")


def test_a_bureau_is_offered_its_own_frozen_sets_and_those_from_above(bureau: Office) -> None:
    mine = frozen_set(bureau)
    enter(bureau, teaching() | {"id": "not-frozen"})
    other = enter(bureau, teaching() | {"id": "of-the-province"}, by="province")
    with bureau.work():
        from casework.accounts import service as accounts

        above = bureau.person("province").institution
        accounts.create_person(above, "province-b", "province-b", ("forestry_officer",), "Hemu-Fenzhi-42")
    verify(bureau, other, by="province-b")
    freeze(bureau, other, by="province-b")
    method = "national-default@2026-11"
    with bureau.work():
        at = {name: bureau.person(name).institution for name in ("officer", "officer2", "city", "elsewhere")}
        offered = {name: [item.row.id for item in register.offered(place, method)] for name, place in at.items()}
        assert offered == {"officer": [other, mine], "officer2": [other], "city": [other], "elsewhere": [other]}
        assert register.offered(at["officer"], "storage-expansion@2026-11") == []
        several = register.offered_by_method(at["officer"], ["national-default", "storage-expansion@2026-11"])
        assert {name: [item.row.id for item in found] for name, found in several.items()} == {
            "national-default": [other, mine],
            "storage-expansion@2026-11": [],
        }


def test_every_step_is_in_the_audit_log_and_proves_its_rows(bureau: Office) -> None:
    made = frozen_set(bureau)
    withdraw(bureau, made)
    with bureau.work():
        done = [entry.action for entry in reversed(audit.entries(f"parameter_set:{made}"))]
        assert done == [
            "enter_parameter_set",
            "verify_parameters",
            "freeze_parameter_set",
            "withdraw_parameter_set",
        ]
        assert audit.action_name("freeze_parameter_set") == "冻结参数集"
        assert verification.verify(None) is None
