"""An assessment as a worksheet to read in a terminal. Takes the record, so it shows nothing the record lacks."""

from __future__ import annotations

from collections.abc import Iterator

from casework.wording import chinese_unit, equations_named, money, percent
from rules.record.assessment import AssessmentRecord
from rules.record.deciding import ChargeRecord
from rules.record.measuring import LossOfRecord, RecoveryRecord
from rules.record.uncertainty import LossRange
from rules.record.worksheet import LineRecord
from rules.values.shown import result as told_result
from rules.values.shown import shown

CONFIDENCE = {"verified": "", "stated": "", "computed": "", "secondary": "【转引】"}


def render(result: AssessmentRecord) -> str:
    """The whole assessment: head, worksheet by sections, results, grade, routes, rules, warnings, hash."""
    parts = [_head(result), _worksheet(result), _results(result), _recovery(result.recovery)]
    parts += [_grade(result), _persons(result), _loss_rests_on(result), _routes(result), _rules(result)]
    if result.warnings:
        parts.append("\n".join(["提示", *(f"  ! {equations_named(warning)}" for warning in result.warnings)]))
    parts.append(f"摘要（SHA-256）  {result.hash}")
    return "\n\n".join(part for part in parts if part)


def _head(result: AssessmentRecord) -> str:
    method = result.method
    lines = [
        "碳汇损失计量工作底稿",
        f"  案号      {result.case.number or '（未编号）'}",
        f"  案由      {'、'.join(result.offences)}",
        f"  行为日    {result.case.conduct_ended}    裁量日  {result.on}",
        f"  计量方法  {method.title}（{method.name}）",
        *([f"  版本选用  {method.edition_ground}"] if method.edition_ground else []),
        f"  参数集    {method.parameter_set.id}",
    ]
    if method.status:
        lines.append(f"  状态      {method.status}")
    if method.parameter_set.status:
        lines.append(f"  参数状态  {method.parameter_set.status}")
    return "\n".join(lines)


def _worksheet(result: AssessmentRecord) -> str:
    lines = ["计算过程"]
    section = None
    for line in result.worksheet:
        if line.section != section:
            section = line.section
            lines.append(f"\n  {equations_named(section)}")
        lines += _line(line)
    return "\n".join(lines)


def _line(line: LineRecord) -> Iterator[str]:
    mark = CONFIDENCE.get(line.confidence, "【待核】")
    head = f"  {line.no:>3}  {line.symbol}  {equations_named(line.label)}"
    unit = "" if line.unit == "1" else f" {chinese_unit(line.unit)}"
    if line.kind != "computed":
        yield f"{head} = {told_result(line.result, line.unit)}{unit}{mark}    〔{line.source}〕"
        return
    yield f"{head} = {line.formula}"
    rounding = f"    〔{line.rounding_text}〕" if line.rounding else ""
    yield f"         = {line.substituted}"
    yield f"         = {told_result(line.result, line.unit)}{unit}{rounding}"


_REPORTED = {"loss_tco2e": "碳汇损失量（t）", "required_credits_t": "应认购量（t）", "amount_cny": "金额（元）"}


NOT_GIVEN = "不能得出：{reason}"
SEE = "见提示"
IN_MONEY = "以金额计，没有吨数"


def _loss_told(result: AssessmentRecord) -> Iterator[str]:
    """The loss in tonnes, and as a value where it is one or has one."""
    value = result.loss_value_cny
    none = NOT_GIVEN.format(reason=SEE) if value is None else IN_MONEY
    yield f"  碳汇损失量  {none if result.loss_tco2e is None else f'{result.loss_tco2e} tCO₂e'}"
    if value is not None:
        yield f"  碳汇损失价值  {money(value)} 元"


def _results(result: AssessmentRecord) -> str:
    found = result.loss_range
    lines = [
        "结果",
        *_loss_told(result),
        f"  不确定区间  {_range(found)}",
        *(f"      · {equations_named(note)}" for note in found.notes),
    ]
    for title, key, value, unit in (
        ("应认购量    ", "required_credits_t", result.required_credits_t, "t"),
        ("金额        ", "amount_cny", result.amount_cny, "元"),
    ):
        why = result.missing.get(key)
        lines.append(f"  {title}{NOT_GIVEN.format(reason=why or SEE) if value is None else f'{value} {unit}'}")
    for item in result.published:
        verdict = "一致" if item.agrees else "未能复现"
        name, computed = _REPORTED[item.quantity], item.computed or "不能得出"
        lines.append(f"  与公布比较  {name}：公布 {item.reported}，本次 {computed}，{verdict}")
    if result.published and result.published_note:
        lines.append(f"  公布的附注  {result.published_note}")
    return "\n".join(lines)


def _range(found: LossRange) -> str:
    """The range with what it leaves out, or why there is none."""
    first = found.first_order
    if found.level is None or first is None:
        return str(found.reason)
    left = f"；没有计入 {len(found.not_covered)} 项的误差" if found.not_covered else ""
    return (
        f"{found.low} 至 {found.high} tCO₂e（{percent(found.level)}，模拟 {found.draws:,} 次；"
        f"一阶近似 {first.low} 至 {first.high}{left}）"
    )


def _recovery(found: RecoveryRecord) -> str:
    """What a replanting makes good and when, and the sink forgone; empty where nothing was asked."""
    if found.series is None:
        return ""
    lines = ["恢复", f"  生长序列    {found.series.title}（{found.series.source}）"]
    at = found.recovered
    if at is not None:
        earliest = "不迟于" if at.no_later else ""
        year = f"（{at.year} 年）" if at.year else ""
        when = f"{earliest}第 {at.age_a} 年{year}"
        lines.append(f"  恢复年份    补植 {found.area_ha} ha，{when}，碳储量 {at.stock_tco2e} tCO₂e")
    elif found.recovered_reason:
        lines.append(f"  恢复年份    不能得出：{found.recovered_reason}")
    by = found.by
    if by is not None:
        trees = f"，{by.trees} 株" if by.trees else ""
        lines.append(f"  补足所需    到 {by.year} 年：{by.area_ha} ha{trees}")
    elif found.by_reason:
        lines.append(f"  补足所需    不能得出：{found.by_reason}")
    if found.forgone_tco2e is not None:
        until = found.forgone_until_year
        lines.append(f"  期间损失    到 {until} 年 {found.forgone_tco2e} tCO₂e（不与碳汇损失量相加）")
    elif found.forgone_reason:
        lines.append(f"  期间损失    {found.forgone_reason}")
    return "\n".join(lines)


def _grade(result: AssessmentRecord) -> str:
    grade = result.grade
    lines = ["数量档次（供审查，不作量刑建议）", f"  {grade.said}    依据 {grade.law or '—'}"]
    if grade.reason:
        lines.append(f"  {grade.reason}")
    for other in grade.alternatives:
        where = f"（{other.at}）" if other.at else ""
        lines.append(f"  · {other.law}{where}：{other.said}")
    return "\n".join(lines)


def _persons(result: AssessmentRecord) -> str:
    """Everybody with the grade, the law, the reason; where there are several charges, each of them."""
    lines = ["各人的数量档次与情节"]
    for party in result.persons:
        grade, offence = party.grade, party.offence
        about = f"    {offence}" if offence and len(result.offences) > 1 else ""
        head = f"  {party.name}（{party.role}）{about}    {grade.said}"
        lines.append(f"{head}    依据 {grade.law}{grade.article or ''}" if grade.law else head)
        lines.append(f"      {grade.reason}")
        for charge in party.charges if result.several_charges else ():
            lines.append(f"      · {_charge(charge)}")
            lines += [f"        {heading}：{told}" for heading, told in charge.alongside]
        lines += [f"      · {told}" for told in party.told]
        if party.share is not None:
            sum_ = f"，分担 {shown(party.owes_cny, 'CNY')} 元" if party.owes_cny is not None else ""
            lines.append(f"      · 赔偿责任的份额 {party.share}{sum_}")
    return "\n".join(lines) if result.persons else ""


def _charge(charge: ChargeRecord) -> str:
    stands = f"地块 {'、'.join(charge.stands)}" if charge.stands else "没有地块"
    stock = f"，立木蓄积 {shown(charge.graded_stock_m3, 'm3')} m³" if charge.graded_stock_m3 is not None else ""
    return "，".join((f"{charge.offence}：{stands}{stock}", charge.grade.said, *charge.held))


def _loss_rests_on(result: AssessmentRecord) -> str:
    """On whom the loss rests, where it is not the same persons for all stands."""
    lines = ["损失按人分列（共同实施的，各人之下均列全部）"]
    for one in (*result.loss_rests_on.groups, *result.loss_rests_on.persons):
        lines.append(f"  {'、'.join(one.persons)}    地块 {'、'.join(one.stands)}    {_loss(one)}")
    return "\n".join(lines) if result.loss_rests_on.groups else ""


def _loss(one: LossOfRecord) -> str:
    found = [
        f"{label} {shown(value, symbol)} {unit}"
        for label, value, symbol, unit in (
            ("立木蓄积", one.standing_stock_m3, "m3", "m³"),
            ("碳汇损失量", one.loss_tco2e, "tCO2e", "tCO₂e"),
            ("碳汇损失价值", one.loss_cny, "CNY", "元"),
        )
        if value is not None
    ]
    return "，".join([*found, *([one.reason] if one.reason else [])])


def _routes(result: AssessmentRecord) -> str:
    lines = ["赔偿路径"]
    for route in result.routes:
        state = ("〔可（修复义务未见处理）〕" if route.caution else "〔可〕") if route.open else "〔否〕"
        lines.append(f"  {state} {route.route}")
        lines += [f"        {reason}" for reason in route.reasons]
    return "\n".join(lines)


def _rules(result: AssessmentRecord) -> str:
    shown = [rule for rule in result.rules if rule.fired or rule.would_fire_if]
    lines = ["规则"]
    for rule in shown:
        lines.append(f"  {'■ 适用' if rule.fired else '□ 未适用'}  {rule.says}    〔{rule.basis}〕")
        lines += [f"           {reason.text}" for reason in rule.decided_by]
        if not rule.fired:
            lines.append(f"           {rule.would_fire_if}")
    hidden = len(result.rules) - len(shown)
    if hidden:
        lines.append(f"  另有 {hidden} 条规则与本案事实相去较远，未适用；全部规则见 --json")
    return "\n".join(lines)
