"""Writing an XLSForm that works in ODK and Kobo by itself and comes back as the same questionnaire.

What XLSForm has no word for stands in ``kewen::`` columns and ``kewen`` sheets
(docs/xlsform.md); what ODK needs and we do not (the end of a group, the text beside an
option, the note of a soft check) stands in lines marked ``helper``.
"""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.editing.document import Document
from questionnaires.formats.carried import Written, together
from questionnaires.formats.xlsform import own_lines
from questionnaires.formats.xlsform.book import make_book
from questionnaires.formats.xlsform.cells import OPTION, exact, holdable, plain, put, put_show
from questionnaires.formats.xlsform.kind_rows import QuestionRows
from questionnaires.formats.xlsform.survey_rows import QUOTE, Sheets, dumped
from questionnaires.formats.xlsform.tables import Line
from questionnaires.formats.xlsform.xpath import UnwritableError, quoted
from questionnaires.model import FACTS, CodeList, Page, Questionnaire

_FIRST = {
    "survey": ("type", "name", "label", "hint", "guidance_hint", "required", "relevant", "constraint",
               "constraint_message", "appearance", "parameters", "choice_filter", "calculation", "kewen::part",
               "kewen::kind", "kewen::show"),
    "choices": ("list_name", "name", "label", "parent", "shown"),
    "settings": ("form_title", "form_id", "default_language"),
    "kewen": ("key", "value"),
}  # fmt: skip


def write(questionnaire: Questionnaire, facts: Mapping[str, str] | None = None) -> Written:
    """The questionnaire as .xlsx, with notes on what ODK itself has no word for.

    ``facts`` (:data:`questionnaires.model.FACTS`) stand where texts quote them.
    """
    sheets, more = lines(questionnaire, facts)
    return Written(make_book(sheets, more, _FIRST), together(sheets.notes))


def lines(
    questionnaire: Questionnaire, facts: Mapping[str, str] | None = None
) -> tuple[Sheets, dict[str, list[Line]]]:
    """The lines of ODK's sheets, and those of our own by the name of the sheet."""
    sheets = Sheets(questionnaire)
    more: dict[str, list[Line]] = {}
    _facts(sheets, facts or {})
    _settings(sheets)
    more["kewen_lists"] = _lists(sheets)
    _note(sheets, "introduction", questionnaire.introduction)
    _Pages(sheets).write()
    _note(sheets, "thanks", questionnaire.thanks)
    more["kewen_checks"] = _checks(questionnaire)
    more["kewen_settings"] = _plain("kewen_settings", [dumped(setting) for setting in questionnaire.settings])
    more["kewen_reviews"] = _plain("kewen_reviews", [dumped(review) for review in questionnaire.reviews])
    more["kewen"] = [_whole(questionnaire)]
    return sheets, more


def _facts(sheets: Sheets, facts: Mapping[str, str]) -> None:
    """What texts and rules say of the survey, as calculations to be filled in."""
    said = str(sheets.questionnaire.model_dump(mode="json"))
    used = set(QUOTE.findall(said))
    for fact in FACTS:
        if fact not in used:
            continue
        line = sheets.add("calculate", fact, "fact")
        given = facts.get(fact, "")
        dated = fact.endswith(("_date", "_on", "_until"))
        value = given if plain(given) else f"[{fact}]"
        line.values["calculation"] = (
            quoted(value) if not dated else f"date({quoted(given)})" if given else "today()"
        )


def _settings(sheets: Sheets) -> None:
    for setting in sheets.questionnaire.settings:
        line = sheets.add("calculate", sheets.settings[setting.name], "setting")
        line.values["calculation"] = "1" if setting.default else "0"


def _lists(sheets: Sheets) -> list[Line]:
    lines = []
    for listed in sheets.questionnaire.lists:
        filled = sheets.filled.list_by_name.get(listed.name, listed)
        document = dumped(listed)
        entries = document.pop("entries", None)
        names = _entries(sheets, listed, filled)
        sheets.code_lists.setdefault(listed.name, names)
        line = Line("kewen_lists", 0)
        put(line, document, document.keys())
        if entries and names:
            line.values["kewen::choice_lists"] = " ".join(names)
            document["choice_lists"] = " ".join(names)
        exact(line, document, lambda given: own_lines.plain(given, sheets.told))
        lines.append(line)
    return lines


def _entries(sheets: Sheets, listed: CodeList, filled: CodeList) -> tuple[str, ...]:
    """Entries as lines of the sheet choices, one ODK list for each level; their names from the top."""
    level_of: dict[str, int] = {}
    names: list[str] = []
    for entry in (listed if listed.entries else filled).entries:
        level = 0 if entry.parent is None else level_of.get(entry.parent, -1) + 1
        level_of[entry.code] = level
        while len(names) <= level:
            ending = listed.levels[len(names)] if len(names) < len(listed.levels) else f"{len(names) + 1}"
            names.append(
                sheets.list_names.name(
                    listed.name if not listed.levels and not names else f"{listed.name}_{ending}"
                )
            )
        document = dumped(entry)
        line = sheets.choice(
            names[level], entry.code, document.get("label", {}), "" if listed.entries else "helper"
        )
        put(line, document, document.keys() - {"code", "label", "parent"}, OPTION)
        if entry.parent is not None:
            line.values["parent"] = entry.parent
        exact(line, document, lambda given: own_lines.entry(given, sheets.told), OPTION)
    return tuple(names)


def _note(sheets: Sheets, part: str, wordings: Mapping[str, str], stem: str = "") -> Line | None:
    if not any(plain(wording) for wording in wordings.values()):
        return None
    line = sheets.add("note", sheets.names.name(stem or part), part)
    sheets.text(line, "label", wordings)
    return line


class _Pages:
    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.questions = QuestionRows(sheets)
        self.ended = ""
        self.asked: dict[str, list[str]] = {}  # endings by the questions they still ask

    def write(self) -> None:
        for page in self.sheets.questionnaire.pages:
            self.page(page)
            self.endings(page)

    def page(self, page: Page) -> None:
        sheets, document = self.sheets, dumped(page)
        line = sheets.add("begin_group", sheets.names.name(page.name), "page")
        line.values["appearance"] = "field-list"
        if line.values["name"] != page.name:
            line.values["kewen::name"] = page.name
        sheets.text(line, "label", document.get("title", {}))
        asked = [ending for question in page.questions for ending in self.asked.get(question.name, ())]
        over = f"${{{self.ended}}} = ''" if self.ended else ""
        relevant = sheets.relevant(
            page.show, page.only, place=f"page:{page.name}", more=[over] if over else []
        )
        if asked:  # a page that an ending still asks something of shows whatever its own condition
            offered = " or ".join(f"${{{self.ended}}} = '{ending}'" for ending in dict.fromkeys(asked))
            relevant = f"({relevant or over}) or {offered}"
        put_show(line, page.show, relevant)
        put(line, document, ["only"])
        intro = _note(sheets, "intro", page.intro, f"{page.name}_intro")
        if intro and asked:
            intro.values["relevant"] = over
        expected = {
            key: value for key, value in document.items() if key not in ("questions", "endings", "intro")
        }
        if dict(page.intro) and (
            intro is None or dict(sheets.told.back(intro.texts.get("label", {}))) != dict(page.intro)
        ):
            expected["intro"] = dict(page.intro)
            if intro is not None:
                intro.values["kewen::part"] = "helper"
        exact(line, expected, lambda given: own_lines.page(given, sheets.told))
        for question in page.questions:
            still = self.asked.get(question.name, ())
            here = (
                " or ".join([over, *(f"${{{self.ended}}} = '{ending}'" for ending in still)]) if asked else ""
            )
            self.questions.write(question, here)
        sheets.add("end_group", "")

    def endings(self, page: Page) -> None:
        """Early endings: a calculation that says which one was met, and a note with its message."""
        if not page.endings:
            return
        sheets = self.sheets
        name = sheets.names.name(f"ended_{page.name}")
        formula = "''"
        for ending in reversed(page.endings):
            try:
                rule = sheets.writer("").rule(ending.when)
            except UnwritableError as error:
                zh, en = (
                    f"结束条件 ODK 不能用（{ending.when}）。",
                    f"ODK cannot evaluate {ending.when} ({error}).",
                )
                sheets.lost("ending", f"page:{page.name}/ending:{ending.reason}", zh, en)
                continue
            formula = f"if({rule}, '{ending.reason}', {formula})"
        if self.ended:
            formula = f"if(${{{self.ended}}} != '', ${{{self.ended}}}, {formula})"
        calculation = sheets.add("calculate", name, "helper")
        calculation.values["calculation"] = formula if plain(formula) else "''"
        self.ended = name
        for ending in page.endings:
            for asked in ending.ask:
                self.asked.setdefault(asked, []).append(ending.reason)
            document = dumped(ending)
            line = sheets.add("note", sheets.names.name(f"{page.name}_{ending.reason}"), "ending")
            line.values["relevant"] = f"${{{name}}} = '{ending.reason}'"
            sheets.text(line, "label", document.get("message", {}))
            put(line, document, document.keys() - {"message"})
            exact(line, document, lambda given: own_lines.ending(given, sheets.told))
            if not line.texts.get("label"):
                line.values["type"], line.values["calculation"] = "calculate", "''"


def _checks(questionnaire: Questionnaire) -> list[Line]:
    """The checks of questions; of questions with one name, the second says ``NAME#2``."""
    documents = []
    count: dict[str, int] = {}
    for question in questionnaire.questions:
        count[question.name] = count.get(question.name, 0) + 1
        ending = f"#{count[question.name]}" if count[question.name] > 1 else ""
        documents += [{"question": f"{question.name}{ending}", **dumped(check)} for check in question.checks]
    return _plain("kewen_checks", documents)


def _plain(sheet: str, documents: list[Document]) -> list[Line]:
    lines = []
    for document in documents:
        line = Line(sheet, 0)
        put(line, document, document.keys())
        exact(line, document, lambda given: own_lines.plain(given, own_lines.Told()))
        lines.append(line)
    return lines


def _whole(questionnaire: Questionnaire) -> Line:
    """What belongs to the questionnaire as a whole."""
    document = dumped(questionnaire)
    line = Line("kewen", 0, {"key": "questionnaire"})
    kept: Document = {
        key: document[key] for key in ("title", "languages", "complete_when") if key in document
    }
    put(line, kept, kept.keys())
    for key in ("introduction", "thanks"):
        if not holdable(document.get(key, {})):
            kept[key] = document[key]
    exact(line, kept, lambda given: own_lines.plain(given, own_lines.Told()))
    return line
