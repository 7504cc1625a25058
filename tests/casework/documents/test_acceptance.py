"""What a set of papers must do in published cases: which there are, which are refused and why, what they say."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from casework.documents import framing, papers, words
from casework.documents.kinds.publication import DECISIONS, OF_MINORS
from casework.documents.masks import forbidden, masked, masks
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Matter
from casework.documents.paper_kind import Publication, Subject
from casework.documents.settling import ANNOUNCEMENT_RUNS, NOT_ANNOUNCED
from casework.documents.shelf import shelf
from rules.values.chinese import capitals
from tests.casework.documents.matters import NUMBER, matters
from tests.conftest import dispose, make_app
from tests.told import says

TAG = re.compile("<[^>]+>")


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("acceptance")
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


def course(part: str, office: str = "") -> list[Matter]:
    """A published course as it stood after each of its acts, for an office of this kind."""
    found = [one for one in matters() if part in one.case.title and office in ("", one.office.kind)]
    assert found, part
    return found


def due(matter: Matter, name: str) -> list[Subject]:
    """For what a paper of this kind lacks nothing."""
    kind = shelf()[name]
    if kind.refusal(matter):
        return []
    return [one for one in kind.subjects(matter) if not kind.missing(matter, one)]


def due_anywhere(part: str, office: str = "") -> set[str]:
    """The kinds that may be made at some act of a course."""
    return {name for name in shelf() for matter in course(part, office) if due(matter, name)}


MEASURED = {"measure_request", "site_record", "notice_rights", "purchase_application", "undertaking"}
SUED = {"pil_open", "public_notice"}
AGREED = {"settlement", "mediation_notice", "mediation_part"}
UNCHARGED = {"nonprosecution_part", "opinion_admin"}
ROUTES = {
    "criminal alone, credits": (
        "S01",
        MEASURED | {"opinions", "plea_part", "sentence_proposal_part", "purchase_agreement", "order_purchase"},
        SUED | AGREED | UNCHARGED | {"indictment_pil", "claim_pil", "pil_close", "proposal"},
    ),
    "attached claim, judged": (
        "S04",
        MEASURED | SUED | {"indictment_pil", "judgment_part", "order_replant", "acceptance", "planting_design"},
        {"mediation_notice", "mediation_part", "claim_pil", "proposal", "judicial_confirmation"} | UNCHARGED,
    ),
    "attached claim, settled": (
        "S15",
        SUED | AGREED | {"indictment_pil", "execution_transfer", "closing", "dossier_index"},
        UNCHARGED | {"pil_close", "proposal", "judicial_confirmation", "order_purchase"},
    ),
    "claim alone": (
        "X15",
        SUED | {"claim_pil", "appearance", "judgment_part", "execution_transfer"},
        UNCHARGED | {"indictment_pil", "plea_part", "sentence_proposal_part", "forestry_finding"},
    ),
    "not prosecuted": (
        "S08",
        UNCHARGED | {"acceptance", "undertaking"},
        SUED | AGREED | {"judgment_part", "order_replant", "order_purchase", "proposal", "execution_transfer"},
    ),
    "not prosecuted, ordered to plant": (
        "W20",
        {"opinion_admin", "admin_replant", "acceptance"},
        SUED | AGREED | {"judgment_part", "order_replant", "order_purchase", "proposal", "execution_transfer"},
    ),
    "decided by an office": (
        "X22",
        {"admin_replant", "acceptance", "site_record", "payment_notice"},
        SUED | AGREED | {"judgment_part", "plea_part", "indictment_pil", "claim_pil", "order_purchase"},
    ),
    "negotiated": (
        "S13",
        {"settlement", "mediation_notice", "judicial_confirmation", "purchase_agreement"},
        SUED | {"indictment_pil", "claim_pil", "mediation_part", "pil_close", "admin_replant"},
    ),
    "an office that fails its duty": ("S11", {"proposal", "appearance"}, {"opinion_admin", "indictment_pil"}),
}
"""Route -> a course that takes it, kinds that are offered on it at some time, kinds that never are."""


@pytest.mark.parametrize(("part", "offered", "never"), ROUTES.values(), ids=ROUTES)
def test_a_route_has_its_papers_and_refuses_those_of_others_with_the_reason(
    part: str, offered: set[str], never: set[str]
) -> None:
    reasons = {name: {shelf()[name].refusal(matter) for matter in course(part)} for name in offered | never}
    assert [name for name in sorted(offered) if "" not in reasons[name]] == []
    assert [name for name in sorted(never) if "" in reasons[name]] == []


def said(matter: Matter, name: str, subject: Subject | None = None) -> str:
    """The words of a paper, without spaces."""
    kind = shelf()[name]
    told = framing.told(kind, matter, subject or due(matter, name)[0], number="南林函〔2026〕3号")
    return "".join(TAG.sub("", words.article(kind, told.snapshot)).split())


def last_said(part: str, name: str, office: str = "") -> str:
    """The words of a paper where it may be made last."""
    return said(next(one for one in reversed(course(part, office)) if due(one, name)), name)


def test_nanjing_has_its_papers_and_none_that_orders_planting() -> None:
    found = due_anywhere("S01")
    assert {"measure_request", "loss_report", "undertaking", "purchase_agreement", "order_purchase"} <= found
    assert {"retirement_confirmation", "order_care", "work_agreement", "deposit"} <= found
    assert not {"order_replant", "planting_design", "payment_notice", "indictment_pil"} & found
    assert "认购碳汇96吨" in last_said("S01", "retirement_confirmation")
    care = last_said("S01", "order_care")
    assert "6个月" in care
    assert "陆仟元整" in care
    assert "刑满释放" in care
    for name in ("order_purchase", "order_care", "judgment_part"):
        assert NUMBER in last_said("S01", name, COURT)


def test_before_prosecution_the_procuratorate_makes_the_papers_and_calls_nobody_accused() -> None:
    stage = next(one for one in course("S01", PROCURATORATE) if one.is_examined and one.names)
    assert due(stage, "notice_rights")
    assert "犯罪嫌疑人" in stage.everybody
    assert "被告人" not in stage.everybody
    for name in ("judgment_part", "order_purchase", "opinions"):
        assert shelf()[name].refusal(stage), name


def test_what_was_paid_and_what_was_measured_stand_side_by_side() -> None:
    paid = next(duty for duty in course("W04")[-1].duties() if duty.unit == "amount")
    assert paid.quantity == 2000
    assert capitals(Decimal("2000")) == "贰仟元整"
    assert capitals(Decimal("607.20")) == "陆佰零柒元贰角"
    assert "2000" in last_said("W04", "payment_notice", COURT)


def test_a_sum_that_is_not_split_yet_has_no_notice_to_pay() -> None:
    for matter in course("S02", COURT):
        for subject in due(matter, "payment_notice"):
            assert matter.case.obligations[subject.key].quantity is not None
    assert capitals(Decimal("22966.99")) == "贰万贰仟玖佰陆拾陆元玖角玖分"


def test_in_xianyou_repair_and_credits_are_two_heads_and_each_sum_is_named_once() -> None:
    court = next(one for one in reversed(course("S03", COURT)) if due(one, "judgment_part"))
    told = said(court, "judgment_part")
    assert "8643.40" in told
    assert "23373" in told or "23333.01" in told
    assert capitals(Decimal("8643.40")) == "捌仟陆佰肆拾叁元肆角"
    assert "441吨" in last_said("S03", "retirement_confirmation", BUREAU)


def test_a_head_to_plant_without_a_sum_for_default_is_in_the_way_of_the_judgment() -> None:
    kind = shelf()["judgment_part"]
    lacking = [
        (matter, lack)
        for matter in course("S04", COURT)
        if not kind.refusal(matter)
        for lack in kind.missing(matter, Subject())
    ]
    assert {lack.act for _, lack in lacking} == {"change_claim"}


def test_in_youxi_the_court_asks_for_another_proposal_once_the_sum_is_paid() -> None:
    told = last_said("S06", "sentence_adjust", COURT)
    assert "20046" in told
    assert capitals(Decimal("20046")) == "贰万零肆拾陆元整"


def test_in_a_second_instance_roles_are_those_of_an_appeal() -> None:
    second = next(
        one
        for one in course("S05", COURT)
        if any(track.state == "second_instance" for track in one.case.of_kind("criminal"))
    )
    assert second.role_and_name("陈某森").startswith("上诉人")
    assert "被告人" in second.called("陈某森")


def test_who_was_not_prosecuted_gets_an_opinion_and_no_proposal() -> None:
    found = due_anywhere("S12", PROCURATORATE)
    assert {"opinion_admin", "nonprosecution_part", "indictment_pil"} <= found
    assert "proposal" not in found
    decided = last_said("S12", "nonprosecution_part")
    assert "被不起诉人翁某" in decided
    assert "犯罪嫌疑人翁某" not in decided


def test_nothing_is_ordered_of_or_proposed_for_who_was_not_prosecuted() -> None:
    court = [one for one in course("S12", COURT) if due(one, "judgment_part")]
    heads = [head for one in court for head in shelf()["judgment_part"].gather(one, Subject())["heads"]]
    assert {head["who"] for head in heads} == {"被告吕某、杨某"}
    assert any("翁某于2023年8月1日" in said(one, "judgment_part") for one in court), "what he paid is a fact"
    adjusted = {subject.key for one in course("S12", COURT) for subject in due(one, "sentence_adjust")}
    assert adjusted == {"吕某", "杨某"}


def test_only_what_was_performed_since_the_prosecution_is_new_to_it() -> None:
    told = [one for matter in course("S06", COURT) for one in due(matter, "sentence_adjust")]
    assert told
    assert "5000" not in last_said("S06", "sentence_adjust", COURT), "paid a year before"


def test_a_paper_is_not_out_of_date_because_the_case_went_on() -> None:
    last = course("S01", PROCURATORATE)[-1]
    kind = shelf()["sentence_proposal_part"]
    then = next(one for one in course("S01", PROCURATORATE) if due(one, kind.name))
    key = due(then, kind.name)[0].key
    assert key not in {subject.key for subject in kind.subjects(last)}, "the case is past it"
    assert papers.changed(kind, last, key, dict(kind.rests_on(last, Subject(key, key)))) == ""
    assert papers.changed(kind, last, "王五", {}) == str(papers.GONE)


def test_what_was_planted_is_not_ordered_to_be_planted() -> None:
    for matter in matters():
        for subject in due(matter, "admin_replant"):
            duty = matter.case.obligations[subject.key]
            assert duty.rest is None or duty.rest > 0
            assert duty.unit != "amount"


def test_nobody_is_a_defendant_before_a_suit() -> None:
    for part in ("S04", "S14"):
        for matter in course(part):
            if matter.claim is None:
                assert not re.search("被告(?!人|单位)", matter.everybody), matter.everybody


def test_labour_is_agreed_logged_and_worth_a_sum() -> None:
    assert {"work_agreement", "work_log"} <= due_anywhere("S09")
    told = last_said("S09", "work_agreement")
    assert "112" in told
    assert capitals(Decimal(150) * 112) in told


def test_a_settlement_waits_for_thirty_days_of_notice_and_its_default_goes_to_enforcement() -> None:
    kind, seen = shelf()["mediation_part"], set()
    for matter in course("S15", COURT):
        for subject in () if kind.refusal(matter) else kind.subjects(matter):
            for lack in kind.missing(matter, subject):
                seen |= {one for one in (NOT_ANNOUNCED, ANNOUNCEMENT_RUNS) if says(lack.why, one)}
            begun = matter.case.tracks[subject.key].since("announced")
            assert not due(matter, "mediation_part") or (begun is not None and (matter.day - begun).days > 30)
    assert seen == {NOT_ANNOUNCED, ANNOUNCEMENT_RUNS}
    assert {"mediation_notice", "mediation_part", "settlement", "execution_transfer"} <= due_anywhere("S15")


def test_of_several_each_has_his_own_paper_with_nobody_elses_name_to_be_signed() -> None:
    matter = next(one for one in course("S12", PROCURATORATE) if len(due(one, "undertaking")) == 3)
    for subject in due(matter, "undertaking"):
        signed = said(matter, "undertaking", subject).partition("承诺人：")[2].partition("，")[0]
        assert signed == subject.key
    copies = next(one for one in reversed(course("S12", PROCURATORATE)) if due(one, "indictment_pil"))
    assert "副本2份" in said(copies, "indictment_pil")


def test_nothing_of_a_minors_case_is_published_and_who_stands_for_him_signs() -> None:
    matter = next(one for one in reversed(course("S01", COURT)) if due(one, "undertaking"))
    party = dataclasses.replace(matter.case.parties[0], minor=True)
    matter = dataclasses.replace(matter, sent=(dataclasses.replace(matter.sent[0], publication="masked"),))
    minor = dataclasses.replace(matter, case=dataclasses.replace(matter.case, parties=(party,)))
    assert forbidden(minor)
    assert "法定代理人" in said(minor, "undertaking")
    assert "法定代理人" not in said(matter, "undertaking")
    public = DECISIONS[Publication.MASKED]
    assert public in said(matter, "publication")
    assert public not in said(minor, "publication")
    assert OF_MINORS in said(minor, "publication")


def test_what_was_negotiated_is_confirmed_and_not_sued_for() -> None:
    found = due_anywhere("S13")
    assert {"settlement", "judicial_confirmation"} <= found
    assert not {"indictment_pil", "claim_pil", "mediation_part"} & found
    told = last_said("S13", "judicial_confirmation", PROCURATORATE)
    assert capitals(Decimal("20668.80")) == "贰万零陆佰陆拾捌元捌角"
    assert "贰万零陆佰陆拾捌元捌角" in told


def test_a_claim_alone_names_who_opened_it_and_when_it_was_moved() -> None:
    told = last_said("X06", "claim_pil", PROCURATORATE)
    assert "龙游县人民检察院立案" in told
    assert "2021年9月28日移送" in told
    assert "衢州市中级人民法院" in told
    assert "indictment_pil" not in due_anywhere("X06")


def test_without_a_claim_the_judgment_orders_nothing() -> None:
    kind = shelf()["judgment_part"]
    for matter in course("S01", COURT):
        if due(matter, "judgment_part"):
            data = kind.gather(matter, Subject())
            assert not data["claim"]
            assert data["heads"] == []


def test_where_nothing_was_measured_there_is_no_report_and_no_order_to_buy() -> None:
    matter = next(one for one in course("S07", BUREAU))
    for name in ("loss_report", "order_purchase", "retirement_confirmation", "legal_analysis"):
        assert shelf()[name].refusal(matter), name


def test_an_order_to_plant_cites_the_article_of_what_was_done_and_none_that_nobody_knows() -> None:
    matter = next(one for one in course("X22", BUREAU) if due(one, "admin_replant"))
    (subject,) = due(matter, "admin_replant")
    cited = {}
    for offence in ("", "盗伐林木", "滥伐林木", "非法占用农用地"):
        case = dataclasses.replace(matter.case, offences={"潘某": (offence,)} if offence else {})
        data = shelf()["admin_replant"].gather(dataclasses.replace(matter, case=case), subject)
        cited[offence] = data["article"]
    assert cited.pop("") == ""
    assert len(set(cited.values())) == 3
    assert all(cited.values())


def test_defects_of_a_result_are_listed_one_by_one() -> None:
    matter = next(one for one in reversed(course("S14", PROCURATORATE)) if due(one, "rectify"))
    (subject,) = due(matter, "rectify")
    measuring = matter.case.measurings[subject.key]
    before = shelf()["rectify"].written(matter, subject)["items"].splitlines()
    unasked = dataclasses.replace(matter.case, acts=tuple(act for act in matter.case.acts if act.do != "order"))
    after = shelf()["rectify"].written(dataclasses.replace(matter, case=unasked), subject)["items"].splitlines()
    reviewed = dataclasses.replace(measuring, reviewed_by="复核人", result={**measuring.result, "method": "方法"})
    mended = dataclasses.replace(matter.case, measurings={**matter.case.measurings, measuring.id: reviewed})
    left = due(dataclasses.replace(matter, case=mended), "rectify")
    assert len(after) == len(before) + 1
    assert left == []


def test_names_of_parties_are_masked_alike_everywhere_and_those_of_courts_never() -> None:
    matter = course("S10")[-1]
    names = masks(matter)
    assert names == {"袁某刚": "袁某", "晋某俊": "晋某"}
    assert masks(matter, "2016") == {}
    notice = last_said("S10", "mediation_notice", COURT)
    for name in matter.names:
        assert name not in notice
    assert "云霄县人民法院" in notice
    assert NUMBER in notice
    assert masked("袁某刚、袁某", {"袁某刚": "甲", "袁某": "乙"}) == "甲、乙"
    same = dataclasses.replace(
        matter.case, parties=tuple(dataclasses.replace(matter.case.parties[0], name=name) for name in ("李一", "李二"))
    )
    assert masks(dataclasses.replace(matter, case=same)) == {"李一": "李某1", "李二": "李某2"}
