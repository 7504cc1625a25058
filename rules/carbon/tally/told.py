"""What the reader of a result must know of how a tally was read: its file, what was left out, doubts and reasons."""

from __future__ import annotations

from collections.abc import Iterator

from rules.casefile.stand import Stand


def told_of_reading(stand: Stand) -> Iterator[str]:
    """Sentences on the tally of a stand, in the official language; none where its rows were typed without doubts."""
    tally = stand.tally
    if tally is None:
        return
    read = tally.read
    if read is not None:
        sheet = f"工作表“{read.sheet}”" if read.sheet else ""
        yield (
            f"地块 {stand.id} 的每木检尺表读自文件“{read.file}”{sheet}（SHA-256 {read.sha256}），读入 {read.lines} 行，"
            f"{'读入说明如下' if read.remarks else '没有略去的内容'}"
        )
        for remark in read.remarks:
            yield f"地块 {stand.id} 的检尺表：{remark.text}"
    if tally.sizes_reason is not None:
        yield f"地块 {stand.id} 的检尺表有尺寸不合常理的疑点，照所填尺寸计量，理由：{tally.sizes_reason}"
