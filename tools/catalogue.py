"""Bring the English catalogue in step with the texts: .venv/bin/python tools/catalogue.py

Adds new texts (to be translated by hand, then run this again), drops unused ones and compiles it, and the few words of
the command line that click leaves to translators. The same texts give
the same bytes. Exit 1 while something waits for its translation.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from casework.proceedings.telling import LABELS, LABELS_OF  # noqa: E402  # found by the path above
from rules.proceedings.book import load_table  # noqa: E402  # found by the path above
from rules.proceedings.seats import PLACES, SEATS  # noqa: E402  # found by the path above

FILE = ROOT / "casework" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
DAY = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
"""Stands in the compiled catalogues: a date of today would change their bytes every day."""

COMMAND_LINE = ROOT / "casework" / "cli" / "locale" / "zh" / "LC_MESSAGES" / "click.po"
"""The words of click in Chinese: kept by hand, only compiled here."""

KEYWORDS: dict[str, dict[str, tuple[int, ...] | None]] = {
    "casework": {"_": None, "gettext": None, "lazy_gettext": None, "template": None},
    "templates": {"_": None, "gettext": None},
    # Pure rules mark the words of a mistake; the pages translate them.
    "rules": {"msg": None, "invalid": None, "template": None, "refuse": (2,)},
}
"""By folder: the functions whose first argument is a text, or the one named."""


def texts() -> set[str]:
    """Every text that pages and messages mark for translation."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found: set[str] = set()
    for folder, keywords in KEYWORDS.items():
        inside = [(pattern.removeprefix(f"{folder}/"), how) for pattern, how in methods if pattern.startswith(folder)]
        given = {pattern.removeprefix(f"{folder}/"): option for pattern, option in options.items()}
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, inside, given, keywords=keywords):
            found.add(message if isinstance(message, str) else str(message[0]))
    return found | words()


def words() -> set[str]:
    """What the table of acts calls acts, states, arguments, seats and places: pages put these into their language."""
    table = load_table()
    found = {one.label for one in table.acts.values()} | {one.label for one in table.arguments.values()}
    found |= {kind.label for kind in table.tracks.values()}
    found |= {state.label for kind in table.tracks.values() for state in kind.states.values()}
    return found | {*SEATS.values(), *PLACES.values(), *LABELS.values(), *LABELS_OF.values()}


def catalogue() -> Catalog:
    """The catalogue as it is kept."""
    with FILE.open("rb") as file:
        return read_po(file, locale="en")


def updated() -> Catalog:
    """The kept translations of the present texts; new texts are empty."""
    kept = {str(message.id): str(message.string) for message in catalogue() if message.id}
    made = Catalog(locale="en", project="tanheng", fuzzy=False, creation_date=DAY, revision_date=DAY)
    for text in sorted(texts()):
        made.add(text, kept.get(text, ""))
    return made


def main() -> int:
    made = updated()
    with FILE.open("wb") as file:
        write_po(file, made, width=0, sort_output=True, omit_header=True)
    with FILE.with_suffix(".mo").open("wb") as file:
        write_mo(file, made)
    with COMMAND_LINE.open("rb") as file:
        words = read_po(file, locale="zh")
    words.creation_date = words.revision_date = DAY
    with COMMAND_LINE.with_suffix(".mo").open("wb") as file:
        write_mo(file, words)
    missing = [str(message.id) for message in made if message.id and not message.string]
    for text in missing:
        print(f"to be translated: {text}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
