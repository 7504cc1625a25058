"""What law demands of an appeal, of the second instance, and of a ruling taking effect."""

from __future__ import annotations

from collections.abc import Mapping

from rules.proceedings.clock import appeal_end, happened
from rules.proceedings.doing import Doing
from rules.proceedings.effects.appeals import appellant, appellants
from rules.proceedings.effects.orders import higher_court
from rules.proceedings.events import period
from rules.proceedings.fellows import on_appeal
from rules.proceedings.guards.said import wanted
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.sentences import NO_HEAVIER, is_heavier
from rules.reading.messages import msg, template

NOT_SERVED = template("裁判尚未送达{whom}，不能生效")
STILL_OPEN = template("上诉、抗诉期限到 {end} 届满，期满前裁判不生效")
NOT_ABOVE = template("因被告人一方上诉发回重审的，不得加重刑罚（第一次判处{first}）")
APPEALED_BEFORE = template("案件已经因上诉或者抗诉进入二审，{whom}不能再次上诉、抗诉")
ON_APPEAL = template("{names}的上诉、抗诉还在二审，共同犯罪的案件全案审查、一并处理，裁判对没有上诉的人也不生效")
WHO_WITHDRAWS = template("上诉、抗诉的有{names}，没有写明其中何人撤回；其他人没有撤回的，二审继续")


@guard
def remitted_once(doing: Doing) -> None:
    if doing.args.flag("remit") and doing.there.remits >= 1:
        told = msg("发回重审以一次为限，已经发回过")
        raise Refused("impossible", told, msg("维持或者改判"), "remitted_once")


@guard
def not_heavier(doing: Doing) -> None:
    """上诉不加刑 (刑诉法237): on the appeal of the defendant's side alone no heavier penalty."""
    track = doing.there
    if track.data.get("protested"):
        return
    own = _sentence(doing)
    if (doing.args.flag("heavier") and own is not None) or is_heavier(track.data.get("sentence"), own):
        raise Refused("impossible", msg(NO_HEAVIER), msg("维持、减轻或者发回重审"), "not_heavier")


def _sentence(doing: Doing) -> object:
    """What a ruling says of the accused of the track."""
    said = doing.args.get("sentence")
    return said.get(doing.id.partition(":")[2]) if isinstance(said, Mapping) else said


@stricter
@guard
def not_above_the_first(doing: Doing) -> None:
    """刑诉法237(1), 解释403: sent back on the appeal of the defendant's side alone, no heavier than the first sentence,
    neither in the new judgment, unless new facts were charged since, nor after a protest against that.
    """
    first = doing.there.data.get("not_above")
    back = max((one.act for one in doing.there.passages if one.state == "first_instance"), default=0)
    charged = any(act.do == "amend_charges" and act.number > back for act in doing.case.acts)
    if first is not None and is_heavier(first, _sentence(doing)) and not charged:
        told = msg(NOT_ABOVE, first=str(first))
        raise Refused("impossible", told, msg("有新的犯罪事实的，先补充起诉（amend_charges）"), "not_above_the_first")


@guard
def retried_above(doing: Doing) -> None:
    """刑诉法256: what a court above tries again it tries as a second instance, and finally."""
    if not doing.there.data.get("retried_above"):
        told = msg("原来是第一审的案件，再审按第一审程序审判")
        raise Refused("impossible", told, msg("由裁判（rule）作出，可以上诉、抗诉"), "retried_above")


@guard
def not_appealed_before(doing: Doing) -> None:
    """Each side may appeal or protest in its own term, also after the other did (刑诉法227, 228); nobody twice."""
    track = doing.there
    if track.state == "second_instance" and appellant(doing) in track.data.get("appellants", ("",)):
        told = msg(APPEALED_BEFORE, whom=appellant(doing) or template("（没有写明何人）"))
        raise Refused(
            "impossible", told, msg("由二审裁判，或者写明另行上诉的人（requested_by）"), "not_appealed_before"
        )


@stricter
@guard
def withdrawn_by_whom_appealed(doing: Doing) -> None:
    """民诉法180, 刑诉法解释383, 385: each withdraws his own appeal; of several it is said whose it is."""
    there, named = appellants(doing.there), doing.args.texts("persons")
    if len(there) > 1 and not set(named) & set(there):
        opens = msg("写明由谁撤回（persons）")
        raise Refused("missing", msg(WHO_WITHDRAWS, names=list(there)), opens, "withdrawn_by_whom_appealed")


@guard
def higher_court_known(doing: Doing) -> None:
    if not higher_court(doing):
        raise wanted(doing, msg("二审法院"), "court")


@guard
def all_served(doing: Doing) -> None:
    served = doing.there.data.get("served") or {}
    missing = [name for name in doing.there.persons if name not in served] if doing.there.persons else []
    if doing.args.day("served") is None and (missing or not served):
        raise Refused("missing", msg(NOT_SERVED, whom=missing), msg("先办理送达（serve）"), "all_served")


@stricter
@warning
def reviewed_with_the_others(doing: Doing) -> str | None:
    """刑诉法233, 解释389: of accused who did it together the whole judgment is reviewed where one of them appeals."""
    names = [name for one in on_appeal(doing.case, doing.there) for name in one.persons]
    return msg(ON_APPEAL, names=names) if names else None


@guard
def appeal_period_over(doing: Doing) -> None:
    end = appeal_end(doing.there, doing.args.day("served"))
    if end is not None and doing.day <= end:
        raise Refused("impossible", msg(STILL_OPEN, end=end), msg("期满后的次日可以生效"), "appeal_period_over")


RULES = {"criminal": "appeal.judgment", "civil": "appeal.civil-judgment"}
"""By kind of track; a civil part that was joined is appealed as the judgment is."""


@warning
def appeal_in_time(doing: Doing) -> str | None:
    end = appeal_end(doing.there, doing.args.day("served"))
    if end is not None and end < doing.day:
        joined = doing.there.data.get("attached")
        rule = RULES["criminal"] if joined else RULES.get(doing.kind, "appeal.judgment")
        found = period(doing.case, rule, doing.day, doing.there)
        if found is None or found.end is None or found.end < doing.day:
            return msg("上诉、抗诉期限已于 {end} 届满", end=end)
    return None


@warning
def within_ninety_days(doing: Doing) -> str | None:
    begun = happened(doing.case, "行政处罚立案")
    if begun is not None and (doing.day - begun.at).days > 90:
        return msg("自立案之日起已经 {days} 日，超过九十日", days=(doing.day - begun.at).days)
    return None
