"""Who is asked: the rules above a column, in words."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.scope import Asked, Scope
from questionnaires.expressions import ExpressionError, explain, parse
from questionnaires.kinds.column import Column
from questionnaires.model import FACTS, Matrix, Split
from questionnaires.text import Text

EVERYBODY = Text(zh="全体填答的人。", en="Everybody who answers.")
NOT_ENDED = Text(zh="没有提前结束的填答人。", en="Everybody whose questionnaire had not ended before.")
AS_WRITTEN = Text(zh="符合这条规则的人：{rule}", en="Those for whom this rule holds: {rule}")
WRITTEN_IN = Text(zh="选了这一项的人。", en="Those who chose the option.")


class Universes:
    """Says for each column of a questionnaire who is asked."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        numbers = {asked.question.name: asked.question.number for asked in scope.asked}
        self._names = {
            name: _numbered(numbers[field.question], field.label) for name, field in scope.fields.items()
        }
        self._codes = {name: dict(field.codes) for name, field in scope.fields.items() if field.codes}

    def of(self, asked: Asked, column: Column) -> Text:
        """The rules of page, question and part as sentences; everybody where there are none."""
        said = [self._said(rule) for rule in self.rules(asked, column)]
        if column.write_in:
            said.append(WRITTEN_IN)
        if not said:
            return NOT_ENDED if self._may_have_ended(asked) else EVERYBODY
        return Text({tag: " ".join(one.say(tag) for one in said) for tag in EVERYBODY})

    def rules(self, asked: Asked, column: Column) -> Iterator[str]:
        """The rules themselves, the page's first."""
        question = asked.question
        for rule in (asked.page.show, question.show):
            if rule is not None:
                yield rule
        if isinstance(question, Matrix | Split):
            yield from (row.show for row in question.rows if row.name == column.name and row.show is not None)
        elif column.code is not None:
            for option in self.scope.options(question):
                if option.code == column.code and option.show is not None:
                    yield option.show

    def may_be_hidden(self, asked: Asked, column: Column) -> bool:
        """Whether somebody may not be asked: by a rule, or because the questionnaire ended before."""
        if column.write_in or any(True for _ in self.rules(asked, column)):
            return True
        return self._may_have_ended(asked)

    def _may_have_ended(self, asked: Asked) -> bool:
        pages = self.scope.questionnaire.pages[: asked.position.page]
        return any(page.endings for page in pages)

    def _said(self, rule: str) -> Text:
        try:
            expression = parse(rule)
        except ExpressionError:
            return AS_WRITTEN.fill(rule=rule)
        facts = {name: Text(zh=name) for name in FACTS}
        return explain(expression, {**facts, **self._names}, self._codes)


def _numbered(number: str, label: Text) -> Text:
    if not number:
        return label
    return Text({tag: f"{number} {words}" for tag, words in label.items()}) or Text(zh=number)
