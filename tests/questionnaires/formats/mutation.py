"""Files made odd by chance: figures, texts and structure that nobody means, from one seed."""

from __future__ import annotations

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as Tree

FIGURES = (
    "²", "½", "∞", "nan", "inf", "-inf", "1e400", "-1e400", "9" * 5000, "--1", "0x10", "٣", "２", "五", "1-", "10~1", "-5--9",
    "0", "-1", "-0", "1_0", "1e-320", "99999999999", "1.0", "0.1", "", " ", "3.5.1", "２０２６年13月", "2026-02-30", "0000", "9999-99-99",  # noqa: E501
)  # fmt: skip
WORDS = (
    "\ud800", "a\udfffb", "\x00", "\x01\x0b\x1f", "\x7f\x85\u2028", "\u202eabc\u202c", "\ufeff", "\uffff", "甲" * 100_000,
        "_xD800_", "_x0000_",
    "((" * 300, "[" * 2000, "（【{「" * 200, ")" * 50, "${a}", "${", "}", "${${a}}", "{{ 7*7 }}", "{% for %}", "{a}", "{a.b[0]}",
        "%s%(x)d",
    "=1+1", "=HYPERLINK(\"x\")", "<script>alert(1)</script>", "<b" * 500, "&#0;&#xD800;&amp;", "'", '"', "\\", "\\x", "'\"'",
        "\t", "\n", "\r\n\n",
    "true", "false", "null", "None", "不是", "其他____", "A", "a", "_", "-", ".", "一、", "1.", "①", "（1）", "跳到第99题", "请跳至第1题", "选A跳第2题",  # noqa: E501
    "${a} = ${a}", "not(" * 120 + "1" + ")" * 120, "1 and " * 300 + "1", "selected(., 'x')", "if(1,", "today() + 1",
        "{q1} notempty",
    "q1.NAOK == 'A'", "that.X", "!is_empty(q1)", "👨‍👩‍👧", "é" * 70, "a" * 70, "constructor", "__class__", "kind", "other", "zh-CN",
)  # fmt: skip
SMALL = {"", " ", "\n", "\t", "A", "a", "_", "-", ".", "0", "-1"}
SHAPES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, 1e308, float("inf"), float("nan"), "", [], {}, [[]], [None], [{}], {"": None},
        {"a": {"b": []}},
    [1, "1", 1.0, True], ["x"] * 300, {"zh-cn": "甲", "en": None}, {"type": "text"}, [{"type": "panel", "elements": [{}]}],
)  # fmt: skip
LINES = (
    "1. 新题 [单选题]", "A. 甲", "B．乙", "□ 丙", "○丁", "____", "一、部分", "第2题 [矩阵题]", "[多选题]", "（可多选）", "*", "1", "| a | b |", "---", "注：",  # noqa: E501
    "依赖于第1题第2个选项", "1 2 3 4 5", "\t\t\t", "非常满意\t满意\t一般", "===", "1、", "1)", "(1)", "Q1", "题目：", "【填空】", "[比重题]", "[1,100]",  # noqa: E501
)  # fmt: skip


def nested(depth: int, inside: Any, *, as_list: bool) -> Any:
    """Something inside many of the same."""
    for _ in range(depth):
        inside = [inside] if as_list else {"elements": [inside], "a": inside if depth < 5 else 1}
    return inside


class Mutation:
    """Makes one file after the other from a seed: the same seed gives the same files."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self) -> str:
        """An odd text or figure."""
        drawn = self.random
        return drawn.choice(drawn.choice((FIGURES, WORDS)))

    def among(self, written: str) -> str:
        """A text with something odd instead, before, behind or in its middle."""
        place = self.random.randint(0, len(written))
        word = self.word()
        ways: tuple[Callable[[], str], ...] = (
            lambda: word,
            lambda: word,
            lambda: written[:place] + word + written[place:],
            lambda: written[:place],
            lambda: re.sub(r"\d+", lambda _: word, written, count=1),
            lambda: written * 3,
        )
        return self.random.choice(ways)()

    def some(self) -> int:
        """How many things are made odd in one file: few, so that most of it is still read."""
        return self.random.choice((1, 1, 1, 2, 3, 6))

    def json(self, document: Any) -> Any:
        """A JSON document with odd values, shapes and references."""
        document = copy.deepcopy(document)
        for _ in range(self.some()):
            holders = list(_holders(document))
            if not holders:
                break
            holder = self.random.choice(holders)
            key = self.random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            self._shaken(holder, key, holders)
        return document

    def _shaken(self, holder: Any, key: Any, holders: list[Any]) -> None:
        drawn, value = self.random, holder[key]
        way = drawn.randint(0, 9)
        if way <= 2:
            holder[key] = self.among(value) if isinstance(value, str) else self.word()
        elif way == 3:
            holder[key] = copy.deepcopy(drawn.choice(SHAPES))
        elif way == 4:
            del holder[key]
        elif way == 5:
            other = drawn.choice(holders)
            values = list(other.values()) if isinstance(other, dict) else list(other)
            holder[key] = copy.deepcopy(drawn.choice(values)) if values else None
        elif way == 6 and isinstance(holder, list):
            holder.extend(copy.deepcopy(value) for _ in range(drawn.choice((1, 2, 30))))
        elif way == 6:
            holder[self.word()] = value
        elif way == 7:
            holder[key] = nested(drawn.choice((1, 3, 40, 90, 400)), value, as_list=drawn.random() < 0.5)
        elif way == 8:
            holder[key] = [value] if not isinstance(value, list) else (value[0] if value else 7)
        elif isinstance(value, list):
            drawn.shuffle(value)
        else:
            holder[key] = drawn.choice((0, 1, 7, 10**9, -3, "1", "2", True))

    def xml(self, content: bytes) -> bytes:
        """An XML text with odd texts, attributes, and elements gone, doubled or moved."""
        root = Tree.fromstring(content)  # noqa: S314 (our own files)
        every = list(root.iter())
        for _ in range(self.some()):
            self._stirred(self.random.choice(every), every)
        try:
            return Tree.tostring(root, "utf-8", xml_declaration=True)
        except (UnicodeEncodeError, RecursionError):
            return content[: self.random.randint(0, len(content))]

    def _stirred(self, one: Tree.Element, every: list[Tree.Element]) -> None:
        drawn, children = self.random, list(one)
        way = drawn.randint(0, 7)
        if way <= 2:
            leaf = drawn.choice([each for each in every if not len(each)] or every)
            leaf.text = self.among(leaf.text or "")
        elif way == 3 and one.attrib:
            one.attrib[drawn.choice(list(one.attrib))] = self.word()
        elif way == 4 and children:
            one.remove(drawn.choice(children))
        elif way == 5 and children:
            one.extend(copy.deepcopy(drawn.choice(children)) for _ in range(drawn.choice((1, 2, 20))))
        elif way == 6 and children:
            other = drawn.choice(every)
            one.append(copy.deepcopy(drawn.choice([other if len(list(other.iter())) < 50 else children[0]])))
        elif children:
            drawn.shuffle(children)
            one[:] = children

    def package(self, content: bytes, parts: re.Pattern[str]) -> bytes:
        """A zip package with one of its XML parts made odd, or gone."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        name = self.random.choice([each for each in held if parts.search(each)])
        if self.random.random() < 0.03:
            del held[name]
        else:
            held[name] = self.xml(held[name])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for each, written in held.items():
                archive.writestr(each, written)
        return out.getvalue()

    def rows(self, rows: list[list[str]]) -> list[list[str]]:
        """A table with odd cells, and rows and columns gone, doubled or moved."""
        rows = [list(row) for row in rows]
        for _ in range(self.some()):
            place = self.random.randrange(len(rows))
            way = self.random.randint(0, 9)
            if way <= 5 and rows[place]:
                cell = self.random.randrange(len(rows[place]))
                rows[place][cell] = self.among(rows[place][cell])
            elif way == 6 and len(rows) > 1:
                del rows[place]
            elif way == 7:
                rows[place:place] = [list(rows[place])] * self.random.choice((1, 2, 30))
            elif way == 8:
                other = self.random.randrange(len(rows))
                rows[place], rows[other] = rows[other], rows[place]
            elif rows[place]:
                source = self.random.choice(rows) or [""]
                rows[place][self.random.randrange(len(rows[place]))] = self.random.choice(source)
        return rows

    def text(self, written: str) -> str:
        """A text with odd words in its lines, and lines gone, doubled, moved or put in."""
        lines = written.split("\n")
        for _ in range(self.some()):
            place = self.random.randrange(len(lines))
            way = self.random.randint(0, 9)
            if way <= 3:
                lines[place] = self.among(lines[place])
            elif way == 4 and len(lines) > 1:
                del lines[place]
            elif way == 5:
                lines[place:place] = [lines[place]] * self.random.choice((1, 3, 50))
            elif way == 6:
                other = self.random.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
            elif way == 7:
                lines.insert(place, self.random.choice(LINES))
            elif way == 8:
                lines[place] = " " * self.random.choice((2, 4, 3000)) + lines[place]
            else:
                lines[place] = re.sub(r"\w+", lambda _: self.word(), lines[place], count=1)
        return "\n".join(lines)

    def bytes(self, content: bytes) -> bytes:
        """A file whose bytes were damaged on the way."""
        found = bytearray(content)
        for _ in range(self.random.choice((1, 4, 40))):
            place = self.random.randrange(len(found)) if found else 0
            way = self.random.randint(0, 4)
            if way <= 2 and found:
                found[place] = self.random.randrange(256)
            elif way == 3:
                del found[place : place + self.random.choice((1, 2, 50))]
            else:
                found[place:place] = self.random.randbytes(self.random.choice((1, 2, 9)))
        if self.random.random() < 0.1:
            del found[self.random.randint(0, len(found)) :]
        return bytes(found)


def _holders(value: Any) -> Any:
    """Every list and mapping in it that holds something."""
    if isinstance(value, dict | list) and value:
        yield value
        for each in list(value.values()) if isinstance(value, dict) else value:
            yield from _holders(each)
