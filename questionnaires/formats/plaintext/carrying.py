"""From pieces of text to a questionnaire with notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NoReturn

from questionnaires.editing.document import Document
from questionnaires.findings import Finding
from questionnaires.formats.carried import Carried, Note
from questionnaires.formats.error import FormatError
from questionnaires.formats.naming import Names
from questionnaires.formats.plaintext.asked import Asked, Layout, Section
from questionnaires.formats.plaintext.building import Builder
from questionnaires.formats.plaintext.layout import laid_out
from questionnaires.formats.plaintext.maker import Built
from questionnaires.formats.plaintext.pieces import Line, Piece
from questionnaires.formats.plaintext.rules import Ended, Flow, flow_of
from questionnaires.formats.plaintext.said import note
from questionnaires.formats.settling import MOST_QUESTIONS, finished
from questionnaires.model import Questionnaire
from questionnaires.text import Text

LONGEST_LINE = 2_000
MOST_OPTIONS = 1_000
CROWDED = 15  # questions on a page
_END = Text(zh="谢谢您，问卷到此结束。", en="Thank you. The questionnaire ends here.")


def carried(pieces: Sequence[Piece], name: str, language: str) -> Carried:
    """The questionnaire that pieces of text hold; ``name`` is that of the file.

    Raises FormatError: ``text_questions`` where there is no question, or more than can be;
    ``line_too_long``.
    """
    _check_lines(pieces, name)
    layout = laid_out(pieces)
    _check(layout, name)
    naming = _Naming(layout)
    builder = Builder(language, required=_required(layout), free=naming.free)
    built = [
        [builder.build(asked, naming.name(asked, number)) for asked in section.asked]
        for number, section in enumerate(layout.sections, start=1)
    ]
    flow = flow_of(layout.sections, built)
    _give_rules(built, flow)
    document = _document(layout, built, flow, name, language)
    if not document["pages"]:
        _refuse_empty(name)
    notes = _notes(layout, built, flow, Questionnaire.model_validate(document))
    return finished(document, notes, name)


class _Naming:
    """Names for questions and their parts, no two the same but for capitals.

    A question is named after its number: ``q3``, ``a1``; ``p2q3`` where numbers begin anew
    in every section. One without a number has that of its place.
    """

    def __init__(self, layout: Layout) -> None:
        self._taken: set[str] = set()
        self._count = 0
        given = [asked.number for asked in layout.asked if asked.number]
        self._repeats = len(set(given)) < len(given)

    def name(self, asked: Asked, section: int) -> str:
        """The name of a question in a section (counted from 1)."""
        number = re.sub(r"[-_.]", "s", asked.number.lower())
        if asked.note and not number:
            return self.free("note")
        self._count += 1
        if not number or not number.isascii():
            return self.free(f"q{self._count}")
        if number[0].isdecimal():
            return self.free(f"p{section}q{number}" if self._repeats else f"q{number}")
        return self.free(number)

    def free(self, wanted: str) -> str:
        """The name if nothing has it, else with a number behind it."""
        found, extra = wanted, 0
        while found.lower() in self._taken:
            extra += 1
            found = f"{wanted}x{extra}"
        self._taken.add(found.lower())
        return found


def _required(layout: Layout) -> bool:
    """What holds for a question that does not say: 问卷星 requires all but those marked 选填."""
    said = {asked.marks.required for asked in layout.asked if asked.marks.required is not None}
    return layout.typed if not said else True not in said


def _give_rules(built: Sequence[Sequence[Built]], flow: Flow) -> None:
    for place, one in enumerate(one for part in built for one in part):
        if show := flow.show(place):
            for document in one.documents:
                document["show"] = show


def _document(
    layout: Layout, built: Sequence[Sequence[Built]], flow: Flow, name: str, language: str
) -> Document:
    stem = re.sub(r"\.\w{2,5}$", "", name)
    document: Document = {
        "name": Names().name(stem, "questionnaire"),
        "title": {language: layout.title or stem or "问卷"},
        "languages": (language,),
        "pages": _pages(layout, built, flow, language),
    }
    lists = [listed for part in built for one in part for listed in one.lists]
    if lists:
        document["lists"] = lists
    for key, words in (("introduction", layout.intro), ("thanks", layout.thanks)):
        if words:
            document[key] = {language: "\n".join(words)}
    return document


def _pages(layout: Layout, built: Sequence[Sequence[Built]], flow: Flow, language: str) -> list[Document]:
    pages: list[Document] = []
    at = 0
    for number, (section, part) in enumerate(zip(layout.sections, built, strict=True)):
        page = _page(section, len(pages), flow.page(number), language)
        for one in part:
            page["questions"] += one.documents
            if at in flow.endings:
                page["endings"] = [
                    _ending(f"ended_{one.name}"[:60] + (f"_{number}" if number > 1 else ""), ended, language)
                    for number, ended in enumerate(flow.endings[at], start=1)
                ]
                pages.append(page)
                page = _page(Section(section.title), len(pages), flow.page(number), language)
            at += 1
        if not page["questions"] and not part:
            page = _only_words(page, section, language)
        if page["questions"]:
            pages.append(page)
    for place, page in enumerate(pages, start=1):
        page["name"] = f"page_{place}"
    return pages


def _page(section: Section, place: int, show: str | None, language: str) -> Document:
    page: Document = {"name": f"page_{place + 1}", "questions": []}
    if section.title:
        page["title"] = {language: section.title}
    if section.intro:
        page["intro"] = {language: "\n".join(section.intro)}
    if show:
        page["show"] = show
    return page


def _only_words(page: Document, section: Section, language: str) -> Document:
    """A section without questions: its words are a note."""
    words = page.pop("intro", None) or page.pop("title", None)
    if words:
        page["questions"] = [{"kind": "note", "name": f"{page['name']}_words", "label": words}]
    return page


def _ending(reason: str, ended: Ended, language: str) -> Document:
    message = _END.say(language) if language in _END else _END.say("en")
    return {
        "when": ended.when,
        "outcome": "refused" if ended.refused else "ineligible",
        "reason": reason,
        "message": {language: message},
    }


def _notes(
    layout: Layout, built: Sequence[Sequence[Built]], flow: Flow, questionnaire: Questionnaire
) -> list[Note]:
    notes = [] if layout.title else [note("title_missing", "1")]
    notes += [note(remark.code, remark.place, remark.words) for remark in layout.remarks]
    notes += [said for part in built for one in part for said in one.notes]
    notes += flow.notes
    counts = Counter(asked.number for asked in layout.asked if asked.number)
    repeated = [number for number, count in counts.items() if count > 1]
    if repeated and len(layout.sections) < 2:
        notes.append(note("numbers_repeat", questionnaire.pages[0].name, "、".join(repeated)))
    if not any(asked.marks.required is not None for asked in layout.asked) and not layout.typed:
        notes.append(note("required_unsaid", questionnaire.pages[0].name))
    if len(questionnaire.pages) == 1 and len(questionnaire.questions) > CROWDED:
        notes.append(note("one_page", questionnaire.pages[0].name))
    return notes


def _check_lines(pieces: Sequence[Piece], name: str) -> None:
    for piece in pieces:
        lines = [piece.text] if isinstance(piece, Line) else [cell for row in piece.rows for cell in row]
        if any(len(line) > LONGEST_LINE for line in lines):
            reason = Text(
                zh=f"有一行超过 {LONGEST_LINE} 字。", en=f"A line has more than {LONGEST_LINE} letters."
            )
            remedy = Text(zh="请把它分成几行。", en="Break it into several lines.")
            raise FormatError((Finding("line_too_long", f"{name} {piece.place}", reason, remedy),))


def _check(layout: Layout, name: str) -> None:
    count = sum(not asked.note for asked in layout.asked)
    most = max((max(len(asked.choices), len(asked.rows)) for asked in layout.asked), default=0)
    if count and len(layout.asked) <= MOST_QUESTIONS and most <= MOST_OPTIONS:
        return
    if not count:
        _refuse_empty(name)
    reason = Text(
        zh=f"题目或选项太多：最多 {MOST_QUESTIONS} 题，每题 {MOST_OPTIONS} 个选项。",
        en=f"Too many questions or options: {MOST_QUESTIONS} and {MOST_OPTIONS} are the most.",
    )
    remedy = Text(
        zh="请分成几份导入；长名单请做成代码表。", en="Import it in parts; long lists belong in code lists."
    )
    raise FormatError((Finding("text_questions", name, reason, remedy),))


def _refuse_empty(name: str) -> NoReturn:
    reason = Text(zh="没有找到题目。", en="No question was found.")
    remedy = Text(
        zh="每道题前写题号（1.、1、、Q1），选项每行一个或写 A. B.；也可以写 [单选题] 这样的题型。",
        en="Write a number before each question (1., Q1), options one a line or with A. B.",
    )
    raise FormatError((Finding("text_questions", name, reason, remedy),))
