"""Draws the table of proceedings into docs/proceedings.md: .venv/bin/python -m tools.proceedings"""

from __future__ import annotations

from pathlib import Path

from rules.proceedings.drawing import drawn

FILE = Path(__file__).resolve().parent.parent / "docs" / "proceedings.md"

if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
