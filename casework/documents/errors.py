"""Why a document is not issued or not shown."""

from __future__ import annotations

from flask_babel import gettext

from casework.errors import CaseworkError, Forbidden, Impossible, Invalid, NotFound
from rules.reading.errors import FieldError
from rules.reading.messages import template

MOVED = template("制作期间他人先制作了本案的文书，编号已被占用，本次没有制作。请稍后重新制作。")
NOT_SIGNED = template("电子签名没有完成：%(why)s。文书没有签发，请稍后重试，或者请管理员检查签名的设置。")
WRONG_PARTICULARS = template("本单位的文书信息有误，没有保存。")
WRONG_FIELDS = template("填写的内容有误，没有保存。")


class UnknownDocument(NotFound):
    """No such document, or none of a case this person may see."""


class Moved(Impossible):
    """Another document took this number while the paper was set; nothing was stored."""

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


class NotSigned(Impossible):
    """This office signs its papers, and nothing was signed: so nothing is issued. The message holds no secret."""

    def __init__(self, why: str) -> None:
        super().__init__(gettext(NOT_SIGNED, why=why))
        self.why = why


class NotTheirs(Forbidden):
    """Papers of this office, in this case, are not this person's to draw up or to issue."""


class NotIssued(Impossible):
    """What a paper still lacks, or why its life has not come so far, or is over."""


class WrongParticulars(Invalid):
    """What was entered of an office is wrong; every field with its reason."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(gettext(WRONG_PARTICULARS), errors)


class WrongFields(Invalid):
    """What was entered of a paper is wrong; every field with its reason."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(gettext(WRONG_FIELDS), errors)


class WrongFile(Invalid):
    """What was brought to be checked is no PDF; the field with the reason."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(gettext(WRONG_FIELDS), errors)


class TooManyChecks(CaseworkError):
    """Too many papers were checked from one address; ``message`` says when to try again."""

    status = 429
