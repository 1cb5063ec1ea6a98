"""A questionnaire printed in the text form of 问卷星, with notes on what that form has no word for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.formats.carried import Note, Written, together
from questionnaires.formats.defaults import as_taken, not_taken
from questionnaires.formats.plaintext.filling import UNITS
from questionnaires.formats.plaintext.marks import limits
from questionnaires.formats.unshown import unshown
from questionnaires.formats.wenjuanxing.told import told
from questionnaires.model import (
    Cascade,
    CodeList,
    Consent,
    Date,
    Matrix,
    Multiple,
    Number,
    Option,
    Page,
    Question,
    Questionnaire,
    Ranking,
    Scale,
    Single,
    Split,
    Words,
)
from questionnaires.text import CHINESE, Text

MOST_ENTRIES = 500
LONG_LIMIT = 1000
_KINDS = {
    "single": "单选题", "consent": "单选题", "multiple": "多选题", "ranking": "排序题", "text": "填空题", "number": "填空题",
    "date": "填空题", "scale": "量表题", "split": "比重题", "cascade": "多级下拉题", "note": "段落说明",
}  # fmt: skip
_PAGE = "=== 分页 ==="
_NOT_SHOWN = (
    "names", "origin", "notes_why", "unasked", "agree", "matrix_marks", "split_marks", "lists", "list_codes", "list_search",
    "list_names",
)  # fmt: skip


def write(questionnaire: Questionnaire, language: str = "") -> Written:
    """The questionnaire as text in one language (in its first, where it has not this one), and what was left out.

    Settings are at their defaults; shared code lists are filled.
    """
    spoken = questionnaire.languages or (CHINESE,)
    writer = _Writer(as_taken(questionnaire), language if language in spoken else spoken[0])
    if language and language not in spoken:
        writer.fall_back(language)
    text = "\n".join(writer.lines()).strip() + "\n"
    notes = [*not_taken(questionnaire), *writer.notes, *unshown(questionnaire, _NOT_SHOWN)]
    return Written(text.encode(), together(notes))


class _Writer:
    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self.questionnaire = questionnaire
        self.language = language
        self.notes: list[Note] = []
        self.count = 0

    def fall_back(self, wanted: str) -> None:
        """Note that another language was wanted."""
        self._note("language", "questionnaire", self.language, wanted)

    def lines(self) -> Iterator[str]:
        """Every line of the text."""
        whole = self.questionnaire
        yield self._said(whole.title)
        yield from self._paragraphs(whole.introduction)
        for number, page in enumerate(whole.pages):
            yield from self._page(page, first=number == 0)
        yield from self._paragraphs(whole.thanks)
        others = ", ".join(one for one in whole.languages if one != self.language)
        if others:
            self._note("languages", "questionnaire", self.language, others=others)
        if whole.reviews or whole.complete_when:
            self._note("whole", "questionnaire")

    def _page(self, page: Page, *, first: bool) -> Iterator[str]:
        if not first or page.title or page.intro:
            yield from ("", _PAGE)
        if page.title:
            yield from ("", f"【{self._said(page.title)}】")
        yield from self._paragraphs(page.intro)
        if page.show:
            self._note("rule", f"page:{page.name}", page.show)
        for ending in page.endings:
            self._note("ending", f"page:{page.name}", ending.when)
        for question in page.questions:
            yield from self._question(question)

    def _question(self, question: Question) -> Iterator[str]:
        place = f"question:{question.name}"
        self._left_out(question, place)
        if question.kind == "calculated":
            self._note("calculated", place)
            return
        if isinstance(question, Consent) and question.statement:
            yield from ("", f"{self._said(question.statement)}[段落说明]")
            self._note("statement", place)
        yield ""
        if question.kind == "note":
            said = [self._said(text) for text in (question.label, question.hint) if text]
            yield f"{' '.join(said)}[段落说明]"
            return
        self.count += 1
        if question.number not in ("", str(self.count)):
            self._note("numbers", place)
        optional = "" if question.required else "（选填）"
        yield f"{self.count}. {self._head(question, place)}[{self._kind(question)}]{optional}"
        yield from self._body(question, place)

    def _kind(self, question: Question) -> str:
        if isinstance(question, Matrix):
            return "矩阵量表题" if question.scale else "矩阵单选题"
        if isinstance(question, Single) and question.appearance == "dropdown":
            return "下拉框"
        return "简答题" if isinstance(question, Words) and question.long else _KINDS[question.kind]

    def _head(self, question: Question, place: str) -> str:
        label = (
            self._said(question.label) or self._said(getattr(question, "statement", Text())) or question.name
        )
        brackets = [
            self._said(text).rstrip("。") for text in (question.hint, question.why) if text.say(self.language)
        ]
        bounds = self._bounds(question)
        if bounds and not any(limits(one) == limits(bounds) for one in brackets):
            brackets.append(bounds)
        if question.why or any(not limits(one).multiple for one in brackets):
            self._note("hint", place)
        if isinstance(question, Scale) and (question.low_label or question.high_label):
            low, high = self._said(question.low_label), self._said(question.high_label)
            ends = [f"{end}={said}" for end, said in ((question.least, low), (question.most, high)) if said]
            brackets.append("，".join(ends))
        if isinstance(question, Number) and self._said(question.unit) in UNITS.split("|"):
            label += f"____{self._said(question.unit)}"
        if isinstance(question, Date):
            label += {"year": "____年", "month": "____年____月", "day": "____年____月____日"}[
                question.precision
            ]
        return label + "".join(f"（{one}）" for one in brackets)

    def _bounds(self, question: Question) -> str:
        """How many may be chosen, in the words that reading understands."""
        if not isinstance(question, Multiple | Ranking):
            return ""
        count = len(self._options(question))
        ranked = isinstance(question, Ranking)
        least, most = question.least, min(question.most or count, count)
        if ranked and least == most == count:
            return ""
        if least == most and question.most:
            return f"请选 {most} 项"
        if least > (1 if ranked else 0) and (ranked or question.most):
            return f"选 {least} 到 {most} 项"
        if question.most:
            return f"最多选 {most} 项"
        return f"至少选 {least} 项" if least else ""

    def _body(self, question: Question, place: str) -> Iterator[str]:
        if isinstance(question, Single | Multiple | Ranking | Consent):
            yield from self._choices(question, place)
        elif isinstance(question, Scale):
            yield f"{question.least}~{question.most}"
        elif isinstance(question, Matrix):
            yield "行："
            yield from (f"- {self._said(row.label)}" for row in question.rows)
            yield "列："
            yield from (f"- {self._said(option.label)}" for option in question.options)
            self._codes(question.options, place)
            if any(row.reverse or row.expect for row in question.rows):
                self._note("rows", place)
        elif isinstance(question, Split):
            if question.total != 100:
                yield f"总分：{question.total:g}"
            yield from (self._said(row.label) for row in question.rows)
            if question.step != 1 or self._said(question.unit) not in ("%", ""):
                self._note("split", place)
        elif isinstance(question, Cascade):
            yield from self._paths(question, place)

    def _choices(self, question: Single | Multiple | Ranking | Consent, place: str) -> Iterator[str]:
        options = self._options(question)
        for option in options:
            yield self._said(option.label) + ("____" if option.write_in else "")
        self._codes(options, place)
        if any(option.exclusive for option in options):
            self._note("exclusive", place)
        if getattr(question, "shuffle", False):
            self._note("look", place)

    def _options(self, question: Question) -> tuple[Option, ...]:
        options: tuple[Option, ...] = getattr(question, "options", ())
        listed = self._list(question)
        if options or listed is None:
            return options
        return tuple(Option(code=entry.code, label=entry.label) for entry in listed.entries)

    def _list(self, question: Question) -> CodeList | None:
        return self.questionnaire.list_by_name.get(getattr(question, "list", None) or "")

    def _paths(self, question: Cascade, place: str) -> Iterator[str]:
        listed = self._list(question)
        entries = listed.entries if listed else ()
        if len(entries) > MOST_ENTRIES:
            self._note("entries", place, str(len(entries)))
            return
        known: dict[str, str] = {}
        parents = {entry.parent for entry in entries}
        for entry in entries:
            above = known.get(entry.parent or "", "")
            known[entry.code] = f"{above}/{self._said(entry.label)}" if above else self._said(entry.label)
            if entry.code not in parents:
                yield known[entry.code]

    def _codes(self, options: tuple[Option, ...], place: str) -> None:
        if [option.code for option in options] != [str(number) for number in range(1, len(options) + 1)]:
            self._note("codes", place)

    def _left_out(self, question: Question, place: str) -> None:
        self._rules_left_out(question, place)
        options: tuple[Option, ...] = getattr(question, "options", ())
        if question.checks:
            self._note("check", place)
        if question.offers:
            self._note("offers", place)
        if question.role or question.privacy != "plain" or any(option.missing for option in options):
            self._note("analysis", place)
        if isinstance(question, Cascade):
            self._note("levels", place)
        elif isinstance(question, Number):
            self._number_left_out(question, place)
        elif isinstance(question, Date):
            self._note("date", place)
        elif isinstance(question, Words):
            usual = LONG_LIMIT if question.long else 200
            if question.pattern or question.warn_numbers or question.limit != usual:
                self._note("words", place)

    def _rules_left_out(self, question: Question, place: str) -> None:
        if question.show:
            self._note("rule", place, question.show)
        for option in getattr(question, "options", ()):
            if option.show:
                self._note("rule", f"{place}/option:{option.code}", option.show)
        for row in getattr(question, "rows", ()):
            if row.show:
                self._note("rule", f"{place}/row:{row.name}", row.show)

    def _number_left_out(self, question: Number, place: str) -> None:
        self._note("number", place)
        unit = self._said(question.unit)
        if unit and unit not in UNITS.split("|"):
            self._note("unit", place, unit)

    def _paragraphs(self, text: Text) -> Iterator[str]:
        written = [line for line in text.say(self.language).split("\n") if line.strip()]
        if written:
            yield from ("", *written)

    def _said(self, text: Text) -> str:
        return re.sub(r"\s*\n\s*", " ", text.say(self.language)).strip()

    def _note(self, code: str, place: str, words: str = "", others: str = "") -> None:
        self.notes.append(told(code, place, words, others))
