"""碳衡: people, cases and proofs. The Flask application.

``create_app`` puts the features together. A feature is a package of tables, services, queries and errors; its pages
stand in ``web``, its commands in ``cli``. A view parses, calls a function of a feature and renders; a service decides
and writes; the rules measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from casework import cli

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Mapping[str, Any] | None = None, *, records: bool = True) -> Flask:
    """The application. ``settings`` override the environment's (tests give a database of their own).

    Without ``records`` it has the commands that work on files and nothing else, and starts in half the time.
    """
    instance = Path((settings or {}).get("INSTANCE_PATH", ROOT / "instance"))
    app = Flask(
        "casework",
        root_path=str(ROOT / "casework"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "casework" / "static"),
        instance_path=str(instance),
    )
    cli.init_app(app)
    if records:
        from casework import config, db, features, logs, web
        from casework.cli.records import init_app as add_record_commands

        app.config.from_mapping({**config.defaults(instance), **(settings or {})})
        logs.init_app(app)
        db.init_app(app)
        features.init_app(app)
        web.init_app(app)
        add_record_commands(app)
    return app
