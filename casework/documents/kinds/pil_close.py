"""终结案件决定书: a public-interest claim ends before a suit, with its ground and what was realised (P12).

公益诉讼办案规则 90 ends it on what the inquiry found; 95, which names the grounds of 90, once the notice was given.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.claims import NO_CLAIM, noticed_on, opened_claim, opened_on
from casework.documents.common import day
from casework.documents.matter import PROCURATORATE, Json, Matter
from casework.documents.owed import duty_told
from casework.documents.paper_kind import PaperKind, Passage, Publication, Series, Subject, because
from rules.proceedings import clock
from rules.reading.messages import template

NOT_ENDED = template("公益诉讼案件没有终结")
FINE = "罚款"
"""A penalty makes nothing good of the damage."""


class ClaimEnded(PaperKind):
    """One for the claim."""

    name = "pil_close"
    title = _("公益诉讼终结案件决定书")
    says = _("立案的经过、终结的理由和责任已经实现的情况。")
    rank = 390
    edition = 2
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 2
    publication = Publication.PARTIES
    passages = (Passage("ground", _("终结的理由")),)
    words = ("终结案件", "责任的实现情况")

    def titled(self, matter: Matter) -> str:
        """On the paper it is a decision."""
        return "终结案件决定书"

    def undue(self, matter: Matter) -> str:
        """A claim must have been ended by a decision."""
        track = opened_claim(matter)
        if track is None:
            return because(NO_CLAIM, "open_claim")
        ended = track.state == "ended" and matter.last("end_claim") is not None
        return "" if ended else because(NOT_ENDED, "end_claim")

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """When it was opened and ended, how far everything is performed."""
        track, act = opened_claim(matter), matter.last("end_claim")
        assert track is not None, "it is asked before"
        assert act is not None, "it is asked before"
        opened = opened_on(track)
        return {
            "case": matter.case_name,
            "opened": day(opened) if opened is not None else "",
            "on": day(act.at),
            "noticed": noticed_on(track) is not None,
            "duties": _realised(matter),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The ground that the act states."""
        act = matter.last("end_claim")
        ground = str(act.args.get("ground") or "") if act is not None else ""
        return {"ground": f"{ground.rstrip('。')}。" if ground else ""}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """How far everything is performed."""
        return {"责任的实现情况": "；".join(_realised(matter)) or "没有"}


def _realised(matter: Matter) -> list[str]:
    return [
        f"{duty_told(duty)}{f'（{_names(duty.obligors)}）' if duty.obligors else ''}"
        f"，{'已经履行完毕' if duty.state in clock.DONE else '没有履行完毕'}"
        for duty in matter.duties()
        if duty.kind != FINE
    ]


def _names(names: tuple[str, ...]) -> str:
    return "、".join(names)


KIND = ClaimEnded()
