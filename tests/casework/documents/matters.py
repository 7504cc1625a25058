"""Matters of every published course, as it stood after each of its acts, for each office that takes part."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Basis, Matter, Office, Result, Sent
from casework.documents.paper_kind import PARTICULARS, PaperKind, Subject
from rules.assess import assess
from rules.casefile import CaseFile
from rules.casefile.request import Opinion
from rules.proceedings.file_of_day import file_of_day
from rules.proceedings.playing import play
from rules.proceedings.script import read_script
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case
from rules.reading.errors import InputError
from rules.record.assessment import AssessmentRecord
from tests.rules.cases import WALKS

NUMBER = "（2026）闽0627刑初88号"
WORDS = {"word:函": "南林函", "word:报告": "南林碳评"}


@cache
def matters() -> tuple[Matter, ...]:
    """Every one of them. What courses do not state and a paper cannot do without (a case number) is lent to them."""
    return tuple(matter for path in sorted(WALKS.glob("*.yaml")) for matter in of_course(path))


def of_course(path: Path) -> Iterator[Matter]:
    """A course as it stood after each of its acts, for each office that takes part."""
    script, stage = read_script(path), PureStage()
    seen = 0
    for _step in play(script, stage):
        case = stage.case
        if len(case.acts) == seen or case.day is None:
            continue
        seen = len(case.acts)
        facts = _lent(file_of_day(case, script.facts.file, case.day)) if script.facts.file is not None else None
        for kind in (PROCURATORATE, COURT, BUREAU):
            for place in case.institutions(kind)[-1:]:
                yield _matter(case, facts, Office(place, kind, particulars=_particulars()))


def _matter(case: Case, facts: CaseFile | None, office: Office) -> Matter:
    case, results = _measured(_numbered(case), facts)
    assert case.day is not None
    sent = Sent(1, "payment_notice", "缴纳通知书", NUMBER, office.name, case.day, tuple(p.name for p in case.parties))
    named = {name for duty in case.obligations.values() for one in duty.counted for name in one.files}
    files = dict.fromkeys(sorted(named), "0" * 64)
    return Matter(case, facts, office, "承办人", case.day, "2026-0001", results, (sent,), files=lambda: files)


def _numbered(case: Case) -> Case:
    """With a number of the court that received it: no published course has one."""
    acts = (replace(act, args={"number": NUMBER, **act.args}) if act.do == "receive" else act for act in case.acts)
    return replace(case, acts=tuple(acts))


def _measured(case: Case, facts: CaseFile | None) -> tuple[Case, Mapping[int, Result]]:
    """The results that courses tell by their tonnes alone, as the system measures them where the facts suffice."""
    told = {name: one for name, one in case.measurings.items() if one.submitted is not None}
    record = _assessed(facts) if facts is not None and told else None
    if record is None:
        return case, {}
    assert facts is not None, "they were measured"
    basis = Basis(facts)
    lent = {name: replace(one, result={**one.result, "assessment": 1}) for name, one in told.items()}
    place = next(iter(told.values())).measurer
    result = Result(1, "测算人", place, case.day or datetime.date.min, record, lambda: basis)
    return replace(case, measurings={**case.measurings, **lent}), {1: result}


_records: dict[str, AssessmentRecord | None] = {}


def _assessed(facts: CaseFile) -> AssessmentRecord | None:
    key = facts.model_dump_json()
    if key not in _records:
        try:
            _records[key] = AssessmentRecord.from_json(assess(facts).as_json())
        except InputError:
            _records[key] = None
    return _records[key]


def _lent(facts: CaseFile) -> CaseFile:
    """With a case number, and with an opinion where somebody asked for credits: no published course has one."""
    head = facts.case.model_copy(update={"number": facts.case.number or NUMBER})
    opinions = facts.opinions or ([Opinion(by="检察院", view="同意")] if facts.request.credits else [])
    return facts.model_copy(update={"case": head, "opinions": opinions})


def _particulars() -> dict[str, str]:
    return WORDS | dict.fromkeys(PARTICULARS, "某路88号")


def asked(kind: PaperKind) -> Iterator[tuple[Matter, Subject]]:
    """Each matter and subject for which a paper of this kind lacks nothing."""
    for matter in matters():
        if not kind.refusal(matter):
            for subject in kind.subjects(matter):
                if not kind.missing(matter, subject):
                    yield matter, subject


def bare(matter: Matter) -> Matter:
    """The same, of an office that has entered nothing of itself."""
    return dataclasses.replace(matter, office=dataclasses.replace(matter.office, particulars={}))
