"""Who owes in the place of a minor: 民法典第一千一百八十八条 has the guardian bear the liability."""

from __future__ import annotations

from collections.abc import Mapping

from rules.deciding.facts.guardians import answering_article
from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import specs_of
from rules.proceedings.guards.said import conduct_of
from rules.proceedings.registry import stricter, warning
from rules.reading.messages import msg, template

NAMING = ("joint", "shares", "obligors")
OF_MINOR = template("{id} 的义务人{names}行为时不满十八周岁：侵权责任由监护人承担（{basis}），没有写明监护人")


@stricter
@warning
def guardian_owes(doing: Doing) -> str | None:
    """A civil duty is proposed and nobody of age named: with a reason, for one of sixteen may live by his own work."""
    spec = specs_of(doing).get(doing.id, {})
    parties = {party.name: party for party in doing.case.parties}
    known = doing.table.duties.get(str(spec.get("obligation_kind") or (doing.duty.kind if doing.duty else "")))
    said = next((one for name in NAMING if isinstance(one := spec.get(name), list | tuple | Mapping) and one), ())
    named = tuple(map(str, said)) or (doing.duty.obligors if doing.duty else ()) or tuple(parties)
    minors = [name for name in named if name in parties and parties[name].minor]
    if known is None or not known.makes_good or not minors or len(minors) < len(named):
        return None
    basis = answering_article(conduct_of(doing) or doing.day)
    return msg(OF_MINOR, id=doing.id, names="、".join(minors), basis=basis) if basis else None
