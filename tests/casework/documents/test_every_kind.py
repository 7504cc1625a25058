"""Every kind of paper is told on published courses that admit it, at acts on the way; on every one by ``--long``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from flask import Flask

from casework.documents import common, framing, suing, words
from casework.documents.kinds import (
    appearance,
    claim_pil,
    dossier_index,
    forestry_finding,
    indictment_pil,
    payment_notice,
    public_notice,
    publication,
    purchase_agreement,
    service_receipt,
)
from casework.documents.matter import Matter
from casework.documents.paper_kind import PaperKind, Reason, Subject
from casework.documents.shelf import shelf
from rules.proceedings.book import load_table
from tests.casework.documents.matters import asked, bare, matters
from tests.conftest import Attempts, dispose, make_app
from tests.told import says

TAG = re.compile("<[^>]+>")
KINDS = tuple(shelf().values())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application without records: papers are told from matters alone."""
    folder = tmp_path_factory.mktemp("kinds")
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


SAMPLE = 12
"""Of some thousand matters, for each kind."""


@cache
def admitted(name: str) -> tuple[tuple[Matter, Subject], ...]:
    """Every matter and subject of a published course for which it lacks nothing."""
    return tuple(asked(shelf()[name]))


def told(kind: PaperKind, which: Sequence[int]) -> Iterator[tuple[Matter, Subject, framing.Told]]:
    """The paper in these of the places at which it may be made."""
    for at in which:
        matter, subject = admitted(kind.name)[at]
        yield matter, subject, framing.told(kind, matter, subject, number="南林函〔2026〕3号")


@cache
def first_text(name: str) -> str:
    """The words of a kind where it may be made first."""
    return text(shelf()[name], next(told(shelf()[name], [0]))[2])


def text(kind: PaperKind, one: framing.Told) -> str:
    return "".join(TAG.sub("", words.article(kind, one.snapshot)).split())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_is_made_on_some_course_and_its_words_are_its_own(
    app: Flask, kind: PaperKind, attempts: Attempts
) -> None:
    assert admitted(kind.name), "no published course admits it"
    whole = len(admitted(kind.name))
    for matter, subject, one in told(kind, attempts(min(SAMPLE, whole), whole)):
        said = text(kind, one)
        for word in kind.words:
            assert word in said, (matter.case.title, subject.key, word)
        assert "None" not in said, (matter.case.title, subject.key)
        assert not re.search("Decimal|datetime|criminal:|（）|（（|，，|。。|；。", said), (matter.case.title, said)
        assert one.rests_on or kind.layout in ("F", "I"), kind.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_other_kind_says_all_the_words_of_a_kind(app: Flask, kind: PaperKind) -> None:
    for other in KINDS:
        if other is not kind:
            said = first_text(other.name)
            assert not all(word in said for word in kind.words), other.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_refused_says_why_and_what_is_missing_says_where_it_is_entered(
    app: Flask, kind: PaperKind, attempts: Attempts
) -> None:
    for at in attempts(20 * SAMPLE, len(matters())):
        poor = bare(matters()[at])
        why = kind.refusal(poor)
        assert why == why.strip()
        if isinstance(why, Reason):
            assert_place(why.act, why.page)
        elif why and poor.office.kind in kind.offices:  # else another office makes it
            assert any(says(why, one) for one in NOTHING_TO_ENTER), why
        for subject in () if why else kind.subjects(poor):
            for lack in kind.missing(poor, subject):
                assert lack.why
                assert_place(lack.act, lack.page)


NOTHING_TO_ENTER = (
    common.NOT_AT_PROCURATORATE,  # it went on
    forestry_finding.NOBODY_ASKS,
    claim_pil.ATTACHED,  # the other indictment is the right paper
    indictment_pil.NOT_ATTACHED,
    suing.PAST,
    public_notice.SUED,
    appearance.HEARD,
    payment_notice.AT_COURT,
    purchase_agreement.ALL_RETIRED,
    dossier_index.NOTHING_FILED,  # papers of the same list come first
    publication.NOTHING_ISSUED,
    service_receipt.NOTHING_SENT,
)


def assert_place(act: str, page: str) -> None:
    """Either an act that there is, or a page."""
    assert bool(act) != bool(page)
    assert not act or act in load_table().acts
    assert page in ("", "facts", "office")
