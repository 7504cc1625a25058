"""Credits for an obligation: bought from the register, performed by the certificate of their retirement, used once."""

from __future__ import annotations

import copy
import datetime
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.audit import verification
from casework.credits import Purchase, Retirement, fulfilling, registration, serials
from casework.credits.errors import CreditRefused, RecordKept, SerialsTaken
from casework.credits.models import UsedSerials
from casework.credits.purchases import OTHER_TYPE, TOO_MANY, USED_BEFORE
from casework.credits.refusals import CERTIFICATE_USED, rule_of
from casework.credits.retirements import FILE_WANTED
from casework.errors import CaseworkError, Invalid
from casework.proceedings import facts, files, service
from casework.proceedings.errors import NotPermitted, NotPossible
from casework.proceedings.models import Folder
from casework.proceedings.service import Doing
from rules.casefile import parse
from rules.proceedings.course import begin
from rules.proceedings.state import Case, Party, Seat
from tests.casework.office import FACTS, REGISTRY, TODAY, YESTERDAY, Office, purchase, retired, retirement
from tests.told import says

PDF = b"%PDF-1.7 certificate"
BEFORE = TODAY - datetime.timedelta(days=30)


def owing(office: Office, county: str = "南靖县", suffix: str = "", **duty: Any) -> int:
    """A case kept by its acts whose party undertook to buy 86 t; gives the folder's id."""
    said = {"kind": "认购碳汇", "tonnes": "86", "credit": "FFCER", "price": "58.00", **duty}
    owed = {name: value for name, value in said.items() if value is not None}
    seats = [Seat("procuratorate", f"{county}人民检察院"), Seat("court", f"{county}人民法院")]
    begun = begin(
        title="张某滥伐林木案",
        seats=[*seats, Seat("bureau", f"{county}林业局")],
        parties=[Party("张某")],
        offences={"": ("滥伐林木",)},
    )
    with office.work():
        person = office.person(f"prosecutor{suffix}")
        undertaken = Doing("undertake", BEFORE, ("o1",), {"o1": owed, "signed": "张某"})
        folder = service.open_folder(person, begun, (Doing("open_case", BEFORE), undertaken))
        facts.keep(folder, person, facts.completed(folder, parse(copy.deepcopy(FACTS))), "立案")
        return folder.id


def folder_of(folder_id: int) -> Folder:
    return db.session().get_one(Folder, folder_id)


def state_of(office: Office, folder_id: int) -> Case:
    with office.app.app_context():
        return service.state(folder_of(folder_id))


def buy(office: Office, folder_id: int, first: int, last: int, who: str = "officer", **entry: Any) -> int:
    with office.work():
        wanted = purchase(entry.pop("project", 1), first, last, **entry)
        return fulfilling.buy(folder_of(folder_id), office.person(who), "o1", wanted).id


def retire(office: Office, folder_id: int, bought: int, first: int, last: int, **entry: Any) -> int:
    with office.work():
        who = entry.pop("who", "officer")
        wanted = retirement(first, last, **({"content": PDF} | entry))
        return retired(folder_of(folder_id), bought, wanted, who)


def perform(office: Office, folder_id: int, numbers: str, who: str = "officer", **args: Any) -> None:
    with office.work():
        given = {"buy": "20", "retire": "20", "credit": "其他", "serials": numbers} | args
        folder, person = folder_of(folder_id), office.person(who)
        paper = files.Paper(f"凭证 {numbers}.pdf", PDF)
        service.record(folder, person, Doing("perform", YESTERDAY, ("o1",), given, papers=(paper,)))


@pytest.fixture
def folder_id(office: Office) -> int:
    office.lot(1, 1000)
    return owing(office)


def refused_at(field: str, refused: Invalid) -> str:
    return " ".join(str(error.message) for error in refused.errors if error.path == field)


def test_what_is_bought_and_retired_performs_the_obligation_with_its_certificate(
    office: Office, folder_id: int
) -> None:
    bought = buy(office, folder_id, 1, 86)
    assert state_of(office, folder_id).obligations["o1"].state == "undertaken"
    retired = retire(office, folder_id, bought, 1, 86)
    case = state_of(office, folder_id)
    duty = case.obligations["o1"]
    assert duty.state == "proven"
    (done,) = duty.counted
    assert (done.quantity, done.retired, done.registered_by, done.at) == (Decimal(86), True, "officer", TODAY)
    act = case.acts[-1]
    assert act.args["credit"] == "FFCER"
    assert (act.args["buy"], act.args["retire"]) == ("86", "86")
    assert act.args["serials"] == "T-1-1 至 T-1-86"
    with office.app.app_context():
        assert files.get(folder_of(folder_id), done.files[0]).content == PDF
        row = db.session().get_one(Retirement, retired)
        assert (row.act, row.certificate_file) == (act.number, None)
        assert verification.verify() is None


def test_parts_are_bought_and_retired_one_after_another(office: Office, folder_id: int) -> None:
    first, second = buy(office, folder_id, 1, 40), buy(office, folder_id, 41, 86)
    retire(office, folder_id, first, 1, 40)
    assert state_of(office, folder_id).obligations["o1"].state == "performing"
    retire(office, folder_id, second, 41, 60)
    retire(office, folder_id, second, 61, 86)
    assert state_of(office, folder_id).obligations["o1"].state == "proven"
    with office.app.app_context():
        assert verification.verify() is None


def test_no_more_is_bought_than_is_owed_whatever_was_performed_elsewhere(office: Office, folder_id: int) -> None:
    perform(office, folder_id, "GD-2024-000001 至 GD-2024-000020")
    buy(office, folder_id, 1, 60)
    with pytest.raises(CreditRefused) as refused:
        buy(office, folder_id, 61, 67)
    assert says(refused_at("quantity_t", refused.value), TOO_MANY, left="6", given="7")


def test_another_type_than_is_owed_is_refused(office: Office, folder_id: int) -> None:
    other = office.lot(1, 100, credit_type="CCER")
    with pytest.raises(CreditRefused) as refused:
        buy(office, folder_id, 1, 10, project=other)
    assert says(refused_at("project_id", refused.value), OTHER_TYPE, owed="FFCER")


def test_an_obligation_that_names_no_type_takes_any(office: Office) -> None:
    other = office.lot(1, 100, credit_type="CCER")
    assert buy(office, owing(office, credit=""), 1, 10, project=other)


def test_a_retirement_wants_the_certificate_itself(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 86)
    with pytest.raises(CreditRefused) as refused:
        retire(office, folder_id, bought, 1, 86, content=None)
    assert says(refused_at("certificate", refused.value), FILE_WANTED)
    assert state_of(office, folder_id).obligations["o1"].counted == ()


def test_a_refused_retirement_leaves_neither_act_nor_paper(office: Office, folder_id: int) -> None:
    other = owing(office)
    first, second = buy(office, folder_id, 1, 40), buy(office, other, 41, 80)
    retire(office, folder_id, first, 1, 40, certificate_no="ZX-1")
    before = len(state_of(office, other).acts)
    with pytest.raises(CreditRefused) as refused:
        retire(office, other, second, 41, 80, certificate_no="ZX-1")
    assert says(refused_at("certificate_no", refused.value), CERTIFICATE_USED)
    assert len(state_of(office, other).acts) == before
    with office.app.app_context():
        assert files.of(folder_of(other)) == []
        assert verification.verify() is None


@pytest.mark.parametrize("who", ["judge", "officer2"])
def test_whom_the_table_does_not_let_perform_buys_nothing(office: Office, folder_id: int, who: str) -> None:
    with pytest.raises(NotPermitted):
        buy(office, folder_id, 1, 86, who=who)
    with office.app.app_context():
        assert db.session().scalar(select(func.count(Purchase.id))) == 0


def test_a_purchase_is_taken_back_until_anything_of_it_is_retired(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 40)
    with office.work():
        fulfilling.take_back(folder_of(folder_id), office.person("officer"), bought, "登记错误")
    again = buy(office, folder_id, 1, 86)
    retire(office, folder_id, again, 1, 10)
    with pytest.raises(RecordKept), office.work():
        fulfilling.take_back(folder_of(folder_id), office.person("officer"), again, "登记错误")


def test_a_performance_by_a_retirement_is_not_voided(office: Office, folder_id: int) -> None:
    retire(office, folder_id, buy(office, folder_id, 1, 86), 1, 86)
    number = len(state_of(office, folder_id).acts)
    void = Doing("void", TODAY, (), {"number": str(number), "ground": "登记错误"})
    with pytest.raises(NotPossible) as refused, office.work():
        service.record(folder_of(folder_id), office.person("officer"), void)
    assert says(refused.value.refused.why, serials.IRREVERSIBLE)


def test_serials_typed_without_the_register_are_used_once_in_all_cases(office: Office, folder_id: int) -> None:
    other = owing(office, "漳浦县", "2")
    perform(office, folder_id, "GD-2024-000001 至 GD-2024-000020")
    for numbers in ("GD-2024-000020", "gd-2024-15~18", "ＧＤ-2024-000001 至 GD-2024-000020"):
        with pytest.raises(NotPossible) as refused:
            perform(office, other, numbers, who="officer2")
        assert says(refused.value.refused.why, serials.IN_USE)
    perform(office, other, "GD-2024-000021 至 GD-2024-000040", who="officer2")
    with office.app.app_context():
        assert verification.verify() is None


def test_serials_that_the_register_holds_are_bought_from_it(office: Office, folder_id: int) -> None:
    with pytest.raises(NotPossible) as refused:
        perform(office, folder_id, "T-1-000981 至 T-1-001100")
    assert says(refused.value.refused.why, serials.IN_REGISTER)


def test_a_lot_entered_after_its_serials_were_used_sells_none_of_them(office: Office, folder_id: int) -> None:
    perform(office, folder_id, "GD-2024-000001 至 GD-2024-000020")
    project = office.lot(1, 100, code="GD-2024")
    with pytest.raises(CreditRefused) as refused:
        buy(office, folder_id, 20, 30, project=project)
    assert says(refused_at("serial_from", refused.value), USED_BEFORE)


def test_a_voided_entry_frees_its_serials(office: Office, folder_id: int) -> None:
    perform(office, folder_id, "GD-2024-000001 至 GD-2024-000020")
    number = str(len(state_of(office, folder_id).acts))
    with office.work():
        void = Doing("void", TODAY, (), {"number": number, "ground": "登记错误"})
        service.record(folder_of(folder_id), office.person("officer"), void)
    perform(office, owing(office), "GD-2024-000001 至 GD-2024-000020")
    with office.app.app_context():
        assert verification.verify() is None


def test_a_part_of_a_ticket_is_retired_for_each_obligation(office: Office, folder_id: int) -> None:

    with office.work():
        lot = registration.LotEntry("2024", None, None, Decimal(50), "测试公告", "林票 9")
        registration.add_lot(office.person("officer"), 1, lot)
    parts = []
    for folder in (folder_id, owing(office)):
        bought = buy(office, folder, 0, 24, serial_from=None, serial_to=None, ticket_no="林票 9")
        parts.append((folder, bought))
    for number, (folder, bought) in enumerate(parts):
        ticket = {"serial_from": None, "serial_to": None, "certificate_no": f"ZX-{number}"}
        retire(office, folder, bought, 0, 24, **ticket)
        assert state_of(office, folder).obligations["o1"].done == Decimal(25)
    with office.app.app_context():
        assert verification.verify() is None
        assert db.session().scalar(select(func.count(UsedSerials.id))) == 2


def outcome(work: Any) -> str:
    try:
        work()
    except CaseworkError as problem:
        return type(problem).__name__
    return "won"


def at_once(*works: Callable[[], str]) -> list[str]:
    outcomes = [""] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int) -> None:
        start.wait(timeout=20)
        outcomes[number] = works[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


@pytest.mark.parametrize("attempt", range(2))
def test_two_officers_buying_the_same_serials_at_once_have_one_winner(
    office: Office, folder_id: int, attempt: int
) -> None:
    other = owing(office, "漳浦县", "2")
    outcomes = at_once(
        lambda: outcome(lambda: buy(office, folder_id, 1, 86)),
        lambda: outcome(lambda: buy(office, other, 86, 100, who="officer2")),
    )
    assert outcomes == sorted([SerialsTaken.__name__, "won"])
    with office.app.app_context():
        assert db.session().scalar(select(func.count(Purchase.id))) == 1


@pytest.mark.parametrize("attempt", range(2))
def test_one_certificate_for_two_cases_at_once_proves_one(office: Office, folder_id: int, attempt: int) -> None:
    other = owing(office, "漳浦县", "2")
    first = buy(office, folder_id, 1, 40)
    second = buy(office, other, 41, 80, who="officer2")
    outcomes = at_once(
        lambda: outcome(lambda: retire(office, folder_id, first, 1, 40, certificate_no="ZX-7")),
        lambda: outcome(lambda: retire(office, other, second, 41, 80, certificate_no="ZX-7", who="officer2")),
    )
    assert outcomes == sorted([CreditRefused.__name__, "won"])
    done = [len(state_of(office, one).obligations["o1"].counted) for one in (folder_id, other)]
    assert sorted(done) == [0, 1]
    with office.app.app_context():
        assert verification.verify() is None


@pytest.mark.parametrize("attempt", range(2))
def test_the_same_typed_serials_in_two_cases_at_once_have_one_home(
    office: Office, folder_id: int, attempt: int
) -> None:
    other = owing(office, "漳浦县", "2")
    outcomes = at_once(
        lambda: outcome(lambda: perform(office, folder_id, "GD-2024-1 至 GD-2024-20")),
        lambda: outcome(lambda: perform(office, other, "GD-2024-20 至 GD-2024-39", who="officer2")),
    )
    assert outcomes == sorted([NotPossible.__name__, "won"])
    with office.app.app_context():
        assert db.session().scalar(select(func.count(UsedSerials.id))) == 1


def test_the_database_itself_refuses_serials_that_are_used_and_to_let_them_go(office: Office, folder_id: int) -> None:
    perform(office, folder_id, "GD-2024-1 至 GD-2024-20")
    row = {"folder_id": folder_id, "act": 9, "obligation": "o1", "code": "gd-2024", "serial_from": 20, "serial_to": 20}
    for statement, rule in (
        (insert(UsedSerials).values(**row), "used_serials_no_overlap"),
        (update(UsedSerials).values(serial_to=19), "used_serials_only_ended"),
        (delete(UsedSerials), "used_serials_no_delete"),
    ):
        with office.app.app_context(), db.engine().connect() as connection:
            with pytest.raises(IntegrityError) as refused, connection.begin():
                connection.execute(statement)
            assert rule_of(refused.value) == rule


def test_the_log_tells_serials_that_have_no_home(office: Office, folder_id: int) -> None:
    perform(office, folder_id, "GD-2024-1 至 GD-2024-20")
    with office.app.app_context():
        with db.engine().begin() as connection:
            slipped = {"folder_id": folder_id, "act": 99, "obligation": "o1", "code": "x"}
            connection.execute(insert(UsedSerials).values(**slipped, serial_from=1, serial_to=1))
        assert verification.verify() is not None


def test_a_purchase_for_an_obligation_that_is_not_there_is_refused_by_the_database(
    office: Office, folder_id: int
) -> None:
    bought = buy(office, folder_id, 1, 10)
    with office.app.app_context():
        row = db.session().get_one(Purchase, bought)
        values = {column.name: getattr(row, column.name) for column in Purchase.__table__.columns}
        with db.engine().connect() as connection:
            values |= {"id": 99, "use_id": 99, "obligation": "o9"}
            with pytest.raises(IntegrityError) as refused, connection.begin():
                connection.execute(insert(Purchase).values(**values))
        assert rule_of(refused.value) in ("purchases_for_an_obligation", "purchases_of_held_serials")


def test_an_issuer_that_is_not_the_registry_proves_nothing(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 10)
    with pytest.raises(CreditRefused) as refused:
        retire(office, folder_id, bought, 1, 10, registry_name="某碳汇公司")
    assert [error.path for error in refused.value.errors] == ["registry_name"]
    assert retire(office, folder_id, bought, 1, 10, registry_name=REGISTRY)
