"""Parts of a paper that a person writes: a line until then; what the records state is theirs."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from casework.documents import framing, words
from casework.documents.matter import Account, Matter
from casework.documents.owed import PERIOD, due_said
from casework.documents.paper_kind import ACCOUNT, BANK, PAYEE, Subject
from casework.documents.shelf import shelf
from tests.casework.documents.matters import asked
from tests.conftest import dispose, make_app

OTHERWISE = "于2030年1月1日前"
ORDERS = ("order_purchase", "order_replant", "purchase_decision", "payment_notice", "admin_replant")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("parts")
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


def said(name: str, matter: Matter, subject: Subject, **passages: str) -> tuple[framing.Told, str]:
    told = framing.told(shelf()[name], matter, subject, passages=passages)
    return told, str(words.article(shelf()[name], told.snapshot))


def due(matter: Matter, subject: Subject) -> str:
    return due_said(matter.case.obligations[subject.key])


def test_a_part_that_nobody_wrote_is_a_line_to_write_on_and_goes_once_it_is_written(app: Flask) -> None:
    matter, subject = next(asked(shelf()["proposal"]))
    line = re.compile('data-passage="asked"><p><span class="fill"')
    assert line.search(said("proposal", matter, subject)[1])
    parts = {"asked": "全面履行监督管理职责。", "failure": "没有巡护。", "objection": "十日。"}
    html = said("proposal", matter, subject, **parts)[1]
    assert not line.search(html)
    assert 'class="fill"' not in html
    assert "收到之日起十日内" in html


@pytest.mark.parametrize("name", ORDERS)
def test_when_it_is_owed_is_written_only_where_the_records_do_not_say_it(app: Flask, name: str) -> None:
    open_, known = (next((one for one in asked(shelf()[name]) if bool(due(*one)) is said), None) for said in (0, 1))
    for one in filter(None, (open_, known)):
        told, html = said(name, *one, term=OTHERWISE)
        assert (OTHERWISE in html) is (one is open_)
        assert (PERIOD.name in told.recorded) is (one is known)
    if known is not None:
        assert due(*known) in said(name, *known)[1]
    assert next(one for one in shelf()[name].passages if one.name == PERIOD.name).optional is False


def test_a_paper_from_before_there_was_such_a_part_still_reads(app: Flask) -> None:
    for name in ("payment_notice", "opinions", "proposal", "rectify", "measure_request"):
        matter, subject = next(asked(shelf()[name]))
        frozen: Any = framing.told(shelf()[name], matter, subject).snapshot
        for later in ("term", "objection"):
            frozen["paper"]["passages"].pop(later, None)
        frozen["said"].setdefault("term", "")
        assert 'class="fill"' in words.article(shelf()[name], frozen)


NOTICE = shelf()["payment_notice"]
TOLD = "某县生态修复专户（尾号4321）"


def owed_to(payee: str, known: Account | None = None) -> tuple[Matter, Subject]:
    """A notice of a sum whose instrument names this payee; ``known``: of the register, the account that is told so."""
    matter, subject = next(asked(NOTICE))
    duty = dataclasses.replace(matter.case.obligations[subject.key], payee=payee)
    accounts = {TOLD: known} if known is not None else {}
    return dataclasses.replace(matter, case=matter.case.owing(duty), accounts=lambda: accounts), subject


def test_a_notice_prints_no_account_of_its_office_where_no_instrument_names_whom_to_pay(app: Flask) -> None:
    matter, subject = owed_to("")
    own = dataclasses.replace(matter.office, particulars={**matter.office.particulars, ACCOUNT: "35001234321"})
    told, html = said("payment_notice", dataclasses.replace(matter, office=own), subject)
    assert not {PAYEE, BANK, ACCOUNT} & told.recorded
    assert "35001234321" not in html


def test_a_notice_prints_whom_the_instrument_names_and_the_account_of_the_register(app: Flask) -> None:
    told, html = said("payment_notice", *owed_to("某村民委员会"), payee="某人", bank="某银行", account="6222 0001")
    assert told.recorded & {PAYEE, BANK, ACCOUNT} == {PAYEE}
    assert all(one in html for one in ("某村民委员会", "某银行", "6222 0001"))
    matter, subject = owed_to(TOLD, Account("某县生态修复专户", "某县支行", "4321"))
    told, html = said("payment_notice", matter, subject, bank="别的银行", account="1234321")
    written, stated = told.snapshot["paper"]["passages"], told.snapshot["said"]
    assert (written[PAYEE], written[BANK]) == ("某县生态修复专户", "某县支行")
    assert "1234321" in html
    assert NOTICE.unready(written, stated) == []
    for wrong in ("1234322", "见判决书", "１２３４３２１"):
        assert len(NOTICE.unready({**written, ACCOUNT: wrong}, stated)) == 1, wrong


def test_a_notice_prints_the_whole_number_of_the_account_that_is_its_own(app: Flask) -> None:
    matter, subject = owed_to(TOLD, Account("某县生态修复专户", "某县支行", "4321"))
    own = {**matter.office.particulars, PAYEE: "某县生态修复专户", BANK: "某县支行", ACCOUNT: "35001234321"}
    ours = dataclasses.replace(matter, office=dataclasses.replace(matter.office, particulars=own))
    told, html = said("payment_notice", ours, subject)
    assert {PAYEE, BANK, ACCOUNT} <= told.recorded
    assert "35001234321" in html
    other = dataclasses.replace(ours, office=dataclasses.replace(ours.office, particulars={**own, ACCOUNT: "9999"}))
    assert ACCOUNT not in said("payment_notice", other, subject)[0].recorded, "another account of the same name"
