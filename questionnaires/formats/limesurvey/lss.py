"""The XML of LimeSurvey (``.lss``): tables of rows, of every version since 1.9.

Since version 4 the texts stand in tables of their own (``question_l10ns``); before that
every row was repeated for each language.
"""

from __future__ import annotations

from typing import NoReturn
from xml.etree.ElementTree import Element

from questionnaires.findings import Finding
from questionnaires.formats.error import FormatError
from questionnaires.formats.limesurvey.source import Asked, Group, Part, Source, number
from questionnaires.formats.packages import check_size, read_xml
from questionnaires.text import Text

_READ_WORDS = (
    "languages groups group_l10ns questions question_l10ns subquestions answers answer_l10ns question_attributes "
    "surveys surveys_languagesettings conditions defaultvalues defaultvalue_l10ns"
)
_READ = frozenset(_READ_WORDS.split())
_LOOKS = frozenset({"themes", "themes_inherited"})

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
        self.source_languages: list[str] = []

    def rows(self, table: str) -> list[Row]:
        return [
            {field.tag: (field.text or "").strip() for field in row}
            for row in self.root.iterfind(f"{table}/rows/row")
        ]

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
            if table.tag not in _READ | _LOOKS and table.find("rows/row") is not None
        }
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

    def subquestions(self, asked: dict[str, Asked]) -> None:
        parts: dict[str, Part] = {}
        for row in self.rows("subquestions") + self.rows("questions"):
            parent, key = row.get("parent_qid", "0"), row.get("qid", "")
            if parent not in asked:
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

    def answers(self, asked: dict[str, Asked]) -> None:
        parts: dict[str, Part] = {}
        for row in self.rows("answers"):
            question = asked.get(row.get("qid", ""))
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

    def attributes(self, asked: dict[str, Asked]) -> None:
        for row in self.rows("question_attributes"):
            question = asked.get(row.get("qid", ""))
            if question is not None and row.get("value", ""):
                held = question.attributes.setdefault(row.get("attribute", ""), {})
                held[row.get("language", "")] = row["value"]

    def conditions(self, asked: dict[str, Asked]) -> None:
        for row in self.rows("conditions"):
            if row.get("qid", "") in asked:
                asked[row["qid"]].conditions.append(row)
        for row in self.rows("defaultvalues"):
            if row.get("qid", "") in asked:
                asked[row["qid"]].has_default = True


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
