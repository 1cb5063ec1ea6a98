"""A YAML text as a tree that remembers lines and what was written.

Only plain data is read: no anchors, no aliases, no tags, no merge keys, no repeated
keys; size, depth and number of nodes are limited. Keys are taken as written. Every
problem that does not end the reading is collected, so that all are reported at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from questionnaires.findings import Finding
from questionnaires.formats.decoding import storable
from questionnaires.formats.error import FormatError
from questionnaires.text import Text

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 24
MAX_NODES = 400_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTRUCTOR = yaml.SafeLoader("")
_RESOLVE: Any = _CONSTRUCTOR.resolve


@dataclass(slots=True)
class Node:
    """One value of the file with the line it stands on; ``raw`` is a scalar as written."""

    value: Any
    line: int
    raw: str | None = None
    quoted: bool = False
    children: dict[str | int, Node] = field(default_factory=dict)

    def data(self) -> Any:
        """The tree as dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.data() for key, child in self.children.items()}
        if isinstance(self.value, list):
            return [child.data() for child in self.children.values()]
        return self.value


def read(content: str | bytes) -> tuple[Node, list[Finding]]:
    """The tree of a YAML text, and the problems that did not stop the reading.

    Raises FormatError where the text is too large, is not UTF-8 or not YAML, or uses
    what is refused.
    """
    return _Reader(_decode(content)).run()


def path_text(path: tuple[str | int, ...]) -> str:
    """A path of keys as text: ``pages[0].questions[2].name``."""
    said = ""
    for step in path:
        said += f"[{step}]" if isinstance(step, int) else f".{step}" if said else step
    return said or "."


def _decode(content: str | bytes) -> str:
    size = len(content) if isinstance(content, bytes) else len(content.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        _refuse(
            "file_too_large",
            0,
            Text(
                zh=f"文件有 {size} 字节，上限是 {MAX_BYTES}。",
                en=f"The file has {size} bytes; {MAX_BYTES} are allowed.",
            ),
            Text(zh="请把大的代码表另外导入。", en="Import large code lists separately."),
        )
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if b"\0" in content:
            _refuse(
                "not_a_text",
                0,
                Text(
                    zh="这不是 YAML 文字，像是 Word、Excel、PDF 一类的文件。",
                    en="This is no YAML text but a file such as Word, Excel or PDF write.",
                ),
                Text(
                    zh="请选 YAML 问卷；Word、XLSForm 等文件请用“导入问卷”。",
                    en="Choose a questionnaire in YAML; for Word, XLSForm and the like use “Import a questionnaire”.",
                ),
            )
        line = content.count(b"\n", 0, problem.start) + 1
        _refuse(
            "not_utf8",
            line,
            Text(zh="文件不是 UTF-8 编码。", en="The file is not encoded in UTF-8."),
            Text(zh="请在编辑器里另存为 UTF-8。", en="Save it as UTF-8 in the editor."),
        )


def _refuse(code: str, line: int, reason: Text, remedy: Text, place: str = ".") -> NoReturn:
    raise FormatError((Finding(code, place, reason, remedy, line=line or None),))


class _Reader:
    """Builds the tree from the events of the parser."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0
        self.findings: list[Finding] = []

    def run(self) -> tuple[Node, list[Finding]]:
        root: Node | None = None
        try:
            self.events: Iterator[Any] = yaml.parse(self.text, Loader=_LOADER)
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not None:
                        self._second_document(event)
                    root = self._node(next(self.events), (), 0)
        except yaml.YAMLError as problem:
            self._syntax(problem)
        if root is None:
            _refuse(
                "file_empty",
                0,
                Text(zh="文件是空的。", en="The file is empty."),
                Text(
                    zh="请写入问卷的 name、title 和 pages。",
                    en="Write the questionnaire's name, title and pages.",
                ),
            )
        return root, self.findings

    def _node(self, event: Any, path: tuple[str | int, ...], depth: int) -> Node:
        line = event.start_mark.line + 1
        self._limits(event, path, depth, line)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path, line)
        if isinstance(event, yaml.SequenceStartEvent):
            sequence = Node([], line)
            for index in range(MAX_NODES + 1):
                item = next(self.events)
                if isinstance(item, yaml.SequenceEndEvent):
                    break
                sequence.children[index] = self._node(item, (*path, index), depth + 1)
            return sequence
        return self._mapping(path, depth, line)

    def _mapping(self, path: tuple[str | int, ...], depth: int, line: int) -> Node:
        mapping = Node({}, line)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_line = event.start_mark.line + 1
            self._limits(event, path, depth, key_line)
            if not isinstance(event, yaml.ScalarEvent):
                _refuse(
                    "key_not_text",
                    key_line,
                    Text(zh="键只能是一个词。", en="A key can only be a word."),
                    Text(zh="请检查冒号和缩进。", en="Check the colons and the indentation."),
                    path_text(path),
                )
            key = storable(event.value)
            if "\x00" in event.value:
                self._unstorable((*path, key), key_line)
            child = self._node(next(self.events), (*path, key), depth + 1)
            if key in mapping.children:
                self._repeated(key, path, key_line, mapping.children[key].line)
            else:
                mapping.children[key] = child
        return mapping

    def _scalar(self, event: Any, path: tuple[str | int, ...], line: int) -> Node:
        quoted = not event.implicit[0]
        value: Any = event.value
        if not quoted:
            tag = _RESOLVE(yaml.ScalarNode, event.value, (True, False))
            try:
                value = _CONSTRUCTOR.construct_object(yaml.ScalarNode(tag, event.value), deep=True)
            except (ValueError, yaml.YAMLError):
                value = event.value
        if "\x00" in event.value:
            self._unstorable(path, line)
        if isinstance(value, float) and not math.isfinite(value):
            self.findings.append(
                Finding(
                    "number_not_finite",
                    path_text(path),
                    Text(zh=f"{event.value} 不是一个有限的数。", en=f"{event.value} is not a finite number."),
                    Text(zh="请写出一个数，或者删去这一行。", en="Write a number or leave the line out."),
                    line=line,
                )
            )
            value = 0.0
        return Node(value, line, event.value, quoted)

    def _unstorable(self, path: tuple[str | int, ...], line: int) -> None:
        self.findings.append(
            Finding(
                "text_unstorable",
                path_text(path),
                Text(zh="文字里有空字符（NUL）。", en="The text holds the character NUL."),
                Text(zh="请重新写这段文字。", en="Write this text anew."),
                line=line,
            )
        )

    def _limits(self, event: Any, path: tuple[str | int, ...], depth: int, line: int) -> None:
        self.nodes += 1
        place = path_text(path)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            _refuse(
                "anchor",
                line,
                Text(zh="文件用了锚点（&）或引用（*）。", en="The file uses an anchor (&) or an alias (*)."),
                Text(
                    zh="请把内容写全；以 & 或 * 开头的文字请加引号。",
                    en="Write it out; quote a text that begins with & or *.",
                ),
                place,
            )
        if getattr(event, "tag", None) is not None:
            _refuse(
                "tag",
                line,
                Text(zh=f"文件用了标签 {event.tag}。", en=f"The file uses the tag {event.tag}."),
                Text(
                    zh="请删去标签；以 ! 开头的文字请加引号。",
                    en="Remove the tag; quote a text that begins with !.",
                ),
                place,
            )
        if depth > MAX_DEPTH:
            _refuse(
                "too_deep",
                line,
                Text(zh=f"嵌套超过 {MAX_DEPTH} 层。", en=f"It is nested deeper than {MAX_DEPTH} levels."),
                Text(zh="请检查缩进和括号。", en="Check the indentation and the brackets."),
                place,
            )
        if self.nodes > MAX_NODES:
            _refuse(
                "too_many_nodes",
                line,
                Text(zh=f"内容超过 {MAX_NODES} 项。", en=f"The file has more than {MAX_NODES} values."),
                Text(zh="请把大的代码表另外导入。", en="Import large code lists separately."),
                place,
            )

    def _repeated(self, key: str, path: tuple[str | int, ...], line: int, first: int) -> None:
        self.findings.append(
            Finding(
                "key_repeated",
                path_text((*path, key)),
                Text(
                    zh=f"“{key}”写了两次，第一次在第 {first} 行。",
                    en=f"“{key}” is written twice, first on line {first}.",
                ),
                Text(zh="请删去其中一个。", en="Remove one of them."),
                line=line,
            )
        )

    def _second_document(self, event: Any) -> None:
        _refuse(
            "second_document",
            event.start_mark.line + 1,
            Text(zh="一个文件里有两份文档（---）。", en="The file holds two documents (---)."),
            Text(zh="一个文件只写一份问卷。", en="Write one questionnaire to a file."),
        )

    def _syntax(self, problem: yaml.YAMLError) -> None:
        mark = getattr(problem, "problem_mark", None)
        position = getattr(problem, "position", None)
        line = 0
        if mark is not None:
            line = mark.line + 1
        elif isinstance(position, int):
            line = self.text.count("\n", 0, position) + 1
        detail = getattr(problem, "problem", None) or getattr(problem, "reason", None) or "not YAML"
        _refuse(
            "yaml_syntax",
            line,
            Text(zh=f"这里不符合 YAML 的写法（{detail}）。", en=f"This is not valid YAML ({detail})."),
            Text(
                zh="请检查这一行和上一行的缩进、冒号、引号和括号；不要用制表符。",
                en="Check indentation, colons, quotes and brackets here and one line above; use no tabs.",
            ),
        )
