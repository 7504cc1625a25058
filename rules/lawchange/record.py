"""A case for a rehearsal as plain data: so it reaches another process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from rules.carbon.measure import measure
from rules.carbon.parameter_forms.build import parameter_set
from rules.carbon.parameter_forms.form import Form
from rules.carbon.parameters.sets import ParameterSet
from rules.casefile import CaseFile, parse
from rules.casefile.procedure import ProcedureEvent
from rules.lawchange.rehearsal import Given


@dataclass(frozen=True)
class Record:
    """A case as it is kept: ``casefile`` and ``parameters`` are JSON texts, ``events`` plain data.

    ``parameters``: the form of the set that the case is measured with, None for the one that ships. ``events``: what
    is known of the proceedings beside the case file.
    """

    name: str
    casefile: str
    parameters: str | None
    events: list[dict[str, Any]]

    def given(self) -> Given:
        """The case as it is rehearsed; its texts are read when its turn comes."""
        events = [ProcedureEvent.model_validate(event) for event in self.events]
        own = None if self.parameters is None else _own(self.parameters)
        return Given(self.name, partial(_read, self.casefile), partial(measure, parameter_set=own), events)


def _read(document: str) -> CaseFile:
    return parse(json.loads(document))


@cache  # many cases are measured with few sets
def _own(document: str) -> ParameterSet:
    return parameter_set(Form.model_validate_json(document))
