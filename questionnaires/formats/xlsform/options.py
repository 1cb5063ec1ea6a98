"""The options of a choice of a form: with their conditions, and the one that or_other adds."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.editing.document import Document
from questionnaires.formats.carried import Fate
from questionnaires.formats.xlsform.choices import OTHER, Choice
from questionnaires.formats.xlsform.filters import NEVER, shown_when
from questionnaires.formats.xlsform.form import Form
from questionnaires.formats.xlsform.outline import Item
from questionnaires.formats.xlsform.rules import UnturnableError, bare_words
from questionnaires.text import Text

FILTER = Text(zh="选项的筛选条件", en="The filter of the options")


class Options:
    """Makes the options of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def of(self, item: Item) -> list[Document]:
        """The options of a choice, with their conditions and the one that or_other adds."""
        choices = self.form.options_of(item)
        seen: set[str] = set()
        found: list[Document] = []
        for choice in choices:
            if choice.code in seen:
                continue
            seen.add(choice.code)
            found.append(self.option(choice))
        self._filter(item, choices, found)
        if item.type.other:
            other = next((option for option in found if option["code"] == OTHER), None)
            if other is None:
                other = {"code": OTHER, "label": self.form.said(Text(zh="其他", en="Other"))}
                found.append(other)
            other["write_in"] = True
        return found

    def option(self, choice: Choice) -> Document:
        """One option."""
        label = self.form.tongues.text(choice.label)
        label = {tag: self.form.quoted(wording, choice.line, "label") for tag, wording in label.items()}
        first = self.form.tongues.used[0]
        return {"code": choice.code, "label": label or {first: choice.name}}

    def _filter(self, item: Item, choices: list[Choice], options: list[Document]) -> None:
        written = item.line.get("choice_filter")
        if not written:
            return
        try:
            rules = shown_when(written, choices, self.form.resolve)
        except UnturnableError as error:
            self.form.left_out(
                "choice_filter_left_out", item.line, "choice_filter", written, FILTER, error.reason
            )
            return
        if all(rule == NEVER for rule in rules.values()):
            why = Text(
                zh="按它一个选项也不出现，现在全部显示。", en="It would never show an option; all show now."
            )
            self.form.left_out("choice_filter_left_out", item.line, "choice_filter", written, FILTER, why)
            return
        for option in list(options):
            rule = rules.get(option["code"], "")
            if rule == NEVER:
                options.remove(option)
            elif rule:
                option["show"] = rule
        self._tell(item, written, choices, rules)

    def _tell(self, item: Item, written: str, choices: list[Choice], rules: Mapping[str, str]) -> None:
        """Note words of a filter that are no columns, and options that it never shows."""
        place = self.form.survey.place(item.line, "choice_filter")
        columns = {key for choice in choices for key in choice.columns}
        if words := sorted(bare_words(written) - columns):
            said = ", ".join(words)
            what = (
                f"筛选条件里的 {said} 不是列名，当作文字。",
                f"{said} in the filter is no column; it was taken as a text.",
            )
            remedy = Text(zh="是文字的，请加引号。", en="Put texts in quotation marks.")
            self.form.note(Fate.GUESSED, "filter_words", place, *what, remedy=remedy)
        gone = sum(rule == NEVER for rule in rules.values())
        if gone:
            what = (
                f"{gone} 个选项按筛选条件从不出现，没有带过来。",
                f"{gone} options are never shown by the filter.",
            )
            self.form.note(Fate.LEFT_OUT, "options_never_shown", place, *what)
