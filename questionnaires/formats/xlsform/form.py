"""One form on its way in: its tables, its names and what they became, and the notes so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from questionnaires.checks.names import RESERVED
from questionnaires.expressions import ExpressionError, Type, parse
from questionnaires.expressions.printing import print_node
from questionnaires.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
)
from questionnaires.formats.carried import NOTHING, Fate, Note, Noting
from questionnaires.formats.languages import in_languages
from questionnaires.formats.naming import Names
from questionnaires.formats.xlsform.choices import Choice, Choices
from questionnaires.formats.xlsform.outline import Item, Outline
from questionnaires.formats.xlsform.rules import Known, UnturnableError, turned
from questionnaires.formats.xlsform.tables import Line, Table
from questionnaires.formats.xlsform.tongues import Tongues
from questionnaires.model import FACTS
from questionnaires.text import CHINESE, ENGLISH, Text

QUOTE = re.compile(r"\$\{\s*([^${}]*?)\s*\}")
_CHOICE_NAME = re.compile(r"jr:choice-name\s*\(\s*\$\{\s*([^${}\s]+)\s*\}\s*,\s*(['\"])\$\{\s*\1\s*\}\2\s*\)")
_TYPES = {
    "integer": Type.NUMBER, "decimal": Type.NUMBER, "range": Type.NUMBER, "percentage": Type.NUMBER,
    "days_in_month": Type.NUMBER, "days_in_half_year": Type.NUMBER, "days_in_year": Type.NUMBER,
    "date": Type.DATE, "datetime": Type.DATE, "text": Type.TEXT, "phone": Type.TEXT, "time": Type.TEXT,
    "select_one": Type.CODE, "select_external": Type.CODE, "select_multiple": Type.CODES, "rank": Type.CODES,
    "select_one_file": Type.TEXT, "select_multiple_file": Type.TEXT, "acknowledge": Type.CODE,
}  # fmt: skip
_NUMBERS = frozenset(
    {"count-selected", "string-length", "number", "int", "round", "min", "max", "sum", "count", "pow", "abs",
     "decimal-date-time"}
)  # fmt: skip
_CONDITIONS = frozenset({"selected", "not", "true", "false", "regex"})
QUESTIONS = frozenset(_TYPES) | {"calculate"}


@dataclass
class Form(Noting):
    """What every step of the reading needs."""

    survey: Table
    outline: Outline
    choices: Choices
    external: Choices
    tongues: Tongues
    notes: list[Note] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names((*FACTS, *RESERVED)))
    fields: set[str] = field(default_factory=set)
    _types: dict[str, Type] = field(default_factory=dict)
    said_of: dict[str, str] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.fields |= {name.lower() for name in (*FACTS, *RESERVED)}
        for item in self.outline.walk():
            self.items.setdefault(item.name, item)
        for item in self.outline.walk():
            if item.type.what == "question" and item.type.name in QUESTIONS:
                self.name_of(item)
                quoted = _CHOICE_NAME.fullmatch(item.line.get("calculation"))
                if quoted:
                    self.said_of[item.name] = quoted[1]

    def name_of(self, item: Item) -> str:
        """The name here of a question; the first time one is made that no data column has."""
        if item.name in self.names.given and self.items.get(item.name) is item:
            return self.names.given[item.name]
        return self.claim(item.name, self._tails(item))

    def claim(self, wanted: str, tails: Iterable[str] = ()) -> str:
        """A free name; ``tails`` are the endings of the data columns it brings along."""
        ends = ("", *(tail.lower() for tail in tails))
        number = 1
        while True:
            found = self.names.name(wanted if number == 1 else f"{wanted}_{number}", "q")
            if not any(f"{found.lower()}{end}" in self.fields for end in ends):
                break
            number += 1
        self.names.given[wanted] = found
        self.fields |= {f"{found.lower()}{end}" for end in ends}
        return found

    def _tails(self, item: Item) -> list[str]:
        codes = [choice.code for choice in self.choices.lists.get(item.type.list, ())]
        if item.type.name == "rank":
            return [f"_{number}" for number in range(1, len(codes) + 1)]
        tails = [f"_{code}" for code in codes] if item.type.name == "select_multiple" else []
        return [*tails, "_oth", "_other"] if item.type.other else tails

    def options_of(self, item: Item) -> list[Choice]:
        """The choices of a question's list."""
        lists = self.external if item.type.name == "select_external" else self.choices
        return lists.lists.get(item.type.list, [])

    def resolve(self, name: str) -> Known | None:
        """What a name of the form became; None for what was not carried over."""
        item = self.items.get(name)
        if item is None:
            return self._other(name)
        if item.type.name == "today" and item.type.what == "question":
            return Known(name, Type.DATE, call="today")
        if item.type.name == "start" and item.type.what == "question":
            return Known(name, Type.MOMENT, call="now")
        if item.type.name not in QUESTIONS or item.type.what != "question" or name in self.left:
            return None
        codes: Mapping[str, str] = {choice.name: choice.code for choice in self.options_of(item)}
        return Known(self.names.given.get(name, name), self.type_of(item), codes)

    def _other(self, name: str) -> Known | None:
        """``NAME_other``, which ODK adds to a choice with or_other, is our ``NAME_oth``."""
        item = self.items.get(name.removesuffix("_other"))
        if item is None or not name.endswith("_other") or not item.type.other:
            return None
        return Known(f"{self.names.given.get(item.name, item.name)}_oth", Type.TEXT)

    def type_of(self, item: Item) -> Type:
        """The type of a question's answer; of a calculation what its formula gives."""
        known = _TYPES.get(item.type.name)
        if known is not None:
            return known
        if item.name not in self._types:
            self._types[item.name] = Type.TEXT  # for a formula that comes back to itself
            try:
                rule = turned(item.line.get("calculation"), self.resolve, value=True)
                self._types[item.name] = self.type_in(parse(rule).tree)
            except (UnturnableError, ExpressionError):
                pass
        return self._types[item.name]

    def type_in(self, node: Node) -> Type:
        """The type of a formula, as far as it shows."""
        if isinstance(node, Literal):
            return Type.TEXT if isinstance(node.value, str) else Type.NUMBER
        if isinstance(node, Arithmetic | Negation):
            return Type.NUMBER
        if isinstance(node, Comparison | Logic):
            return Type.BOOLEAN
        if isinstance(node, Name):
            source = next((old for old, new in self.names.given.items() if new == node.name), node.name)
            item = self.items.get(source)
            found = self.type_of(item) if item is not None else Type.TEXT
            return Type.TEXT if found in (Type.CODE, Type.CODES) else found
        if isinstance(node, Call):
            return self._called(node)
        return Type.TEXT

    def _called(self, node: Call) -> Type:
        if node.function in _NUMBERS:
            return Type.NUMBER
        if node.function in _CONDITIONS:
            return Type.BOOLEAN
        if node.function in ("date", "today"):
            return Type.DATE
        if node.function in ("if", "coalesce"):
            parts = node.arguments[1:] if node.function == "if" else node.arguments
            found = {self.type_in(part) for part in parts if part != Literal("")}
            return found.pop() if len(found) == 1 else Type.TEXT
        return Type.TEXT

    def text(self, line: Line, key: str, what: str = "") -> dict[str, str]:
        """A translated cell by language tag, its ``${…}`` naming our questions."""
        found = self.tongues.text(line.texts.get(key, {}))
        return {tag: self.quoted(wording, line, key) for tag, wording in found.items()}

    def quoted(self, wording: str, line: Line, key: str) -> str:
        """A wording with the names it quotes as they are here; what cannot be quoted becomes ``…``."""

        def name(found: re.Match[str]) -> str:
            known = self.resolve(self.said_of.get(found[1], found[1]))
            if known is None or known.call:
                self.note(
                    Fate.LEFT_OUT,
                    "quote",
                    self.survey.place(line, key),
                    f"文字里引用的 ${{{found[1]}}} 没有带过来，改成了“…”。",
                    f"The text quotes ${{{found[1]}}}, which was not carried over; it says “…” now.",
                )
                return "…"
            return f"${{{known.name}}}"

        return QUOTE.sub(name, wording)

    def said_name(self, name: str) -> dict[str, str]:
        """A name that stands in for a wording."""
        return dict.fromkeys(self.tongues.used[:1], name)

    def said(self, words: Text) -> dict[str, str]:
        """Words of ours in the languages of the form."""
        return in_languages(words, self.tongues.used)

    def rule(self, line: Line, key: str, what: Text, *, itself: Known | None = None) -> str:
        """The rule in a cell; empty where there is none or, with a note, where it has no equal."""
        written = line.get(key)
        if not written:
            return ""
        try:
            return turned(written, self.resolve, itself)
        except UnturnableError as error:
            self.left_out(f"{key}_left_out", line, key, written, what, error.reason)
            return ""

    def left_out(
        self, code: str, line: Line, key: str, written: str, what: Text, why: Text = NOTHING
    ) -> None:
        """Note an expression that could not be turned, with its text."""
        short = written if len(written) <= 200 else f"{written[:197]}…"
        zh = f"{what.say(CHINESE)}没有带过来：{short}。{why.say(CHINESE) if why else ''}"
        en = f"{what.say(ENGLISH)} was left out: {short}. {why.say(ENGLISH) if why else ''}".rstrip()
        self.note(Fate.LEFT_OUT, code, self.survey.place(line, key), zh, en)


def conjunction(rules: Iterable[str]) -> str:
    """Rules that must all hold as one; empty for none."""
    given = [rule for rule in dict.fromkeys(rules) if rule]
    if len(given) < 2:
        return given[0] if given else ""
    operands: list[Node] = []
    for rule in given:
        tree = parse(rule).tree
        operands += tree.operands if isinstance(tree, Logic) and tree.operator == "and" else (tree,)
    return print_node(Logic("and", tuple(operands)))
