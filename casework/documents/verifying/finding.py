"""One thing that was checked of a paper: passed, failed, not checked, or nothing to check; always with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flask_babel import lazy_gettext as _


class State(Enum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"
    NOTHING = "nothing"


STATES = {
    State.PASSED: _("通过"),
    State.FAILED: _("不通过"),
    State.OPEN: _("未能核对"),
    State.NOTHING: _("不涉及"),
}

FILE, ATTACHMENT, DIGEST, NUMBER, CHAIN = "file", "attachment", "digest", "number", "chain"
SIGNATURE = "signature"
EDITION, PAGES, WORDS, DRAWING, ASSESSMENT = "edition", "pages", "words", "drawing", "assessment"

CHECKS = {
    FILE: _("文件"),
    ATTACHMENT: _("附件"),
    DIGEST: _("数据摘要"),
    NUMBER: _("编号"),
    CHAIN: _("审计链"),
    SIGNATURE: _("电子签名"),
    EDITION: _("模板版本"),
    PAGES: _("页数和次序"),
    WORDS: _("文字"),
    DRAWING: _("版面和二维码"),
    ASSESSMENT: _("测算复算"),
}
"""Every check in the order in which they are told, with its name."""


@dataclass(frozen=True)
class Finding:
    """See the module."""

    check: str
    state: State
    reason: str

    @property
    def name(self) -> str:
        """What was checked, in words."""
        return str(CHECKS[self.check])

    @property
    def told(self) -> str:
        """What came of it, in words."""
        return str(STATES[self.state])


def passed(check: str, reason: str) -> Finding:
    """A check that the paper passed."""
    return Finding(check, State.PASSED, reason)


def failed(check: str, reason: str) -> Finding:
    """A check that it failed."""
    return Finding(check, State.FAILED, reason)


def left_open(check: str, reason: str) -> Finding:
    """One that could not be made."""
    return Finding(check, State.OPEN, reason)
