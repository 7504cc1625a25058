"""Bring a database to a version of the tables (Alembic), and all models under one roof for that."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData

from casework.db import Base
from casework.features import FEATURES

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def metadata() -> MetaData:
    """The tables of every feature."""
    for feature in FEATURES:
        if find_spec(f"casework.{feature}.models"):
            import_module(f"casework.{feature}.models")
    return Base.metadata


def configuration(engine: Engine) -> Config:
    """Alembic's settings for one database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations up to ``revision``: all of them or, on error, none."""
    command.upgrade(configuration(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back down to ``revision`` (``base`` removes every table)."""
    command.downgrade(configuration(engine), revision)


def revisions(engine: Engine) -> tuple[str, ...]:
    """The revisions of the tables that this program knows."""
    return tuple(one.revision for one in ScriptDirectory.from_config(configuration(engine)).walk_revisions())


def head() -> str:
    """The newest of them."""
    return str(ScriptDirectory(str(FOLDER)).get_current_head())
