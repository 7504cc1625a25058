"""The two families of papers: what each carries, how it is set anew, what of it can be worked out again."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel

from casework.documents import framing, paper, province_reply, release, words
from casework.documents.kinds import KINDS
from casework.documents.matter import Json
from casework.documents.shelf import shelf


class Head(BaseModel):
    """The head of the audit log when the paper was made."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Stated:
    """An assessment that a paper states: its result, the facts and the entered set that it was made of."""

    result: Json
    facts: Json | None
    entered: Json | None


class Family(ABC):
    """What is common to the papers of a family; made of the data of one, which have its form.

    ``bears_digest``: every page shows number and digest of the data. ``number``: empty where it has none.
    """

    attachment: ClassVar[str]
    bears_digest: ClassVar[bool]

    def __init__(self, data: Json) -> None:
        """Raises ``pydantic.ValidationError`` where the data have not the form of a paper."""
        self.data = data

    number: str
    title: str
    kind: str
    edition: str
    audit: Head
    at: datetime.datetime

    @property
    @abstractmethod
    def known(self) -> bool:
        """Whether there is such a kind of paper."""

    @abstractmethod
    def present_edition(self) -> str:
        """The edition in which this program would set it."""

    @abstractmethod
    def set_anew(self, text: str, digest: str) -> bytes:
        """The PDF of these data."""

    @abstractmethod
    def stated(self) -> Stated | None:
        """The assessment that it states; None where it states none."""


class _Issued(BaseModel):
    at: AwareDatetime


class _DocumentForm(BaseModel):
    format: Literal["tanheng-document/1"]
    kind: str
    title: str
    number: str
    template: str
    issued: _Issued
    audit: Head


class OfDocument(Family):
    """Papers with a proof on their last page."""

    attachment = paper.ATTACHMENT
    bears_digest = True

    def __init__(self, data: Json) -> None:
        super().__init__(data)
        form = _DocumentForm.model_validate(data)
        self.number, self.title, self.kind, self.edition = form.number, form.title, form.kind, form.template
        self.audit, self.at = form.audit, form.issued.at

    @property
    def known(self) -> bool:
        return self.kind in KINDS

    def present_edition(self) -> str:
        return paper.template_edition(KINDS[self.kind])

    def set_anew(self, text: str, digest: str) -> bytes:
        return paper.render_pdf(self.kind, self.data, text, digest)

    def stated(self) -> Stated | None:
        result = (self.data.get("assessment") or {}).get("result")
        if result is None:
            return None
        return Stated(result, self.data.get("assessed_of"), self.data.get("parameter_set"))


class _Frame(BaseModel):
    format: Literal["tanheng-paper/1"]
    kind: str
    title: str
    number: str | None
    layout: str
    at: AwareDatetime


class _Proof(BaseModel):
    template: str
    audit: Head


class _PaperForm(BaseModel):
    paper: _Frame
    said: dict[str, Any]
    proof: _Proof


class OfPaper(Family):
    """Papers of the layout classes, whose face bears no proof."""

    attachment = release.ATTACHMENT
    bears_digest = False

    def __init__(self, data: Json) -> None:
        super().__init__(data)
        form = _PaperForm.model_validate(data)
        frame = form.paper
        self.number, self.title, self.kind, self.edition = (
            frame.number or "",
            frame.title,
            frame.kind,
            form.proof.template,
        )
        self.edition, self.audit = form.proof.template, form.proof.audit
        self.at, self._layout = frame.at, frame.layout

    @property
    def known(self) -> bool:
        return self._form is not None

    @property
    def _form(self) -> words.Form | None:
        return province_reply.FORM if self.kind == province_reply.FORM.name else shelf().get(self.kind)

    def present_edition(self) -> str:
        assert self._form is not None, "it is known"
        return words.edition(self._form, self._layout)

    def set_anew(self, text: str, digest: str) -> bytes:
        assert self._form is not None, "it is known"
        return release.pdf_of(self._form, self.data)

    def stated(self) -> Stated | None:
        said = self.data["said"]
        result = said.get("result")
        return None if result is None else Stated(result, said.get("assessed_of"), said.get("parameter_set"))


FAMILIES: tuple[type[Family], ...] = (OfDocument, OfPaper)


def family_of(data: Any) -> type[Family]:
    """By the format that the data name; a document where they name none."""
    frame = data.get("paper") if isinstance(data, dict) else None
    named = frame.get("format") if isinstance(frame, dict) else None
    return OfPaper if named == framing.FORMAT else OfDocument
