"""复议或者诉讼撤销行政决定: what rested on the decision ends, and the bureau decides anew."""

from __future__ import annotations

import re
from dataclasses import replace

from rules.proceedings.doing import Doing
from rules.proceedings.effects.building import as_far_as_done
from rules.proceedings.effects.substitution import costs_denied
from rules.proceedings.effects.tracks import noted
from rules.proceedings.registry import effect
from rules.proceedings.state import Case, Obligation

DECISIONS = ("decide", "perform_for")
AGREED = ("undertake", "agree")
QUASHED = re.compile("撤销|无效|quash|annul|revoke", re.IGNORECASE)
KEPT = re.compile("维持|驳回|不予撤销|撤回|部分|upheld|dismiss", re.IGNORECASE)
OVER = ("waived", "lapsed", "superseded", "dropped", "discharged", "converted")


def is_quashed(doing: Doing) -> bool:
    """Whether the decision falls: wholly, as the outcome says, or in the duties that are named."""
    said = f"{doing.args.get('outcome') or ''}{doing.args.text('note')}"
    whole = KEPT.search(said) is None or bool(doing.args.texts("concerns"))
    return QUASHED.search(said) is not None and whole


@effect
def end_quashed(doing: Doing, case: Case) -> Case:
    """行政强制法40(4), 41: what the decision demanded is owed no more, and what was paid on it can be given back.

    What the party had promised before stays promised. What was done stays a fact.
    """
    if not is_quashed(doing):
        return case
    named = doing.args.texts("concerns")
    own = [one for one in case.obligations.values() if _rests_on(doing, case, one) and (not named or one.id in named)]
    if doing.act.edition:
        own += [one for one in costs_denied(case, [one.id for one in own]) if one not in own]
    ending = [one for one in own if one.state not in OVER and (one.state != "proven" or one.unit == "amount")]
    ended = [_without(doing, one) for one in ending]
    held = tuple(one.id for one in ended if one.held and one.state == "lapsed")
    case = replace(case.owing(*ended), returns=tuple(dict.fromkeys((*case.returns, *held))))
    return case if named else noted(case, case.tracks[doing.id], served={})


def _rests_on(doing: Doing, case: Case, duty: Obligation) -> bool:
    """Whether it rests on the decision, or what it took the place of did."""
    before = case.obligations.get(duty.predecessor)
    own = any(one.track == doing.id and one.instrument in DECISIONS for one in duty.grounds)
    return own or (before is not None and _rests_on(doing, case, before))


def _without(doing: Doing, duty: Obligation) -> Obligation:
    if not any(one.instrument in AGREED for one in duty.grounds):
        return replace(duty, state="lapsed")
    left = tuple(one for one in duty.grounds if one.instrument not in DECISIONS)
    promised = replace(duty, state="undertaken", grounds=left)
    return replace(promised, state=as_far_as_done(doing, promised)) if promised.counted else promised
