"""A case measured by a frozen set: another result, pinned by number and hash, and never changed afterwards."""

from __future__ import annotations

import copy
import json

import pytest

from casework.audit import verification
from casework.losses import attribution, measuring, reviewing
from casework.losses.errors import MeasureRefused
from casework.parameters import register
from casework.parameters.service import NOT_USABLE
from casework.proceedings import hooks
from casework.web.losses.forms import FROZEN_SET, SHIPPED_SET
from tests.casework.markup import form, holds
from tests.casework.office import FACTS, Office
from tests.casework.pages import text
from tests.casework.parameters.conftest import enter, frozen_set, withdraw
from tests.rules.parameter_forms.forms import teaching
from tests.told import saying, says

METHOD = "national-default@2026-11"
RESULT = "/folders/1/measurings/m1"
BY_HAND = "38.46"
"""18.6493 × 1.5 × 0.6 × 1.25 × 0.5 × 44 ÷ 12; the shipped set gives 42.90."""


def test_the_same_case_gives_another_result_by_another_set(bureau: Office) -> None:
    made = frozen_set(bureau)
    with bureau.work():
        shipped = bureau.draft(measuring.Choice(METHOD)).result
        entered = bureau.draft(measuring.Choice(METHOD, parameter_set=str(made))).result
        assert (shipped.loss_tco2e, entered.loss_tco2e) == ("42.90", BY_HAND)
        assert shipped.hash != entered.hash


def test_a_measurement_pins_the_set_by_its_number_and_hash(bureau: Office) -> None:
    made = frozen_set(bureau)
    bureau.measure(method=METHOD, parameter_set=str(made))
    with bureau.work():
        stored = reviewing.latest(bureau.case)
        sha256 = register.entered_set(made).row.sha256
        assert stored is not None
        assert stored.set_id == made
        told = stored.result.method.parameter_set
        assert told.sha256 == sha256
        assert told.frozen is True
        assert told.verification is not None
        assert told.verification.verified_by == "南靖县林业局second"
        assert bureau.case.method_pin == f"{METHOD} {sha256}"
        assert verification.verify(None) is None


def test_old_measurements_never_change_when_sets_come_and_go(bureau: Office) -> None:
    bureau.measure(method=METHOD)
    with bureau.work():
        kept = bureau.assessed().row.result
    bureau.send_back("请用林业局所持参数")
    made = frozen_set(bureau)
    bureau.measure(method=METHOD, parameter_set=str(made))
    withdraw(bureau, made)
    with bureau.work():
        second, first = reviewing.assessments(bureau.case)
        assert (first.row.result, first.set_id) == (kept, None)
        assert json.loads(kept)["method"]["parameter_set"]["frozen"] is False
        assert (second.result.loss_tco2e, second.set_id) == (BY_HAND, made)
        assert verification.verify(None) is None


@pytest.mark.parametrize("wrong", ["99", "x", "１", "-1"])
def test_a_set_that_is_not_there_is_refused_at_its_field(bureau: Office, wrong: str) -> None:
    with pytest.raises(MeasureRefused) as refused, bureau.work():
        bureau.draft(measuring.Choice(METHOD, parameter_set=wrong))
    assert [error.path for error in refused.value.errors] == ["parameters"]


def test_a_set_that_is_not_frozen_withdrawn_or_of_another_method_is_refused(bureau: Office) -> None:
    frozen, open_one = frozen_set(bureau), enter(bureau, teaching() | {"id": "open"})
    withdrawn = frozen_set(bureau, teaching() | {"id": "withdrawn"})
    withdraw(bureau, withdrawn)
    for set_id, method in ((open_one, METHOD), (withdrawn, METHOD), (frozen, "storage-expansion@2026-11")):
        with pytest.raises(MeasureRefused, match=saying(NOT_USABLE)), bureau.work():
            bureau.draft(measuring.Choice(method, parameter_set=str(set_id)))


def test_the_form_offers_the_frozen_set_and_the_result_says_who_verified_it(bureau: Office) -> None:
    made = frozen_set(bureau)
    officer = bureau.browser("officer")
    address = f"{RESULT}/measure"
    page = officer.get(address).text
    assert says(page, FROZEN_SET, title="教学参数集（数值虚构）")
    assert says(page, SHIPPED_SET)
    fields = {key: value for key, value in form(page, "").fields.items() if key}
    place = next(key for key in fields if key.startswith("parameterset_"))
    names = [item.name for item in measuring.methods() if not item.whole_case]
    fields |= {"method": METHOD, f"parameterset_{names.index(METHOD)}": str(made)}
    assert place
    shown = officer.post(address, data=fields | {"step": "preview"}, follow_redirects=True)
    assert shown.status_code == 200
    assert BY_HAND in shown.text
    assert "南靖县林业局second" in text(shown.text)
    sent = form(shown.text, address).fields
    assert officer.post(address, data=sent | {"step": "submit"}).status_code == 302
    assert not holds(bureau.browser("judge").get(RESULT).text, "set-withdrawn")
    withdraw(bureau, made)
    result = bureau.browser("judge").get(RESULT).text
    assert holds(result, "set-withdrawn")
    assert f'href="/parameters/{made}"' in result
    assert "第二人核对" in result


def test_a_rival_of_another_method_is_measured_by_the_set_of_its_own(bureau: Office) -> None:
    """The frozen set belongs to the method of the last measurement, not to that of the file set against it."""
    made = frozen_set(bureau)
    bureau.measure(method=METHOD, parameter_set=str(made))
    facts = copy.deepcopy(FACTS)
    facts["options"] = {"method": "storage-expansion"}
    rival = attribution.Rival(content=json.dumps(facts).encode(), file="rival.json")
    with bureau.work():
        found = attribution.against(bureau.case, rival).attribution
        assert found is not None
        assert found.after.method == "storage-expansion"
        latest = reviewing.latest(bureau.case)
        assert latest is not None
        assert found.before.loss_tco2e == latest.result.loss_tco2e


def test_what_is_owed_rests_on_the_set_of_the_adopted_measurement(bureau: Office) -> None:
    made = frozen_set(bureau)
    bureau.measure(method=METHOD, parameter_set=str(made))
    bureau.confirm()
    withdraw(bureau, made)
    with bureau.work():
        loss = hooks.loss_of(bureau.folder, bureau.course)
        assert loss is not None
        assert loss.required_t == 78  # 38.46 t rounded up and doubled
