"""The main navigation: what a person has to do with, by what they may."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext

from casework import permissions
from casework.accounts import Person

UNDER = {
    "/money": "/folders",
    "/insurance": "/folders",
    "/proceedings": "/folders",
    "/cases": "/folders",
    "/deadlines": "/folders",
    "/verify": "/documents",
    "/sealed": "/folders",
}
"""Addresses that stand under an entry of another name: they are opened from its pages."""


def entry_of(path: str) -> str:
    """The entry of the navigation under which a page stands."""
    top = "/" + path.lstrip("/").partition("/")[0].partition(".")[0]
    return UNDER.get(top, top)


def entries(person: Person) -> Iterator[tuple[str, str]]:
    """Addresses below the root of the site, with their names, in the order of the page."""
    in_cases = bool(permissions.grants(person, permissions.SEE_FOLDERS))
    if in_cases:
        yield "/", gettext("监督") if permissions.only_watches(person) else gettext("待办")
    if permissions.grants(person, permissions.SEE_FOLDERS):
        yield "/folders", gettext("案件")
    if permissions.grants(person, permissions.MANAGE_PEOPLE):
        yield "/people", gettext("人员")
        yield "/institutions", gettext("机构")
    yield "/parameters", gettext("参数")
    yield "/credits", gettext("碳汇")
    if in_cases:
        yield "/documents", gettext("文书")
    yield "/rulebook", gettext("规则")
    if permissions.grants(person, permissions.READ_ACCESSES):
        yield "/accesses", gettext("查阅记录")
    yield "/audit", gettext("审计")
