"""SurveyJS questionnaires (JSON): pages, panels, conditions, calculated values, texts in several languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from questionnaires.editing.document import Document
from questionnaires.findings import Finding
from questionnaires.formats.carried import Carried
from questionnaires.formats.decoding import read_json
from questionnaires.formats.error import FormatError
from questionnaires.formats.languages import language_of, tag
from questionnaires.formats.making import Making, piped
from questionnaires.formats.settling import finished
from questionnaires.formats.surveyjs import choices, kinds, matrices, validators
from questionnaires.formats.surveyjs.maker import Maker
from questionnaires.formats.surveyjs.parts import Element, listed, told, written
from questionnaires.formats.surveyjs.properties import EMPTY, SURVEY_READ
from questionnaires.formats.surveyjs.rules import PIPED, Rules, references
from questionnaires.text import Text

_TEXTS = frozenset(
    {"title", "description", "html", "text", "labelTrue", "labelFalse", "completedHtml", "otherText"}
)
_CONTAINERS = frozenset({"panel", "paneldynamic", "flowpanel"})


def read(content: bytes, *, name: str, language: str = "zh-CN") -> Carried:
    """The questionnaire of a SurveyJS file.

    Texts without a language are in that of the file's ``locale``, else in ``language`` (in
    English where no Chinese character stands anywhere). Raises FormatError.
    """
    place = f"{name}.json"
    survey = read_json(content, place)
    if not isinstance(survey, dict) or not any(
        isinstance(survey.get(key), list) for key in ("pages", "elements", "questions")
    ):
        _refuse(
            "not_surveyjs",
            place,
            "这不是 SurveyJS 问卷：没有 pages 或 elements。",
            "This is no survey of SurveyJS: it has neither pages nor elements.",
        )
    wordings = list(_wordings(survey))
    main = tag(written(survey.get("locale"))) or language_of((said for said, _ in wordings), language)
    locales = (tag(locale) for _, found in wordings for locale in found)
    making = Making(list(dict.fromkeys((main, *filter(None, locales)))))
    reading = _Reading(survey, making)
    document = reading.document(name)
    if not document["pages"]:
        _refuse(
            "no_questions", place, "文件里没有能带过来的题。", "No question of the file could be carried."
        )
    return finished(document, making.notes, place)


def _wordings(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every text of the file with the locales it is also written in."""
    if isinstance(value, list):
        for each in value:
            yield from _wordings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in _TEXTS and isinstance(each, str):
                yield each, ()
            elif key in _TEXTS and isinstance(each, dict):
                said = written(each.get("default"))
                yield said, tuple(str(locale) for locale in each if locale != "default")
            else:
                yield from _wordings(each)


class _Reading:
    def __init__(self, survey: Mapping[str, Any], making: Making) -> None:
        self.survey = survey
        self.making = making
        self.rules = Rules()
        self.maker = Maker(
            making, self.rules, {**kinds.MAKERS, **matrices.MAKERS, **choices.MAKERS}, validators.carry
        )
        self.place = "survey"
        making.quote = self.quoted

    def document(self, name: str) -> Document:
        survey, maker = self.survey, self.maker
        sources = list(listed(survey.get("pages"))) or [
            {"name": "page1", "elements": survey.get("elements") or survey.get("questions")}
        ]
        for source in sources:
            self.index(source)
        introduction = maker.text(survey.get("description"), "survey")
        title = maker.text(survey.get("title"), "survey", name)
        pages = [page for source in sources if (page := self.page(source)) is not None]
        self.calculated(pages)
        maker.turn()
        for page in pages:
            for question in page["questions"]:
                question["checks"] = [check for check in question.get("checks", ()) if check["require"]]
        self.beside()
        return {
            "name": name,
            "title": title,
            "languages": tuple(self.making.languages),
            "introduction": introduction,
            "pages": pages,
            "thanks": maker.text(survey.get("completedHtml"), "completedHtml"),
        }

    def index(self, holder: Element) -> None:
        """Remember every element by its name, for choices taken from another question."""
        for key in ("elements", "questions", "templateElements"):
            for element in listed(holder.get(key)):
                self.maker.elements.setdefault(written(element.get("name")), element)
                self.index(element)

    def page(self, source: Element) -> Document | None:
        place = self.maker.place(source)
        if source.get("visible") is False:
            self.making.left_out("hidden", place, "隐藏的页没有带过来", "A hidden page was left out")
            return None
        page: Document = {
            "name": self.making.page_names.name(written(source.get("name")) or "page1", "page"),
            "title": self.maker.text(source.get("title"), place),
            "intro": self.maker.text(source.get("description"), place),
            "questions": self.inside(source, ()),
        }
        self.maker.used = {"name", "title", "description", "elements", "questions", "visible", "type"}
        self.maker.condition(page, "show", written(self.maker.get(source, "visibleIf")), place)
        self.maker.leftovers(source, place)
        if page["questions"]:
            return page
        self.making.left_out(
            "empty_page", place, "没有题的页没有带过来", "A page without questions was left out"
        )
        return None

    def inside(self, holder: Element, conditions: tuple[str, ...]) -> list[Document]:
        """The questions of a page or a panel, under the conditions of the panels around them."""
        made: list[Document] = []
        for key in ("elements", "questions", "templateElements"):
            for element in listed(holder.get(key)):
                self.place = self.maker.place(element)
                if written(element.get("type")) in _CONTAINERS:
                    made += self.panel(element, conditions)
                    continue
                found = self.maker.made(element)
                for question in found:
                    for condition in conditions:
                        self.maker.condition(question, "show", condition, self.place)
                made += found
        return made

    def panel(self, element: Element, around: tuple[str, ...]) -> list[Document]:
        """The questions of a panel, its title as a note before them."""
        place = self.maker.place(element)
        if element.get("visible") is False:
            self.making.left_out("hidden", place, "隐藏的题组没有带过来", "A hidden panel was left out")
            return []
        conditions = (
            *around,
            *filter(None, (written(element.get(key)) for key in ("visibleIf", "enableIf"))),
        )
        made: list[Document] = []
        title = self.maker.text(element.get("title"), place)
        hint = self.maker.text(element.get("description"), place)
        if title or hint:
            note: Document = {
                "kind": "note",
                "name": self.making.names.name(f"{place}_title"),
                "label": title or hint,
                "hint": hint if title else {},
            }
            for condition in conditions:
                self.maker.condition(note, "show", condition, place)
            made.append(note)
        if written(element.get("type")) == "paneldynamic":
            self.making.changed(
                "repeat",
                place,
                "可重复填写的题组只带过来一份",
                "Of a panel that repeats, one copy came over",
                Text(
                    zh="要多填几份，请在设计器里复制这些题。",
                    en="Copy the questions in the designer for more.",
                ),
            )
        made += self.inside(element, conditions)
        self.maker.used = {
            "type", "name", "title", "description", "elements", "templateElements", "visibleIf", "enableIf",
            "visible", "questions", "panelCount", "minPanelCount", "maxPanelCount", "addPanelText",
        }  # fmt: skip
        self.maker.leftovers(element, place)
        return made

    def calculated(self, pages: list[Document]) -> None:
        """Calculated values, each after the last question it refers to."""
        for value in listed(self.survey.get("calculatedValues")):
            name, expression = written(value.get("name")) or "value", written(value.get("expression"))
            made = self.maker.calculated(name, expression, f"calculatedValues/{name}")
            if made is None:
                continue
            needed = {
                known.name
                for each in references(expression)
                if (known := self.rules.resolve(each)) is not None
            }
            page, after = _after(pages, needed)
            if page is not None:
                page["questions"].insert(after, made)

    def quoted(self, said: str) -> str:
        """A text with ``{name}`` as our quotations."""

        def replace(found: re.Match[str]) -> str:
            became = self.rules.quoted(found[1])
            if became is not None:
                return became
            self.making.left_out(
                "piping",
                self.place,
                f"文字里的“{{{found[1]}}}”没有带过来，原处写成〔…〕",
                f"“{{{found[1]}}}” in a text was left out; 〔…〕 stands in its place",
            )
            return "〔…〕"

        return piped(said, PIPED, replace)

    def beside(self) -> None:
        """Note what stands beside the questions."""
        for trigger in listed(self.survey.get("triggers")):
            kind = written(trigger.get("type"))
            self.maker.left_rule(
                "trigger",
                "triggers",
                told(trigger, "type"),
                f"触发器“{kind}”没有带过来",
                f"The trigger “{kind}” was left out",
            )
        if listed(self.survey.get("pages")) and (self.survey.get("elements") or self.survey.get("questions")):
            self.making.left_out(
                "elements",
                "elements",
                "已有页，页外的题没有带过来",
                "There are pages: the questions outside of them were left out",
            )
        settings = sorted(
            key for key, value in self.survey.items() if key not in SURVEY_READ and value not in EMPTY
        )
        if settings:
            said = ", ".join(settings)
            self.making.left_out(
                "settings", "survey", f"整份问卷的设置没有带过来：{said}", f"Settings of the survey: {said}"
            )
        if self.maker.looks:
            said = ", ".join(sorted(self.maker.looks))
            self.making.left_out(
                "looks", "survey", f"外观属性没有带过来：{said}", f"Properties of looks: {said}"
            )


def _after(pages: list[Document], needed: set[str]) -> tuple[Document | None, int]:
    """The page and the place after the last of the questions that are needed."""
    found: tuple[Document | None, int] = (pages[0], 0) if pages else (None, 0)
    for page in pages:
        for place, question in enumerate(page["questions"], 1):
            names = {question["name"], *(row["name"] for row in question.get("rows", ()))}
            if names & needed:
                found = (page, place)
    return found


def _refuse(code: str, place: str, zh: str, en: str) -> NoReturn:
    remedy = Text(
        zh="请在 SurveyJS Creator 的“JSON 编辑器”里复制整份 JSON。",
        en="Copy the whole JSON from the JSON editor of SurveyJS Creator.",
    )
    raise FormatError((Finding(code, place, Text(zh=zh, en=en), remedy),))
