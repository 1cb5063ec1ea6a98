"""Groups as pages: outer groups and screens make pages, what is nested deeper becomes conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from questionnaires.editing.document import Document
from questionnaires.formats.carried import Fate
from questionnaires.formats.naming import Names
from questionnaires.formats.xlsform.choices import Choice
from questionnaires.formats.xlsform.filters import cascade, chain
from questionnaires.formats.xlsform.form import Form, conjunction
from questionnaires.formats.xlsform.matrices import header_of, matrix
from questionnaires.formats.xlsform.outline import Item
from questionnaires.formats.xlsform.questions import RELEVANT, Questions
from questionnaires.formats.xlsform.types import LEFT_OUT
from questionnaires.text import Text

SILENT = frozenset({"hidden", "today", "start"})  # nothing is asked
LOOSE = 8  # questions a page where the form has no groups: ODK shows them one by one
MOST = 25  # a longer group goes on on a further page


@dataclass(eq=False)
class Section:
    """What becomes a page: its name, its title and the conditions of the groups around it."""

    name: str
    title: Document = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    most: int = MOST


class Pages:
    """The pages of one form, made question by question."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.questions = Questions(form)
        self.names = Names()
        self.lists: list[Document] = []
        self.list_names = Names()
        self.pages: list[Document] = []
        self._open: Section | None = None

    def all(self) -> list[Document]:
        """The pages of the whole form."""
        root = Section("page", most=LOOSE)
        self.place(self.form.outline.items, root, ())
        loose = sum(not item.is_group for item in self.form.outline.items)
        if loose > LOOSE:
            what = (
                f"没有分组的题每页放 {LOOSE} 道（ODK 是一题一屏）。",
                f"Questions outside groups: {LOOSE} to a page (ODK shows them one by one).",
            )
            self.form.note(Fate.CHANGED, "loose_questions", self.form.survey.name, *what)
        if not self.pages:
            what = "没有一道题能带过来。", "Not a single question could be carried over."
            remedy = Text(zh="请在本平台里加题。", en="Add questions here.")
            self.form.note(Fate.LEFT_OUT, "nothing_left", self.form.survey.name, *what, remedy=remedy)
        return self.pages

    def place(self, items: Sequence[Item], section: Section, rules: tuple[str, ...]) -> None:
        """Put items on the page of a section; ``rules`` are the conditions of groups nested in it."""
        place = 0
        while place < len(items):
            item = items[place]
            levels = chain(items[place:], self.form) if item.type.what == "question" else [item]
            if len(levels) > 1:
                self.cascade(levels, section, rules)
            elif item.is_group:
                self.group(item, section, rules)
            else:
                self.question(item, section, rules)
            place += len(levels)

    def group(self, item: Item, section: Section, rules: tuple[str, ...]) -> None:
        """A group: a page, a table, or part of the page it stands on."""
        kind, looks = item.type.name, item.line.get("appearance").split()
        if kind == "loop":
            self.loop(item, section, rules)
            return
        if kind == "repeat":
            self.repeat(item)
        if kind == "group" and header_of(item):
            self.matrix(item, section, rules)
            return
        own = self.form.rule(item.line, "relevant", RELEVANT)
        title = self.form.text(item.line, "label")
        self.unused(item, looks)
        outer = section.name == "page" and not section.title and not section.rules and not rules
        if (
            outer
            or "field-list" in looks
            or kind == "repeat"
            or any(child.is_group for child in item.children)
        ):
            inner = Section(item.name, title or section.title, (*section.rules, *rules, *filter(None, [own])))
            self.place(item.children, inner, ())
            return
        nested = (*rules, *filter(None, [own]))
        if title:
            self.put({"name": self.form.claim(item.name), "kind": "note", "label": title}, section, nested)
            what = (
                "组里的小组并到同一页，小组的标题成了一段说明。",
                "A group in a group joined its page; its label became a note.",
            )
            self.form.note(Fate.CHANGED, "group_nested", item.line.place, *what)
        self.place(item.children, section, nested)

    def repeat(self, item: Item) -> None:
        """Note that a repeat is asked once."""
        count = item.line.get("repeat_count")
        count_zh, count_en = (
            (f"（repeat_count：{count}）", f" (repeat_count: {count})") if count else ("", "")
        )
        zh = f"重复组“{item.name}”不支持重复：里面的题只问一遍{count_zh}。"
        en = f"The repeat “{item.name}” is asked once only{count_en}: there are no repeats here."
        remedy = Text(
            zh="要问几遍的，把题复制成几份。", en="Copy the questions as often as they are to be asked."
        )
        self.form.note(Fate.CHANGED, "repeat", item.line.place, zh, en, remedy=remedy)

    def loop(self, item: Item, section: Section, rules: tuple[str, ...]) -> None:
        """A loop over a list: its questions once for every option."""
        what = (
            f"循环“{item.name}”按选项展开成单独的题。",
            f"The loop “{item.name}” became questions, once for each option.",
        )
        self.form.note(Fate.CHANGED, "loop", item.line.place, *what)
        own = self.form.rule(item.line, "relevant", RELEVANT)
        inner = Section(
            item.name, self.form.text(item.line, "label"), (*section.rules, *rules, *filter(None, [own]))
        )
        asked = [
            child
            for child in item.children
            if child.type.what == "question" and child.type.name not in SILENT
        ]
        for choice in self.form.choices.lists.get(item.type.list, ()):
            for child in asked:
                document = self.questions.document(child)
                if document is not None:
                    self.put(self.looped(document, child, choice), inner, ())
        others = [child for child in item.children if child not in asked]
        if others:
            what = (
                "循环里的组和自动填写的题只处理一遍。",
                "Groups and silent questions in a loop were taken once.",
            )
            self.form.note(Fate.CHANGED, "loop_once", item.line.place, *what)
            self.place(others, inner, ())

    def looped(self, document: Document, child: Item, choice: Choice) -> Document:
        """A question of a loop for one option, whose label stands in its texts."""
        label = self.form.tongues.text(choice.label)
        first = next(iter(label.values()), choice.name)
        for key in ("label", "hint"):
            for tag, wording in document.get(key, {}).items():
                said = wording.replace("%(label)s", label.get(tag, first))
                document[key][tag] = said.replace("%(name)s", choice.name)
        return {**document, "name": self.form.claim(f"{child.name}_{choice.code}")}

    def matrix(self, item: Item, section: Section, rules: tuple[str, ...]) -> None:
        """A table of questions."""
        own = self.form.rule(item.line, "relevant", RELEVANT)
        self.unused(item, item.line.get("appearance").split())
        for document in matrix(item, self.form, self.questions):
            self.put(document, section, (*rules, *filter(None, [own])))

    def cascade(self, levels: list[Item], section: Section, rules: tuple[str, ...]) -> None:
        """Several questions as one that is chosen level by level."""
        form = self.form
        options = {
            f"{item.name}/{choice.line.number}": self.questions.options.option(choice)
            for item in levels
            for choice in form.options_of(item)
        }
        name = self.list_names.name(levels[-1].type.list, "list")
        question, listed, gone = cascade(levels, form, name, options)
        self.lists.append(listed)
        if all(self.questions.is_required(item.line) for item in levels):
            question["required"] = True
        own = form.rule(levels[0].line, "relevant", RELEVANT)
        names = "、".join(item.name for item in levels), ", ".join(item.name for item in levels)
        what = (
            f"{names[0]} 并成了一道逐级选择题。",
            f"{names[1]} became one question that is chosen level by level.",
        )
        form.note(Fate.CHANGED, "cascade", levels[0].line.place, *what, question=question["name"])
        if gone:
            what = (
                f"{gone} 个选项没有上级，没有带过来。",
                f"{gone} options belong to nothing above and were left out.",
            )
            form.note(Fate.LEFT_OUT, "cascade_orphans", levels[-1].line.place, *what)
        self.put(question, section, (*rules, *filter(None, [own])))

    def question(self, item: Item, section: Section, rules: tuple[str, ...]) -> None:
        """A question, or the note that it was left out."""
        form = self.form
        if item.type.what == "left_out" or item.type.name in SILENT:
            self.left_out(item)
            return
        document = self.questions.document(item)
        if document is None:
            return
        own = form.rule(item.line, "relevant", RELEVANT)
        self.put(document, section, (*rules, *filter(None, [own])))

    def left_out(self, item: Item) -> None:
        """Note a type without an equal."""
        why = LEFT_OUT.get(item.type.name, Text(zh="由采集设备自动填写", en="the device fills it in"))
        what = (
            f"题型 {item.line.get('type')} 没有带过来：{why.say('zh-CN')}，问卷里没有对应的题型。",
            f"The type {item.line.get('type')} was left out: {why.say('en')}, and no question does so here.",
        )
        self.form.note(Fate.LEFT_OUT, "type_left_out", self.form.survey.place(item.line, "type"), *what)

    def put(self, document: Document, section: Section, rules: Sequence[str]) -> None:
        """Add a question to the page of a section, opening one where there is none or it is full."""
        rule = conjunction(rules)
        if rule:
            document["show"] = rule
        page = self.pages[-1] if self.pages else None
        if page is None or self._open is not section or len(page["questions"]) >= section.most:
            wanted = f"page{len(self.pages) + 1}" if section.most == LOOSE else section.name
            page = {"name": self.names.name(wanted, "page"), "questions": []}
            if section.title:
                page["title"] = section.title
            if section.rules:
                page["show"] = conjunction(section.rules)
            self.pages.append(page)
            self._open = section
        page["questions"].append(document)

    def unused(self, item: Item, looks: Sequence[str]) -> None:
        """Notes on the cells of a group that nothing was made of."""
        for look in looks:
            if look not in ("field-list", "table-list"):
                what = f"外观“{look}”没有带过来。", f"The appearance “{look}” was left out."
                self.form.note(
                    Fate.LEFT_OUT, "appearance", self.form.survey.place(item.line, "appearance"), *what
                )
        if item.line.texts.get("hint") and not header_of(item):
            what = "组的提示没有带过来。", "The hint of a group was left out."
            self.form.note(Fate.LEFT_OUT, "group_hint", self.form.survey.place(item.line, "hint"), *what)
