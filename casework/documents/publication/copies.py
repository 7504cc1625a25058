"""Making the copy: the frozen paper with its persons hidden, set without its data, read back, approved by a person.

The approval is a step of the paper: it names the edition, who else was hidden, and the SHA-256 of the copy, which the
frozen words give again byte for byte. A case in which a minor answers is made public in no way.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext
from lxml import html
from markupsafe import Markup

from casework import db
from casework.accounts import Person
from casework.documents import life, typesetting, words
from casework.documents.errors import NotIssued, WrongFields
from casework.documents.gathering import WITHDRAWN, matter_of
from casework.documents.hiding.editions import EDITIONS, NEWEST, Edition
from casework.documents.hiding.masks import hide, masks
from casework.documents.life import Standing
from casework.documents.masks import forbidden, named
from casework.documents.matter import Matter
from casework.documents.paper_kind import PUBLICATION, Publication
from casework.documents.publication.leaks import Leak, leaks
from casework.permissions import ISSUE_PAPERS
from casework.proceedings import sealing
from rules.casefile import canonical
from rules.reading.errors import FieldError
from rules.reading.messages import template

PUBLISHED = "published"
NOT_PUBLIC = template("这种文书%(how)s，不制作公开件。")
MINOR = template("本案有未成年人，文书不公开。")
SEALED = template("本案的犯罪记录已经封存，文书不公开。")
IS_WITHDRAWN = template("文书已经撤回，不制作公开件。")
PICTURES = template("文书含有图片，不能制作公开件。")
LEFT = template("公开件中还有应当隐去的内容，没有批准：%(leaks)s。")
CHANGED = template("公开件与所看到的不同，没有批准。请重新查看。")
NO_EDITION = template("没有这一版公开规则。")
NOT_APPROVED = template("公开件还没有批准。")
NOT_THE_SAME = template("公开件不能按批准时的样子重新得出（模板或者字体已经变化），请重新查看、批准。")
FILE = template("%(title)s%(number)s（公开件）.pdf")


@dataclass(frozen=True)
class Copy:
    """A copy as it would leave. ``hidden``: name -> mask; ``kept``: who is never hidden; ``article``: its words;
    ``file_name`` without names."""

    edition: Edition
    also: tuple[str, ...]
    hidden: Mapping[str, str]
    kept: tuple[str, ...]
    article: Markup
    pdf: bytes
    file_name: str

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.pdf).hexdigest()

    @cached_property
    def leaks(self) -> list[Leak]:
        """What of the hidden names is left in it."""
        return leaks(self.pdf, self.file_name, self.hidden, self.kept, births=self.edition.accused)


def refusal(now: Standing, matter: Matter) -> str:
    """Why no copy of this paper is made; empty where one may be."""
    if now.issued is None:
        return gettext(life.NOT_ISSUED_YET)
    if now.done(WITHDRAWN):
        return gettext(IS_WITHDRAWN)
    if now.kind.publication is not Publication.MASKED:
        return gettext(NOT_PUBLIC, how=str(PUBLICATION[now.kind.publication]))
    if sealing.sealed(now.paper.folder):
        return gettext(SEALED)
    return gettext(MINOR) if forbidden(matter) else ""


def made(now: Standing, edition: str = NEWEST, also: Iterable[str] = ()) -> Copy:
    """The copy by an edition of the rule. Raises ``NotIssued`` where none may be made, ``WrongFields``."""
    matter = _matter(now)
    refused = refusal(now, matter)
    if refused:
        raise NotIssued(refused)
    if edition not in EDITIONS:
        raise WrongFields((FieldError("edition", gettext(NO_EDITION)),))
    assert now.issued is not None, "it was issued"
    more = tuple(dict.fromkeys(name.strip() for name in also if name.strip()))
    hidden = masks(named(matter, EDITIONS[edition], more))
    kept = (matter.author, matter.office.name, now.issued.person.name)
    births = EDITIONS[edition].accused
    snapshot = json.loads(now.issued.snapshot)
    article = hidden_words(str(words.article(now.kind, snapshot)), hidden, kept, births)
    frame = {**snapshot["paper"], "title": hide(snapshot["paper"]["title"], hidden, kept, births)}
    sheet = words.environment().get_template("documents/sheet.html").render(paper=frame, words=article)
    pdf = typesetting.set_pdf(sheet, words.sheets_of(frame["layout"], now.kind.styles))
    number = f" {frame['number']}" if frame["number"] else ""
    name = gettext(FILE, title=frame["title"], number=number)
    return Copy(EDITIONS[edition], more, hidden, kept, article, pdf, name)


def _matter(now: Standing) -> Matter:
    return matter_of(now.paper.folder, now.paper.institution, now.paper.person.name)


def hidden_words(article: str, hidden: Mapping[str, str], kept: Collection[str], births: bool = True) -> Markup:
    """The words with every name hidden, in texts and in attributes. Raises ``NotIssued`` where there are pictures."""
    root = html.fragment_fromstring(article, create_parent="div")
    if any(each.tag in ("img", "svg", "object") for each in root.iter()):
        raise NotIssued(gettext(PICTURES))
    told: Any = copy.deepcopy(root)
    for each in told.iter():
        each.text, each.tail = (hide(text, hidden, kept, births) if text else text for text in (each.text, each.tail))
        for name, value in each.attrib.items():
            each.set(name, hide(value, hidden, kept, births))
    inner = "".join(html.tostring(child, encoding="unicode") for child in told)
    return Markup(inner)  # noqa: S704 - the application's own words, serialised anew


def approve(now: Standing, person: Person, seen: Copy, digest: str) -> None:
    """A person lets the copy out that was seen. Raises ``NotTheirs``, ``NotIssued`` where something is left in it."""
    life.require(now.paper.folder, person, ISSUE_PAPERS, now.paper)
    if seen.digest != digest:
        raise NotIssued(gettext(CHANGED))
    if seen.leaks:
        told = "；".join(f"{one.where}{'：' if one.what else ''}{one.what}" for one in seen.leaks)
        raise NotIssued(gettext(LEFT, leaks=told))
    note = canonical({"edition": seen.edition.name, "also": list(seen.also)})
    with db.writing():
        life.add_step(life.in_turn(now.paper), PUBLISHED, person, note=note, digest=seen.digest)


def approved(now: Standing) -> Copy:
    """The copy that was approved last, made again. Raises ``NotIssued`` where none was or it is another now."""
    steps = now.done(PUBLISHED)
    if not steps:
        raise NotIssued(gettext(NOT_APPROVED))
    said = json.loads(steps[-1].note)
    found = made(now, said["edition"], said["also"])
    if found.digest != steps[-1].digest:
        raise NotIssued(gettext(NOT_THE_SAME))
    if found.leaks:
        raise NotIssued(gettext(LEFT, leaks="；".join(one.where for one in found.leaks)))
    return found
