"""LimeSurvey questionnaires: the XML of a survey's structure (``.lss``) and its tab-separated form (``.txt``)."""

from __future__ import annotations

import re

from questionnaires.editing.document import Document
from questionnaires.formats.carried import Carried
from questionnaires.formats.formulas import FormulaError
from questionnaires.formats.languages import tag
from questionnaires.formats.limesurvey import arrays, kinds
from questionnaires.formats.limesurvey.lss import read_lss
from questionnaires.formats.limesurvey.maker import Maker
from questionnaires.formats.limesurvey.rules import PIPED, Rules, from_conditions
from questionnaires.formats.limesurvey.source import Group, Source
from questionnaires.formats.limesurvey.tabs import read_tabs
from questionnaires.formats.making import Making, piped
from questionnaires.formats.settling import finished

_KEPT_SETTINGS = frozenset({"sid", "language", "additional_languages"})


def read(content: bytes, *, name: str, language: str = "zh-CN") -> Carried:
    """The questionnaire of an ``.lss`` or tab-separated file; a group becomes a page.

    ``language`` stands in where the file names none of its own. Raises FormatError.
    """
    place = f"{name}.lss"
    source = read_lss(content, place) if _is_xml(content) else read_tabs(content, f"{name}.txt")
    tags = {raw: tag(raw) for raw in source.languages}
    languages = list(dict.fromkeys(found for found in tags.values() if found)) or [language]
    tags[""] = languages[0]
    reading = _Reading(source, Making(languages), tags)
    return finished(reading.document(name), reading.making.notes, place)


def _is_xml(content: bytes) -> bool:
    head = content[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<")


class _Reading:
    def __init__(self, source: Source, making: Making, tags: dict[str, str]) -> None:
        self.source = source
        self.making = making
        self.rules = Rules()
        self.maker = Maker(making, self.rules, tags, {**kinds.MAKERS, **arrays.MAKERS})
        making.quote = self.quoted
        self.place = ""

    def document(self, name: str) -> Document:
        source = self.source
        pages = [page for group in source.groups if (page := self.page(group)) is not None]
        self.turn()
        for page in pages:
            for question in page["questions"]:
                held = [check for check in question.get("checks", ()) if check["require"]]
                question["checks"] = tuple(held)
        self.beside()
        introduction = self.joined(source.description, source.welcome, place="welcome")
        return {
            "name": name,
            "title": self.maker.text(source.title, "title", name),
            "languages": tuple(self.making.languages),
            "introduction": introduction,
            "pages": pages,
            "thanks": self.maker.text(source.ending, "end"),
        }

    def joined(self, *texts: dict[str, str], place: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for text in texts:
            for language, said in self.maker.text(text, place).items():
                found[language] = f"{found[language]}\n\n{said}" if language in found else said
        return found

    def page(self, group: Group) -> Document | None:
        title = self.maker.text(group.name, group.key)
        place = next(iter(title.values()), group.key) or "groups"
        page: Document = {
            "name": self.making.page_names.name(f"page{group.key}", "page"),
            "title": title,
            "intro": self.maker.text(group.text, place),
            "questions": [],
        }
        for asked in group.questions:
            self.place = asked.code
            if asked.conditions and asked.relevance.strip() in ("", "1"):
                asked.relevance = from_conditions(asked.conditions)
            page["questions"] += self.maker.made(asked)
        if group.random:
            self.making.left_out(
                "randomisation", place, "题组随机排列没有带过来", "Groups at random: left out"
            )
        if group.relevance.strip() not in ("", "1"):
            self.maker.condition(page, group.relevance, place)
        if page["questions"]:
            return page
        if page["intro"]:
            note = {
                "kind": "note",
                "name": self.making.names.name(f"{page['name']}_text"),
                "label": page.pop("intro"),
            }
            page["questions"].append(note)
            return page
        self.making.left_out(
            "empty_group", place, "没有题的题组没有带过来", "A group without questions was left out"
        )
        return None

    def turn(self) -> None:
        """Every expression as a rule, now that all names are known."""
        for part, key, written, place in self.maker.later:
            try:
                rule = self.rules.rule(written, place if key == "require" else "")
            except FormulaError as error:
                self.making.rule_left_out(place, written, error.reason, shown=key == "show")
                continue
            if key == "show" and rule:
                part["show"] = f"({part['show']}) and ({rule})" if part.get("show") else rule
            elif rule:
                part[key] = rule

    def quoted(self, said: str) -> str:
        """A text with LimeSurvey's ``{…}`` as our quotations."""

        def replace(found: re.Match[str]) -> str:
            written = found[1]
            became = self.rules.quoted(written)
            if became is not None:
                return became
            self.making.left_out(
                "piping",
                self.place,
                f"文字里的“{{{written}}}”没有带过来，原处写成〔…〕",
                f"“{{{written}}}” in a text was left out; 〔…〕 stands in its place",
            )
            return "〔…〕"

        return piped(said, PIPED, replace)

    def beside(self) -> None:
        """Note what stands beside the questions."""
        if self.maker.looks:
            names = ", ".join(sorted(self.maker.looks))
            self.making.left_out(
                "looks",
                "question_attributes",
                f"外观属性没有带过来：{names}",
                f"Attributes of looks: {names}",
            )
        settings = sorted(
            key
            for key, value in self.source.settings.items()
            if key not in _KEPT_SETTINGS and value not in ("", "N", "0", "I", "inherit")
        )
        if settings:
            said = ", ".join(settings)
            self.making.left_out(
                "settings", "surveys", f"调查的设置没有带过来：{said}", f"Settings of the survey: {said}"
            )
        if self.source.texts:
            said = ", ".join(sorted(self.source.texts))
            self.making.left_out(
                "survey_texts",
                "surveys_languagesettings",
                f"调查的邮件、隐私说明、跳转网址等文字没有带过来：{said}",
                f"Mails, privacy notices, addresses and other texts of the survey: {said}",
            )
        if self.source.columns:
            said = ", ".join(sorted(self.source.columns))
            self.making.left_out(
                "columns", "rows", f"这些列没有带过来：{said}", f"These columns were left out: {said}"
            )
        for table, count in sorted(self.source.loose.items()):
            self.making.left_out(
                "loose",
                table,
                f"“{table}”里有 {count} 行，对应的题不在文件里",
                f"{count} rows of “{table}” belong to no question of the file",
            )
        for table, count in sorted(self.source.beside.items()):
            self.making.left_out(
                "table", table, f"“{table}”（{count} 行）没有带过来", f"“{table}” ({count} rows) was left out"
            )
