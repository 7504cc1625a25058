"""People at their desks: each act is done as on the screen, the form, the page to check, the button that records it."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.casework.office import TODAY, Office
from tests.casework.pages import fields

COURT, BUREAU = "南靖县人民法院", "南靖县林业局"
NUMBER = "（2026）闽0627刑初88号"
PDF = b"%PDF-1.7 test"


@dataclass
class Desk:
    """The pages of one case, opened by whoever signs in. ``count``: how many acts were recorded."""

    office: Office
    folder: int = 0
    count: int = 0
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, who: str) -> FlaskClient:
        """The browser of a person."""
        if who not in self.clients:
            self.clients[who] = self.office.browser(who)
        return self.clients[who]

    def file(self, who: str = "prosecutor", **changes: Any) -> TestResponse:
        """Open a case; the answer is the last one, the redirect where all went well."""
        given = {
            "parties-0-name": "张某泉",
            "offence": "滥伐林木",
            "conduct": "2025-01-20",
            "place": "南靖县梅林镇",
            "bureau": BUREAU,
            "opened": ago(40),
        } | changes
        answer = self._through(who, "/folders/new", given, {})
        if answer.status_code == 302:
            self.folder = int(answer.location.rsplit("/", 1)[1])
            self.count += 1
        return answer

    def do(self, who: str, act: str, papers: Any = None, on: str = "", **given: Any) -> TestResponse:
        """Do an act; the answer is the last one: the redirect, or the page that says why not."""
        answer = self._through(who, self.address(act, on), given, papers or {})
        self.count += answer.status_code == 302
        return answer

    def address(self, act: str, on: str = "") -> str:
        """The address of the form of an act."""
        return f"/folders/{self.folder}/acts/{act}" + (f"?on={on}" if on else "")

    def show(self, who: str = "prosecutor") -> str:
        """The page of the case."""
        answer = self.client(who).get(f"/folders/{self.folder}")
        assert answer.status_code == 200
        return str(answer.text)

    def _through(self, who: str, address: str, given: dict[str, Any], papers: dict[str, str]) -> TestResponse:
        client = self.client(who)
        form = client.get(address + ("&" if "?" in address else "?") + "fresh=1")
        if form.status_code != 200:
            return form
        data: dict[str, Any] = fields(form.text) | given | {"do": "check"}
        data |= {name: (io.BytesIO(PDF), paper) for name, paper in papers.items()}
        checked = client.post(address, data=data, content_type="multipart/form-data", follow_redirects=True)
        if checked.status_code != 200:
            return checked
        answer = client.post(address, data=fields(checked.text) | {"do": "save"})
        return client.get(answer.location) if answer.status_code == 303 else answer


def ago(days: int) -> str:
    """A day so many days before today, as a form takes it."""
    return (TODAY - datetime.timedelta(days=days)).isoformat()


def straight(desk: Desk) -> None:
    """From filing to the archive, with no more acts than such a case needs."""
    to_trial(desk)
    credits(desk)
    judged(desk)


def to_trial(desk: Desk) -> None:
    """Filed, prosecuted, received, measured, adopted."""
    assert desk.file().status_code == 302
    for who, act, given in (
        ("prosecutor", "prosecute", {"at": ago(39), "a_court": COURT}),
        ("judge", "receive", {"at": ago(38), "a_number": NUMBER}),
        ("judge", "order", {"at": ago(37), "a_measurer": BUREAU}),
        ("officer", "submit", {"at": ago(36), "a_tonnes": "47.07", "a_own": "y"}),
        ("judge", "adopt", {"at": ago(35)}),
    ):
        answer = desk.do(who, act, **given)
        assert answer.status_code == 302, (act, answer.text)


def credits(desk: Desk, reason: str = "") -> None:
    """Undertaken and performed. ``reason``: why so many, where the loss that was adopted is less."""
    duty = {"duties-0-obligation_kind": "认购碳汇", "duties-0-count": "96", "duties-0-unit": "tonnes"}
    undertaken = {"at": ago(34), "a_signed": "张某泉", "reason": reason, **duty}
    answer = desk.do("judge", "undertake", {"a_undertaking": "承诺书.pdf"}, **undertaken)
    assert answer.status_code == 302, answer.text
    bought = {"at": ago(33), "a_buy": "96", "a_retire": "96"}
    answer = desk.do("officer", "perform", {"a_certificate": "注销凭证.pdf"}, "o1", **bought)
    assert answer.status_code == 302, answer.text


def judged(desk: Desk) -> None:
    """Ruled, served, in effect, put away."""
    for act, given in (
        ("rule", {"at": ago(20), "a_sentence": "拘役一个月"}),
        ("serve", {"at": ago(15)}),
        ("take_effect", {"at": ago(0)}),
        ("archive", {"at": ago(0)}),
    ):
        answer = desk.do("judge", act, **given)
        assert answer.status_code == 302, (act, answer.text)
