"""The officer measures: a method and its parameters, corrected stands, a preview that stores nothing, a submission."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from casework.cases import filing
from casework.cases import history as case_history
from casework.cases import service as cases
from casework.losses import measuring, ordered, reviewing
from casework.losses.errors import MeasureRefused, ResultChanged
from casework.proceedings import facts
from casework.proceedings.errors import Incomplete, NotPermitted
from rules.assess import assess, sha256
from rules.casefile import canonical
from tests.casework.office import Office

DEFAULT = "national-default@2026-11"
STORAGE = "storage-expansion@2026-11"
PRICE = {"cny_per_t": "58", "rule": "a", "source": "b", "date": "2026-01-01"}


def changes(**changed: Any) -> dict[str, Any]:
    return {"changes": changed}


def draft(office: Office, **choice: Any) -> measuring.Preview:
    with office.work():
        return office.draft(office.choice(**choice))


def submit(office: Office, username: str = "officer", **choice: Any) -> None:
    with office.work():
        wanted = office.choice(**choice)
        previewed = office.draft(wanted).result.hash
        ordered.submit(office.order(), office.person(username), wanted, previewed)


def test_a_preview_shows_the_result_and_stores_nothing(commissioned: Office) -> None:
    preview = draft(commissioned)
    assert preview.result.loss_tco2e == "42.90"
    with commissioned.work():
        assert reviewing.latest(commissioned.case) is None
        assert filing.current_version(commissioned.case).version == 1
        assert commissioned.course.measurings["m1"].state == "ordered"


def test_a_submission_stores_what_the_rules_gave_and_pins_its_editions(commissioned: Office) -> None:
    submit(commissioned)
    with commissioned.work():
        case = commissioned.case
        stored = reviewing.latest(case)
        assert stored is not None
        today = facts.of_day(commissioned.folder)
        assert today is not None
        again = assess(today, on=None).record
        assert stored.result.loss_tco2e == again.loss_tco2e == stored.loss_tco2e
        assert (stored.result.worksheet, stored.result.method) == (again.worksheet, again.method)
        assert stored.row.method == again.method.name == DEFAULT
        assert stored.row.result == canonical(stored.result.as_json())
        content = {key: value for key, value in stored.result.as_json().items() if key != "hash"}
        assert stored.row.hash == stored.result.hash == sha256(content)
        assert (stored.row.number, stored.latest) == (1, True)
        one = commissioned.course.measurings["m1"]
        assert (one.state, one.author) == ("submitted", "officer")
        assert case.method_pin == f"{DEFAULT} {stored.result.method.parameter_set.sha256}"
        assert case.law_pin == stored.result.law


def test_a_chosen_method_with_its_parameters_becomes_a_new_version_of_the_case_file(commissioned: Office) -> None:
    submit(commissioned, method=STORAGE, parameters={"ratio": "3.67", "understory": "off", "soil": "off"})
    with commissioned.work():
        case = commissioned.case
        stored = reviewing.latest(case)
        assert stored is not None
        # 18.6493 × 1.90 × 0.5 × 0.5 × 3.67 = 32.5103…, by hand
        assert stored.result.loss_tco2e == "32.510"
        assert (stored.version, filing.current_version(case).version) == (2, 2)
        options = cases.current_casefile(case).options
        assert (options.method, options.parameters["ratio"]) == (STORAGE, "3.67")
        assert filing.current_version(case).reason == f"计量：选用 {STORAGE}"


def test_a_corrected_stand_needs_a_reason_and_keeps_the_first_version(commissioned: Office) -> None:
    correction = {"stands__0__standing_stock_m3": "20"}
    with pytest.raises(MeasureRefused) as refused:
        draft(commissioned, changes=correction)
    assert [error.path for error in refused.value.errors] == ["reason"]
    preview = draft(commissioned, changes=correction, reason="现场复测")
    (change,) = preview.corrections
    assert (change.path, change.before, change.after) == ("stands[0].standing_stock_m3", "18.6493", "20")
    submit(commissioned, changes=correction, reason="现场复测")
    with commissioned.work():
        case = commissioned.case
        assert filing.current_version(case).reason == "现场复测"
        assert str(cases.current_casefile(case).stands[0].standing_stock_m3) == "20"
        first = filing.casefile_of(case_history.version(case, 1).version)
        assert str(first.stands[0].standing_stock_m3) == "18.6493"


def test_a_mixture_of_species_takes_the_place_of_one(commissioned: Office) -> None:
    mixture = [{"species": "木荷", "share": "0.75"}, {"species": "硬阔类", "share": "0.25"}]
    preview = draft(commissioned, changes={"stands__0__species": mixture}, reason="树种组成核定")
    parts = [(part.species, str(part.share)) for part in preview.casefile.stands[0].species]
    assert parts == [("木荷", "0.75"), ("硬阔类", "0.25")]


def test_typing_what_stands_there_already_corrects_nothing(commissioned: Office) -> None:
    same = {"stands__0__standing_stock_m3": "18.64930", "stands__0__trees": "110"}
    preview = draft(commissioned, changes=same)
    assert preview.corrections == ()
    assert str(preview.casefile.stands[0].standing_stock_m3) == "18.6493"


def test_what_an_officer_may_not_correct_stays_as_it_was_whatever_is_sent(commissioned: Office) -> None:
    with commissioned.work():
        before = cases.current_casefile(commissioned.case)
        facts = commissioned.facts(
            case__offence="失火",
            parties__0__name="某人",
            stands__0__id="Z",
            stands__0__county="350623",
            stands__0__land_category="公益林",
            stands__0__standing_stock_m3="20",
        )
        facts["stands"].append(facts["stands"][0] | {"id": "Y"})
        sent = measuring.Choice(DEFAULT, facts=facts, reason="现场复测")
        assert commissioned.draft(sent).corrections == ()
        facts["stands"].pop()
        after = commissioned.draft(sent).casefile
    assert (after.case, after.parties) == (before.case, before.parties)
    assert after.stands == [before.stands[0].model_copy(update={"standing_stock_m3": Decimal("20")})]


@pytest.mark.parametrize(
    ("choice", "path"),
    [
        ({"method": ""}, "options.method"),
        ({"method": "fujian-official"}, "options.method"),
        ({"method": "national-default@1999"}, "options.method"),
        ({"parameters": {"ratio": "3.7"}}, "options.parameters.ratio"),
        ({"parameters": {"luck": "7"}}, "options.parameters.luck"),
        (changes(options__multiplier="-2"), "options.multiplier"),
        (changes(options__price={"cny_per_t": "58"}), "options.price.rule"),
        (changes(options__price=PRICE | {"cny_per_t": "五十八"}), "options.price.cny_per_t"),
        (changes(stands__0__standing_stock_m3="-1"), "stands[0].standing_stock_m3"),
        (changes(stands__0__standing_stock_m3="很多"), "stands[0].standing_stock_m3"),
        (changes(stands__0__species=[{"species": "龙血树王", "share": "1"}]), "stands[0].species[0].species"),
        (changes(stands__0__species=[{"species": "木荷"}]), "stands[0].species[0].share"),
        (changes(stands__0__species=None), "stands[0].species"),
        (changes(stands__0__damage__type="部分损伤"), "stands[0].damage.fraction"),
        (changes(stands__0__outturn_rate="0.7"), "stands[0].timber_volume_m3"),
        (changes(stands__0__timber_volume_m3="9", stands__0__outturn_rate="0.7"), "stands[0].outturn_rate"),
    ],
)
def test_what_cannot_be_measured_is_refused_at_its_path(
    commissioned: Office, choice: dict[str, Any], path: str
) -> None:
    with pytest.raises(MeasureRefused) as refused:
        draft(commissioned, reason="更正", **choice)
    assert path in [error.path for error in refused.value.errors]
    assert all(error.message for error in refused.value.errors)


def test_a_measurement_without_a_result_is_not_submitted(commissioned: Office) -> None:
    nothing = {"stands__0__forest_type": "竹林"}
    assert draft(commissioned, changes=nothing, reason="实为竹林").result.loss_tco2e is None
    with pytest.raises(Incomplete):
        submit(commissioned, changes=nothing, reason="实为竹林")
    with commissioned.work():
        assert reviewing.latest(commissioned.case) is None
        assert filing.current_version(commissioned.case).version == 1


def test_what_was_not_previewed_is_not_stored(commissioned: Office) -> None:
    wanted = measuring.Choice(method=STORAGE)
    other = draft(commissioned).result.hash
    with pytest.raises(ResultChanged, match="重新核对"), commissioned.work():
        ordered.submit(commissioned.order(), commissioned.person("officer"), wanted, other)
    with commissioned.work():
        assert reviewing.latest(commissioned.case) is None


@pytest.mark.parametrize("username", ["prosecutor", "judge", "officer2"])
def test_only_an_officer_of_the_bureau_measures(commissioned: Office, username: str) -> None:
    with pytest.raises(NotPermitted):
        submit(commissioned, username)


def test_every_method_can_be_chosen_and_carries_its_status(commissioned: Office) -> None:
    for declaration in measuring.methods():
        name = f"{declaration.id}@{declaration.edition}"
        if declaration.whole_case:  # there is nothing to take over where no loss was found otherwise
            with pytest.raises(MeasureRefused) as refused:
                draft(commissioned, method=name)
            assert [error.path for error in refused.value.errors] == ["stated_loss"]
            continue
        result = draft(commissioned, method=name).result
        assert result.method.id == declaration.id
        assert result.method.status == declaration.status
        if declaration.id == "fujian-trial-2022":
            assert any("参数依国家方法学重建" in warning for warning in result.warnings)


def test_the_stored_result_is_what_a_stranger_can_read(measured: Office) -> None:
    with measured.work():
        stored = reviewing.latest(measured.case)
        assert stored is not None
        data = json.loads(stored.row.result)
    lines = data["worksheet"]
    assert [line["no"] for line in lines] == list(range(1, len(lines) + 1))
    assert all(line["source"] for line in lines)
