"""The register: projects, lots, uses outside this system, and who used a serial number."""

from __future__ import annotations

from typing import Any

import pytest

from casework import paging
from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.credits import fulfilling, register, registration, search, stretches
from casework.credits.errors import CreditRefused, NoSerial, RecordKept, SerialsTaken, UnknownCredit
from casework.errors import Forbidden
from tests.casework import pages
from tests.casework.office import PASSWORD, REGISTRY, Office


def project(**values: Any) -> registration.ProjectEntry:
    complete: dict[str, Any] = {
        "registry_name": REGISTRY,
        "name": "某造林碳汇项目",
        "code": "FJ-1",
        "credit_type": "FFCER",
        "methodology": "某方法学 V01",
    }
    return registration.ProjectEntry(**(complete | values))


def lot(first: int, last: int, **values: Any) -> registration.LotEntry:
    complete: dict[str, Any] = {
        "vintage": "2024",
        "serial_from": first,
        "serial_to": last,
        "quantity_t": last - first + 1,
    }
    return registration.LotEntry(**(complete | {"source": "签发公告"} | values))


def use(first: int, last: int, **values: Any) -> registration.UseEntry:
    complete: dict[str, Any] = {
        "project_id": 1,
        "use": "voluntary",
        "serial_from": first,
        "serial_to": last,
        "quantity_t": last - first + 1,
        "holder": "某协会",
        "evidence": "注销公告",
    }
    return registration.UseEntry(**(complete | values))


@pytest.mark.parametrize("username", ["prosecutor", "judge"])
def test_only_forestry_officers_keep_the_register(office: Office, username: str) -> None:
    with pytest.raises(Forbidden, match="林业干部"), office.work():
        registration.add_project(office.person(username), project())


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"registry_name": ""}, "registry_name"),
        ({"name": " "}, "name"),
        ({"code": "x" * 101}, "code"),
        ({"methodology": ""}, "methodology"),
        ({"credit_type": "未签发碳汇"}, "credit_type"),
    ],
)
def test_a_project_says_what_its_registry_says(office: Office, entry: dict[str, str], field: str) -> None:
    with pytest.raises(CreditRefused) as refused, office.work():
        registration.add_project(office.person("officer"), project(**entry))
    assert [error.path for error in refused.value.errors] == [field]
    with office.work():
        assert register.projects().rows == []


def test_a_project_is_entered_once_for_its_registry(office: Office) -> None:
    with office.work():
        registration.add_project(office.person("officer"), project())
    with pytest.raises(CreditRefused, match="已经登记过") as refused, office.work():
        registration.add_project(office.person("officer2"), project(name="同一项目"))
    assert refused.value.errors[0].path == "code"
    with office.work():
        registration.add_project(office.person("officer2"), project(registry_name="另一登记机构"))
        assert len(register.projects().rows) == 2


def test_a_lot_that_meets_another_is_refused_with_its_name(office: Office) -> None:
    made = office.lot(1, 100)
    with pytest.raises(SerialsTaken, match="1–100 属于批次 2024"), office.work():
        registration.add_lot(office.person("officer"), made, lot(100, 200))
    with pytest.raises(CreditRefused) as refused, office.work():
        registration.add_lot(office.person("officer"), made, lot(101, 200, quantity_t=99, source=""))
    assert {error.path for error in refused.value.errors} == {"quantity_t", "source"}
    with office.work():
        registration.add_lot(office.person("officer"), made, lot(101, 200))
        assert register.projects().rows[0].issued_t == 200


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_nobody_of_another_bureau_takes_or_blocks_the_serials_of_a_project(office: Office) -> None:
    made = office.lot(1, 100)
    use = registration.UseEntry(made, "voluntary", 5, 10, 6, "某公司", "公告")
    with office.work():
        stranger, owner = office.person("officer2"), office.person("officer")
        for attempt in (
            lambda: registration.add_lot(stranger, made, lot(101, 200)),
            lambda: registration.record_use(stranger, use),
        ):
            with pytest.raises(Forbidden):
                attempt()
        taken = registration.record_use(owner, use).id
        with pytest.raises(Forbidden):
            registration.release_use(stranger, taken, "录错")
        city = institutions.create_institution("漳州市林业局", "forestry_bureau", "350600")
        above = accounts.create_person(city, "city", "city", ("forestry_officer",), PASSWORD)
        registration.release_use(above, taken, "县局误登")
    assert office.browser("officer2").get(f"/credits/projects/{made}/lots/new").status_code == 403
    assert "lots/new" not in office.browser("officer2").get(f"/credits/projects/{made}").text
    assert "lots/new" in office.browser("officer").get(f"/credits/projects/{made}").text


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_project_stays_with_its_bureau_when_who_recorded_it_goes(office: Office) -> None:
    made = office.lot(1, 100)
    with office.work():
        officer, bureau = office.person("officer"), office.person("officer").institution
        officer.institution = office.person("officer2").institution
        with pytest.raises(Forbidden):
            registration.add_lot(officer, made, lot(101, 200))
        successor = accounts.create_person(bureau, "successor", "继任者", ("forestry_officer",), PASSWORD)
        registration.add_lot(successor, made, lot(101, 200))


def test_a_lot_entered_in_error_is_removed_by_who_entered_it_until_it_is_used(office: Office) -> None:
    project_id = office.lot(1, 100)
    with office.work():
        (wrong,) = [state.lot.id for state in stretches.lots_of(register.project(project_id)).rows]
    with pytest.raises(Forbidden, match="南靖县林业局"), office.work():
        registration.remove_lot(office.person("officer2"), wrong)
    with office.work():
        registration.remove_lot(office.person("officer"), wrong)
        right = registration.add_lot(office.person("officer"), project_id, lot(1, 90)).id
        registration.record_use(office.person("officer"), use(1, 10))
    assert right != wrong
    with pytest.raises(RecordKept, match="不能删除"), office.work():
        registration.remove_lot(office.person("officer"), right)
    with pytest.raises(UnknownCredit), office.work():
        registration.remove_lot(office.person("officer"), wrong)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"use": "judicial_compensation"}, "use"),
        ({"use": "anything"}, "use"),
        ({"holder": ""}, "holder"),
        ({"evidence": ""}, "evidence"),
        ({"quantity_t": 9}, "quantity_t"),
        ({"serial_to": 101, "quantity_t": 101}, "serial_from"),
    ],
)
def test_a_use_outside_this_system_names_holder_and_evidence(office: Office, entry: dict[str, Any], field: str) -> None:
    office.lot(1, 100)
    with pytest.raises(CreditRefused) as refused, office.work():
        registration.record_use(office.person("officer"), use(1, 10, **entry))
    assert field in {error.path for error in refused.value.errors}


def test_a_use_entered_in_error_is_taken_back_by_who_entered_it(office: Office) -> None:
    office.lot(1, 100)
    with office.work():
        made = registration.record_use(office.person("officer"), use(1, 10)).id
    with pytest.raises(Forbidden), office.work():
        registration.release_use(office.person("officer2"), made, "录错")
    with pytest.raises(CreditRefused), office.work():
        registration.release_use(office.person("officer"), made, "")
    with office.work():
        registration.release_use(office.person("officer"), made, "区间录错")
        registration.record_use(office.person("officer"), use(5, 14))
        assert [str(part) for part in stretches.lots_of(register.project(1)).rows[0].free] == ["1–4", "15–100"]
    with pytest.raises(RecordKept, match="不能再撤销"), office.work():
        registration.release_use(office.person("officer"), made, "再撤一次")


def test_the_use_of_a_case_is_not_taken_back_from_the_register(performing: Office) -> None:
    performing.buy(1, 1, 40)
    with pytest.raises(UnknownCredit), performing.work():
        registration.release_use(performing.person("officer"), 1, "不是这里")


def found(office: Office, username: str, typed: str, project_id: int | None = None) -> tuple[search.Found, ...]:
    return search.find_serials(office.person(username), typed, project_id).parts


def test_a_serial_is_found_with_its_case_by_those_who_may_see_the_case(performing: Office) -> None:
    performing.retire(performing.buy(1, 1, 40), 1, 20)
    with performing.work():
        (bought,) = found(performing, "judge", "30")
        assert bought.case is not None
        assert bought.case.id == performing.case_id
        assert bought.retirement is None
        (retired,) = found(performing, "prosecutor", "20")
        assert retired.retirement is not None
        (stranger,) = found(performing, "officer2", "20")
        assert stranger.use is not None
        assert stranger.case is None


def test_a_serial_is_found_in_every_project_that_has_it(performing: Office) -> None:
    other = performing.lot(500, 600)
    with performing.work():
        assert [item.project.id for item in found(performing, "judge", "550")] == [1, other]
        assert [item.project.id for item in found(performing, "judge", "550", other)] == [other]
        assert [item.use for item in found(performing, "judge", "550")] == [None, None]
        assert found(performing, "judge", "1001") == ()


@pytest.mark.parametrize("typed", ["FFCER-35-000012", "12", " 0012 ", "第12号"])
def test_a_serial_may_be_typed_as_it_is_printed(performing: Office, typed: str) -> None:
    performing.buy(1, 12, 12)
    with performing.work():
        (hit,) = found(performing, "judge", typed)
        assert hit.use is not None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "不是序列号"),
        ("无", "末尾应为数字"),
        ("FFCER", "末尾应为数字"),
        ("12x", "末尾应为数字"),
        ("①", "末尾应为数字"),
        ("0", "从 1 起"),
        ("1000000000000012", "有 16 位，序列号至多 15 位"),
        ("14-12", "止号 12 小于起号 14"),
        ("1至2至3", "不是序列号"),
        ("A-1 至 B-3", "前段不同"),
        ("F" * 201, "输入过长"),
    ],
)
def test_what_is_no_number_is_refused_in_words(performing: Office, typed: str, why: str) -> None:
    with performing.work(), pytest.raises(NoSerial) as caught:
        search.find_serials(performing.person("judge"), typed)
    assert why in caught.value.message


@pytest.mark.parametrize(
    ("typed", "looked_up"),
    [
        ("１２", (12, 12, "")),
        ("12-14", (12, 14, "")),
        ("12～14", (12, 14, "")),
        ("12 到 14", (12, 14, "")),
        ("FFCER-0001-000012 至 000014", (12, 14, "FFCER-0001")),
        ("FFCER-0001-000012—FFCER-0001-000014", (12, 14, "FFCER-0001")),
        ("FFCER-FUJIAN-NANJING-2022-XM-0017-BATCH-000012", (12, 12, "FFCER-FUJIAN-NANJING-2022-XM-0017-BATCH")),
        ("No.12", (12, 12, "No.")),
        ("第 12 号", (12, 12, "")),
        ("FFCER000012", (12, 12, "FFCER")),
    ],
)
def test_a_query_is_read_whole_and_says_what_is_looked_up(
    performing: Office, typed: str, looked_up: tuple[int, int, str]
) -> None:
    with performing.work():
        answer = search.find_serials(performing.person("judge"), typed)
    assert (answer.asked.first, answer.asked.last, answer.asked.code) == looked_up
    assert not answer.code_known


@pytest.mark.parametrize(
    "typed",
    [
        *("1,200", "1，200", "12,13", "12、13", "12.5", "1e3", "0x12", "-5", "+5", "−5", "-5至-3"),
        *("12 14", "1 000", "12/14", "12-14-16", "第12、13号", "12号,13号", "12号 13号", "12和13", "1,200至1,300"),
        *("FFCER-000012-2022", "FFCER-12-2022", "FFCER-0001-000012-000014", "FFCER-000012.5"),
    ],
)
def test_a_part_of_what_was_typed_is_never_looked_up(performing: Office, typed: str) -> None:
    with performing.work(), pytest.raises(NoSerial):
        search.find_serials(performing.person("judge"), typed)


def test_a_number_before_the_serial_is_no_doubt_where_it_is_in_the_code_of_a_project(performing: Office) -> None:
    with performing.work():
        code = register.projects().rows[0].code
        answer = search.find_serials(performing.person("judge"), f"{code}-000012")
        again = search.find_serials(performing.person("judge"), f"{code}-1")
    assert (answer.asked.first, answer.code_known) == (12, True)
    assert (again.asked.first, again.code_known) == (1, True)


def test_a_range_is_answered_in_parts_of_which_the_same_is_known(performing: Office) -> None:
    performing.retire(performing.buy(1, 12, 13), 12, 12)
    with performing.work():
        answer = search.find_serials(performing.person("judge"), "11-14")
        told = [(part.first, part.last, part.use is not None, part.retirement is not None) for part in answer.parts]
    # 11 is free, 12 was bought and retired, 13 bought, 14 is free.
    assert told == [(11, 11, False, False), (12, 12, True, True), (13, 13, True, False), (14, 14, False, False)]
    assert answer.nowhere == ()


def test_a_range_beyond_every_lot_is_told_as_that(performing: Office) -> None:
    with performing.work():
        answer = search.find_serials(performing.person("judge"), "999-1002")
    # The lot of the office ends at 1000.
    assert [(part.first, part.last) for part in answer.parts] == [(999, 1000)]
    assert answer.nowhere == ((1001, 1002),)


def test_the_page_says_which_number_it_looked_up(performing: Office) -> None:
    performing.buy(1, 12, 13)
    judge = performing.browser("judge")
    told = pages.text(judge.get("/credits", query_string={"serial": "FFCER-0001-000012 至 000014"}).text)
    assert "序列号 12–14" in told
    assert "“FFCER-0001”不是" in told
    refused = pages.text(judge.get("/credits", query_string={"serial": "1000000000000012"}).text)
    assert "没有查询" in refused
    assert "至多 15 位" in refused


def test_a_serial_remembers_the_uses_that_were_taken_back(performing: Office) -> None:
    bought = performing.buy(1, 1, 40)
    with performing.work():
        fulfilling.take_back(performing.folder, performing.person("officer"), bought, "录错")
        (hit,) = found(performing, "judge", "7")
        assert hit.use is None
        assert [item.release_reason for item in hit.released] == ["录错"]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_project_is_read_by_stretches_that_hold_every_lot_and_use_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lots 1–100, 101–200 … 401–500; 21 uses of two serials in the second lot, at its beginning and every fourth."""
    monkeypatch.setattr(stretches, "LOTS", 2)
    monkeypatch.setattr(stretches, "USES", 4)
    made = office.lot(1, 100)
    with office.work():
        for first in (101, 201, 301, 401):
            registration.add_lot(office.person("officer"), made, lot(first, first + 99))
        for first in range(101, 185, 4):
            registration.record_use(office.person("officer"), use(first, first + 1))
    with office.work():
        item = register.project(made)
        there = [stretches.lots_of(item)]
        while there[-1].after is not None:
            there.append(stretches.lots_of(item, paging.At(there[-1].after)))
        back = [there[-1]]
        while back[-1].before is not None:
            back.append(stretches.lots_of(item, paging.At(back[-1].before, back=True)))
        for pages_ in (there, back[::-1]):
            states = [state for page in pages_ for state in page.rows]
            assert all(len(page.rows) <= 2 and sum(len(one.uses) for one in page.rows) <= 4 for page in pages_)
            assert [one.serial_from for state in states for one in state.uses] == list(range(101, 185, 4))
            spans = [serial for state in states for serial in range(state.span.first, state.span.last + 1)]
            assert spans == list(range(1, 501))
            free = [serial for state in states for part in state.free for serial in range(part.first, part.last + 1)]
            assert len(free) == 500 - 42
            assert {state.used for state in states} == {0, 42}
        assert stretches.lots_of(item, paging.At("no serial")).rows == there[0].rows
        assert stretches.lots_of(item, paging.At("501")).rows == there[0].rows


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_page_of_a_project_leads_from_one_stretch_to_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "USES", 1)
    made = office.lot(1, 100)
    with office.work():
        for first in (11, 21, 31):
            registration.record_use(office.person("officer"), use(first, first))
    browser, address = office.browser("officer"), f"/credits/projects/{made}"
    assert f"{address}?after=21" in pages.links(browser.get(address).text)
    second = browser.get(f"{address}?after=21").text
    assert {f"{address}?before=21", f"{address}?after=31"} <= set(pages.links(second))
