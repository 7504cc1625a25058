"""Bring the English catalogue in step with the texts: .venv/bin/python tools/catalogue.py

Adds new texts (to be translated by hand, then run this again), drops unused ones and compiles it, and the few words of
the command line that click leaves to translators. The same texts give
the same bytes. Exit 1 while something waits for its translation.
"""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from casework.proceedings.conditions import CONDITIONS  # noqa: E402  # found by the path above
from casework.proceedings.duties import DONE, INSTRUMENTS  # noqa: E402  # found by the path above
from casework.proceedings.table_page import ANY_TIME, NOT_YET  # noqa: E402  # found by the path above
from casework.proceedings.telling import LABELS, LABELS_OF  # noqa: E402  # found by the path above
from casework.rulebook.in_english import sentences  # noqa: E402  # found by the path above
from casework.rulebook.periods import volumes  # noqa: E402  # found by the path above
from casework.rulebook.queries import rulebook  # noqa: E402  # found by the path above
from rules.casefile.offences import OFFENCES  # noqa: E402  # found by the path above
from rules.casefile.schema import facts_by_path  # noqa: E402  # found by the path above
from rules.deciding.deadlines.book import load_book  # noqa: E402  # found by the path above
from rules.proceedings.book import load_table  # noqa: E402  # found by the path above
from rules.proceedings.ledger import FLOWS  # noqa: E402  # found by the path above
from rules.proceedings.seats import PLACES, SEATS  # noqa: E402  # found by the path above
from rules.proceedings.specs import UNIT_LABELS  # noqa: E402  # found by the path above
from rules.proceedings.table import Unread  # noqa: E402  # found by the path above
from rules.settlement.insurance_kinds import insurance_kinds  # noqa: E402  # found by the path above
from rules.settlement.offsets import offset_rules  # noqa: E402  # found by the path above

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
    """What the table of acts calls acts, states, arguments, duties, seats and places and asks for, the names of
    periods, events and offences, the words of closed lists: pages put these into their language."""
    table = load_table()
    found = {one.label for one in table.acts.values()} | {one.label for one in table.arguments.values()}
    found |= {name for one in table.acts.values() for name in one.called.values()}
    found |= {kind.label for kind in table.tracks.values()}
    found |= {state.label for kind in table.tracks.values() for state in kind.states.values()}
    found |= {rule.title for rule in load_book().rules} | {*OFFENCES}
    found |= {one.title for one in offset_rules().limits}
    found |= {text for one in insurance_kinds().values() for text in (one.title, one.pays)}
    # Figures and formulas are alike in both languages.
    chosen = {str(word) for at in facts_by_path().values() for word in at.words.values()}
    found |= {word for word in chosen if re.search(r"[\u4e00-\u9fff]", word)}
    found |= {*CONDITIONS.values(), *(duty.name for duty in table.duties.values()), ANY_TIME, NOT_YET}
    found |= {str(head) for duty in table.duties.values() for head in duty.makes_good}
    for row in (row for kind in table.tracks.values() for row in kind.rows):
        unread = row.basis.none if isinstance(row.basis, Unread) else ""
        found |= {row.note, row.head, row.paper.name if row.paper else "", unread} - {""}
    found |= {*INSTRUMENTS.values(), *DONE, *UNIT_LABELS.values(), *(flow.label for flow in FLOWS.values())}
    book = load_book()
    found |= {*book.events} | {said for rule in book.rules for said in (rule.who, rule.track, rule.counting.name)}
    found |= {subject.title for subject in rulebook().subjects} | {volume.title for volume in volumes()}
    found |= sentences()
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
