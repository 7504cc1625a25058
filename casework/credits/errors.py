"""Why something about credits is refused."""

from __future__ import annotations

from casework.errors import CaseworkError, Impossible, Invalid, NotFound


class UnknownCredit(NotFound):
    """No such project, lot, use, purchase or certificate, or none that this person may see."""


class SerialsTaken(Impossible):
    """The serials are in another lot, purchase or use already; the message says since when and for what."""


class RecordKept(Impossible):
    """The record cannot be taken back: something rests on it."""


class CreditRefused(Invalid):
    """What was entered cannot be right; every mistake with its field."""


class NoSerial(Invalid):
    """What was typed is neither a serial number nor a range of them."""


class TooManyLookups(CaseworkError):
    """Too many questions came from one address; ``message`` says when to ask again."""

    status = 429
