"""One of a kind on English pages: a translation has one form, ``%(count)s cases``, and of one it is put right here."""

from __future__ import annotations

import re

from flask import Flask, Response

from casework.wording import in_english

IRREGULAR = {"entries": "entry", "people": "person", "species": "species"}
NOUNS = (
    *("accounts", "acts", "answers", "attempts", "bytes", "cases", "cells", "characters", "columns", "days", "digits"),
    *("draws", "errors", "facts", "groups", "hours", "institutions", "items", "kinds", "levels", "lines", "lots"),
    *("meetings", "minutes", "mistakes", "months", "names", "pages", "papers", "periods", "photos", "records"),
    *("rows", "rules", "seconds", "serials", "sizes", "stands", "steps", "subjects", "things", "times", "trees"),
    *("uses", "values", "years", *IRREGULAR),
)
"""What is counted in the translations."""

ADJECTIVES = "earlier|more|older|open|working"
_ONE = re.compile(rf"(?<![\w.,/:–-])1( (?:{ADJECTIVES}))? ({'|'.join(NOUNS)})\b(?! of\b)")


def singular(noun: str) -> str:
    """A noun of ``NOUNS`` as it is said of one."""
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun[:-1]


def agreeing(text: str) -> str:
    """A text in English with one of each thing in the singular: ``1 days overdue`` is ``1 day overdue``."""
    return _ONE.sub(lambda found: f"1{found[1] or ''} {singular(found[2])}", text)


def init_app(app: Flask) -> None:
    """English pages say one of a thing as it is said."""

    @app.after_request
    def put_right(answer: Response) -> Response:
        if answer.mimetype == "text/html" and not answer.is_streamed and in_english():
            answer.set_data(agreeing(answer.get_data(as_text=True)))
        return answer
