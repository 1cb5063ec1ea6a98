"""The XML of LimeSurvey (``.lss``): tables of rows, of every version since 1.9.

Since version 4 the texts stand in tables of their own (``question_l10ns``); before that
every row was repeated for each language.
"""

from __future__ import annotations

from typing import NoReturn
from xml.etree.ElementTree import Element

from questionnaires.findings import Finding
from questionnaires.formats.elements import read_xml
from questionnaires.formats.error import FormatError
from questionnaires.formats.limesurvey.source import Asked, Group, Part, Source, number
from questionnaires.formats.limits import check_size
from questionnaires.text import Text

_READ_WORDS = (
    "languages groups group_l10ns questions question_l10ns subquestions answers answer_l10ns question_attributes "
    "surveys surveys_languagesettings conditions defaultvalues defaultvalue_l10ns"
)
_READ = frozenset(_READ_WORDS.split())
#: The columns that are read, and those that number rows or say again what another row says.
_COLUMNS: dict[str, frozenset[str]] = {
    table: frozenset(words.split())
    for table, words in {
        "groups": "gid group_order grelevance randomization_group group_name description",
        "group_l10ns": "gid group_name description grelevance group_order randomization_group",
        "questions": "qid parent_qid gid type title question help preg other mandatory question_order scale_id "
        "relevance script modulename",
        "question_l10ns": "qid question help script",
        "subquestions": "qid parent_qid gid type title question question_order scale_id relevance mandatory",
        "answers": "aid qid code answer sortorder scale_id assessment_value",
        "answer_l10ns": "aid answer",
        "question_attributes": "qaid qid attribute value",
    }.items()
}
_SURVEY_TEXTS = frozenset(
    {
        *("surveyls_survey_id", "surveyls_language", "surveyls_title", "surveyls_description"),
        *("surveyls_welcometext", "surveyls_endtext"),
    }
)
_NUMBERS = frozenset({"id", "sid", "language", "same_default", "same_script"})
_SAYS_NOTHING = frozenset({"", "0", "N"})

Row = dict[str, str]


def read_lss(content: bytes, place: str) -> Source:
    """The survey of an ``.lss`` file; raises FormatError."""
    check_size(content, place)
    root = read_xml(content, place)
    kind = (root.findtext("LimeSurveyDocType") or "").strip()
    if root.tag != "document" or not kind:
        _refuse(
            "not_limesurvey",
            place,
            "这不是 LimeSurvey 的问卷文件。",
            "This is no questionnaire of LimeSurvey.",
        )
    if kind != "Survey":
        _refuse(
            "limesurvey_part",
            place,
            f"这是 LimeSurvey 的“{kind}”，不是整份问卷。",
            f"This is a {kind} of LimeSurvey, not a whole survey.",
        )
    return _Tables(root, place).source()


class _Tables:
    def __init__(self, root: Element, place: str) -> None:
        self.root = root
        self.place = place
        self.columns: set[str] = set()
        self.loose: list[str] = []

    def rows(self, table: str) -> list[Row]:
        found = [
            {field.tag: (field.text or "").strip() for field in row}
            for row in self.root.iterfind(f"{table}/rows/row")
        ]
        known = _COLUMNS.get(table, frozenset())
        for row in found if known else ():
            left = (name for name, value in row.items() if value not in _SAYS_NOTHING)
            self.columns.update(f"{table}.{name}" for name in left if name not in known | _NUMBERS)
        return found

    def source(self) -> Source:
        surveys = self.rows("surveys")
        settings = surveys[0] if surveys else {}
        source = Source(self.languages(settings), settings=settings)
        self.wordings(source)
        groups = self.groups()
        asked = self.questions(groups)
        if not asked:
            _refuse("no_questions", self.place, "文件里没有题。", "There are no questions in the file.")
        self.subquestions(asked)
        self.answers(asked)
        self.attributes(asked)
        self.conditions(asked)
        source.groups = sorted(groups.values(), key=lambda group: group.order)
        for group in source.groups:
            group.questions.sort(key=lambda question: question.order)
        source.beside = {
            table.tag: len(table.findall("rows/row"))
            for table in self.root
            if table.tag not in _READ and table.find("rows/row") is not None
        }
        source.columns = self.columns
        for table in self.loose:
            source.lose(table)
        return source

    def languages(self, settings: Row) -> list[str]:
        found = [settings.get("language", ""), *settings.get("additional_languages", "").split()]
        found += [language.text or "" for language in self.root.iterfind("languages/language")]
        found += [row.get("surveyls_language", "") for row in self.rows("surveys_languagesettings")]
        return list(dict.fromkeys(language.strip() for language in found if language.strip())) or ["en"]

    def wordings(self, source: Source) -> None:
        for row in self.rows("surveys_languagesettings"):
            language = row.get("surveyls_language", "")
            for field, target in (
                ("surveyls_title", source.title),
                ("surveyls_description", source.description),
                ("surveyls_welcometext", source.welcome),
                ("surveyls_endtext", source.ending),
            ):
                target[language] = row.get(field, "")
            source.texts.update(name for name, value in row.items() if name not in _SURVEY_TEXTS and value)

    def groups(self) -> dict[str, Group]:
        found: dict[str, Group] = {}
        for row in self.rows("groups"):
            group = found.setdefault(row.get("gid", ""), Group(row.get("gid", "")))
            group.order = number(row.get("group_order", ""))
            group.relevance = row.get("grelevance", "") or group.relevance
            group.random = row.get("randomization_group", "") or group.random
            self._group_words(group, row)
        for row in self.rows("group_l10ns"):
            if row.get("gid", "") in found:
                self._group_words(found[row["gid"]], row)
        return found

    @staticmethod
    def _group_words(group: Group, row: Row) -> None:
        if "group_name" in row:
            group.name[row.get("language", "")] = row["group_name"]
            group.text[row.get("language", "")] = row.get("description", "")

    def questions(self, groups: dict[str, Group]) -> dict[str, Asked]:
        found: dict[str, Asked] = {}
        for row in self.rows("questions"):
            key = row.get("qid", "")
            if row.get("parent_qid", "0") not in ("", "0"):
                continue
            if key not in found:
                found[key] = _asked(key, row)
                home = groups.setdefault(row.get("gid", ""), Group(row.get("gid", "")))
                home.questions.append(found[key])
            _words(found[key], row)
        for row in self.rows("question_l10ns"):
            if row.get("qid", "") in found:
                _words(found[row["qid"]], row)
        return found

    def home(self, asked: dict[str, Asked], row: Row, table: str) -> Asked | None:
        """The question that a row belongs to; one that is not in the file is remembered."""
        found = asked.get(row.get("qid", ""))
        if found is None:
            self.loose.append(table)
        return found

    def subquestions(self, asked: dict[str, Asked]) -> None:
        parts: dict[str, Part] = {}
        for row in self.rows("subquestions") + self.rows("questions"):
            parent, key = row.get("parent_qid", "0"), row.get("qid", "")
            if parent not in asked:
                if parent not in ("", "0"):
                    self.loose.append("subquestions")
                continue
            if key not in parts:
                parts[key] = Part(
                    row.get("title", ""),
                    scale=int(number(row.get("scale_id", ""))),
                    relevance=row.get("relevance", ""),
                    order=number(row.get("question_order", "")),
                )
                asked[parent].subquestions.append(parts[key])
            if "question" in row:
                parts[key].text[row.get("language", "")] = row["question"]
        for row in self.rows("question_l10ns"):
            if row.get("qid", "") in parts:
                parts[row["qid"]].text[row.get("language", "")] = row.get("question", "")
            elif row.get("qid", "") not in asked:
                self.loose.append("question_l10ns")

    def answers(self, asked: dict[str, Asked]) -> None:
        parts: dict[str, Part] = {}
        for row in self.rows("answers"):
            question = self.home(asked, row, "answers")
            if question is None:
                continue
            key = row.get("aid") or "/".join((question.key, row.get("scale_id", ""), row.get("code", "")))
            if key not in parts:
                parts[key] = Part(
                    row.get("code", ""),
                    scale=int(number(row.get("scale_id", ""))),
                    order=number(row.get("sortorder", "")),
                    assessed=row.get("assessment_value", "0") not in ("", "0"),
                )
                question.answers.append(parts[key])
            if "answer" in row:
                parts[key].text[row.get("language", "")] = row["answer"]
        for row in self.rows("answer_l10ns"):
            if row.get("aid", "") in parts:
                parts[row["aid"]].text[row.get("language", "")] = row.get("answer", "")
            else:
                self.loose.append("answer_l10ns")

    def attributes(self, asked: dict[str, Asked]) -> None:
        for row in self.rows("question_attributes"):
            question = self.home(asked, row, "question_attributes")
            if question is not None and row.get("value", ""):
                held = question.attributes.setdefault(row.get("attribute", ""), {})
                held[row.get("language", "")] = row["value"]

    def conditions(self, asked: dict[str, Asked]) -> None:
        for table in ("conditions", "defaultvalues"):
            for row in self.rows(table):
                question = self.home(asked, row, table)
                if question is not None and table == "conditions":
                    question.conditions.append(row)
                elif question is not None:
                    question.has_default = True


def _asked(key: str, row: Row) -> Asked:
    return Asked(
        key,
        row.get("title", ""),
        row.get("type", ""),
        relevance=row.get("relevance", ""),
        mandatory=row.get("mandatory", "N"),
        other=row.get("other", "N") == "Y",
        pattern=row.get("preg", ""),
        order=number(row.get("question_order", "")),
        theme=row.get("question_theme_name", ""),
    )


def _words(asked: Asked, row: Row) -> None:
    if "question" in row:
        asked.text[row.get("language", "")] = row["question"]
        asked.help[row.get("language", "")] = row.get("help", "")
        asked.has_script = asked.has_script or bool(row.get("script", ""))


def _refuse(code: str, place: str, zh: str, en: str) -> NoReturn:
    remedy = Text(
        zh="请在 LimeSurvey 里选“导出调查结构 (.lss)”。",
        en="In LimeSurvey choose “Survey structure (.lss)” under Export.",
    )
    raise FormatError((Finding(code, place, Text(zh=zh, en=en), remedy),))
