"""卷宗 and papers by the many: what is put together of a case in the background."""

from __future__ import annotations

from flask import Flask

from casework.jobs import registry


def init_app(app: Flask) -> None:
    """The kinds of work that there are."""
    from casework.bundles import batch, dossier

    registry.declare(app, dossier.WORK, batch.WORK)
