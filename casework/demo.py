"""The demonstration: three institutions of Nanjing county with one person each. Built only through the services."""

from __future__ import annotations

from casework import db
from casework.accounts import service as accounts

AREA = "350627"

PEOPLE = (
    # institution, kind, user name, name of the role (nobody real), role, password
    ("南靖县人民检察院", "procuratorate", "nanjing-jcy", "检察官甲", "prosecutor", "demo-jcy-2026"),
    ("南靖县人民法院", "court", "nanjing-fy", "法官甲", "judge", "demo-fy-2026"),
    ("南靖县林业局", "forestry_bureau", "nanjing-lyj", "林业干部甲", "forestry_officer", "demo-lyj-2026"),
)


def seed() -> list[str]:
    """Add what is missing; returns the lines to print."""
    with db.transaction():
        for institution_name, kind, username, name, role, password in PEOPLE:
            if accounts.person_named(username) is None:
                institution = accounts.create_institution(institution_name, kind, AREA)
                accounts.create_person(institution, username, name, role, password)
    return [
        "演示账号：",
        *(f"  {name}（{place}）  {user} / {password}" for place, _, user, name, _, password in PEOPLE),
    ]
