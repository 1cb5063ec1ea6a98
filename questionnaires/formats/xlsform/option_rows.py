"""The options of a question on the sheet choices, and what ODK needs beside them."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.expressions.tree import Name as Reference
from questionnaires.formats.xlsform import own_lines
from questionnaires.formats.xlsform.cells import OPTION, exact, put, put_text
from questionnaires.formats.xlsform.survey_rows import AS_OPTIONS, Sheets, dumped
from questionnaires.formats.xlsform.tables import Line
from questionnaires.formats.xlsform.xpath import quoted
from questionnaires.kinds.answer import MISSING_WORDS
from questionnaires.kinds.write_in import write_in_fields
from questionnaires.model import Consent, Missing, Multiple, Option, Question, Ranking, Single
from questionnaires.text import Text

WRITE_IN = Text(zh="请写明", en="Please specify")
FIRST_ONES = Text(zh="请全部排序；只取前 {most} 项。", en="Please rank all of them; the first {most} count.")
TYPES = {
    "single": "select_one", "consent": "select_one", "multiple": "select_multiple", "ranking": "rank",
    "matrix": "begin_group", "split": "begin_group", "cascade": "begin_group", "number": "integer", "scale": "range",
    "date": "date", "text": "text", "note": "note", "calculated": "calculate",
}  # fmt: skip


class OptionRows:
    """Writes the options of the questions of one form."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets

    def choice(self, question: Single | Multiple | Ranking | Consent, line: Line, relevant: str) -> None:
        """The options of a choice, on the sheet choices."""
        sheets = self.sheets
        listed = getattr(question, "list", None)
        options = sheets.lists.options(question)
        shared = listed and not question.options and not question.offers
        if shared:
            name = self.shared_list(str(listed), options)
        else:
            name = sheets.list_names.name(question.name)
            self.options(name, question.options or options, part="" if question.options else "helper")
            self.offered(question, name)
        line.values["type"] = f"{TYPES[question.kind]} {name}"
        if listed and question.options:
            line.values["kewen::options"] = name
        looks = ["minimal"] if isinstance(question, Single) and question.appearance == "dropdown" else []
        if looks:
            line.values["appearance"] = " ".join(looks)
        if getattr(question, "shuffle", False):
            line.values["parameters"] = "randomize=true"
        self.filter(question, line)
        if isinstance(question, Ranking) and sheets.fields[question.name].first:
            note = sheets.helper("note", f"{question.name}_first")
            put_text(note, "label", sheets.words(FIRST_ONES.fill(most=question.most)))
            if relevant:
                note.values["relevant"] = relevant
        self.write_ins(question, options)

    def shared_list(self, listed: str, options: Iterable[Option]) -> str:
        """The name of a code list on the sheet choices."""
        names = self.sheets.code_lists.get(listed, ())
        if names:
            return names[0]
        name = self.sheets.list_names.name(listed)
        self.options(name, options, part="helper")
        return name

    def options(self, name: str, options: Iterable[Option], part: str = "") -> None:
        """Options as lines of the sheet choices."""
        sheets = self.sheets
        for option in options:
            document = dumped(option)
            line = sheets.choice(name, option.code, document.get("label", {}), part)
            put(line, document, document.keys() - {"code", "label", "show"}, OPTION)
            put(line, document, ["show"], OPTION)
            if not line.texts.get("label"):
                put_text(line, "label", dict.fromkeys(sheets.questionnaire.languages[:1], option.code))
            exact(line, document, lambda given: own_lines.option(given, sheets.told), OPTION)

    def offered(self, question: Question, name: str) -> None:
        """Offered missing answers as further options."""
        if not isinstance(question, AS_OPTIONS):
            return
        for offer, code in self.sheets.offer_codes(question).items():
            self.sheets.choice(name, code, self.sheets.words(MISSING_WORDS[Missing(offer)]), "helper")

    def filter(self, question: Question, line: Line) -> None:
        """A choice filter where options have conditions or settings."""
        sheets = self.sheets
        rules: dict[str, None] = {}
        for option in getattr(question, "options", ()):
            place = f"question:{question.name}/option:{option.code}"
            if rule := sheets.relevant(option.show, option.only, place=place):
                rules[rule] = None
        if not rules:
            return
        numbers = {rule: str(number) for number, rule in enumerate(rules, 1)}
        options = {option.code: option for option in getattr(question, "options", ())}
        name = line.get("type").split(" ")[-1]
        for choice in sheets.choices:
            option = options.get(choice.values["name"])
            if choice.values["list_name"] == name and option is not None:
                rule = sheets.relevant(option.show, option.only, place="")
                if rule:
                    choice.values["shown"] = numbers[rule]
        either = [f"(shown = {quoted(number)} and ({rule}))" for rule, number in numbers.items()]
        line.values["choice_filter"] = " or ".join(["shown = ''", *either])

    def write_ins(self, question: Question, options: tuple[Option, ...]) -> None:
        """The text that an option asks for, in the field it has here."""
        sheets = self.sheets
        field = sheets.fields[question.name]
        chosen = sheets.writer("").name(Reference(question.name), guarded=False) if not field.rows else ""
        for name, option in write_in_fields(question.name, options).items():
            note = sheets.add("text", name, "helper")
            note.values["relevant"] = f"selected({chosen}, '{option.code}')"
            note.values["constraint"] = "string-length(.) <= 50"
            label = {
                tag: f"{option.label.say(tag)}{'：' if tag.startswith('zh') else ': '}{WRITE_IN.say(tag)}"
                for tag in sheets.questionnaire.languages
            }
            sheets.text(note, "label", label)
