"""``flask --app wsgi accounts``: what it does, what it prints, and how it refuses."""

from __future__ import annotations

import re

import pytest
from click.testing import Result

from casework.accounts import links
from tests.casework.office import Office

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

NEW = "Qinggang-Shu-77"


def accounts(office: Office, *args: str) -> Result:
    return office.app.test_cli_runner().invoke(args=["accounts", *args])


def link_in(done: Result) -> str:
    assert done.exit_code == 0, done.output
    found = re.search(r"http://\S+/link/(\S+)", done.output)
    assert found is not None, done.output
    return found[1]


def test_the_first_administrator_comes_by_a_link(office: Office) -> None:
    token = link_in(accounts(office, "first-administrator", "--address", "http://127.0.0.1:8123/"))
    with office.work():
        links.use(token, NEW)
    again = accounts(office, "first-administrator")
    assert again.exit_code == 1
    assert "已有管理员" in again.output
    client = office.app.test_client()
    assert client.post("/sign-in", data={"username": "admin", "password": NEW}).status_code == 302


def test_a_person_is_added_given_roles_transferred_disabled_and_enabled(office: Office) -> None:
    link_in(accounts(office, "add", "li", "--name", "李某", "--institution", "南靖县人民法院", "--role", "书记员"))
    assert "李某  南靖县人民法院  书记员" in accounts(office, "list").output
    assert accounts(office, "roles", "li", "--role", "judge", "--role", "书记员", "--reason", "任命").exit_code == 0
    moved = accounts(office, "transfer", "li", "--institution", "漳浦县人民法院", "--role", "法官", "--reason", "调任")
    assert moved.exit_code == 0, moved.output
    assert "漳浦县人民法院  法官" in accounts(office, "list").output
    assert accounts(office, "disable", "li", "--reason", "离职").exit_code == 0
    assert "李某" not in accounts(office, "list").output
    assert "已停用" in accounts(office, "list", "--all").output
    link_in(accounts(office, "enable", "li", "--reason", "返岗"))
    link_in(accounts(office, "reset", "li"))
    assert accounts(office, "sign-out", "li").exit_code == 0


def test_an_institution_is_added(office: Office) -> None:
    done = accounts(office, "add-institution", "漳州市自然资源局", "--kind", "other_authority", "--area", "350600")
    assert done.exit_code == 0, done.output
    twice = accounts(office, "add-institution", "漳州市自然资源局", "--kind", "other_authority", "--area", "350600")
    assert twice.exit_code == 2


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (("disable", "nobody", "--reason", "x"), 2),
        (("disable", "judge"), 2),
        (("disable", "judge", "--reason", " "), 2),
        (("enable", "judge", "--reason", "x"), 1),
        (("roles", "judge", "--role", "院长", "--reason", "x"), 2),
        (("roles", "judge", "--role", "检察官", "--reason", "x"), 2),
        (("add", "judge", "--name", "某", "--institution", "南靖县人民法院", "--role", "法官"), 2),
        (("add", "other", "--name", "某", "--institution", "某法院", "--role", "法官"), 2),
    ],
)
def test_bad_input_exits_2_and_what_cannot_be_done_now_1(office: Office, args: tuple[str, ...], status: int) -> None:
    done = accounts(office, *args)
    assert done.exit_code == status, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
