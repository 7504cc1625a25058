"""What the YAML parser says of a mistake, in our words."""

from __future__ import annotations

from rules.reading.messages import msg

_WORDS = {
    "mapping values are not allowed": msg("冒号的位置不对：一行只写一个键，含冒号的文字要加引号"),
    "cannot start any token": msg("有不能这样开头的字符：缩进只用空格，不用制表符，特殊符号要加引号"),
    "could not find expected ':'": msg("键的后面缺少冒号，或者缩进不齐"),
    "did not find expected key": msg("缩进不齐，或者这里应是一个键"),
    "did not find expected ',' or": msg("括号内缺少逗号，或者括号没有闭合"),
    "did not find expected '-' indicator": msg("列表的缩进不齐"),
    "block sequence entries are not allowed": msg("列表不能从这里开始，请另起一行"),
    "unexpected end of stream": msg("引号没有闭合"),
    "another document": msg("一个文件只能有一份内容，请去掉多余的“---”"),
    "expected <document start>": msg("内容之外还有多余的文字"),
    "escape": msg("双引号内的反斜杠写法不对"),
    "control characters are not allowed": msg("含有不可见的控制字符"),
}
"""The parser's words for a mistake, or part of them -> what is wrong and how it is written."""


def in_our_words(told: str | None) -> str:
    """The parser's finding in our words; in its own where we have none."""
    for words, ours in _WORDS.items():
        if words in (told or ""):
            return ours
    return msg("写法不合规则（{told}）", told=" ".join((told or "").split()))
