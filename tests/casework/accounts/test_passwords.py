"""Changing the own password."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.casework.office import PASSWORD, Office

NEW = "Qinggang-Shu-77"


def change(client: FlaskClient, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> tuple[int, str]:
    answer = client.post("/account/password", data={"old": old, "new": new, "again": new if again is None else again})
    return answer.status_code, answer.text


def test_the_new_password_works_and_the_old_one_no_more(office: Office) -> None:
    assert change(office.browser("judge"))[0] == 302
    client = office.app.test_client()
    assert client.post("/sign-in", data={"username": "judge", "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", data={"username": "judge", "password": NEW}).status_code == 302


def test_other_browsers_are_signed_out_and_this_one_stays(office: Office) -> None:
    here, elsewhere = office.browser("judge"), office.browser("judge")
    assert change(here)[0] == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").location == "/sign-in"


def test_people_sign_in_unaffected_by_a_colleague(office: Office) -> None:
    colleague = office.browser("officer")
    change(office.browser("judge"))
    assert colleague.get("/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "reason"),
    [
        ("wrong", NEW, None, "原密码不正确"),
        (PASSWORD, "short-1", None, "新密码应为 10 至 200 个字符"),
        (PASSWORD, "long-" * 41, None, "新密码应为 10 至 200 个字符"),
        (PASSWORD, PASSWORD, None, "新密码不能与原密码相同"),
        (PASSWORD, "my-Judge-2026", None, "新密码不能包含用户名"),
        (PASSWORD, "aaaaaabbbbbb", None, "新密码的字符过于单一"),
        (PASSWORD, NEW, NEW + "x", "两次输入的新密码不一致"),
        (PASSWORD, "", "", "请填写新密码"),
        ("", NEW, None, "请填写原密码"),
    ],
)
def test_a_weak_or_mistaken_change_is_refused_at_its_field(
    office: Office, old: str, new: str, again: str | None, reason: str
) -> None:
    status, page = change(office.browser("judge"), old, new, again)
    assert status == 422
    assert reason in page
    client = office.app.test_client()
    assert client.post("/sign-in", data={"username": "judge", "password": PASSWORD}).status_code == 302


def test_the_page_asks_for_the_old_password_and_the_new_one_twice(office: Office) -> None:
    page = office.browser("judge").get("/account/password").text
    assert page.count('type="password"') == 3
    assert page.count('autocomplete="new-password"') == 2
