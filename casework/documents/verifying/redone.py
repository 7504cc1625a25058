"""The assessment worked out again from the facts that a paper carries."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext
from pydantic import ValidationError

from casework.documents.matter import Json
from casework.documents.verifying.families import Stated
from casework.documents.verifying.finding import ASSESSMENT, Finding, State, failed, left_open, passed
from rules.assess import assess
from rules.carbon.parameter_forms.build import parameter_set
from rules.carbon.parameter_forms.form import Form
from rules.carbon.parameters.sets import ParameterSet
from rules.casefile import parse
from rules.reading.messages import template
from rules.record.assessment import AssessmentRecord

NO_ASSESSMENT = template("本文书不载测算结果全文，无可复算")
NO_FACTS = template("附件没有测算所据的案情，不能复算")
NOT_DONE = template("附件所载的案情算不出结果：%(why)s")
DIFFERS = template("复算与所载不符：%(differences)s")
FIGURE = template("%(name)s所载为 %(stated)s，复算为 %(again)s")
LINE = template("底稿第 %(no)s 行所载为 %(stated)s，复算为 %(again)s")
REST = template("规则的结论或者散列值不同")
OTHER_LAW = template("计量复算相符；出具时的规则版本（%(theirs)s）不是本程序的（%(ours)s），规则的结论没有复算")
SAME = template("依附件所载的案情、%(method)s和所载日期复算，底稿 %(lines)s 行、结论和散列值 %(hash)s 全部相同")


def finding(stated: Stated | None) -> Finding:
    """Whether the facts that are carried give the result that is stated."""
    if stated is None:
        return Finding(ASSESSMENT, State.NOTHING, gettext(NO_ASSESSMENT))
    if stated.facts is None:
        return left_open(ASSESSMENT, gettext(NO_FACTS))
    try:
        told = AssessmentRecord.from_json(stated.result)
        again = assess(parse(stated.facts, recorded=True), told.on, parameter_set=_entered(stated.entered)).as_json()
    except (ValidationError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as problem:
        return failed(ASSESSMENT, gettext(NOT_DONE, why=problem))
    if again == stated.result:
        method = f"{told.method.title}（{told.method.edition}）"
        return passed(ASSESSMENT, gettext(SAME, method=method, lines=len(told.worksheet), hash=told.hash))
    record = AssessmentRecord.from_json(again)
    differences = list(_differences(told, record))
    if not differences and told.law != record.law:
        return left_open(ASSESSMENT, gettext(OTHER_LAW, theirs=told.law, ours=record.law))
    return failed(ASSESSMENT, gettext(DIFFERS, differences="；".join(differences or [gettext(REST)])))


def _entered(proof: Json | None) -> ParameterSet | None:
    """The set that a bureau entered, where it was measured by one."""
    if proof is None:
        return None
    rest = {name: value for name, value in proof.items() if name != "form"}
    return parameter_set(Form.model_validate(proof["form"]), **rest)


def _differences(told: AssessmentRecord, again: AssessmentRecord) -> Iterator[str]:
    figures = (
        (gettext("碳汇损失量（tCO2e）"), told.loss_tco2e, again.loss_tco2e),
        (gettext("应认购量（吨）"), told.required_credits_t, again.required_credits_t),
        (gettext("金额（元）"), told.amount_cny, again.amount_cny),
        (gettext("损失金额（元）"), told.loss_value_cny, again.loss_value_cny),
        (gettext("案情散列值"), told.casefile_sha256, again.casefile_sha256),
        (gettext("底稿行数"), str(len(told.worksheet)), str(len(again.worksheet))),
    )
    for name, stated, redone in figures:
        if stated != redone:
            yield gettext(FIGURE, name=name, stated=stated or "—", again=redone or "—")
    for line, other in zip(told.worksheet, again.worksheet, strict=False):
        if line != other:
            yield gettext(LINE, no=line.no, stated=line.result, again=other.result)
            return
