"""Qualtrics questionnaires (``.qsf``): blocks and flow, logic, validation, translations."""

from __future__ import annotations

import re

from questionnaires.editing.document import Document
from questionnaires.findings import Finding
from questionnaires.formats.carried import Carried
from questionnaires.formats.error import FormatError
from questionnaires.formats.languages import tag
from questionnaires.formats.making import Making, piped
from questionnaires.formats.qualtrics import kinds, matrices
from questionnaires.formats.qualtrics.flow import Flow
from questionnaires.formats.qualtrics.logic import PIPED, Rules
from questionnaires.formats.qualtrics.maker import Maker
from questionnaires.formats.qualtrics.source import Source, mapping, read_source, said
from questionnaires.formats.qualtrics.tracking import EMPTY
from questionnaires.formats.settling import finished
from questionnaires.text import Text

_ENTRY_READ = frozenset({"SurveyName", "SurveyLanguage", "SurveyDescription"})
_OPTIONS_READ = frozenset({"SurveyTitle", "AvailableLanguages", "SurveyMetaDescription"})


def read(content: bytes, *, name: str, language: str = "zh-CN") -> Carried:
    """The questionnaire of a ``.qsf`` file: page breaks make the pages.

    ``language`` stands in where the file names none of its own. Raises FormatError.
    """
    place = f"{name}.qsf"
    source = read_source(content, place)
    making = Making(_languages(source, language))
    reading = _Reading(source, making)
    document = reading.document(name)
    if not document["pages"]:
        remedy = Text(zh="请核对是不是选错了文件。", en="See whether it is the right file.")
        reason = Text(zh="没有能带过来的题。", en="No question could be carried.")
        raise FormatError((Finding("no_questions", place, reason, remedy),))
    return finished(document, making.notes, place)


def _languages(source: Source, language: str) -> list[str]:
    found = [tag(said(source.entry.get("SurveyLanguage"))) or language]
    for payload in source.questions.values():
        found += [tag(str(code)) for code in mapping(payload.get("Language"))]
    return list(dict.fromkeys(code for code in found if code))


class _Reading:
    def __init__(self, source: Source, making: Making) -> None:
        self.source = source
        self.making = making
        self.rules = Rules()
        self.maker = Maker(making, self.rules, {**kinds.MAKERS, **matrices.MAKERS}, source.questions)
        making.quote = self.quoted

    def document(self, name: str) -> Document:
        title = (
            said(self.source.options.get("SurveyTitle")) or said(self.source.entry.get("SurveyName")) or name
        )
        pages = Flow(self.source, self.maker).walk()
        self.maker.turn()
        for page in pages:
            page["endings"] = [ending for ending in page.get("endings", ()) if ending["when"]]
            for question in page["questions"]:
                question["checks"] = [check for check in question.get("checks", ()) if check["require"]]
        if pages:
            pages[-1]["endings"] = []  # after the last page there is nothing to end
        self.beside()
        return {
            "name": name,
            "title": self.making.plain_words(self.making.quoted(title)),
            "languages": tuple(self.making.languages),
            "pages": pages,
        }

    def quoted(self, text: str) -> str:
        """A text with ``${q://…}`` as our quotations."""

        def replace(found: re.Match[str]) -> str:
            became = self.rules.quoted(found[1], found[2])
            if became is not None:
                return became
            self.making.left_out(
                "piping",
                self.maker.place,
                f"文字里的“{found[0]}”没有带过来，原处写成〔…〕",
                f"“{found[0]}” in a text was left out; 〔…〕 stands in its place",
            )
            return "〔…〕"

        return piped(text, PIPED, replace)

    def beside(self) -> None:
        """Note what stands beside the questions."""
        settings = sorted(
            key
            for key, value in self.source.options.items()
            if key not in _OPTIONS_READ and value not in (None, "", "false", "None", False, [], {})
        )
        if settings:
            told = ", ".join(settings)
            self.making.left_out(
                "settings",
                "Survey Options",
                f"调查的设置没有带过来：{told}",
                f"Settings of the survey: {told}",
            )
        if self.source.notes:
            self.making.left_out(
                "notes",
                "NT",
                f"批注（{self.source.notes} 处）没有带过来",
                f"Remarks ({self.source.notes}) were left out",
            )
        if self.source.repeated:
            told = ", ".join(dict.fromkeys(self.source.repeated[:10]))
            self.making.left_out(
                "repeated",
                told,
                f"编号重复的题或题块（{len(self.source.repeated)} 个）只带来第一个",
                f"Of questions or blocks with one number, {len(self.source.repeated)} more were left out",
            )
        if self.maker.looks:
            said_so = ", ".join(sorted(self.maker.looks))
            self.making.left_out(
                "looks", "SQ", f"外观属性没有带过来：{said_so}", f"Properties of looks: {said_so}"
            )
        self.own_records()
        for kind, (zh, en) in sorted(self.source.beside.items()):
            self.making.left_out("element", kind, f"{zh}没有带过来", f"{en} were left out")

    def own_records(self) -> None:
        """Note, in one line, what Qualtrics keeps for itself."""
        entry = {key for key, value in self.source.entry.items() if value not in EMPTY}
        described = "SurveyDescription" in entry
        own = sorted(self.source.own | self.maker.own | (entry - _ENTRY_READ))
        if own:
            told = ", ".join(own)
            self.making.left_out(
                "own_records",
                "SurveyEntry",
                f"Qualtrics 自己的记录没有带过来：{told}",
                f"What Qualtrics keeps for itself: {told}",
            )
        if described:
            said_so = said(self.source.entry.get("SurveyDescription"))[:200]
            self.making.left_out(
                "description",
                "SurveyEntry",
                f"调查的说明没有带过来：{said_so}",
                f"The description of the survey was left out: {said_so}",
            )
