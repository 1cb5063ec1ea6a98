"""The tab-separated text of LimeSurvey: one line for each setting, group, question, subquestion and answer."""

from __future__ import annotations

import csv
import io
from typing import NoReturn

from questionnaires.findings import Finding
from questionnaires.formats.decoding import read_text
from questionnaires.formats.error import FormatError
from questionnaires.formats.limesurvey.source import Asked, Group, Part, Source
from questionnaires.text import Text

MOST_LINES = 200_000
_COLUMNS_WORDS = (
    "id related_id class type/scale name relevance text help language validation mandatory encrypted other default "
    "same_default"
)
_COLUMNS = frozenset(_COLUMNS_WORDS.split())
_LANGUAGE_SETTINGS = {
    "surveyls_title": "title",
    "surveyls_description": "description",
    "surveyls_welcometext": "welcome",
    "surveyls_endtext": "ending",
}

Line = dict[str, str]


def is_tabs(head: str) -> bool:
    """Whether a text begins with the header of LimeSurvey's tab-separated form."""
    first = head.lstrip("\ufeff").split("\n", 1)[0].replace('"', "").lower().split("\t")
    return {"class", "type/scale", "name", "text"} <= {cell.strip() for cell in first}


def read_tabs(content: bytes, place: str) -> Source:
    """The survey of a tab-separated file; raises FormatError."""
    text = read_text(content, place)
    if not is_tabs(text):
        _refuse(
            "not_limesurvey",
            place,
            "第一行不是 LimeSurvey 的列名。",
            "The first line is no header of LimeSurvey.",
            1,
        )
    reader = csv.reader(io.StringIO(text), delimiter="\t")
    reading = _Lines(place)
    try:
        header = [cell.strip().lower() for cell in next(reader)]
        for cells in reader:
            if reader.line_num > MOST_LINES:
                _refuse(
                    "too_long", place, f"超过 {MOST_LINES} 行。", f"More than {MOST_LINES} lines.", MOST_LINES
                )
            line = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
            if line:
                reading.line(line)
    except csv.Error as error:
        _refuse("text_broken", place, f"读不下去：{error}。", f"It cannot be read: {error}.", reader.line_num)
    source = reading.source
    if not any(group.questions for group in source.groups):
        _refuse("no_questions", place, "文件里没有题。", "There are no questions in the file.")
    source.languages = reading.languages() or ["en"]
    return source


class _Lines:
    """Reads line after line; what is repeated for another language goes to the same part."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.source = Source([])
        self.seen: dict[str, None] = {}
        self.groups: dict[str, Group] = {}
        self.asked: dict[str, Asked] = {}
        self.parts: dict[tuple[str, str, str, int], Part] = {}
        self.group: Group | None = None
        self.question: Asked | None = None
        self.language = ""
        self.placed = 0

    def languages(self) -> list[str]:
        settings = self.source.settings
        found = [settings.get("language", ""), *settings.get("additional_languages", "").split(), *self.seen]
        return list(dict.fromkeys(language for language in found if language))

    def line(self, line: Line) -> None:
        kind = line.get("class", "").strip().upper()
        language = line.get("language", "")
        if language:
            self.seen.setdefault(language)
        if kind == "S":
            self.source.settings[line.get("name", "")] = line.get("text", "")
        elif kind == "SL":
            field = _LANGUAGE_SETTINGS.get(line.get("name", ""))
            if field:
                getattr(self.source, field)[language] = line.get("text", "")
            elif line.get("text", "").strip():
                self.source.texts.add(line.get("name", "") or "?")
        elif kind == "G":
            self.columns(line, "randomization_group")
            self.start_group(line, language)
        elif kind == "Q":
            self.start_question(line, language)
        elif kind in ("SQ", "A") and self.question is not None:
            self.columns(line, "assessment_value")
            self.part(kind, line, language)
        elif kind in ("SQ", "A"):
            self.source.lose(kind)
        else:
            self.source.beside[kind or "?"] = self.source.beside.get(kind or "?", 0) + 1

    def columns(self, line: Line, *read: str) -> None:
        """Remember the columns of a line that nothing reads."""
        kind = line.get("class", "").strip().upper()
        own = {"id", "related_id", "class", "type/scale", "name", "relevance", "text", "language", *read}
        left = (
            name for name, value in line.items() if name not in own | {"same_default", "mandatory", "other"}
        )
        self.source.columns.update(
            f"{kind}.{name}" for name in left if line[name].strip() not in ("", "0", "N")
        )

    def start_group(self, line: Line, language: str) -> None:
        self.placed += 1
        # The groups of the next language come in the same order once the first has ended.
        if language != self.language:
            self.language, self.placed = language, 1
        key = line.get("type/scale") or line.get("related_id") or f"#{self.placed}"
        if key not in self.groups:
            self.groups[key] = Group(key, order=len(self.groups))
            self.source.groups.append(self.groups[key])
        self.group = self.groups[key]
        self.group.name[language] = line.get("name", "")
        self.group.text[language] = line.get("text", "")
        self.group.relevance = self.group.relevance or line.get("relevance", "")
        self.group.random = self.group.random or line.get("randomization_group", "")
        self.question = None

    def start_question(self, line: Line, language: str) -> None:
        if self.group is None:
            self.group = Group("#0")
            self.source.groups.append(self.group)
        code = line.get("name", "")
        if code not in self.asked or language in self.asked[code].text:
            self.asked[code] = self.made(code, line)
            self.group.questions.append(self.asked[code])
        self.question = self.asked[code]
        if line.get("encrypted", "N") == "Y":
            self.source.columns.add("Q.encrypted")
        self.question.text[language] = line.get("text", "")
        self.question.help[language] = line.get("help", "")
        for name, value in line.items():
            if name not in _COLUMNS:
                self.question.attributes.setdefault(name, {}).setdefault("", value)
                if name.endswith("_tip") or name in ("prefix", "suffix", "other_replace_text"):
                    self.question.attributes[name][language] = value

    def made(self, code: str, line: Line) -> Asked:
        return Asked(
            str(len(self.asked)),
            code,
            line.get("type/scale", ""),
            relevance=line.get("relevance", ""),
            mandatory=line.get("mandatory", "N"),
            other=line.get("other", "N") == "Y",
            pattern=line.get("validation", ""),
            has_default=bool(line.get("default")),
            order=len(self.asked),
        )

    def part(self, kind: str, line: Line, language: str) -> None:
        assert self.question is not None  # noqa: S101 (the caller looked)
        held = self.question.subquestions if kind == "SQ" else self.question.answers
        scale = 1 if line.get("type/scale", "0").strip() == "1" else 0
        code = line.get("name", "")
        key = (self.question.key, kind, code, scale)
        found = self.parts.get(key)
        if found is None:
            # Answers have no condition: older files write their score in its column.
            score = line.get("assessment_value") or line.get("relevance", "") if kind == "A" else ""
            found = self.parts[key] = Part(
                code,
                scale=scale,
                relevance=line.get("relevance", "") if kind == "SQ" else "",
                order=len(held),
                assessed=score not in ("", "0"),
            )
            held.append(found)
        found.text[language] = line.get("text", "")


def _refuse(code: str, place: str, zh: str, en: str, line: int | None = None) -> NoReturn:
    remedy = Text(
        zh="请在 LimeSurvey 里选“导出调查结构（制表符分隔 *.txt）”，存成 UTF-8。",
        en="In LimeSurvey choose “Tab-separated-values format (*.txt)” under Export, in UTF-8.",
    )
    raise FormatError((Finding(code, place, Text(zh=zh, en=en), remedy, line=line),))
