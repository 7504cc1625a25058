"""What moves a measured loss, and why two of them differ. Worked out when asked for; nothing here is stored."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from flask_babel import gettext

from casework.cases import Case, filing
from casework.cases import history as case_history
from casework.losses.reviewing import Reviewed, latest
from rules.carbon.comparison import differences
from rules.carbon.comparison.attribution import attribute
from rules.carbon.comparison.differences import method_title
from rules.carbon.methods.registry import named
from rules.carbon.parameters.sets import ParameterSet
from rules.carbon.uncertainty.sensitivity import ranking
from rules.carbon.worksheet import Worksheet
from rules.casefile import CaseFile
from rules.reading.errors import FieldError, InputError
from rules.record.assessment import AssessmentRecord
from rules.record.comparison import AttributionRecord
from rules.record.uncertainty import Ranking

_rankings: OrderedDict[str, Ranking] = OrderedDict()
# Kept, because the same assessment is looked at again and again, and a large tally takes a second.
_KEPT = 32


def ranking_of(result: AssessmentRecord) -> Ranking:
    """The ranking of a result's inputs and parameters, from its worksheet alone."""
    found = _rankings.get(result.hash)
    if found is None:
        found = ranking(Worksheet.of(result.worksheet).lines, result.line_of_loss)
        _rankings[result.hash] = found
        if len(_rankings) > _KEPT:
            _rankings.popitem(last=False)
    return found


@dataclass(frozen=True)
class Weighed:
    """Two sides by name, and how their difference is shared out; ``attribution`` None with the ``reason``.

    ``rival`` is the second side where it is not an assessment of the case.
    """

    sides: tuple[str, str]
    attribution: AttributionRecord | None
    reason: str = ""
    rival: CaseFile | None = None


def between(case: Case, before: Reviewed, after: Reviewed) -> Weighed:
    """Two assessments of a case, by what their case files say differently."""
    sides = tuple(gettext("第 %(number)s 次计量", number=item.row.number) for item in (before, after))
    files = [filing.casefile_of(case_history.stored(case, item.version)) for item in (before, after)]
    named = (sides[0], sides[1])
    try:
        found = attribute(files[0], files[1], sets=(before.parameter_set, after.parameter_set)).record
    except InputError as problem:
        return Weighed(named, None, problem.errors[0].message)
    told = [side.loss_tco2e for side in (found.before, found.after)]
    if told != [item.loss_tco2e for item in (before, after)]:
        reason = gettext("按现行的方法与参数重算，结果与当时的计量不同（方法或参数其后已更新），差额不逐项分解。")
        return Weighed(named, None, reason)
    return Weighed(named, found)


@dataclass(frozen=True)
class Rival:
    """What the present case file is set against, as chosen on the page: a version, a method, an uploaded file."""

    version: int | None = None
    method: str = ""
    content: bytes = b""
    file: str = ""


def against(case: Case, rival: Rival) -> Weighed:
    """The present case file beside another version, an uploaded one, or itself by another method. Stores nothing.

    Raises ``InputError`` with every mistake, at ``file`` or ``method`` or where it stands in the uploaded file.
    """
    current = filing.current_version(case)
    mine = filing.casefile_of(current)
    last = latest(case)
    own_set = last.parameter_set if last else None
    other, name = mine, gettext("第 %(version)s 版案件文件", version=current.version)
    if rival.file:
        other, name = filing.read_upload(rival.content), rival.file
    elif rival.version is not None:
        other = filing.casefile_of(case_history.stored(case, rival.version))
        name = gettext("第 %(version)s 版案件文件", version=rival.version)
    elif not rival.method:
        raise InputError.at("file", gettext("请选择对照的对象：另一版案件文件、另一种方法，或上传一份案件文件"))
    if rival.method:
        other, title = by_method(other, rival.method)
        name = gettext("%(name)s，改用%(method)s", name=name, method=title)
    sides = (gettext("现行案件文件（第 %(version)s 版）", version=current.version), name)
    # Both sides by the set of the last measurement, unless they have another method, to which it does not belong.
    sets = (_fitting(own_set, mine), None if rival.method else _fitting(own_set, other))
    return Weighed(sides, attribute(mine, other, sets=sets).record, rival=other)


def _fitting(parameter_set: ParameterSet | None, casefile: CaseFile) -> ParameterSet | None:
    """The set where it is one of the case file's method, else None: the one that ships with the method."""
    if parameter_set is None or parameter_set.method not in (None, "@".join(named(casefile.options.method))):
        return None
    return parameter_set


def by_method(casefile: CaseFile, method: str) -> tuple[CaseFile, str]:
    """The case file with this method, and what the method is called."""
    try:
        return differences.by_method(casefile, method), method_title(method)
    except InputError as problem:
        raise InputError(FieldError("method", error.message) for error in problem.errors) from None
