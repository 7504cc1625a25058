"""Who acts in the demonstration: the offices of Nanjing county and their neighbours, their people, made-up credits."""

from __future__ import annotations

import datetime

from casework import permissions
from casework.accounts import Person, institutions, purpose
from casework.accounts import service as accounts
from casework.credits import CreditProject, registration
from casework.money import banking

AREA, CITY, NEIGHBOUR = "350627", "350600", "350623"
REGISTRY = "演示登记机构（非真实机构）"

PROSECUTOR, JUDGE, CLERK, OFFICER = "nanjing-jcy", "nanjing-fy", "nanjing-fy2", "nanjing-lyj"
SECOND_OFFICER = "nanjing-lyj2"
"""Verifies the parameter sets and confirms the certificates that the first one enters."""
BUREAU_ADMINISTRATOR = "nanjing-lygl"
"""Enters what the bureau is called by on its papers."""
JUDGE_ABOVE, SUPERVISOR, OUTSIDER, ADMINISTRATOR = "zhangzhou-fy", "zhangzhou-jd", "zhangpu-lyj", "nanjing-gl"

_PROCURATORATE, _COURT, _BUREAU = "procuratorate", "court", "forestry_bureau"
PLACES = {
    "procuratorate": ("南靖县人民检察院", _PROCURATORATE, AREA),
    "court": ("南靖县人民法院", _COURT, AREA),
    "bureau": ("南靖县林业局", _BUREAU, AREA),
    "court2": ("漳州市中级人民法院", _COURT, CITY),
    "procuratorate2": ("漳州市人民检察院", _PROCURATORATE, CITY),
    "outside": ("漳浦县林业局", _BUREAU, NEIGHBOUR),
}
"""By the names that the courses have for them: name, kind, area."""

_STAFF = (
    # place, user name, name, role, password
    ("procuratorate", PROSECUTOR, "检察官甲", permissions.PROSECUTOR, "demo-jcy-2026"),
    ("court", JUDGE, "法官甲", permissions.JUDGE, "demo-fy-2026"),
    ("bureau", OFFICER, "林业干部甲", permissions.FORESTRY_OFFICER, "demo-lyj-2026"),
    ("bureau", SECOND_OFFICER, "林业干部乙", permissions.FORESTRY_OFFICER, "demo-lyj2-2026"),
    ("court", CLERK, "书记员甲", permissions.CLERK, "demo-fy2-2026"),
    ("court2", JUDGE_ABOVE, "法官乙", permissions.JUDGE, "demo-zzfy-2026"),
    ("procuratorate2", SUPERVISOR, "监督人员甲", permissions.SUPERVISOR, "demo-zzjd-2026"),
    ("outside", OUTSIDER, "林业干部丙", permissions.FORESTRY_OFFICER, "demo-zplyj-2026"),
    ("court", ADMINISTRATOR, "管理员甲", permissions.ADMINISTRATOR, "demo-gl-2026"),
    ("bureau", BUREAU_ADMINISTRATOR, "管理员乙", permissions.ADMINISTRATOR, "demo-lygl-2026"),
)
PEOPLE = tuple(
    (PLACES[place][0], PLACES[place][1], username, name, role, password)
    for place, username, name, role, password in _STAFF
)
"""Institution, kind, user name, name, role, password."""

CAST = {
    permissions.PROSECUTOR: PROSECUTOR,
    permissions.JUDGE: JUDGE,
    permissions.CLERK: CLERK,
    "officer": OFFICER,
    "officer2": SECOND_OFFICER,
    "judge2": JUDGE_ABOVE,
}
"""Who acts, by the names that the courses have for them."""


def people() -> None:
    """Make who is missing, in a database that says from then on that it is a demonstration.

    Their passwords are published. Raises ``NotNow`` for a database in which an office works.
    """
    purpose.mark(purpose.DEMONSTRATION)
    for place, username, name, role, password in _STAFF:
        if accounts.person_named(username) is None:
            title, kind, area = PLACES[place]
            known = institutions.institution_named(kind, [title])
            institution = known or institutions.create_institution(title, kind, area)
            accounts.create_person(institution, username, name, (role,), password)
    bank_accounts()


BANK_ACCOUNTS = {OFFICER: "生态环境修复资金", CLERK: "案款"}
"""Who enters an account of his institution -> for what money it is."""


def bank_accounts() -> None:
    """Make the accounts that are missing; bank and number are made up."""
    for username, purpose_ in BANK_ACCOUNTS.items():
        person = _person(username)
        name = f"{person.institution.name}{purpose_}专户"
        if banking.found(f"{name}（尾号0001）") is None:
            since = datetime.date(2020, 1, 1)
            banking.add(person, banking.AccountEntry(name, "演示银行（非真实银行）", "0001", purpose_, since))


def cast() -> dict[str, Person]:
    """Those who act in the cases, by their names in the courses."""
    return {part: _person(username) for part, username in CAST.items()}


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
