"""The pages of a case kept by its acts: what they show, what they refuse, what they keep, and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.proceedings import files, index, service
from casework.proceedings.service import Doing
from rules.proceedings.book import load_table
from rules.proceedings.state import Case, Party
from tests.casework.markup import holds, read
from tests.casework.office import TODAY, Office
from tests.casework.pages import fields, links, text
from tests.casework.prepared import app_after
from tests.casework.proceedings.desk import COURT, NUMBER, PDF, Desk, ago, credits, judged, straight, to_trial
from tests.casework.statements import statements
from tests.databases import Databases

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


@pytest.fixture
def tried(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """A case before the court, measured and adopted."""

    with app_after(databases, tmp_path, "a folder before the court", lambda app: to_trial(_opened(app))) as app:
        yield Desk(Office(app), folder=1, count=6)


def _opened(app: object) -> Desk:
    office = Office(app)  # type: ignore[arg-type]
    office.open()
    return Desk(office)


def case_of(desk: Desk) -> Case:
    with desk.office.work():
        return service.state(service.get_for(desk.office.person("judge"), desk.folder))


def test_a_straight_case_goes_from_filing_to_the_archive_in_twelve_acts(office: Office) -> None:
    desk = Desk(office)
    straight(desk)
    assert desk.count <= 12
    case = case_of(desk)
    assert case.state == "archived"
    assert {duty.state for duty in case.obligations.values()} == {"proven"}
    with office.work():
        assert index.follows_from_the_acts() is None
    page = desk.show()
    assert NUMBER in text(page)
    assert holds(page, "course")
    assert not holds(page, "courses")


@one_database
def test_a_case_of_one_accused_shows_no_more_than_it_has(tried: Desk) -> None:
    credits(tried)
    page = tried.show("judge")
    read_ = text(page)
    for word in ("轨道", "义务主体", "份额", "连带", "检察长"):
        assert word not in read_
    assert page.count("<table") == 4  # duties, what they make good, measurings, papers
    assert read(page).ids >= {"next", "course", "o1", "m1", "acts"}


@one_database
def test_a_case_of_another_institution_is_not_there(tried: Desk) -> None:
    stranger = tried.client("judge2")
    for address in (
        "/folders/1",
        "/folders/1/acts/rule",
        "/folders/1/papers/x.pdf",
        "/folders/2",
        "/folders/999999999",
    ):
        assert stranger.get(address).status_code == 404, address
    assert stranger.post("/folders/1/acts/rule", data={"do": "save"}).status_code == 404
    assert holds(stranger.get("/folders").text, "no-folders")
    assert tried.client("judge").get("/folders/1/acts/nothing").status_code == 404


def shelves(desk: Desk, who: str) -> dict[str, list[str]]:
    client = desk.client(who)
    names = ("mine", "returned", "others", "soon", "late")
    return {
        name: [link for link in links(client.get(f"/?shelf={name}").text) if link.startswith("/folders/1/")]
        for name in names
    }


def waits(desk: Desk, who: str, shelf: str) -> bool:
    page = desk.client(who).get(f"/?shelf={shelf}")
    return "/folders/1" in links(page.text)


def test_whose_turn_it_is_stands_on_his_list_and_on_nobody_elses(office: Office) -> None:
    desk = Desk(office)
    desk.file()
    assert waits(desk, "prosecutor", "mine")
    desk.do("prosecutor", "prosecute", a_court=COURT)
    assert (waits(desk, "prosecutor", "mine"), waits(desk, "prosecutor", "others")) == (False, True)
    assert shelves(desk, "judge")["mine"] == ["/folders/1/acts/receive"]
    desk.do("judge", "receive")
    desk.do("judge", "order", a_measurer="南靖县林业局")
    assert shelves(desk, "officer")["mine"] == ["/folders/1/measurings/m1/measure"]
    desk.do("officer", "submit", a_tonnes="47.07", a_own="y")
    assert not waits(desk, "officer", "mine")
    desk.do("judge", "return", a_ground="请补充地块面积")
    assert shelves(desk, "officer")["returned"] == ["/folders/1/measurings/m1/measure"]
    assert not waits(desk, "judge2", "mine")


@one_database
def test_what_is_due_soon_and_what_is_late_stand_apart(tried: Desk) -> None:
    for place, due in enumerate((ago(-5), ago(3)), 1):
        duty = {"duties-0-obligation_kind": "管护", "duties-0-count": "6", "duties-0-unit": "months"}
        answer = tried.do("judge", "undertake", at=ago(34), a_signed="张某泉", **duty, **{"duties-0-due": due})
        assert answer.status_code == 302, answer.text
        found = shelves(tried, "officer")
        assert (len(found["soon"]), len(found["late"])) == (1, place - 1)


@one_database
def test_nothing_is_recorded_before_it_was_checked(tried: Desk) -> None:
    client, address = tried.client("judge"), tried.address("rule")
    checked = client.post(
        address,
        data=fields(client.get(address).text) | {"do": "check", "a_sentence": "拘役一个月"},
        follow_redirects=True,
    )
    assert (checked.status_code, len(case_of(tried).acts)) == (200, tried.count)
    again = client.post(address, data=fields(checked.text) | {"do": "edit"}, follow_redirects=True)
    assert fields(again.text)["a_sentence"] == "拘役一个月"
    assert len(case_of(tried).acts) == tried.count


@one_database
def test_what_only_another_may_do_is_refused_with_the_reason(tried: Desk) -> None:
    answer = tried.client("officer").get(tried.address("rule"))
    assert answer.status_code == 403
    assert holds(answer.text, "mistakes")


@one_database
def test_what_nobody_may_do_yet_is_refused_and_says_what_opens_it(tried: Desk) -> None:
    assert tried.do("judge", "rule", at=ago(20), a_sentence="拘役一个月").status_code == 302
    assert tried.do("judge", "serve", at=ago(2)).status_code == 302
    answer = tried.client("judge").get(tried.address("take_effect"))
    assert answer.status_code == 409
    assert holds(answer.text, "mistakes")
    assert holds(tried.show("judge"), "later")


@one_database
def test_what_is_missing_is_named_and_nothing_typed_is_lost(tried: Desk) -> None:
    duty = {"duties-0-obligation_kind": "认购碳汇", "duties-0-count": "96", "duties-0-unit": "tonnes"}
    assert tried.do("judge", "undertake", at=ago(34), a_signed="张某泉", **duty).status_code == 302
    answer = tried.do("officer", "perform", None, "o1", at=ago(33), a_buy="96", a_retire="96", a_seller="某公司")
    assert answer.status_code == 422
    kept = fields(answer.text)
    assert (kept["a_buy"], kept["a_retire"], kept["a_seller"]) == ("96", "96", "某公司")
    wrong = tried.do("officer", "perform", {"a_certificate": "凭证.pdf"}, "o1", a_buy="九十六")
    assert wrong.status_code == 422
    assert fields(wrong.text)["kept"] == "certificate|凭证.pdf"
    data = fields(wrong.text) | {"a_buy": "96", "a_retire": "96", "at": ago(33), "do": "save"}
    assert tried.client("officer").post(tried.address("perform", "o1"), data=data).status_code == 302


@one_database
def test_a_sum_that_is_paid_has_no_less_than_a_fen(tried: Desk) -> None:
    duty = {"duties-0-obligation_kind": "服务功能损失赔偿金", "duties-0-count": "500", "duties-0-unit": "amount"}
    for wrong in ({"duties-0-count": "500.005"}, {"duties-0-instalments": "2026-06-01 300.005；2026-09-01 199.995"}):
        answer = tried.do("judge", "undertake", None, at=ago(34), a_signed="张某泉", **duty | wrong)
        assert (answer.status_code, holds(answer.text, f"{next(iter(wrong))}-error")) == (422, True)
    assert tried.do("judge", "undertake", at=ago(34), a_signed="张某泉", **duty).status_code == 302
    answer = tried.do("officer", "perform", None, "o1", at=ago(33), a_amount="100.005")
    assert answer.status_code == 422
    assert holds(answer.text, "a_amount-error")
    assert tried.do("officer", "perform", None, "o1", at=ago(33), a_amount="100.05").status_code == 302


@one_database
def test_what_is_unusual_is_done_with_a_written_reason(tried: Desk) -> None:
    assert tried.do("judge", "site_visit", at=ago(34), in_place="可以", elsewhere="可以").status_code == 302
    duty = {"duties-0-obligation_kind": "认购碳汇", "duties-0-count": "96", "duties-0-unit": "tonnes"}
    answer = tried.do("judge", "undertake", at=ago(34), a_signed="张某泉", **duty)
    assert answer.status_code == 422
    assert holds(answer.text, "reason")
    client, address = tried.client("judge"), tried.address("undertake")
    checked = client.post(
        address, data=fields(answer.text) | {"reason": "补植季节已过，另行补植", "do": "check"}, follow_redirects=True
    )
    assert checked.status_code == 200
    assert client.post(address, data=fields(checked.text) | {"do": "save"}).status_code == 302
    assert "补植季节已过，另行补植" in text(tried.show())


def test_whoever_comes_second_sees_what_was_done_and_loses_nothing(tried: Desk) -> None:
    judge, address = tried.client("judge"), tried.address("rule")
    form = fields(judge.get(address).text) | {"a_sentence": "拘役一个月", "at": ago(20)}
    assert tried.do("prosecutor", "fact", at=ago(30), a_facts="被害人已获赔偿").status_code == 302
    for button in ("check", "save"):
        answer = judge.post(address, data=form | {"do": button}, follow_redirects=True)
        assert answer.status_code == 409
        assert holds(answer.text, "stale")
        assert "被害人已获赔偿" in text(answer.text)
        assert fields(answer.text)["a_sentence"] == "拘役一个月"
    checked = judge.post(address, data=fields(answer.text) | {"do": "check"}, follow_redirects=True)
    assert judge.post(address, data=fields(checked.text) | {"do": "save"}).status_code == 302


@one_database
@pytest.mark.parametrize("button", ["check", "save"])
def test_what_was_typed_stays_when_another_window_took_the_step(tried: Desk, button: str) -> None:
    judge, address = tried.client("judge"), tried.address("rule")
    form = fields(judge.get(address).text) | {"a_sentence": "拘役二个月", "at": ago(20)}
    assert tried.do("judge", "rule", at=ago(21), a_sentence="拘役一个月").status_code == 302
    for again in range(2):  # also when it is sent once more from there
        answer = judge.post(address, data=form | {"do": button}, follow_redirects=True)
        assert answer.status_code == 409, again
        assert answer.request.method == "GET", "Back and a reload lead to it"
        assert holds(answer.text, "stale")
        assert holds(answer.text, "mistakes")
        assert "拘役一个月" in text(answer.text)
        form = fields(answer.text)
        assert form["a_sentence"] == "拘役二个月"
    assert len(case_of(tried).acts) == tried.count


@one_database
def test_a_paper_sent_for_a_step_that_is_taken_is_kept(tried: Desk) -> None:
    import io

    judge, address = tried.client("judge"), tried.address("rule")
    form = fields(judge.get(address).text) | {"do": "check", "at": ago(20)}
    assert tried.do("judge", "rule", at=ago(21), a_sentence="拘役一个月").status_code == 302
    data = form | {"papers": (io.BytesIO(PDF), "判决书.pdf")}
    answer = judge.post(address, data=data, content_type="multipart/form-data", follow_redirects=True)
    assert answer.status_code == 409
    assert fields(answer.text)["kept"] == "papers|判决书.pdf"


def test_a_paper_is_a_download_and_only_of_those_whom_it_concerns(tried: Desk) -> None:
    officer = tried.client("officer")
    address = tried.address("fact")
    data = fields(officer.get(address).text) | {"do": "edit"}
    with Path(__file__).open("rb") as source:
        papers = {"papers": (source, "笔录.txt")}
        sent = officer.post(address, data=data | papers, content_type="multipart/form-data", follow_redirects=True)
    assert fields(sent.text)["kept"] == "papers|笔录.txt"
    paper = "/folders/1/papers/笔录.txt"
    assert (officer.get(paper).status_code, tried.client("judge").get(paper).status_code) == (200, 404)
    data = fields(sent.text) | {"a_facts": "现场情况", "do": "save"}
    assert officer.post(address, data=data).status_code == 302
    answer = tried.client("judge").get(paper)
    assert answer.data == Path(__file__).read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert paper in [str(one).replace("%E7%AC%94%E5%BD%95", "笔录") for one in links(tried.show("judge"))]


@one_database
def test_a_paper_of_no_known_kind_is_refused_beside_its_field(tried: Desk) -> None:
    import io

    address = tried.address("fact")
    officer = tried.client("officer")
    data = fields(officer.get(address).text) | {"a_facts": "现场情况", "do": "check"}
    sent = officer.post(
        address, data=data | {"papers": (io.BytesIO(b"\x00\x01MZ"), "x.exe")}, content_type="multipart/form-data"
    )
    assert sent.status_code == 422
    assert holds(sent.text, "papers-error")
    assert fields(sent.text)["a_facts"] == "现场情况"


@one_database
def test_what_proves_an_act_is_asked_for_by_its_own_name(tried: Desk) -> None:
    duty = {"duties-0-obligation_kind": "原地补植", "duties-0-count": "6", "duties-0-unit": "area_mu"}
    assert tried.do("judge", "undertake", at=ago(34), a_signed="张某泉", **duty).status_code == 302
    assert tried.do("judge", "rule", at=ago(20), a_sentence="拘役一个月").status_code == 302
    receipt = load_table().arguments["receipt"].label
    for who, act, on in (("officer", "perform", "o1"), ("judge", "serve", ""), ("judge", "fact", "")):
        form = tried.client(who).get(tried.address(act, on)).text
        assert 'name="a_receipt"' in form
        assert receipt not in text(form), act


@one_database
def test_every_act_that_is_offered_has_its_form(tried: Desk) -> None:
    credits(tried)
    for who in ("prosecutor", "judge", "officer"):
        page = tried.show(who)
        offered = {link for link in links(page) if link.startswith("/folders/1/acts/")}
        assert len(offered) > 5
        answers = {link: tried.client(who).get(link, follow_redirects=True).status_code for link in offered}
        assert set(answers.values()) == {200}, answers


@one_database
def test_another_makes_the_case_no_longer_simple(tried: Desk) -> None:
    assert tried.do("prosecutor", "open_claim", at=ago(34), a_ground="公益受损", a_approval="检察长").status_code == 302
    assert holds(tried.show(), "courses")


@one_database
def test_what_others_did_in_their_own_proceedings_is_one_form(tried: Desk) -> None:
    answer = tried.do("judge", "event", {"papers": "通知.pdf"}, what="event:开庭", at=ago(30))
    assert answer.status_code == 302, answer.text
    assert case_of(tried).happened[-1].name == "开庭"
    assert tried.client("judge").get(tried.address("appeal")).status_code == 302


@one_database
def test_an_appeal_says_which_part_it_is_of_where_there_are_two(tried: Desk) -> None:
    claim = {"duties-0-obligation_kind": "修复费用", "duties-0-count": "5000", "duties-0-unit": "amount"}
    for who, act, given in (
        ("prosecutor", "open_claim", {"at": ago(34), "a_ground": "公益受损", "a_approval": "检察长"}),
        ("prosecutor", "notice", {"at": ago(34), "a_to": "检察日报"}),
        ("prosecutor", "sue", {"at": ago(2), "a_attached": "y", "a_court": COURT} | claim),
        ("judge", "receive", {"at": ago(2)}),
        ("judge", "rule", {"at": ago(1), "a_sentence": "一年", "becomes_o1": "ordered"}),
    ):
        assert tried.do(who, act, **given).status_code == 302, act
    page = tried.client("judge").get(f"/folders/{tried.folder}/acts/event?what=appeal").text
    assert {"court", "part", "note"} <= set(fields(page))
    answer = tried.do("judge", "event", what="act:appeal", court="某市中级人民法院", part="民事部分")
    assert answer.status_code == 302, answer.text
    tracks = case_of(tried).tracks
    assert (tracks["civil"].state, tracks["criminal:张某泉"].state) == ("second_instance", "judged_1")


@one_database
@pytest.mark.parametrize(
    ("wrong", "places"),
    [
        ({"parties-0-name": ""}, ["parties-0-name"]),
        ({"offence": ""}, ["offence"]),
        ({"conduct": ago(-1)}, ["conduct"]),
        ({"opened": ago(-1)}, ["opened"]),
        ({"conduct": "去年"}, ["conduct"]),
    ],
)
def test_a_case_that_cannot_be_is_not_opened(office: Office, wrong: dict[str, str], places: list[str]) -> None:
    desk = Desk(office)
    answer = desk.file(**wrong)
    assert answer.status_code == 422
    assert all(holds(answer.text, f"{place}-error") for place in places)
    assert fields(answer.text)["place"] == "南靖县梅林镇"
    assert holds(desk.client("prosecutor").get("/folders").text, "no-folders")


@one_database
def test_what_is_sent_twice_opens_one_case(office: Office) -> None:
    """From a second window, or by a second press; whoever means it confirms once more."""
    desk = Desk(office)
    assert desk.file().status_code == 302
    client = desk.client("prosecutor")
    given = fields(client.get("/folders/new").text) | {"parties-0-name": "李某", "offence": "滥伐林木"}
    checked = client.post("/folders/new", data=given | {"do": "check"}, follow_redirects=True)
    confirmed = fields(checked.text) | {"do": "save"}
    first, second = (client.post("/folders/new", data=confirmed) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 303)
    again = client.get(second.location)
    assert again.status_code == 200
    third = client.post("/folders/new", data=fields(again.text) | {"do": "save"})
    opened = [int(one.location.rsplit("/", 1)[1]) for one in (first, third)]
    assert opened == [desk.folder + 1, desk.folder + 2], "the second opened none"


@one_database
def test_an_adult_without_capacity_is_said_where_a_case_is_opened(office: Office) -> None:
    client = Desk(office).client("prosecutor")
    given = fields(client.get("/folders/new").text) | {"parties-0-name": "李某", "offence": "滥伐林木"}
    given |= {"parties-0-incapable": "y", "do": "check"}
    unit = given | {"parties-0-kind": "unit"}
    assert client.post("/folders/new", data=unit, follow_redirects=True).status_code == 422
    checked = client.post("/folders/new", data=given, follow_redirects=True)
    opened = client.post("/folders/new", data=fields(checked.text) | {"do": "save"})
    with office.work():
        case = service.state(service.get_for(office.person("prosecutor"), int(opened.location.rsplit("/", 1)[1])))
    assert case.parties == (Party("李某", incapable=True),)


@one_database
def test_a_judge_opens_no_case(office: Office) -> None:
    assert Desk(office).client("judge").get("/folders/new").status_code == 403


@one_database
def test_an_officer_opens_an_administrative_case(office: Office) -> None:
    desk = Desk(office)
    assert desk.file("officer", procuratorate="南靖县人民检察院", bureau="").status_code == 302
    assert set(case_of_officer(desk).tracks) == {"administrative"}


def case_of_officer(desk: Desk) -> Case:
    with desk.office.work():
        return service.state(service.get_for(desk.office.person("officer"), desk.folder))


@one_database
def test_the_table_of_acts_shows_every_row_with_its_article(office: Office) -> None:
    page = office.browser("judge").get("/proceedings/table").text
    tracks = load_table().tracks
    acts = {f"{name}-{row.act}" for name, track in tracks.items() for row in track.rows}
    assert page.count("<tr>") == sum(len(track.rows) for track in tracks.values()) + len(acts)
    assert acts | set(tracks) <= set(read(page).ids)


@one_database
@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("", set()),
        ("?track=civil", {"civil"}),
        ("?act=urge", {"administrative", "administrative-urge"}),
        ("?q=催告", None),
        ("?q=没有这样的词", set()),
    ],
)
def test_the_table_of_acts_is_folded_but_for_what_is_asked_for(
    office: Office, asked: str, opened: set[str] | None
) -> None:
    page = office.browser("judge").get(f"/proceedings/table{asked}").text
    found = set(re.findall(r'<details class="[^"]*" id="([^"]*)" open>', page))
    every = set(re.findall(r'<details class="[^"]*" id="([^"]*)"', page))
    assert found == (every if opened is None else opened)
    assert holds(page, "no-act") is (every == set())


@one_database
def test_the_table_of_acts_is_searched_in_the_language_of_the_page(office: Office) -> None:
    client = office.browser("judge")
    client.set_cookie("language", "en")
    page = client.get("/proceedings/table?q=REMINDER").text
    assert "administrative-apply" in read(page).ids
    assert "criminal-receive" not in read(page).ids


def test_every_condition_of_the_table_is_said_in_words() -> None:
    from casework.proceedings.conditions import CONDITIONS
    from rules.proceedings.registry import GUARDS, WARNINGS

    assert {*GUARDS, *WARNINGS} == set(CONDITIONS)


def test_every_argument_that_is_asked_first_is_one_that_the_act_takes() -> None:
    from casework.web.proceedings.questions import FIRST

    acts = load_table().acts
    wrong = {act: [name for name in names if name not in acts[act].takes] for act, names in FIRST.items()}
    assert {act: names for act, names in wrong.items() if names} == {}
    assert set(acts) - set(FIRST) <= {"open_case", "accept_transfer", "ask_supplement", "archive", "take", *UNASKED}


UNASKED = (
    *("drop", "resume", "resubmit", "support_suit", "withdraw_appeal", "allow", "refuse", "dismiss", "fail"),
    *("contest", "decide_contest", "take_over"),
)
"""Acts whose own order of arguments is good enough, or that are recorded as events."""


def many(desk: Desk, count: int) -> None:
    for number in range(count):
        desk.file(**{"parties-0-name": f"被告{number}"})


@pytest.mark.parametrize("address", ["/folders", "/folders?state=open", "/", "/?shelf=others"])
def test_a_list_takes_no_more_statements_for_more_cases(office: Office, address: str) -> None:
    desk = Desk(office)
    taken = []
    for count in (2, 5):
        many(desk, count)
        taken.append(statements(office.app, desk.client("prosecutor"), address))
    assert taken[0] == taken[1] <= 8


def test_the_page_of_a_case_takes_no_more_statements_for_more_acts(tried: Desk) -> None:
    def taken() -> int:
        tried.show("judge")  # what the process remembers of the case is up to date
        return statements(tried.office.app, tried.client("judge"), "/folders/1")

    before = taken()
    credits(tried)
    judged(tried)
    assert taken() == before <= 12


@one_database
def test_the_list_of_what_is_to_be_done_goes_on_by_pages(office: Office) -> None:
    desk = Desk(office)
    many(desk, 22)
    page = desk.client("prosecutor").get("/").text
    assert len([link for link in links(page) if "/acts/" in link]) == 20
    after = next(link for link in links(page) if "after=" in link)
    assert len([link for link in links(desk.client("prosecutor").get(after).text) if "/acts/" in link]) == 2


@one_database
def test_papers_of_one_name_and_other_bytes_stand_apart(tried: Desk) -> None:
    with tried.office.work():
        folder = service.get_for(tried.office.person("judge"), 1)
        for content in (PDF, PDF + b"2"):
            doing = Doing("fact", TODAY, (), {"facts": "x"}, papers=(files.Paper("同名.pdf", content),))
            service.record(folder, tried.office.person("judge"), doing)
    found = [link for link in links(tried.show("judge")) if "/papers/" in link]
    assert len(set(found)) == 2
