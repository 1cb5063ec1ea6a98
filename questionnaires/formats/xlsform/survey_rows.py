"""What all parts of the writing share: the lines so far, names that are free, texts and rules for ODK."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.checks.scope import FACT_TYPES
from questionnaires.codelists import UnknownListError, resolve
from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.carried import NOTHING, Fate, Note
from questionnaires.formats.naming import Names
from questionnaires.formats.xlsform.cells import plain, put_text
from questionnaires.formats.xlsform.own_lines import Told
from questionnaires.formats.xlsform.tables import Line
from questionnaires.formats.xlsform.xpath import Field, UnwritableError, Writer
from questionnaires.kinds import Lists, answer_fields
from questionnaires.model import (
    FACTS,
    Consent,
    Matrix,
    Multiple,
    Question,
    Questionnaire,
    Ranking,
    Single,
)
from questionnaires.text import CHINESE, ENGLISH, Text

QUOTE = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")
TEXTS = frozenset(
    {"label", "hint", "why", "title", "introduction", "thanks", "message", "statement", "unit", "low_label",
     "high_label", "intro"}
)  # fmt: skip
REFUSED, UNKNOWN = "-7", "-8"
OFFER_CODES = {"refused": REFUSED, "unknown": UNKNOWN}
AS_OPTIONS = (Single, Consent, Multiple, Matrix)  # kinds whose offered answers are options in ODK


@dataclass
class Sheets:
    """The lines written so far, and what they may refer to."""

    questionnaire: Questionnaire
    survey: list[Line] = field(default_factory=list)
    choices: list[Line] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        whole = self.questionnaire
        try:
            self.filled = resolve(whole)
        except UnknownListError:
            self.filled = whole
        self.lists = Lists.of(self.filled)
        own = {name.name for question in whole.questions for name in answer_fields(question, whole)}
        self.names = Names({*own, *(question.name for question in whole.questions), *FACTS, "meta", "data"})
        self.list_names = Names()
        self.offers: dict[str, str] = {}
        self.code_lists: dict[str, tuple[str, ...]] = {}
        self.fields = self._fields()
        self.settings = {
            setting.name: self.names.name(f"setting_{setting.name}") for setting in whole.settings
        }
        self.said = self._said()
        self.told = Told()
        self.told.names = {calculation: name for name, calculation in self.said.items()}

    def _fields(self) -> dict[str, Field]:
        found: dict[str, Field] = {
            name: Field(kind if isinstance(kind, Type) else kind.type) for name, kind in FACT_TYPES.items()
        }
        for question in self.questionnaire.questions:
            empty = self.offer_codes(question)
            codes = tuple(empty.values()) if isinstance(question, AS_OPTIONS) else ()
            rows = tuple(
                row.name for row in getattr(question, "rows", ()) if getattr(row, "expect", None) is None
            )
            for each in answer_fields(question, self.filled):
                if each.name in found:
                    continue
                if each.type is Type.ROWS:
                    found[each.name] = Field(Type.ROWS, rows)
                elif isinstance(question, Ranking) and each.type is Type.CODES:
                    count = len(self.lists.options(question))
                    found[each.name] = Field(each.type, first=question.most if question.most < count else 0)
                else:
                    found[each.name] = Field(
                        each.type, empty=codes if each.type in (Type.CODE, Type.CODES) else ()
                    )
        return found

    def offer_codes(self, question: Question) -> dict[str, str]:
        """The codes of offered missing answers that are options in ODK, by the name of the answer."""
        taken = {option.code for option in self.lists.options(question)}
        return {
            offer: code if (code := OFFER_CODES[offer]) not in taken else f"{offer}_"
            for offer in question.offers
        }

    def _said(self) -> dict[str, str]:
        """Calculations with the label of the option chosen, by the field that texts quote."""
        quoted = quoted_in(self.questionnaire.model_dump(mode="json"))
        found = {}
        for question in self.questionnaire.questions:
            if isinstance(question, Single | Consent) and question.name in quoted:
                found[question.name] = self.names.name(f"{question.name}_said")
        return found

    def add(self, kind: str, name: str, part: str = "") -> Line:
        """A new line of the survey sheet."""
        line = Line("survey", len(self.survey) + 2, {"type": kind})
        if name:
            line.values["name"] = name
        if part:
            line.values["kewen::part"] = part
        self.survey.append(line)
        return line

    def helper(self, kind: str, stem: str) -> Line:
        """A line that only ODK needs, with a free name."""
        return self.add(kind, self.names.name(stem), "helper")

    def choice(self, listed: str, code: str, label: Mapping[str, str], part: str = "") -> Line:
        """A new line of the choices sheet."""
        line = Line("choices", len(self.choices) + 2, {"list_name": listed, "name": code})
        if part:
            line.values["kewen_part"] = part
        put_text(line, "label", self.quoting(label))
        self.choices.append(line)
        return line

    def quoting(self, wordings: Mapping[str, str]) -> dict[str, str]:
        """Texts as ODK shows them: the label of a quoted option instead of its code."""
        return {
            tag: QUOTE.sub(lambda found: f"${{{self.said.get(found[1], found[1])}}}", wording)
            for tag, wording in wordings.items()
        }

    def text(self, line: Line, key: str, wordings: Mapping[str, str]) -> None:
        """A text in the columns of a line."""
        put_text(line, key, self.quoting(wordings))

    def relevant(
        self, show: str | None, only: str | None = None, *, place: str, more: Sequence[str] = ()
    ) -> str:
        """ODK's condition of a part: its rule, its setting and whatever else must hold."""
        parts = []
        if show is not None:
            try:
                parts.append(Writer(self.fields).rule(show))
            except UnwritableError as error:
                self.lost(
                    "rule",
                    place,
                    f"条件 ODK 不能用（{show}）。",
                    f"ODK cannot evaluate the condition {show} ({error}).",
                )
        if only is not None and only in self.settings:
            parts.append(f"${{{self.settings[only]}}} = 1")
        parts += more
        if len(parts) > 1:
            parts = [
                " and ".join(f"({part})" if " or " in part or " and " in part else part for part in parts)
            ]
        return parts[0] if parts and plain(parts[0]) else ""

    def writer(self, field_name: str, itself: str = ".") -> Writer:
        """What writes the checks of a field."""
        return Writer(self.fields, self.fields.get(field_name, Field(Type.TEXT)), itself)

    def words(self, text: Text) -> dict[str, str]:
        """Words of ours in the languages of the questionnaire: Chinese for Chinese, else English."""
        return {
            tag: text.get(tag) or text.say(CHINESE if tag.startswith("zh") else ENGLISH)
            for tag in self.questionnaire.languages
        }

    def lost(self, code: str, place: str, zh: str, en: str) -> None:
        """Note what ODK has no word for; our own columns still hold it."""
        self.notes.append(Note(Fate.LEFT_OUT, code, place, Text(zh=zh, en=en), NOTHING))


def quoted_in(part: object, key: str = "") -> set[str]:
    """The names that the texts of a dumped questionnaire quote; rules are no texts."""
    if isinstance(part, str):
        return set(QUOTE.findall(part)) if key in TEXTS else set()
    if isinstance(part, dict):
        return set().union(*(quoted_in(each, key if key in TEXTS else name) for name, each in part.items()))
    if isinstance(part, list | tuple):
        return set().union(*(quoted_in(each, "") for each in part))
    return set()


def dumped(part: object) -> Document:
    """A part as a document without its defaults."""
    found: Document = part.model_dump(mode="json", exclude_defaults=True)  # type: ignore[attr-defined]
    return found
