"""An edition of the law as its files: the one that ships, a folder, a zip archive, or one file put in its place.

What is read here may come from anybody: aliases, tags, deep nesting and large files are refused before they are built.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from rules.deciding.book import LAW, Files, LawBook, build, load_lawbook, read_files
from rules.deciding.book import read as read_folder
from rules.deciding.book.base import Kept, LawError, entries_of
from rules.deciding.deadlines.book import DeadlineBook, load_book
from rules.deciding.deadlines.book import build as build_deadlines
from rules.deciding.deadlines.book import read as read_deadlines
from rules.reading.located import LineMapping, Mistake
from rules.reading.messages import msg, template

NOWHERE = template("没有这个文件夹、压缩包或者文件；随系统发布的版本写 shipped")
DOUBLED = template("压缩包中有同名的两个文件")
UNREADABLE = template("压缩包中的文件无法读取：{problem}")

APART = "deadlines/"
"""The folder of an edition that holds its deadlines."""

SHIPPED = "shipped"
"""The word for the edition that ships, where a folder could be named."""

MAX_FILES = 200
MAX_BYTES = 4 * 1024 * 1024
"""Of all files of an edition together, unpacked; the one that ships has 0.2 MB."""


@dataclass(frozen=True, eq=False)
class LawSource:
    """The files of an edition. ``name`` is what people call it.

    ``periods``: its files of deadlines; None where it is silent on them. ``kept``: what its entries were read as for
    other editions.
    """

    name: str
    files: Files
    periods: Files | None = None
    kept: Kept | None = None

    def __getstate__(self) -> dict[str, object]:
        """What another process needs: the files. Their books are made where they are used."""
        return {"name": self.name, "files": self.files, "periods": self.periods}

    @cached_property
    def lawbook(self) -> LawBook:
        """The lawbook of the files. Raises ``LawError`` with every mistake found."""
        return build(self.files, self.kept)

    @cached_property
    def deadlines(self) -> DeadlineBook | None:
        """The deadlines of the files. Raises ``LawError`` with every mistake found."""
        return None if self.periods is None else build_deadlines(self.periods, self.files["texts.yaml"])


class _Shipped(LawSource):
    @cached_property
    def lawbook(self) -> LawBook:
        return load_lawbook()

    @cached_property
    def deadlines(self) -> DeadlineBook | None:
        return load_book()


def shipped() -> LawSource:
    """The edition that ships with the system."""
    return _Shipped(msg("随系统发布的版本"), read_folder(LAW), read_deadlines(LAW / APART))


def source_of(place: str) -> LawSource:
    """The edition at a path: a folder, a zip archive, one YAML file, or ``shipped``.

    Raises ``LawError`` with file, line and reason of every mistake.
    """
    if place == SHIPPED:
        return shipped()
    path = Path(place)
    if path.is_dir():
        names = [str(file.relative_to(path)) for of in ("", APART) for file in sorted(path.glob(f"{of}*.yaml"))]
        return _checked(place, {name: partial(_guarded, partial(_bytes, path / name), name) for name in names})
    if not path.is_file():
        raise LawError([Mistake(place, 1, msg(NOWHERE))])
    return uploaded((APART if path.parent.name == APART[:-1] else "") + path.name, _bytes(path))


def uploaded(name: str, content: bytes) -> LawSource:
    """The edition in a zip archive of a whole edition; or the one that ships with one file replaced or added.

    A file of deadlines is known by the folder in its name, or by a name that only the deadlines have.
    Raises ``LawError``.
    """
    if name.lower().endswith(".zip"):
        return _checked(name, dict(_unpacked(name, content)))
    if not name.endswith(".yaml"):
        raise LawError([Mistake(name, 1, msg("应为 .zip（整个版本）或者 .yaml（替换同名的一卷）"))])
    base = shipped()
    entries = _guarded(lambda: content, name)
    told = msg("随系统发布的版本，其中 {name} 以上传的为准", name=name)
    periods = base.periods or {}
    short = name.removeprefix(APART)
    if short != name or (short in periods and short not in base.files):
        return _loaded(LawSource(told, base.files, {**periods, short: entries}))
    return _loaded(LawSource(told, {**base.files, name: entries}, periods))


def _checked(name: str, readers: Mapping[str, Callable[[], list[LineMapping]]]) -> LawSource:
    if len(readers) > MAX_FILES:
        told = msg("文件过多：{count} 个，至多 {most} 个", count=len(readers), most=MAX_FILES)
        raise LawError([Mistake(name, 1, told)])
    apart = {file.removeprefix(APART): reader for file, reader in readers.items() if file.startswith(APART)}
    files = read_files({file: reader for file, reader in readers.items() if not file.startswith(APART)})
    return _loaded(LawSource(name, files, read_files(apart) if apart else None))


def _loaded(made: LawSource) -> LawSource:
    """The same, once its books were read: every mistake is told at once, here."""
    _ = made.lawbook, made.deadlines
    return made


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as problem:
        raise LawError([Mistake(path.name, 1, msg("文件无法读取：{strerror}", strerror=problem.strerror))]) from None


def _guarded(content: Callable[[], bytes], name: str) -> list[LineMapping]:
    return entries_of(content(), name, max_bytes=MAX_BYTES)


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, Callable[[], list[LineMapping]]]]:
    """A reader for each YAML file of one folder of the archive and of its deadlines. Nothing is written to disk."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise LawError([Mistake(name, 1, msg("不是可以打开的 zip 压缩包"))]) from None
    inside = [(info, PurePosixPath(info.filename)) for info in archive.infolist() if not info.is_dir()]
    homes = [path.parent for _, path in inside if path.name == "facts.yaml"]
    if len(homes) != 1:
        raise LawError([Mistake(name, 1, msg("压缩包中应恰有一个 facts.yaml，现有 {count} 个", count=len(homes)))])
    folders = {homes[0]: "", homes[0] / APART: APART}
    wanted = [
        (info, folders[path.parent] + path.name)
        for info, path in inside
        if path.parent in folders and path.suffix == ".yaml"
    ]
    if sum(info.file_size for info, _ in wanted) > MAX_BYTES:
        raise LawError([Mistake(name, 1, msg("解压后过大，上限为 {most:,} 字节", most=MAX_BYTES))])
    doubled = sorted(short for short, count in Counter(short for _, short in wanted).items() if count > 1)
    if doubled:
        raise LawError([Mistake(short, 1, msg(DOUBLED)) for short in doubled])
    for info, short in wanted:
        yield short, partial(_guarded, partial(_member, archive, info), short)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    short = PurePosixPath(info.filename).name
    try:
        with archive.open(info) as stream:
            return stream.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error) as problem:
        raise LawError([Mistake(short, 1, msg(UNREADABLE, problem=str(problem)))]) from None
