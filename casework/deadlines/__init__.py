"""期限: the periods that run from what happened in the proceedings."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Keep the index of periods with every change of a case."""
    from casework.cases import derived
    from casework.deadlines import due

    derived.declare(app, due.bring_up_to_date)
