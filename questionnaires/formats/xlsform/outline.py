"""The lines of the survey sheet as a tree of groups and questions.

What ODK itself would refuse is refused here, all of it at once, each with its cell.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from questionnaires.findings import Finding
from questionnaires.formats.xlsform.tables import Line, Table
from questionnaires.formats.xlsform.types import Type, read_type, spellings
from questionnaires.text import Text

_XML_NAME = re.compile(r"[^\W\d][\w.-]*")
_YES = frozenset({"yes", "true", "true()", "1"})
DEEPEST = 40


@dataclass(slots=True)
class Item:
    """A question, or a group, repeat or loop with what stands in it."""

    line: Line
    type: Type
    name: str
    children: list[Item] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        """Whether others stand in it."""
        return self.type.what == "begin"

    def walk(self) -> Iterator[Item]:
        """The item and all in it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Outline:
    """The tree of a form, what is wrong with it, and lines that are only remarks."""

    items: list[Item] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Line] = field(default_factory=list)
    disabled: list[Line] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    def walk(self) -> Iterator[Item]:
        """Every item in the order of the sheet."""
        for item in self.items:
            yield from item.walk()


def read_outline(survey: Table) -> Outline:
    """The tree; ``findings`` are of the codes of :data:`_WORDS`."""
    reader = _Reader(survey)
    for line in survey.lines:
        reader.read(line)
    reader.finish()
    return reader.outline


class _Reader:
    def __init__(self, survey: Table) -> None:
        self.survey = survey
        self.outline = Outline()
        self.open: list[Item] = []
        self.seen: list[set[str]] = [set()]

    def read(self, line: Line) -> None:
        if line.get("disabled").lower() in _YES:
            self.outline.disabled.append(line)
            return
        written = line.get("type")
        if not written:
            if line.get("name") or line.texts.get("label"):
                self.refuse("type_missing", line, "type")
            else:
                self.outline.remarks.append(line)
            return
        found = read_type(written)
        if found.what == "unknown":
            self.unknown(line, found.name)
        elif found.what == "setting":
            self.outline.settings[found.name] = line.get("name")
        elif found.what == "end":
            self.end(line, found)
        else:
            self.add(line, found)

    def add(self, line: Line, found: Type) -> None:
        name = line.get("name")
        if found.name == "audit":
            name = name or "audit"
        if not name and found.name == "note":
            name = f"generated_note_name_{line.number}"
        if not name:
            self.refuse("name_missing", line, "name")
            name = f"unnamed_{line.number}"
        elif not _XML_NAME.fullmatch(name):
            self.refuse("name_wrong", line, "name", name=name)
        elif name in self.seen[-1]:
            self.refuse("name_repeated", line, "name", name=name)
        self.seen[-1].add(name)
        item = Item(line, found, name)
        (self.open[-1].children if self.open else self.outline.items).append(item)
        if item.is_group:
            if len(self.open) >= DEEPEST:
                self.refuse("group_deep", line, "type")
                return
            self.open.append(item)
            self.seen.append(set())
        elif found.name == "calculate" and not line.get("calculation") and "(" not in line.get("default"):
            self.refuse("calculation_missing", line, "calculation", name=name)

    def end(self, line: Line, found: Type) -> None:
        if not self.open or self.open[-1].type.name != found.name:
            self.refuse("end_unmatched", line, "type", type=line.get("type"))
            return
        self.open.pop()
        self.seen.pop()

    def finish(self) -> None:
        for item in self.open:
            self.refuse("begin_unclosed", item.line, "type", type=item.line.get("type"), name=item.name)

    def unknown(self, line: Line, written: str) -> None:
        if written.lower() == "include":
            self.refuse("type_include", line, "type", name=line.get("name"))
            return
        near = difflib.get_close_matches(written.lower().split(" ")[0], spellings(), n=2)
        self.refuse(
            "type_unknown", line, "type", type=written, near=", ".join(near) or "text, integer, select_one …"
        )

    def refuse(self, code: str, line: Line, key: str, **values: object) -> None:
        self.outline.findings.append(refusal(code, self.survey.place(line, key), line.number, **values))


_WORDS: dict[str, tuple[str, str, str, str]] = {
    "type_missing": (
        "这一行有名称或文字，但没有写题型。",
        "The row has a name or a label but no type.",
        "在 type 列写题型，例如 text、integer、select_one 清单名；整行不要的话全部删去。",
        "Write a type such as text, integer or select_one LIST; or empty the whole row.",
    ),
    "type_unknown": (
        "没有“{type}”这种题型。",
        "There is no type “{type}”.",
        "是不是 {near}？题型和清单名之间空一格。",
        "Did you mean {near}? One space stands between the type and its list.",
    ),
    "type_include": (
        "include 要把另一个文件“{name}”的题放进来，那个文件不在这里。",
        "include takes the questions of another file, “{name}”, which is not here.",
        "把那个文件的题复制到这张 survey 表里，删去 include 这一行。",
        "Copy its questions into this sheet and take the row include out.",
    ),
    "name_missing": (
        "这一行没有写名称。",
        "The row has no name.",
        "在 name 列给它起一个名称：字母开头，只用字母、数字和下划线。",
        "Write a name: letters, digits and _, beginning with a letter.",
    ),
    "name_wrong": (
        "“{name}”不能作名称。",
        "“{name}” cannot be a name.",
        "名称以字母或下划线开头，不能有空格和其他符号。",
        "A name begins with a letter or _, and holds no spaces or other signs.",
    ),
    "name_repeated": (
        "名称“{name}”在同一组里用了两次。",
        "The name “{name}” is used twice in one group.",
        "给其中一题改名，并改正用到它的条件。",
        "Rename one of them, and the conditions that mean it.",
    ),
    "calculation_missing": (
        "计算题“{name}”没有写算式。",
        "The calculation “{name}” has no formula.",
        "在 calculation 列写算式，或删去这一行。",
        "Write it in the column calculation, or take the row out.",
    ),
    "end_unmatched": (
        "“{type}”没有对应的开头。",
        "“{type}” ends nothing that was begun.",
        "检查 begin 和 end 是否成对、是否交叉。",
        "See that every begin has its end and that groups do not cross.",
    ),
    "begin_unclosed": (
        "“{type}”（{name}）没有结尾。",
        "“{type}” ({name}) is never ended.",
        "在这一组最后一题的下一行写 end_group 或 end_repeat。",
        "Write end_group or end_repeat in the row after its last question.",
    ),
    "group_deep": (
        f"组套组超过 {DEEPEST} 层。",
        f"Groups stand more than {DEEPEST} deep in each other.",
        "把里层的组拆出来。",
        "Take the inner groups out.",
    ),
    "list_unknown": (
        "choices 表里没有清单“{list}”。",
        "There is no list “{list}” on the sheet choices.",
        "在 choices 表的 list_name 列写上它的选项，或改正清单名{near}。",
        "Write its options with this list_name on the sheet choices, or correct the name{near_en}.",
    ),
    "choice_name_missing": (
        "选项没有写 name（保存的代码）。",
        "The option has no name (the code that is stored).",
        "在 name 列写代码，例如 1、2、3。",
        "Write its code in the column name, such as 1, 2, 3.",
    ),
    "choice_column_missing": (
        "choices 表没有 {column} 列。",
        "The sheet choices has no column {column}.",
        "第一行应有 list_name、name、label 三列。",
        "Its first row should say list_name, name, label.",
    ),
    "choice_repeated": (
        "清单“{list}”里代码“{name}”用了两次。",
        "The code “{name}” stands twice in the list “{list}”.",
        "给其中一个换代码；确实要重复的，在 settings 表写 allow_choice_duplicates = yes。",
        "Change one of them; if it is meant, write allow_choice_duplicates = yes on the sheet settings.",
    ),
    "choice_spaced": (
        "多选题的代码“{name}”里有空格。",
        "The code “{name}” of a multiple choice has a space in it.",
        "把空格换成下划线。",
        "Write _ instead of the space.",
    ),
    "reference_unknown": (
        "“${{{name}}}”指的题不存在。",
        "“${{{name}}}” is no question of this form.",
        "改正名称，或补上这道题。",
        "Correct the name, or add the question.",
    ),
    "reference_broken": (
        "“${{…}}”没有写完整，或里面不是一个名称。",
        "A “${{…}}” is not complete or holds something else than a name.",
        "写成 ${{名称}}。",
        "Write ${{name}}.",
    ),
    "header_missing": (
        "survey 表没有 type 列（第一行应是列名）。",
        "The sheet survey has no column type (its first row should name the columns).",
        "在第一行写 type、name、label。",
        "Write type, name, label in the first row.",
    ),
    "survey_empty": (
        "survey 表里没有题目。",
        "The sheet survey holds no question.",
        "在列名下面一行一题地写。",
        "Write one question a row below the names of the columns.",
    ),
    "range_wrong": (
        "range 题的参数“{parameters}”不对。",
        "The parameters “{parameters}” of the range are wrong.",
        "写成 start=0 end=10 step=1，步长不能是 0，也不能大于整个范围。",
        "Write start=0 end=10 step=1; the step is neither 0 nor wider than the range.",
    ),
}


def refusal(code: str, place: str, line: int | None, **values: object) -> Finding:
    """A finding with its words filled in."""
    zh, en, remedy_zh, remedy_en = _WORDS[code]
    reason = Text(zh=zh.format(**values), en=en.format(**values))
    remedy = Text(zh=remedy_zh.format(**values), en=remedy_en.format(**values))
    return Finding(code, place, reason, remedy, line=line)
