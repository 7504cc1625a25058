"""Small lawbooks with a fault in them, and what the proof finds."""

from __future__ import annotations

from pathlib import Path

from rules.deciding.book import LAW, LawBook, build, read
from rules.deciding.book.base import entries_of
from rules.proving.findings import Finding
from rules.proving.proof import prove
from tests.rules.law.small import lawbook

OLD, NEW = "{from: 2000-01-01, to: 2009-12-31}", "{from: 2010-01-01}"


def rule(
    name: str, when: str, then: str, *, stage: str = "grade", text: str = "新法", days: str = NEW, **more: str
) -> str:
    """A rule about 盗伐林木; ``when``: what it asks for beside the charge."""
    lines = [
        f"- id: {name}",
        "  says: 一条规则",
        f"  basis: {{text: {text}, article: 第一条}}",
        f"  in_force: {days}",
        f"  stage: {stage}",
        f"  when: {{all: [{{fact: offence, is: 盗伐林木}}, {when}]}}",
        f"  then: {then}",
        *(f"  {key}: {value}" for key, value in more.items()),
    ]
    return "\n".join(lines) + "\n"


def grade(name: str, when: str, value: str, **more: str) -> str:
    """A grading rule."""
    return rule(name, when, f"{{offence_grade: {value}}}", **more)


WAYS = "".join(
    rule("way", "{fact: wild, is: true}", "{routes: 原地补植}", stage="routing", approval="尚需准许", **edition)
    for edition in ({"text": "旧法", "days": OLD}, {})
)
"""A route that is sound: open to whoever is known to be wild, since there is law."""


def found(folder: Path, *rules: str, ways: str = WAYS, **files: str) -> list[Finding]:
    """What is found against a lawbook of these rules."""
    return list(prove(book(folder, *rules, ways=ways, **files)).findings)


def book(folder: Path, *rules: str, ways: str = WAYS, **files: str) -> LawBook:
    """A lawbook of these rules."""
    return lawbook(folder, "".join(rules) + ways, **files)


def kinds(findings: list[Finding]) -> list[tuple[str, list[str]]]:
    """Each finding with the rules it lies in."""
    return [(finding.kind, [rule.ref for rule in finding.rules]) for finding in findings]


def changed(file: str, old: str, new: str) -> LawBook:
    """The law that ships with one passage of one file written otherwise."""
    text = (LAW / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    return build({**read(LAW), file: entries_of(text.replace(old, new).encode(), file)})
