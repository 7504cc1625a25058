"""What a request costs: the statements it sends and the whole case files it validates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from casework import db
from rules.casefile import CaseFile
from tests.casework.office import Office


class Reads:
    """Counts while it is listening. ``statements`` are texts of SQL, without those that only begin or end."""

    def __init__(self, office: Office, patch: pytest.MonkeyPatch) -> None:
        self.office = office
        self.statements: list[str] = []
        self.validations = 0
        validate: Callable[..., CaseFile] = CaseFile.model_validate

        def counted(data: Any, **how: Any) -> CaseFile:
            self.validations += 1
            return validate(data, **how)

        patch.setattr(CaseFile, "model_validate", counted)

    @contextmanager
    def listening(self) -> Iterator[Reads]:
        """Nothing is counted from before."""
        self.statements, self.validations = [], 0
        with self.office.app.app_context():
            engine = db.engine()

        def hear(connection: object, cursor: object, statement: str, *_: object) -> None:
            self.statements.append(statement)

        event.listen(engine, "before_cursor_execute", hear)
        try:
            yield self
        finally:
            event.remove(engine, "before_cursor_execute", hear)
