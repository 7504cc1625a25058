"""What law demands of a suit in the public interest, a settlement, a negotiation and its confirmation."""

from __future__ import annotations

import datetime
from decimal import Decimal

from rules.proceedings.clock import notice_end
from rules.proceedings.doing import Doing
from rules.proceedings.effects.building import measured
from rules.proceedings.effects.orders import claims_of, specs_of, stated_sum
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.specs import UNIT_LABELS
from rules.proceedings.state import Obligation
from rules.reading.messages import msg, template

NOTICE_FIRST = template("提起民事公益诉讼（包括附带民事公益诉讼）前应当公告三十日，还没有公告")
NOTICE_RUNS = template("诉前公告（30日）到 {end} 期满，公告期满前不得起诉")
ANNOUNCE_FIRST = template("协议公告期间不少于30日，还没有公告")
ANNOUNCE_RUNS = template("协议公告不少于30日，到 {end} 期满，公告期满前不得出具调解书")
SHORT_NOTICE = template("司法确认前协议公告期少于30日（已公告 {days} 日）")
BELOW_CLAIMS = template("协议的数额 {agreed} 元少于诉讼请求 {claimed} 元，协议不得少于诉讼请求")
LESS_THAN_CLAIMED = template("协议少于诉讼请求（协议／请求）：{short}")
OTHERWISE = template("协议以其他方式代替诉讼请求，少于请求的（协议／请求）：{short}")
NOT_THE_REST = template("诉请 {claimed} 元与共同债务尚未履行的余额 {rest} 元不一致")
UNEXPLAINED = template("采信的损失 {loss} 元中有 {gap} 元没有列入协议，也没有已经履行的记录")
THIRTY = datetime.timedelta(days=30)


@guard
def notice_is_over(doing: Doing) -> None:
    """检察公益诉讼解释13: thirty days' notice before every suit of the procuratorate, joined ones included."""
    if doing.args.text("plaintiff") or (doing.track and doing.track.data.get("plaintiff")):
        return  # the notice is the procuratorate's, not another plaintiff's
    end = notice_end(doing.case, doing.day)
    if end is None:
        raise Refused(
            "impossible", msg(NOTICE_FIRST), msg("先办理诉前公告（notice），满三十日后起诉"), "notice_is_over"
        )
    if doing.day <= end:
        raise Refused("impossible", msg(NOTICE_RUNS, end=end), msg("期满后起诉"), "notice_is_over")


@guard
def other_plaintiff_named(doing: Doing) -> None:
    """What the procuratorate ended another plaintiff may bring; itself it opens the claim again (办案规则28, 90)."""
    if doing.there.state == "ended" and not doing.args.text("plaintiff"):
        told = msg("检察院已经终结本案，须写明由哪一个原告起诉（plaintiff）")
        raise Refused("missing", told, msg("检察院自己起诉的，先重新立案（open_claim）"), "plaintiff")


@guard
def another_sues(doing: Doing) -> None:
    """办案规则100: supported is the suit of another plaintiff, never its own."""
    if not (doing.args.text("plaintiff") or (doing.track and doing.track.data.get("plaintiff"))):
        told = msg("本案由人民检察院自己起诉，不是支持起诉")
        raise Refused("impossible", told, msg("由其他原告起诉的，写明原告（plaintiff）"), "another_sues")


@guard
def level_and_place(doing: Doing) -> None:
    """Joined: the court of the criminal case. Alone: any court that is named."""
    if not doing.args.flag("attached") or not doing.args.text("court"):
        return
    courts = {track.court for track in doing.case.of_kind("criminal") if track.court}
    if courts and doing.args.text("court") not in courts:
        told = msg("附带民事公益诉讼由审理刑事案件的人民法院管辖")
        raise Refused(
            "impossible", told, msg("向 {courts} 提起，或者单独起诉", courts=sorted(courts)), "level_and_place"
        )


@stricter
@warning
def level_of_court(doing: Doing) -> str | None:
    """检察公益诉讼解释5: alone it belongs to an intermediate court, or wherever the case was designated to."""
    court = doing.args.text("court") or next(iter(doing.case.institutions("court")), "")
    alone = doing.args.flag("alone") or not any(doing.case.of_kind("criminal"))
    if (
        alone
        and not doing.args.text("jurisdiction")
        and not any(word in court for word in ("中级", "中院", "高级", "海事"))
    ):
        return msg("单独提起的民事公益诉讼由中级法院管辖，没有写明{court}管辖的依据（jurisdiction）", court=court)
    return None


@stricter
@warning
def attached_to_a_prosecution(doing: Doing) -> str | None:
    """检察公益诉讼解释20: joined to a prosecution. Where that is kept elsewhere, the reason says where."""
    if doing.args.flag("attached") and not any(doing.case.of_kind("criminal")):
        return msg("案件中没有刑事程序，附带民事公益诉讼没有所附的刑事案件")
    return None


@warning
def attached_before_judgment(doing: Doing) -> str | None:
    criminal = list(doing.case.of_kind("criminal"))
    judged = ("judged_1", "appeal_open", "handed_over", "exempted", "acquitted", "done")
    if doing.args.flag("attached") and criminal and all(track.state in judged for track in criminal):
        return msg("刑事部分已经宣判，只能单独提起民事公益诉讼")
    return None


@stricter
@warning
def attached_on_appeal(doing: Doing) -> str | None:
    """法释〔2021〕1号198: of what is claimed first on appeal the court can only mediate."""
    criminal = list(doing.case.of_kind("criminal"))
    if doing.args.flag("attached") and any(track.state == "second_instance" for track in criminal):
        return msg("刑事部分已在二审，第一审期间没有提起附带民事诉讼的，第二审只能调解，调解不成另行起诉")
    return None


@stricter
@warning
def claims_are_met(doing: Doing) -> str | None:
    """环境民事公益诉讼解释26: a withdrawal is granted where the claims have all been met."""
    met = bool(doing.there.data.get("met"))
    return msg("以诉讼请求已经全部实现申请撤诉的，应当准许") if met else None


def claimed(doing: Doing) -> Decimal | None:
    """The sum that an act claims; None where it names none."""
    sums = [spec["amount"] for spec in doing.args.items.values() if spec.get("amount") is not None]
    stated = stated_sum(doing)
    if not sums and stated is not None:
        sums = [stated]
    if not sums:
        sums = [spec["amount"] for spec in claims_of(doing).values() if spec.get("amount") is not None]
    return sum(sums, Decimal()) if sums else None


@warning
def rest_of_group(doing: Doing) -> str | None:
    """A joint debt that was part paid is claimed for its rest (刑诉法解释180)."""
    joint = [one for one in doing.case.obligations.values() if one.mode == "joint" and one.unit == "amount"]
    rest = sum((one.rest for one in joint if one.rest is not None), Decimal())
    sum_claimed = claimed(doing)
    if joint and sum_claimed is not None and sum_claimed > rest:
        return msg(NOT_THE_REST, claimed=sum_claimed, rest=rest)
    return None


def adopted_loss(doing: Doing) -> Decimal | None:
    """The loss in money that was adopted last; None where none was."""
    values = [
        one.result["value"]
        for one in doing.case.measurings.values()
        if one.state == "adopted" and one.result.get("value") is not None
    ]
    return values[-1] if values else None


@warning
def not_below_assessed_loss(doing: Doing) -> str | None:
    loss, sum_claimed = adopted_loss(doing), claimed(doing)
    if loss is not None and sum_claimed is not None and sum_claimed < loss:
        return msg("诉请 {claimed} 元少于采信的损失 {loss} 元", claimed=sum_claimed, loss=loss)
    return None


@guard
def not_below_claims(doing: Doing) -> None:
    """办案规则99(1), 环境民事公益诉讼解释25: what is agreed in court is not less than what is claimed."""
    want = doing.there.data.get("claimed")
    duties = [one for one in doing.case.obligations.values() if any(g.track == doing.id for g in one.grounds)]
    named = doing.args.items
    have = Decimal()
    for duty in duties:
        spec = named.get(duty.id, {})
        amount = spec.get("amount", duty.quantity if duty.unit == "amount" else None)
        if duty.state not in ("dropped", "superseded", "waived", "converted"):
            have += amount or Decimal()
    have += sum((spec.get("amount") or Decimal() for name, spec in named.items() if name not in doing.case.obligations))
    other = any(spec.get("amount") is None for spec in named.values()) or doing.args.number("rest") is not None
    kept = [duty for duty in duties if duty.unit != "amount"] or other
    if want is not None and not kept and have < want:
        raise Refused(
            "impossible",
            msg(BELOW_CLAIMS, agreed=have, claimed=want),
            msg("补足，或者先变更诉讼请求"),
            "not_below_claims",
        )


def _short(doing: Doing) -> tuple[dict[str, tuple[Decimal, Decimal]], bool]:
    """What an agreement leaves out of the claims: unit -> (agreed, claimed); and whether something else makes it good.

    Days of labour at a wage, and a rest that is carried over, count as money.
    """
    agreed: dict[str, Decimal] = {}
    others = False
    specs = specs_of(doing)
    for name, spec in specs.items():
        duty = doing.case.obligations.get(name)
        kind = str(spec.get("obligation_kind") or (duty.kind if duty else ""))
        unit, quantity = measured(doing, duty or Obligation(name, kind, "proposed"), kind, spec)
        agreed[unit] = agreed.get(unit, Decimal()) + (quantity or Decimal())
        known = doing.table.duties.get(kind)
        others = others or (name not in _claims(doing) and known is not None and bool(known.makes_good))
        if unit == "days" and spec.get("day_wage") and doing.args.number("rest") is None:
            agreed["amount"] = agreed.get("amount", Decimal()) + (quantity or Decimal()) * spec["day_wage"]
    agreed["amount"] = agreed.get("amount", Decimal()) + (doing.args.number("rest") or Decimal())
    claimed: dict[str, Decimal] = {}
    for unit, quantity in _claims(doing).values():
        claimed[unit] = claimed.get(unit, Decimal()) + (quantity or Decimal())
    return {
        unit: (agreed.get(unit, Decimal()), sum_) for unit, sum_ in claimed.items() if agreed.get(unit, 0) < sum_
    }, others


def _claims(doing: Doing) -> dict[str, tuple[str, Decimal | None]]:
    """Each claim that stands: in what it is counted, and how much."""
    claims = doing.there.data.get("claims") or {}
    gone = ("dropped", "superseded", "waived", "converted", "lapsed")
    here = doing.case.obligations  # what 分案 took along is claimed there
    return {name: one for name, one in claims.items() if name in here and here[name].state not in gone}


def _told_short(short: dict[str, tuple[Decimal, Decimal]]) -> list[str]:
    return [
        f"{have.normalize():f}／{want.normalize():f} {UNIT_LABELS.get(unit, '')}"
        for unit, (have, want) in short.items()
    ]


@stricter
@guard
def not_less_than_claimed(doing: Doing) -> None:
    """办案规则99(1): not less than the claims, of whatever kind they are: trees, area and tonnes as well as money."""
    short, others = _short(doing)
    left = [name for name, (_, owed) in _claims(doing).items() if owed is None and name not in specs_of(doing)]
    if (short or left) and not others:
        told = msg(LESS_THAN_CLAIMED, short=_told_short(short) or left)
        raise Refused("impossible", told, msg("补足，或者先变更诉讼请求（change_claim）"), "not_less_than_claimed")


@stricter
@warning
def claims_made_good_otherwise(doing: Doing) -> str | None:
    """What takes the place of a claim cannot be counted against it; the court says why it serves the public as well."""
    short, _ = _short(doing)
    return msg(OTHERWISE, short=_told_short(short)) if short else None


@guard
def announced_thirty_days(doing: Doing) -> None:
    """环境民事公益诉讼解释25: announced for thirty days at least before the court's paper."""
    begun = doing.there.since("announced")
    if begun is None:
        raise Refused("impossible", msg(ANNOUNCE_FIRST), msg("先公告协议（announce）"), "announced_thirty_days")
    if doing.day <= begun + THIRTY:
        raise Refused("impossible", msg(ANNOUNCE_RUNS, end=begun + THIRTY), msg("期满后出具"), "announced_thirty_days")


@warning
def announced_before_confirming(doing: Doing) -> str | None:
    begun = doing.there.since("announced") or doing.there.data.get("announced")
    days = 0 if begun is None else (doing.day - begun).days
    return msg(SHORT_NOTICE, days=days) if days <= THIRTY.days else None


@guard
def not_for_settlement(doing: Doing) -> None:
    """环境民事公益诉讼解释25(2): no withdrawal because a settlement was reached; the settlement is announced."""
    ground = doing.args.text("ground")
    if doing.args.flag("settlement") or (("和解" in ground or "settle" in ground) and not doing.args.flag("met")):
        told = msg("不得以达成和解协议为由撤诉")
        raise Refused(
            "impossible",
            told,
            msg("公告协议后由法院出具调解书，或者说明诉讼请求已经全部实现（met）"),
            "not_for_settlement",
        )


@guard
def not_after_debates(doing: Doing) -> None:
    if doing.args.flag("debated") and not doing.args.flag("met"):
        told = msg("法庭辩论终结后申请撤诉的，不予准许")
        raise Refused("impossible", told, msg("行政机关履职使诉讼请求全部实现的除外（met）"), "not_after_debates")


@warning
def meetings_and_days(doing: Doing) -> str | None:
    """管理规定: ninety days, three meetings; known from an excerpt only (待核)."""
    track = doing.track
    if track is None or not track.passages:
        return None
    days = (doing.day - track.passages[0].at).days
    meetings = sum(one.state == "talking" for one in track.passages)
    if days > 90 or (doing.act.do == "talk" and meetings >= 3):
        return msg("磋商已经 {days} 日、{meetings} 次会议，超过九十日或者三次（待核）", days=days, meetings=meetings)
    return None


@warning
def whole_loss_explained(doing: Doing) -> str | None:
    loss = adopted_loss(doing)
    if loss is None:
        return None
    covered = sum((spec.get("amount") or Decimal() for spec in doing.args.items.values()), Decimal())
    done = sum((one.done for one in doing.case.obligations.values() if one.unit == "amount"), Decimal())
    measured_otherwise = any(spec.get("amount") is None for spec in doing.args.items.values())
    gap = loss - covered - done
    return msg(UNEXPLAINED, loss=loss, gap=gap) if gap > 0 and covered and not measured_otherwise else None
