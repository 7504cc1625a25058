"""The English catalogue: complete, in step with the texts, with the same values to fill in."""

from __future__ import annotations

import gettext
import re
from collections import Counter
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from tools import catalogue as tool

VALUE = re.compile(r"%\(\w+\)s|\{\w+[^}]*\}")
QUOTED = re.compile(r"“[^”]*”")
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return tool.catalogue()


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Every text that a page or a message marks for translation."""
    return tool.texts()


def test_every_text_is_in_the_catalogue_and_in_english(catalogue: Catalog, texts: set[str]) -> None:
    assert len(texts) > 500
    english = {str(message.id): str(message.string) for message in catalogue if message.id}
    assert sorted(text for text in texts if not english.get(text)) == [], "run tools/catalogue.py"


def test_no_text_of_the_catalogue_is_out_of_use(catalogue: Catalog, texts: set[str]) -> None:
    assert sorted(str(message.id) for message in catalogue if message.id and message.id not in texts) == []


def test_both_languages_have_the_same_values_to_fill_in(catalogue: Catalog) -> None:
    differing = [
        str(message.id)
        for message in catalogue
        if message.id and Counter(VALUE.findall(str(message.id))) != Counter(VALUE.findall(str(message.string)))
    ]
    assert differing == []


def test_the_english_is_not_chinese(catalogue: Catalog) -> None:
    # Words of the case file itself (species, registries, case numbers) are given as an example in Chinese or quoted.
    chinese = [message for message in catalogue if message.id and HAN.search(QUOTED.sub("", str(message.string)))]
    assert all(re.search(r"[Ee]\.g\.", str(message.string)) for message in chinese)


def test_the_compiled_catalogue_is_that_of_the_text(catalogue: Catalog) -> None:
    with tool.FILE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    differing = [
        str(message.id)
        for message in catalogue
        if message.id and compiled.gettext(str(message.id)) != str(message.string)
    ]
    assert differing == []


@pytest.mark.parametrize(
    ("language", "word"), [("zh", "用户名"), ("en", "User name"), ("fr", "用户名"), ("", "用户名")]
)
def test_a_page_is_in_the_language_of_the_cookie(app: Flask, language: str, word: str) -> None:
    client = app.test_client()
    client.set_cookie("language", language)
    page = client.get("/sign-in").text
    assert word in page
    assert f'<html lang="{"en" if language == "en" else "zh-CN"}">' in page


def test_the_language_switch_returns_to_the_page_it_was_on(app: Flask) -> None:
    client = app.test_client()
    answer = client.post("/language", data={"language": "en", "next": "/sign-in"})
    assert answer.headers["Location"].endswith("/sign-in")
    assert "User name" in client.get("/sign-in").text


def test_the_words_of_the_command_line_are_those_that_click_asks_for() -> None:
    with tool.COMMAND_LINE.open("rb") as file:
        words = {message.id: message.string for message in read_po(file, locale="zh") if message.id}
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    asked = [each for id in words for each in ([id] if isinstance(id, str) else id)]
    assert [each for each in asked if each.replace("\n", "\\n").replace("\t", "\\t") not in sources] == []
    with tool.COMMAND_LINE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert {id: compiled.gettext(id) for id in words if isinstance(id, str)} == {
        id: said for id, said in words.items() if isinstance(id, str)
    }
