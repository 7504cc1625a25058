"""A case of the line of stages goes on as one of acts: its credits, measurements, periods and papers."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.audit import verification
from casework.cases import Case
from casework.credits import JUDICIAL, Purchase, Retirement, fulfilling, registration, retirements
from casework.credits.checks import Mistakes, Range
from casework.credits.errors import RecordKept
from casework.credits.retirements import Holding, RetirementEntry
from casework.credits.serials import BY_REGISTER, IRREVERSIBLE
from casework.deadlines import due
from casework.deadlines.models import CaseDue
from casework.documents import validity
from casework.documents.models import Document
from casework.losses import Assessment, deciding, ordered, results
from casework.proceedings import Folder, facts, service
from casework.proceedings.errors import NotPossible
from casework.proceedings.service import Doing
from casework.takeover import service as takeover
from casework.takeover.models import Plan, PlanItem, StageEvent
from rules.casefile import canonical
from rules.proceedings.state import Obligation
from tests.casework.documents.making_former import freeze
from tests.casework.markup import read
from tests.casework.office import retired
from tests.told import says

PDF = b"%PDF-1.7 certificate"
OFFICER, BUYER = "nanjing-lyj", "nanjing-lyj2"


def person(username: str) -> Person:
    found = accounts.person_named(username)
    assert found is not None
    return found


def browser(app: Flask) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/sign-in", data={"username": OFFICER, "password": "demo-lyj-2026"})
    assert answer.status_code == 302
    return client


def folder_of(case_id: int) -> Folder:
    found = facts.folder_of(db.session().get_one(Case, case_id))
    assert found is not None
    return found


def half_retired() -> tuple[Folder, Holding]:
    """The case with a purchase of which a part is retired and a part is not, and that purchase."""
    for case in db.session().scalars(select(Case)):
        for one in retirements.holdings(case):
            if one.cancelled is None and one.outstanding and one.retirements:
                return folder_of(case.id), one
    raise AssertionError("the old records hold one")


def certificate(holding: Holding) -> RetirementEntry:
    (left,) = holding.outstanding
    return RetirementEntry(
        "ZX-后半",
        holding.project.registry_name,
        datetime.date(2026, 6, 1),
        left.first,
        left.last,
        holding.project.tonnes(left.length),
        JUDICIAL,
        PDF,
    )


def duty(folder: Folder, key: str = "o1") -> Obligation:
    return service.state(folder).obligations[key]


def test_every_purchase_stands_under_the_obligation_that_its_plan_item_became(taken_over: Flask) -> None:
    with taken_over.app_context():
        kept = list(db.session().scalars(select(Purchase)))
        assert len(kept) > 5
        assert {one.obligation for one in kept} == {None}
        for one in kept:
            folder = folder_of(one.case_id)
            bought = fulfilling.bought(folder, service.state(folder))
            (key,) = [key for key, duty in bought.items() if one.id in [held.purchase.id for held in duty.holdings]]
            assert bought[key].duty.quantity is not None
            (holding,) = [held for held in bought[key].holdings if held.purchase.id == one.id]
            entry = next(
                done for done in bought[key].duty.performances if done.act == bought[key].told.purchases[one.id]
            )
            assert (entry.quantity, bool(entry.void)) == (one.tonnes, holding.cancelled is not None)


def test_every_retirement_leads_to_the_act_that_names_its_certificate(taken_over: Flask) -> None:
    with taken_over.app_context():
        kept = list(db.session().scalars(select(Retirement)))
        assert len(kept) > 5
        for row in kept:
            folder = folder_of(row.case_id)
            case = service.state(folder)
            (number,) = {
                number for one in fulfilling.bought(folder, case).values() if (number := one.act_of(row)) is not None
            }
            act = case.acts[number - 1]
            assert Decimal(str(act.args["retire"])) == row.tonnes
            assert row.certificate_no in str(act.args["certificate"])


def test_nothing_is_to_be_bought_that_was_bought_before(taken_over: Flask) -> None:
    with taken_over.app_context():
        folder, holding = half_retired()
        (bought,) = fulfilling.bought(folder, service.state(folder)).values()
        assert bought.left_t == 0
        assert holding.purchase.id in [one.purchase.id for one in bought.live]


def test_what_was_bought_is_retired_in_the_folder_and_proves_the_obligation(taken_over: Flask) -> None:
    with taken_over.app_context(), db.writing():
        folder, holding = half_retired()
        before = duty(folder)
        assert (before.state, before.unused) == ("performing", holding.purchase.tonnes - holding.retired_t)
        retired(folder, holding.purchase.id, certificate(holding), OFFICER)
    with taken_over.app_context():
        folder = db.session().get_one(Folder, folder.id)
        after = duty(folder)
        assert (after.state, after.unused) == ("proven", Decimal(0))
        assert after.done == before.done == after.quantity
        assert sum(one.used for one in after.counted) == after.quantity
        assert verification.verify() is None


def test_a_purchase_of_which_something_is_retired_is_not_taken_back(taken_over: Flask) -> None:
    with taken_over.app_context():
        folder, holding = half_retired()
        with pytest.raises(RecordKept), db.writing():
            fulfilling.take_back(folder, person(OFFICER), holding.purchase.id, "登记有误")
        assert not any(one.void == len(service.state(folder).acts) for one in duty(folder).performances)


def test_an_act_that_tells_of_the_register_is_not_void_without_it(taken_over: Flask) -> None:
    with taken_over.app_context():
        folder, holding = half_retired()
        (bought,) = fulfilling.bought(folder, service.state(folder)).values()
        purchase, retired = bought.told.purchases[holding.purchase.id], bought.act_of(holding.retirements[0])
        for number, why in ((purchase, BY_REGISTER), (retired, IRREVERSIBLE)):
            doing = Doing("void", db.today(), (), {"number": str(number), "ground": "登记有误"})
            with pytest.raises(NotPossible) as refused:
                service.record(folder, person(BUYER), doing)
            assert says(refused.value.refused.why, why)


def for_item(case_id: int, item_id: int) -> Purchase:
    """A purchase for an item of a plan, inside ``db.writing()``."""
    officer, serials, mistakes = person(OFFICER), Range(900, 909), Mistakes()
    use = registration.take(officer, 1, JUDICIAL, serials, holder="出让方", evidence="合同-新", mistakes=mistakes)
    made = Purchase(
        project_id=1,
        seller="出让方",
        contract_no="合同-新",
        trade_date=datetime.date(2026, 6, 1),
        serial_from=serials.first,
        serial_to=serials.last,
        quantity_t=serials.length,
        price_cny=Decimal(58),
        amount_cny=Decimal(580),
        case_id=case_id,
        plan_item_id=item_id,
        use_id=use.id,
        recorded_by=officer.id,
        at=db.now(),
    )
    db.session().add(made)
    return made


def buy_as_before(case_id: int) -> int:
    """A purchase as the former system recorded one: with the step, and for an item of the plan."""
    with db.writing():
        of_plan = select(PlanItem.id).join(Plan, Plan.id == PlanItem.plan_id).where(Plan.case_id == case_id)
        purchase = for_item(case_id, db.session().scalars(of_plan).one())
        step = StageEvent(
            case_id=case_id,
            from_stage="performing",
            action="purchase",
            to_stage="performing",
            person_id=purchase.recorded_by,
            reason=None,
            at=db.now(),
        )
        db.session().add(step)
        db.session().flush()
        audit.record("purchase", f"case:{case_id}", person=person(OFFICER), proves=(step, purchase))
        return purchase.id


def test_a_purchase_taken_back_in_the_folder_makes_the_act_void_that_told_of_it(old: Flask) -> None:
    with old.app_context():
        nothing_bought = Case.id.not_in(select(Purchase.case_id))
        (case_id,) = db.session().scalars(select(Case.id).where(Case.stage == "performing", nothing_bought))
        bought = buy_as_before(case_id)
        assert takeover.take_over(lambda done: None) == []
        folder = folder_of(case_id)
        assert (duty(folder).state, duty(folder).done) == ("performing", Decimal(10))
        with db.writing():
            fulfilling.take_back(folder, person(OFFICER), bought, "登记有误")
    with old.app_context():
        folder = folder_of(case_id)
        assert (duty(folder).state, duty(folder).done) == ("fixed", Decimal(0))
        (found,) = fulfilling.bought(folder, service.state(folder)).values()
        assert found.live == ()
        assert found.left_t == duty(folder).quantity
        assert verification.verify() is None


def test_the_page_leads_from_a_former_purchase_to_its_retirement(taken_over: Flask) -> None:
    with taken_over.app_context():
        folder, holding = half_retired()
        folder_id, purchase_id, acts = folder.id, holding.purchase.id, len(service.state(folder).acts)
    client = browser(taken_over)
    page = client.get(f"/folders/{folder_id}")
    assert {f"purchase-{purchase_id}", "o1-register"} <= read(page.text).ids
    address = f"/folders/{folder_id}/purchases/{purchase_id}/retire"
    assert address in read(page.text).links
    told = [link for link in read(page.text).links if link.startswith("#act-")]
    assert told
    assert set(told) <= {f"#act-{number}" for number in range(1, acts + 1)}
    assert client.get(address).status_code == 200


def test_a_former_measurement_stands_on_the_page_of_its_result(taken_over: Flask) -> None:
    with taken_over.app_context():
        every = list(db.session().scalars(select(Assessment)))
        assert {one.measuring for one in every} == {None}
        places = {folder_of(one.case_id).id: one.case_id for one in every}
        for case_id in places.values():
            order = ordered.find(folder_of(case_id), "m1")
            page = results.page(order, person("nanjing-fy"))
            own = [one for one in every if one.case_id == case_id]
            assert page.shown is not None
            assert page.shown.row.number == order.one.result["assessment"] == max(one.number for one in own)
            assert page.current
            assert page.shown.latest
            assert [one.row.number for one in page.others] == sorted((one.number for one in own[:-1]), reverse=True)
            assert set(page.states) == {one.number for one in own}
    client = browser(taken_over)
    for folder_id, case_id in places.items():
        assert client.get(f"/folders/{folder_id}/measurings/m1").status_code == 200
        assert client.get(f"/folders/{folder_id}/results").status_code == 200
        for one in (one for one in every if one.case_id == case_id):
            assert client.get(f"/folders/{folder_id}/measurings/m1/assessments/{one.number}").status_code == 200


def test_a_former_measurement_under_review_is_decided_by_an_act(taken_over: Flask) -> None:
    with taken_over.app_context():
        order = next(
            found
            for one in db.session().scalars(select(Assessment))
            if (found := ordered.find(folder_of(one.case_id), "m1")).one.state == "submitted"
        )
        judge = person("nanjing-fy")
        page = results.page(order, judge)
        assert "adopt" in [offer.act for offer in page.offers]
        assert page.shown is not None
        line = page.shown.result.worksheet[0].no
        deciding.record(order, judge, page.shown, deciding.Decision("adopt", {}, {line: "核对无误"}))
    with taken_over.app_context():
        after = results.page(ordered.find(db.session().get_one(Folder, order.folder.id), "m1"), judge)
        assert after.order.one.state == "adopted"
        assert after.shown is not None
        assert [remark.text for remark in after.shown.remarks[line]] == ["核对无误"]
        assert verification.verify() is None


def test_what_a_former_case_is_reminded_of_follows_from_its_acts(taken_over: Flask) -> None:
    with taken_over.app_context():
        days = [db.today(), db.today() + datetime.timedelta(days=400)]
        assert [list(due.differing(day)) for day in days] == [[], []]
        over = [folder.case_id for folder in db.session().scalars(select(Folder)) if is_over(folder)]
        assert len(over) == 3
        assert not set(over) & set(db.session().scalars(select(CaseDue.case_id)))


def is_over(folder: Folder) -> bool:
    case = service.state(folder)
    return case.state == "archived" or all(track.state == "withdrawn" for track in case.of_kind("criminal"))


def issued_before(position: int, kind: str, case_id: int, **rests_on: int) -> int:
    """A paper as the former system kept one."""
    pdf, text = b"%PDF-1.7 " + kind.encode(), canonical({"kind": kind})
    document = Document(
        case_id=case_id,
        position=position,
        kind=kind,
        number=f"{db.session().get_one(Case, case_id).reference}-{position:02d}",
        rests_on=canonical(rests_on),
        template_edition="1",
        snapshot=text,
        data_hash=hashlib.sha256(text.encode()).hexdigest(),
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        person_id=person(OFFICER).id,
        at=db.now(),
    )
    db.session().add(document)
    db.session().flush()
    audit.record("issue_document", f"case:{case_id}", {}, person=person(OFFICER), proves=(document,))
    return document.id


def test_papers_issued_before_are_listed_and_opened(old: Flask) -> None:
    with old.app_context():
        with db.writing():
            row = db.session().scalars(select(Retirement).order_by(Retirement.id)).first()
            assert row is not None
            case_id = row.case_id
            measured = db.session().scalars(select(Assessment.id).where(Assessment.case_id == case_id)).one()
            report = issued_before(1, "report", case_id, assessment=measured)
            confirmation = issued_before(2, "retirement", case_id, assessment=measured, retirement=row.id)
        assert takeover.take_over(lambda done: None) == []
        assert verification.verify() is None
        assert [one.superseded for one in validity.issued(db.session().get_one(Case, case_id))] == [None, None]
    client = browser(old)
    page = client.get(f"/cases/{case_id}/documents", follow_redirects=True)
    assert page.status_code == 200
    for number in (report, confirmation):
        assert f"/documents/{number}.pdf" in read(page.text).links
        assert client.get(f"/documents/{number}.pdf").data.startswith(b"%PDF")
        assert f"/documents/{number}.pdf" in read(client.get("/documents/former").text).links


def test_the_confirmation_of_a_former_case_counts_what_was_retired(taken_over: Flask) -> None:
    with taken_over.app_context():
        folder, _ = half_retired()
        case = facts.case_of(folder)
        assert case is not None
        frozen = freeze(case, "retirement", person(OFFICER))
        retired = sum((one.retired_t for one in retirements.holdings(case)), Decimal(0))
        assert 0 < retired < (duty(folder).quantity or 0)
        totals = frozen.data["totals"]
        assert (Decimal(totals["retired_t"]), totals["complete"]) == (retired, False)
        assert Decimal(totals["required_t"]) == duty(folder).quantity
        assert sum(Decimal(act["quantity_t"]) for act in frozen.data["acts"]) == retired


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("", ""),
        ("/stands", "/facts"),
        ("/rules", "/rules"),
        ("/history", "/facts"),
        ("/versions/1", "/facts/versions/1"),
        ("/losses", "/results"),
        ("/losses/1", "/results"),
    ],
)
def test_an_address_of_the_former_case_leads_to_its_page(taken_over: Flask, former: str, now: str) -> None:
    with taken_over.app_context():
        folder, _ = half_retired()
        folder_id, case_id = folder.id, folder.case_id
    client = browser(taken_over)
    answer = client.get(f"/cases/{case_id}{former}")
    assert (answer.status_code, answer.location) == (302, f"/folders/{folder_id}{now}")
    assert client.get(answer.location).status_code == 200
