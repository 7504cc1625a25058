"""Secrets of the second factor that were stored as they are become encrypted, and go back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from casework import db
from casework.accounts import sealing
from casework.migrate import downgrade, upgrade
from tests.conftest import dispose, make_app

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def stored() -> str:
    with db.engine().connect() as connection:
        return str(connection.execute(text("SELECT secret FROM second_factors")).scalar_one())


def test_a_secret_is_encrypted_on_the_way_up_and_whole_on_the_way_down(empty_database_url: str, tmp_path: Path) -> None:
    app = make_app(empty_database_url, tmp_path)
    with app.app_context():
        upgrade(db.engine(), "0029")
        with db.engine().begin() as connection:
            for row in (
                "INSERT INTO institutions (id, name, kind, area_code, active) "
                "VALUES (1, '某法院', 'court', '350627', TRUE)",
                "INSERT INTO people (id, institution_id, username, name, password_hash, active) "
                "VALUES (1, 1, 'j', '某甲', 'x', TRUE)",
                f"INSERT INTO second_factors (person_id, secret) VALUES (1, '{SECRET}')",
            ):
                connection.execute(text(row))
        upgrade(db.engine(), "0031")
        assert SECRET not in stored()
        assert sealing.opened(stored(), sealing.keys(app.config)) == SECRET
        downgrade(db.engine(), "0029")
        assert stored() == SECRET
    dispose(app)
