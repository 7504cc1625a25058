"""Editions of the law from wherever they come: a folder, an archive, one subject; what is wrong has file and line."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.deciding.book import LAW, NO_FILE
from rules.deciding.book.base import LawError
from rules.deciding.edition import DOUBLED, MAX_BYTES, MAX_FILES, NOWHERE, UNREADABLE, shipped, source_of, uploaded
from rules.deciding.evaluator import LawConflict
from rules.lawchange.cause import PlainEngine, known_to
from rules.lawchange.diff import diff
from rules.reading.errors import InputError
from tests.rules.law.rehearsals import EDITIONS, ON, folder
from tests.testrun import examples
from tests.told import saying, says


def archive(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return stream.getvalue()


def whole() -> dict[str, bytes | str]:
    return {path.name: path.read_bytes() for path in (EDITIONS / "first").glob("*.yaml")}


def mistakes(name: str, content: bytes) -> list[tuple[str, int, str]]:
    with pytest.raises(LawError) as caught:
        uploaded(name, content)
    return [(mistake.file, mistake.line, mistake.reason) for mistake in caught.value.mistakes]


def test_the_word_shipped_names_the_law_that_ships() -> None:
    assert source_of("shipped").lawbook.hash == shipped().lawbook.hash == source_of(str(LAW)).lawbook.hash


def test_a_folder_and_its_archive_are_the_same_edition(tmp_path: Path) -> None:
    place = folder(tmp_path)
    for packed in (whole(), {f"law/2024/{name}": content for name, content in whole().items()}):
        made = uploaded("law.zip", archive(packed | {"readme.txt": "…", "other/felling.yaml": "["}))
        assert diff(source_of(str(place)), made).changes == ()


def test_one_subject_takes_the_place_of_its_namesake() -> None:
    felling = (LAW / "felling.yaml").read_text(encoding="utf-8").replace("at_least: 20}", "at_least: 25}", 1)
    made = uploaded("felling.yaml", felling.encode())
    assert [change.ref for change in diff(shipped(), made).changes] == ["felling.grade-1.stock@2023-08-15"]


def test_a_subject_of_a_new_name_is_added() -> None:
    rule = (
        "- id: x\n  says: 一条\n  basis: {text: 民法典, article: 第一条}\n  in_force: {from: 2021-01-01}\n"
        "  stage: duties\n  when: {fact: deaths, at_least: 1}\n  then: {duties: 说明准许理由}\n"
    )
    assert [change.ref for change in diff(shipped(), uploaded("new.yaml", rule.encode())).changes] == ["x@2021-01-01"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("law.rar", b"", ("law.rar", 1, "应为 .zip")),
        ("law.zip", b"no archive", ("law.zip", 1, "不是可以打开的 zip")),
        ("law.zip", archive({"felling.yaml": "[]"}), ("law.zip", 1, "恰有一个 facts.yaml，现有 0 个")),
        ("law.zip", archive(whole() | {"b/facts.yaml": "[]"}), ("law.zip", 1, "现有 2 个")),
        ("law.zip", archive({"facts.yaml": "[]"}), ("figures.yaml", 1, "缺少这个文件")),
        ("law.zip", archive(whole() | {"big.yaml": b" " * (MAX_BYTES + 1)}), ("law.zip", 1, "解压后过大")),
        (
            "law.zip",
            archive(whole() | {f"{n}.yaml": "[]" for n in range(MAX_FILES)}),
            ("law.zip", 1, f"文件过多：{MAX_FILES + 5} 个"),
        ),
        ("felling.yaml", b"- id: a\n  says: &x b\n", ("felling.yaml", 2, "锚点")),
        ("felling.yaml", b"- id: a\n- !!python/name:os.system x\n", ("felling.yaml", 2, "标签")),
        ("felling.yaml", b"- id: a\n  id: b\n", ("felling.yaml", 2, "出现了两次")),
        ("felling.yaml", b"- id: [\n", ("felling.yaml", 2, "语法错误")),
        ("felling.yaml", b"\xff\xfe", ("felling.yaml", 1, "UTF-8")),
        ("felling.yaml", b"", ("felling.yaml", 1, "空的")),
        ("felling.yaml", b"{a: b}", ("felling.yaml", 1, "应为条目的列表")),
        ("felling.yaml", b"- id: a\n  says: b\n", ("felling.yaml", 1, "basis：缺少必填项")),
        ("felling.yaml", b"[" * 5000, ("felling.yaml", 1, "嵌套过深")),
    ],
)
def test_an_edition_that_cannot_be_loaded_is_refused_with_file_line_and_reason(
    name: str, content: bytes, expected: tuple[str, int, str]
) -> None:
    file, line, reason = expected
    assert [found for found in mistakes(name, content) if found[:2] == (file, line) and reason in found[2]]


def test_an_archive_with_two_files_of_one_name_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in whole().items():
            packed.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("felling.yaml", "[]")
    assert mistakes("law.zip", stream.getvalue()) == [("felling.yaml", 1, DOUBLED)]


def test_an_archive_whose_bytes_were_damaged_is_refused() -> None:
    content = bytearray(archive(whole(), zipfile.ZIP_STORED))
    at = content.index("蓄积二十立方米".encode())
    content[at] ^= 1
    assert says(mistakes("law.zip", bytes(content))[0][2], UNREADABLE)


def test_a_place_where_nothing_is_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=saying(NOWHERE)):
        source_of(str(tmp_path / "none"))
    with pytest.raises(LawError, match=saying(NO_FILE)):
        source_of(str(tmp_path))


PLAIN = [
    None,
    True,
    False,
    -3,
    0,
    5,
    "",
    "是",
    "乙规定",
    "offence",
    datetime.date(2020, 1, 1),
    datetime.datetime(2020, 1, 1),
]
KEYS = ["fact", "all", "any", "not", "text", "article", "at_least", "in", "is", "figure", "from", "per"]
values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(PLAIN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)


FACTS: dict[str, Any] = {
    "offence": "滥伐林木",
    "graded_stock_m3": Decimal(22),
    "loss_tco2e": Decimal(11),
    "credits_requested": True,
}


@settings(max_examples=examples(50, 1500))
@given(st.data())
def test_whatever_stands_in_an_entry_the_edition_loads_or_is_refused(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(["facts.yaml", "texts.yaml", "figures.yaml", "felling.yaml", "routing.yaml"]))
    entries = yaml.safe_load((EDITIONS / "first" / file).read_text(encoding="utf-8"))
    entry = data.draw(st.sampled_from(entries))
    entry[data.draw(st.sampled_from(sorted(entry)))] = data.draw(values)
    content = yaml.safe_dump(entries, allow_unicode=True)
    try:
        made = uploaded("law.zip", archive(whole() | {file: content}))
    except LawError as problem:
        told = problem.mistakes
    else:
        told = ()
        assert diff(made, made).changes == ()
        with contextlib.suppress(InputError, LawConflict):  # a case may be refused, with its reason
            PlainEngine(made.lawbook).decide(known_to(FACTS, made), ON, ON)
    assert all(mistake.line >= 1 and mistake.reason for mistake in told)
