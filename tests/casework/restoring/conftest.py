"""What is made with ``--long``, and in part by every run: each of these tests opens a case of its own."""

from __future__ import annotations

import pytest

from tests import testrun

PART = 4
"""Of so many of these tests every run makes one, drawn by the seed, on SQLite."""


@pytest.fixture
def made_with_long(request: pytest.FixtureRequest) -> None:
    """Skip a test unless all attempts are made, or this run draws it."""
    name = request.node.nodeid
    if not testrun.long() and ("postgresql" in name or testrun.sample(1, PART, name) != [0]):
        pytest.skip("made with --long, or drawn by another run")
