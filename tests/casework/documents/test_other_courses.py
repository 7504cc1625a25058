"""Courses that no published case took: what is offered in them, and what is refused with which reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from casework.documents import framing, words
from casework.documents.kinds.payment_notice import AT_COURT
from casework.documents.masks import forbidden, masks
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Matter
from casework.documents.numbers import CONFIRMATION
from casework.documents.shelf import shelf
from rules.proceedings import clock
from rules.values.chinese import capitals
from tests.casework.documents.matters import of_course
from tests.conftest import dispose, make_app
from tests.told import says

COURSES = Path(__file__).parent / "courses"
TAG = re.compile("<[^>]+>")


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("courses")
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


@cache
def ended(name: str) -> Mapping[str, Matter]:
    """A course at its end, by the kind of office that looks at it."""
    return {matter.office.kind: matter for matter in of_course(COURSES / f"{name}.yaml")}


def said(matter: Matter, name: str, key: str | None = None) -> str:
    kind = shelf()[name]
    subject = next(one for one in kind.subjects(matter) if key in (None, one.key))
    assert kind.missing(matter, subject) == []
    told = framing.told(kind, matter, subject, number="南林函〔2026〕3号")
    return "".join(TAG.sub("", words.article(kind, told.snapshot)).split())


BY_COURTS = ("judgment_part", "order_purchase", "purchase_decision", "opinions", "closing", "execution_transfer")


def test_in_yongan_the_procuratorate_makes_what_there_is_and_a_court_nothing() -> None:
    course = ended("yongan-zhu")
    stage = course[PROCURATORATE]
    for name in ("measure_request", "undertaking", "purchase_application", "purchase_agreement", "notice_rights"):
        told = said(stage, name)
        assert "被告人" not in told, name
    assert "犯罪嫌疑人朱某某" in said(stage, "notice_rights")
    assert "认购碳汇24吨" in said(stage, "undertaking")
    for name in BY_COURTS:
        for office in (PROCURATORATE, COURT):
            assert shelf()[name].refusal(course[office]), (name, office)
    assert shelf()["purchase_agreement"].refusal(course[COURT])


def test_a_unit_is_addressed_as_one_and_once_the_case_is_at_court_the_court_asks_for_money() -> None:
    course = ended("unit-and-person")
    told = said(course[COURT], "payment_notice")
    assert "被告人李大山、被告单位青山林业有限公司：" in told
    assert "你们应当缴纳" in told
    assert capitals(Decimal(30000)) in told
    assert f"{clock.EVENTS_OF_DUE['effect']}之日起30日内" in told
    for office in (PROCURATORATE, BUREAU):
        assert says(shelf()["payment_notice"].refusal(course[office]), AT_COURT)
    assert masks(course[COURT]) == {"李大山": "李某", "青山林业有限公司": "某公司"}


def test_of_a_minor_and_an_adult_only_the_minor_has_a_guardian_who_signs_and_nothing_is_published() -> None:
    stage = ended("minor-and-adult")[PROCURATORATE]
    assert forbidden(stage)
    assert "法定代理人" in said(stage, "plea_part", "陈小山")
    assert "法定代理人" not in said(stage, "notice_rights", "陈大山")
    assert [one.key for one in shelf()["plea_part"].subjects(stage)] == ["陈小山"], "who promised nothing has no part"
    assert masks(stage) == {"陈大山": "陈某1", "陈小山": "陈某2"}


def test_a_ruling_of_confirmation_bears_the_number_of_its_own_case() -> None:
    kind = shelf()["judicial_confirmation"]
    course = [one for one in of_course(COURSES / "negotiated-and-announced.yaml") if one.office.kind == COURT]
    announced = next(one for one in course if one.last("announce"))
    (subject,) = kind.subjects(announced)
    assert announced.case_number == "（2025）闽0627刑初31号"
    assert "announce" in {lack.act for lack in kind.missing(announced, subject)}, "the prosecution's is not its own"
    told = said(course[-1], "judicial_confirmation")
    assert "（2025）闽0627民特4号" in told
    assert "刑初" not in told
    assert says(str(kind.mistake_in_number("（2025）闽0627刑初31号", course[-1].day)), CONFIRMATION)
    assert kind.mistake_in_number("（2025）闽0627民特4号", course[-1].day) is None
