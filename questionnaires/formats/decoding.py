"""Texts and JSON of others, whatever program wrote them."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from questionnaires.findings import Finding
from questionnaires.formats.error import FormatError
from questionnaires.formats.limits import check_size
from questionnaires.text import Text

DEEPEST = 100
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEAD = 4096
#: What Python's reader of JSON says, in Chinese.
_BROKEN = {
    "Expecting value": "这里应当是一个值",
    "Expecting ',' delimiter": "这里缺逗号",
    "Expecting ':' delimiter": "这里缺冒号",
    "Expecting property name enclosed in double quotes": "这里应当是双引号里的名称",
    "Unterminated string starting at": "引号没有结束",
    "Invalid control character at": "引号里有控制字符",
    "Extra data": "后面多出内容",
}


def read_text(content: bytes, place: str) -> str:
    """The text in ``content``: UTF-8, UTF-16 (with or without its mark) or GB 18030; lines end in ``\\n``.

    Raises FormatError: ``file_empty``, ``file_too_large``, ``text_broken``, ``not_a_text``.
    """
    check_size(content, place)
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse(
            "text_broken",
            place,
            f"第 {error.start + 1} 个字节起读不懂：不是 UTF-8、UTF-16 或 GB 18030 文字。",
            f"It cannot be read from byte {error.start + 1} on: neither UTF-8 nor UTF-16 nor GB 18030.",
        )
    if "\x00" in text:
        _refuse("not_a_text", place, "这不是文字文件。", "This is no text file.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_json(content: bytes, place: str) -> Any:
    """The value of a JSON text; NUL and half characters (lone surrogates) become U+FFFD.

    Raises FormatError as :func:`read_text` does, and ``json_broken`` (with the line), ``json_too_deep``.
    """
    text = read_text(content, place)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        _refuse(
            "json_broken",
            place,
            f"JSON 在这里读不下去：{_BROKEN.get(error.msg, '写法不对')}（第 {error.colno} 个字符）。",
            f"The JSON cannot be read here: {error.msg} (character {error.colno}).",
            error.lineno,
        )
    except ValueError:  # a whole number of more than 4,300 digits
        _refuse(
            "json_broken", place, "JSON 里有长得不正常的数。", "The JSON holds an abnormally long number."
        )
    except RecursionError:
        _too_deep(place)
    return _cleaned(found, place, 0)


def storable(text: str) -> str:
    """A text with U+FFFD for what no database keeps and no page can show: NUL, half of a surrogate pair."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "\ufffd")


def encoding_of(content: bytes, *, is_whole: bool = True) -> str:
    """The encoding of a text: by its mark, by where its zeros stand, or by what can be read.

    Of a text that is only the beginning of one, the last character may be cut.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    head = content[:_HEAD]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut = not is_whole and error.start > len(content) - 4
        return "utf-8" if is_cut else "gb18030"
    return "utf-8"


def _cleaned(value: Any, place: str, depth: int) -> Any:
    if depth > DEEPEST:
        _too_deep(place)
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_cleaned(each, place, depth + 1) for each in value]
    if isinstance(value, dict):
        return {_cleaned(key, place, depth): _cleaned(each, place, depth + 1) for key, each in value.items()}
    return value


def _too_deep(place: str) -> NoReturn:
    _refuse(
        "json_too_deep",
        place,
        f"嵌套超过 {DEEPEST} 层，不像问卷。",
        f"Nested more than {DEEPEST} deep: no questionnaire.",
    )


def _refuse(code: str, place: str, zh: str, en: str, line: int | None = None) -> NoReturn:
    remedy = Text(
        zh="从原来的软件重新导出，或存成 UTF-8 文字再试。",
        en="Export it anew from where it came from, or save it as UTF-8.",
    )
    raise FormatError((Finding(code, place, Text(zh=zh, en=en), remedy, line=line),))
