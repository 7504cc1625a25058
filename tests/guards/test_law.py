"""Every rule of law names its text and article, and every text it names is described with its source."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.guards.tree import ROOT

FOLDER = ROOT / "rules" / "law"


def entries() -> list[dict[str, Any]]:
    """Every entry of every file of law, as plain data: this guard does not lean on the loader it watches over."""
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        if isinstance(content, list):
            found += content
    return found


def without_article(rules: list[dict[str, Any]]) -> list[str]:
    """Rules that do not say where the law stands."""
    return [
        f"{rule['id']}: no text and article"
        for rule in rules
        if not all(str((rule.get("basis") or {}).get(key) or "").strip() for key in ("text", "article"))
    ]


def of_unknown_text(rules: list[dict[str, Any]], texts: set[str]) -> list[str]:
    return [
        f"{rule['id']}: {rule['basis']['text']} is not described"
        for rule in rules
        if rule["basis"]["text"] not in texts
    ]


def test_every_rule_has_its_article_and_a_described_text() -> None:
    rules = [entry for entry in entries() if "id" in entry and "then" in entry]
    texts = {entry["text"] for entry in entries() if "text" in entry and entry.get("source")}
    assert len(rules) > 10
    assert without_article(rules) == []
    assert of_unknown_text(rules, texts) == []


@pytest.mark.parametrize("basis", [None, {}, {"text": "刑法"}, {"text": "刑法", "article": " "}, {"article": "第一条"}])
def test_a_rule_without_an_article_is_seen(basis: dict[str, str] | None) -> None:
    assert without_article([{"id": "bad", "basis": basis}])


def test_a_rule_of_an_unknown_text_is_seen() -> None:
    assert of_unknown_text([{"id": "bad", "basis": {"text": "某法"}}], {"刑法"})
