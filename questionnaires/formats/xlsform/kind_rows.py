"""Each kind of question as lines that ODK and Kobo understand, with our own columns beside them."""

from __future__ import annotations

from questionnaires.editing.document import Document
from questionnaires.formats.xlsform import own_lines
from questionnaires.formats.xlsform.bounds import conditions, soft
from questionnaires.formats.xlsform.cells import exact, put, put_show, put_text
from questionnaires.formats.xlsform.group_rows import GroupRows
from questionnaires.formats.xlsform.option_rows import TYPES
from questionnaires.formats.xlsform.survey_rows import AS_OPTIONS, OFFER_CODES, dumped
from questionnaires.formats.xlsform.tables import Line
from questionnaires.formats.xlsform.xpath import UnwritableError
from questionnaires.kinds.answer import MISSING_WORDS
from questionnaires.model import (
    Calculated,
    Cascade,
    Consent,
    Date,
    Matrix,
    Missing,
    Multiple,
    Number,
    Question,
    Ranking,
    Scale,
    Single,
    Split,
    Words,
)
from questionnaires.text import Text

OFFERED = Text(zh="不便回答的，可以选：", en="If you would rather not answer:")
# what stands in ODK's own columns, or on lines of its own
_ELSEWHERE = frozenset(
    {"name", "kind", "label", "hint", "why", "required", "show", "checks", "options", "rows", "levels", "statement",
     "appearance", "value"}
)  # fmt: skip
_NESTED = frozenset({"checks", "options", "rows", "levels", "statement"})
_DATES = {"year": "year", "month": "month-year", "day": ""}


class QuestionRows(GroupRows):
    """Writes the questions of one form; ``asked`` is the condition around those of a page."""

    def write(self, question: Question, around: str = "") -> None:
        """The lines of one question."""
        place = f"question:{question.name}"
        sheets = self.sheets
        more = [around] if around else []
        if question.offers and not isinstance(question, AS_OPTIONS):
            offered = sheets.names.name(f"{question.name}_missing")
            relevant = sheets.relevant(
                question.show, question.only, place=place, more=[*more, f"${{{offered}}} = ''"]
            )
            above = sheets.relevant(question.show, question.only, place=place, more=more)
        else:
            offered = above = ""
            relevant = sheets.relevant(question.show, question.only, place=place, more=more)
        line = self.line(question, relevant)
        self.by_kind(question, line, relevant)
        self.finish(question, line, relevant)
        if offered:
            self.offer(question, offered, above)

    def by_kind(self, question: Question, line: Line, relevant: str) -> None:
        """What is special about a kind: its type, its options, the lines below it."""
        if isinstance(question, Single | Multiple | Ranking | Consent):
            self.choice(question, line, relevant)
        elif isinstance(question, Matrix):
            self.matrix(question)
        elif isinstance(question, Split):
            self.split(question)
        elif isinstance(question, Cascade):
            self.cascade(question)
        elif isinstance(question, Calculated):
            self.calculated(question, line)
        else:
            line.values |= _plain_type(question)

    def line(self, question: Question, relevant: str) -> Line:
        """The first line of a question, with all that ODK's columns say in the same way for every kind."""
        sheets, document = self.sheets, dumped(question)
        kind = TYPES[question.kind]
        if isinstance(question, Split):
            document["unit"] = dict(question.unit)
        if isinstance(question, Consent) and question.statement and question.label:
            self.statement(question, relevant)
        line = sheets.add(kind, question.name)
        line.values["kewen::kind"] = question.kind
        label = document.get("label", {})
        if question.number:
            label = {tag: f"{question.number} {wording}" for tag, wording in label.items()}
        if isinstance(question, Consent) and question.statement and not question.label:
            line.values["kewen::label_is"] = "statement"
            label = document["statement"]
        sheets.text(line, "label", label)
        put(line, document, document.keys() - _ELSEWHERE)
        self.hint(line, document)
        sheets.text(line, "guidance_hint", document.get("why", {}))
        if isinstance(question, Calculated):
            line.values["calculation"] = question.value
        elif question.required:
            line.values["required"] = "yes"
        put_show(line, question.show, relevant)
        return line

    def statement(self, question: Consent, relevant: str) -> None:
        """What one agrees to, as a note above; read back by the line of the question."""
        note = self.sheets.helper("note", f"{question.name}_statement")
        self.sheets.text(note, "label", dict(question.statement))
        if relevant:
            note.values["relevant"] = relevant

    def hint(self, line: Line, document: Document) -> None:
        """The hint, with the unit of a number or the ends of a scale below it."""
        keys = ("hint", "unit", "low_label", "high_label")
        for tag in dict.fromkeys(tag for key in keys for tag in document.get(key, {})):
            parts = (document.get("hint", {}).get(tag, ""), own_lines.added(document, tag))
            said = {tag: "\n".join(part for part in parts if part)}
            put_text(line, "hint", self.sheets.quoting(said))

    def finish(self, question: Question, line: Line, relevant: str) -> None:
        """Constraint, checks, and what no cell could hold."""
        sheets = self.sheets
        held = conditions(question, sheets)
        if held.rules and not isinstance(question, Matrix | Split | Cascade | Calculated):
            line.values["constraint"] = held.rule
            sheets.text(line, "constraint_message", held.message)
        expected = {key: value for key, value in dumped(question).items() if key not in _NESTED}
        if isinstance(question, Split):
            expected["unit"] = dict(question.unit)
        if isinstance(question, Consent) and question.statement:
            expected["statement"] = dict(question.statement)
            if not line.get("kewen::label_is"):
                put(line, expected, ["statement"])
        exact(line, expected, lambda given: own_lines.question(given, sheets.told))
        for rule, message in soft(question, sheets):
            note = sheets.helper("note", f"{question.name}_check")
            note.values["relevant"] = f"({relevant}) and {rule}" if relevant else rule
            sheets.text(note, "label", message)
        if question.name in sheets.said:
            said = sheets.add("calculate", sheets.said[question.name], "said")
            said.values["kewen::of"] = question.name
            said.values["calculation"] = f"jr:choice-name(${{{question.name}}}, '${{{question.name}}}')"

    def calculated(self, question: Calculated, line: Line) -> None:
        """ODK's formula; ours stands beside it where it differs."""
        sheets = self.sheets
        try:
            formula = sheets.writer("").value(question.value)
        except UnwritableError as error:
            formula = "''"
            en = f"ODK cannot evaluate {question.value} ({error})."
            sheets.lost("value", f"question:{question.name}", f"算式 ODK 不能用（{question.value}）。", en)
        line.values["calculation"] = formula
        if formula != question.value:
            put(line, {"value": question.value}, ["value"])

    def offer(self, question: Question, name: str, relevant: str) -> None:
        """Offered missing answers as a question beside the one they belong to."""
        sheets = self.sheets
        listed = f"offers_{'_'.join(question.offers)}"
        if listed not in sheets.offers:
            found = sheets.list_names.name(listed)
            sheets.offers[listed] = found
            for each in question.offers:
                sheets.choice(found, OFFER_CODES[each], sheets.words(MISSING_WORDS[Missing(each)]), "helper")
        line = sheets.add(f"select_one {sheets.offers[listed]}", name, "helper")
        put_text(line, "label", sheets.words(OFFERED))
        if relevant:
            line.values["relevant"] = relevant


def _plain_type(question: Question) -> dict[str, str]:
    """The type and look of a question of one field."""
    match question:
        case Number():
            return {"type": "decimal" if question.decimals else "integer"}
        case Scale() if question.most > question.least:
            return {"parameters": f"start={question.least} end={question.most} step=1"}
        case Scale():
            return {"type": "integer"}
        case Date() if _DATES[question.precision]:
            return {"appearance": _DATES[question.precision]}
        case Words() if question.long:
            return {"appearance": "multiline"}
    return {}
