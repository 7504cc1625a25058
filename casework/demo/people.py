"""Who acts in the demonstration: the institutions of Nanjing county, their people, and made-up credits."""

from __future__ import annotations

from dataclasses import dataclass

from casework import permissions
from casework.accounts import Person, institutions, purpose
from casework.accounts import service as accounts
from casework.credits import CreditProject, registration

AREA = "350627"
REGISTRY = "演示登记机构（非真实机构）"

PROSECUTOR, JUDGE, OFFICER = "nanjing-jcy", "nanjing-fy", "nanjing-lyj"
SECOND_OFFICER = "nanjing-lyj2"
"""Verifies the parameter sets that the first one enters."""

PEOPLE = (
    # institution, kind, user name, name, role, password
    ("南靖县人民检察院", "procuratorate", PROSECUTOR, "检察官甲", permissions.PROSECUTOR, "demo-jcy-2026"),
    ("南靖县人民法院", "court", JUDGE, "法官甲", permissions.JUDGE, "demo-fy-2026"),
    ("南靖县林业局", "forestry_bureau", OFFICER, "林业干部甲", permissions.FORESTRY_OFFICER, "demo-lyj-2026"),
    ("南靖县林业局", "forestry_bureau", SECOND_OFFICER, "林业干部乙", permissions.FORESTRY_OFFICER, "demo-lyj2-2026"),
)


@dataclass(frozen=True)
class Staff:
    """Who acts in the demonstration."""

    prosecutor: Person
    judge: Person
    officer: Person


def people() -> Staff:
    """The people, made where they are missing, in a database that says from then on that it is a demonstration.

    Their passwords are published. Raises ``NotNow`` for a database in which an office works.
    """
    purpose.mark(purpose.DEMONSTRATION)
    for institution_name, kind, username, name, role, password in PEOPLE:
        if accounts.person_named(username) is None:
            known = institutions.institution_named(kind, [institution_name])
            institution = known or institutions.create_institution(institution_name, kind, AREA)
            accounts.create_person(institution, username, name, (role,), password)
    return staff()


def staff() -> Staff:
    """Those who act in the cases."""
    return Staff(*(_person(username) for username in (PROSECUTOR, JUDGE, OFFICER)))


def _person(username: str) -> Person:
    person = accounts.person_named(username)
    assert person is not None, "the people come first"
    return person


def sign_ins() -> list[str]:
    """The lines that tell how to sign in."""
    lines = (f"  {name}（{place}）  {username} / {password}" for place, kind, username, name, role, password in PEOPLE)
    return ["演示账号（用户名 / 密码），仅供试用：", *lines]


def project(officer: Person, code: str, lots: tuple[tuple[str, int, int], ...]) -> CreditProject:
    """A made-up project with its lots: vintage, first and last serial number."""
    made = registration.add_project(
        officer,
        registration.ProjectEntry(
            registry_name=REGISTRY,
            name="演示林业碳汇项目（非真实项目）",
            code=code,
            credit_type="FFCER",
            methodology="演示方法学（非真实方法学）",
        ),
    )
    for vintage, first, last in lots:
        lot = registration.LotEntry(vintage, first, last, last - first + 1, "演示公告（非真实公告）")
        registration.add_lot(officer, made.id, lot)
    return made
