"""Why a document is not issued or not shown."""

from __future__ import annotations

from flask_babel import gettext

from casework.errors import Impossible, NotFound
from rules.reading.messages import template

MOVED = template("制作期间他人先制作了本案的文书，编号已被占用，本次没有制作。请稍后重新制作。")


class UnknownDocument(NotFound):
    """No such document, or none of a case this person may see."""


class NothingToState(Impossible):
    """The case has not come so far that this document could say anything; the message says what is missing."""


class Moved(Impossible):
    """While the paper was made, its number was taken; nothing is stored."""

    def __init__(self) -> None:
        super().__init__(gettext(MOVED))


class MissingGlyphs(Impossible):
    """No installed font has these characters, so the paper would have holes."""

    def __init__(self, characters: str) -> None:
        super().__init__(
            gettext(
                "文书没有生成：本机字体缺少字符“%(characters)s”。请管理员安装收有这些字符的字体后重试。",
                characters=characters,
            )
        )
        self.characters = characters
