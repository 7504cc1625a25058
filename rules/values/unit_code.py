"""统一社会信用代码 of legal persons and other organisations: eighteen characters, the last checks the others."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Without I, O, S, V and Z (GB 32100-2015)."""
LENGTH = 18


def read_code(text: str) -> str | None:
    """The code in its one spelling; None where it is none."""
    code = "".join(text.split()).upper()
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    total = sum(ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:-1]))
    return code if ALPHABET[-total % 31] == code[-1] else None
