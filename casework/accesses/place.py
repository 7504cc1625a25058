"""Where the accesses of an installation wait to be stored: beside its database, so that two never take each other's."""

from __future__ import annotations

import re
from pathlib import Path

from flask import current_app
from sqlalchemy import make_url

OF_THE_INSTANCE = "accesses"
USUAL_DATABASE = "tanheng.sqlite"


def folder() -> Path:
    """The folder of the present application: ``ACCESS_SPOOL``, else the one of its database."""
    stated = current_app.config["ACCESS_SPOOL"]
    return Path(stated) if stated else of_database(current_app.config["DATABASE_URL"], Path(current_app.instance_path))


def of_database(url: str, instance: Path) -> Path:
    """Beside the file of a database; of one that is no file, under its name among the files of the instance."""
    named = make_url(url)
    if named.get_backend_name() != "sqlite":
        name = "-".join(str(part) for part in (named.host, named.port, named.database) if part)
        return instance / f"{OF_THE_INSTANCE}-{re.sub(r'[^A-Za-z0-9._-]', '_', name)}"
    if not named.database or named.database == ":memory:":
        return instance / OF_THE_INSTANCE
    file = Path(named.database).absolute()
    usual = (instance / USUAL_DATABASE).absolute()
    return instance / OF_THE_INSTANCE if file == usual else file.with_name(f"{OF_THE_INSTANCE}-{file.name}")
