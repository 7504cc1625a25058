"""A paper checked for anybody who brings it, by the log of this server. Of the paper nothing is stored."""

from __future__ import annotations

from threading import BoundedSemaphore

from flask_babel import gettext

from casework import db
from casework.accounts import attempts
from casework.documents.errors import TooManyChecks, WrongFile
from casework.documents.pdf import Unreadable
from casework.documents.verifying import chain
from casework.documents.verifying.service import Verdict, verify
from rules.reading.errors import FieldError
from rules.reading.messages import template

PER_ADDRESS = 20
"""After how many papers an address waits, as after failures to sign in."""

AT_ONCE = BoundedSemaphore(1)
"""How many papers a process of the server checks at a time. Anybody may ask: whoever came with many slow ones would
else take all threads and the memory of the machine."""

PATIENCE = 3.0
"""Seconds for which somebody waits for his turn."""

NO_FILE = template("请选择要核对的 PDF 文件。")
NO_PDF = template("不能作为 PDF 读取：不是 PDF、已经损坏，或者读取超过时间和内存的上限。")
BUSY = template("正在核对的文书较多，请一分钟后再试，或者用命令 verify 核对。")
TOO_MANY = template("从这里核对的文书过多，请 %(minutes)s 分钟后再试，或者用命令 verify 核对。")


def check(content: bytes, address: str) -> Verdict:
    """What came of each check. Raises ``WrongFile`` (422), ``TooManyChecks`` (429)."""
    if not content:
        raise WrongFile((FieldError("file", gettext(NO_FILE)),))
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise TooManyChecks(gettext(BUSY))
    try:
        _take_turn(address)
        return verify(content, _stored, issued_only=True)
    except Unreadable as problem:
        raise WrongFile((FieldError("file", gettext(NO_PDF)),)) from problem
    finally:
        AT_ONCE.release()


def _take_turn(address: str) -> None:
    minutes = attempts.take_turn("verify", address, PER_ADDRESS)
    if minutes is not None:
        raise TooManyChecks(gettext(TOO_MANY, minutes=minutes))


def _stored(asked: chain.Asked) -> chain.Found:
    """Setting a paper anew takes seconds: no transaction is open meanwhile."""
    found = chain.stored(asked)
    db.end_reading()
    return found
