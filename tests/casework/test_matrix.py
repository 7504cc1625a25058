"""Every route, asked by everybody: each role at home, in another county, at another kind of institution, and nobody.

What each meets stands in ``matrix``; a route that nobody put there fails, and so does one that lets in
somebody else. ``values`` fills the addresses: a new name in an address is given a record there.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.credits import confirming, register, registration, reserving
from casework.documents import paper, release, replies
from casework.documents.province_reply import Asked
from casework.insurance import claiming, policies
from casework.money import banking
from casework.permissions import ROLES
from casework.proceedings import service as acts
from casework.proceedings.files import Paper
from tests import testrun
from tests.casework.cases import answers
from tests.casework.documents.conftest import issue
from tests.casework.documents.issuing import ready
from tests.casework.matrix import (
    AT_HOME,
    AWAY,
    COLLEAGUE,
    COUNTY,
    FORBIDDEN,
    IN,
    JUDGE,
    KIND,
    NOBODY,
    OFFICER,
    OWN,
    PLACES,
    PROSECUTOR,
    ROUTES,
    UNKNOWN,
    reach,
)
from tests.casework.office import PASSWORD, TODAY, Office, retirement
from tests.casework.parameters.conftest import enter
from tests.casework.tallies.conftest import FIR
from tests.casework.tallies.sheets import GOOD, accept, send

HOME = {PROSECUTOR: "prosecutor", JUDGE: "judge", OFFICER: "officer"}
"""Role -> who has it in the office, whose colleagues the others are. The rest sit in the court."""


@pytest.fixture
def everybody(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A case with all that routes ask for, and somebody of each role at each place."""
    monkeypatch.setattr(paper, "render_pdf", lambda *_: b"a paper")
    project = opened(office)
    issue(office, "report")
    replied(office, monkeypatch)
    prosecutor = office.browser("prosecutor")
    accept(prosecutor, send(prosecutor, GOOD))
    drafts = [answers.fill(prosecutor) for _ in range(2)]
    assert [draft.rpartition("/")[2] for draft in drafts] == ["1", "2"]
    with office.work():
        use = registration.UseEntry(project, "voluntary", 500, 510, 11, "某公司", "公告")
        assert registration.record_use(office.person("officer"), use).id == USE
        insured(office, project)
        account = banking.AccountEntry("某县林业局生态修复资金专户", "某银行", "0001", "修复资金", TODAY)
        assert banking.add(office.person("officer"), account).id == 1
        authority = institutions.create_institution("南靖县自然资源局", "other_authority", "350627")
        for role in ROLES:
            home = HOME.get(role, "judge")
            places = {
                OWN: office.person(home).institution,
                COUNTY: office.person(f"{home}2").institution,
                KIND: authority,
            }
            for place, institution in places.items():
                accounts.create_person(institution, _username(role, place), f"{role}甲", (role,), PASSWORD)
    enter(office, by=_username(OFFICER, OWN))  # verified by whoever did not enter it
    return office


def insured(office: Office, project: int) -> None:
    """A policy on a project, and a claim of it."""
    officer, of = office.person("officer"), register.project(project)
    said = ("某财险公司", "FJ-1", "carbon-index", "某林场", "某林场", "火灾", Decimal(1000), TODAY, TODAY)
    policy = policies.insure_project(officer, of, policies.PolicyEntry(*said))
    claiming.claim(officer, policy, claiming.ClaimEntry(TODAY, TODAY, Decimal(9), "火灾"))


def replied(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A yearly reply of the bureau."""
    monkeypatch.setattr(release, "pdf_of", lambda *_: b"a reply")
    with office.work():
        ready(office)
    with office.app.app_context():
        asked = Asked("某代表", "第1号建议", TODAY, TODAY, measures="已经开展。", next="继续开展。")
        replies.issue(office.person("officer"), asked)


def opened(office: Office) -> int:
    """A case with its facts, a result, credits that are owed, bought and retired in part, and a paper; gives the
    project that they are of."""
    office.file(FIR)
    office.accept()
    office.measure()
    office.confirm()
    office.undertake()
    project = office.lot()
    office.retire(office.buy(project, 1, 10), 1, 10)
    assert office.buy(project, 601, 610) == BOUGHT
    with office.work():
        officer = office.person("officer")
        held = reserving.ReservationEntry(project, 701, 705, 5, Decimal(58), "当地固定价", "某行情", TODAY, TODAY)
        reserving.reserve(office.folder, officer, "o1", held)
        assert confirming.enter(office.folder, officer, BOUGHT, retirement(601, 605)).id == ENTERED
        paper = Paper("笔录.txt", b"a paper")
        acts.record(office.folder, office.person("prosecutor"), acts.Doing("hearing", TODAY, papers=(paper,)))
    return project


BOUGHT, USE, ENTERED = 2, 4, 2
"""The purchase that waits for its retirement, the use that is not for a case, the certificate to be confirmed."""


def _username(role: str, place: str) -> str:
    return f"{role}-{PLACES.index(place)}"


ACTORS = [
    *((role, place) for role in ROLES for place in PLACES),
    (JUDGE, COLLEAGUE),
    ("", NOBODY),
]


def sign_in(office: Office, role: str, place: str) -> FlaskClient:
    if place == NOBODY:
        return office.app.test_client()
    if place == OWN and role in HOME:
        return office.browser(HOME[role])  # who filed it, took it over, measured it
    return office.browser(_username(role, OWN if place == COLLEAGUE else place))


def values(office: Office, rule: Rule) -> dict[str, Any]:
    """What the address of a route is filled with."""
    given: dict[str, Any] = {
        "case_id": office.case_id, "number": 1, "document_id": 1, "set_id": 1, "project_id": 1, "use_id": USE,
        "lot_id": 1, "purchase_id": BOUGHT, "retirement_id": 1, "item_id": 1, "entry_id": ENTERED,
        "reservation_id": 1, "sheet_id": 1, "sha256": "0" * 64, "form": "json", "page": PAGE,
        "filename": "mark.svg", "paper_id": 1, "folder_id": 1, "act": "assign", "key": "o1", "measuring": "m1",
        "token": "none", "kind": "csv", "method": "national-default", "edition": "2026-11", "job_id": 1, "file_id": 1,
        "reply_id": 1, "policy_id": 1, "claim_id": 1, "account_id": 1,
    }  # fmt: skip
    with office.work():
        target = office.person("clerk-0")
        given |= {"person_id": target.id, "institution_id": target.institution_id}
    if rule.endpoint == "cases.discard":
        given["number"] = 2
    given["name"] = {"rulebook.subject": "theft", "rulebook.periods": "trial", "proceedings.paper": "笔录.txt"}.get(
        rule.endpoint, "x"
    )
    given["action"] = {"accounts.person_act": "sign-out"}.get(rule.endpoint, "reopen")
    return {name: given[name] for name in rule.arguments if name in given} | {
        name: "x" for name in rule.arguments if name not in given
    }


def met(answer: Response) -> str:
    """What somebody met."""
    if answer.status_code == 302 and answer.location.startswith("/sign-in"):
        return AWAY
    assert answer.status_code < 500, answer.get_data(as_text=True)
    return {403: FORBIDDEN, 404: UNKNOWN}.get(answer.status_code, IN)


def routes(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_route_is_in_the_table_with_its_methods(office: Office) -> None:
    declared = {
        rule.endpoint: ("GET" in (rule.methods or ()), "POST" in (rule.methods or ())) for rule in routes(office.app)
    }
    new, gone = sorted(declared.keys() - ROUTES.keys()), sorted(ROUTES.keys() - declared.keys())
    assert new == [], "\n".join(
        ["add to ROUTES of tests/casework/matrix.py:", *(row(one, *declared[one]) for one in new)]
    )
    assert gone == [], f"take out of ROUTES of tests/casework/matrix.py: {gone}"
    other = {
        endpoint: methods for endpoint, methods in declared.items() if tuple(map(bool, ROUTES[endpoint])) != methods
    }
    assert other == {}, f"give these a class for each of their methods (GET, POST), and for no other: {other}"


def row(endpoint: str, get: bool, post: bool) -> str:
    """The row of a route that nobody put into the table, as it may be copied; ``CLASS`` is for who adds it to say."""
    methods = ", ".join("CLASS" if one else '""' for one in (get, post))
    return f'    "{endpoint}": ({methods}),  # CLASS: one of those at the top of the table, such as ALL, CASE, FOLDER'


class Crowd:
    """Everybody's browsers, opened once and again where somebody was signed out."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.browsers: dict[tuple[str, str], FlaskClient] = {}
        self._addresses: dict[str, str] = {}

    def address(self, rule: Rule) -> str:
        if rule.endpoint not in self._addresses:
            with self.office.app.test_request_context():
                made = self.office.app.url_for(rule.endpoint, **values(self.office, rule))
            self._addresses[rule.endpoint] = str(made)
        return self._addresses[rule.endpoint]

    def asked(self, rule: Rule, method: str, actor: tuple[str, str]) -> str:
        """What this actor meets on a route."""
        address = self.address(rule)
        if actor not in self.browsers or rule.endpoint in ENDING:
            self.browsers[actor] = sign_in(self.office, *actor)
        seen = self._met(actor, address, method)
        if seen == AWAY and actor[1] != NOBODY:
            if rule.endpoint in ENDING:
                del self.browsers[actor]
                return IN
            self.browsers[actor] = sign_in(self.office, *actor)
            seen = self._met(actor, address, method)
        return seen

    def _met(self, actor: tuple[str, str], address: str, method: str) -> str:
        with self.browsers[actor].open(address, method=method) as answer:
            return met(answer)


PAGE = next(iter(answers.by_page(answers.FILLED)))
"""A page of the form of a case."""

USING_UP = ("cases.check", "cases.discard")
"""What takes a record away on which other routes rest is not asked."""

ENDING = ("accounts.sign_out", "accounts.code")
"""Where one is sent to the sign-in by what one asked for."""


def on(database: str) -> list[tuple[str, str]]:
    """Who asks on this database: those at home on PostgreSQL, what all pages ask of it among it, the others on SQLite;
    where all attempts are made, everybody on both."""
    return [one for one in ACTORS if testrun.long() or (one[1] == OWN) is (database == "postgresql")]


def drawn(actors: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """Who of these asks a route, in their order: a quarter of them, other ones of each route; all where all attempts
    are made."""
    count = len(actors) if testrun.long() else -(-len(actors) // 4)
    return [actors[number] for number in testrun.sample(count, len(actors), name)]


def drawn_of_both(asking: list[tuple[str, str]], kind: str, name: str) -> list[tuple[str, str]]:
    """Who of those who may not and of those who may ask a route, of each somebody."""
    may = [actor for actor in asking if reach(kind, *actor) in (IN, AT_HOME)]
    return [*drawn([actor for actor in asking if actor not in may], name), *drawn(may, name)]


def test_everybody_meets_on_every_route_what_the_table_says(everybody: Office) -> None:
    found, crowd = [], Crowd(everybody)
    asking = on(make_url(everybody.app.config["DATABASE_URL"]).get_backend_name())
    walked = [one for one in routes(everybody.app) if one.endpoint not in USING_UP]
    for rule in sorted(walked, key=lambda rule: rule.endpoint):
        for method, kind in zip(("GET", "POST"), ROUTES[rule.endpoint], strict=True):
            # Whoever may is asked last: what they do may take the record away.
            for role, place in drawn_of_both(asking, kind, f"{method} {rule.endpoint}") if kind else ():
                wanted = reach(kind, role, place)
                seen = crowd.asked(rule, method, (role, place))
                if seen != wanted and not (wanted == AT_HOME and seen in (IN, FORBIDDEN, UNKNOWN)):
                    found.append(f"{method} {rule.endpoint} {role or 'nobody'} {place}: {seen}, not {wanted}")
    wrong = "either the route asks permissions otherwise than meant, or its class in matrix.py is another"
    assert found == [], "\n".join([wrong, *found])
