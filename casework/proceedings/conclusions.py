"""规则: what the law concludes of the case file of a day, worked out when it is asked for and stored nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from casework.proceedings import facts
from casework.proceedings.models import Folder
from rules.assess import assess, least_changes_of, still_missing_of
from rules.carbon.parameters.sets import ParameterSet
from rules.deciding.missing_told import LeastChange, StillMissing
from rules.record.assessment import AssessmentRecord

LONGEST = 3000
"""Lines of a worksheet beyond which nothing is sought that closed routes lack: that measures many times."""


@dataclass(frozen=True)
class Conclusions:
    """``routes``: by closed route, what would open it; ``rules``: by rule, the least change that makes it apply.

    ``omitted``: why nothing was sought, else None.
    """

    result: AssessmentRecord
    routes: Mapping[str, StillMissing]
    omitted: str | None = None
    rules: Mapping[str, LeastChange] = field(default_factory=dict)


def of_today(folder: Folder, values: ParameterSet | None = None) -> Conclusions | None:
    """What the law concludes of a case today; None while its facts are not on file.

    ``values``: the parameter set to measure by; None for the one that ships with the method.

    Raises ``InputError`` where nothing can be concluded of the facts as they are.
    """
    casefile = facts.of_day(folder)
    if casefile is None:
        return None
    found = assess(casefile, parameter_set=values)
    if len(found.worksheet.lines) > LONGEST:
        told = gettext("本次计量的底稿超过 %(lines)s 行，不在页面上推算还缺什么。", lines=LONGEST)
        return Conclusions(found.record, {}, told)
    routes = {one.route: one for one in still_missing_of(found)}
    return Conclusions(found.record, routes, rules=least_changes_of(found))
