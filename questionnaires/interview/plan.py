"""What is worked out once for a questionnaire: kinds, fields and which rules decide a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.expressions import Value
from questionnaires.interview.rules import named
from questionnaires.kinds import Kind, Lists, Shown, kind_of
from questionnaires.kinds.lists import ByIdentity
from questionnaires.model import Calculated, Ending, Matrix, Question, Questionnaire, Split


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its kind, all of its options and rows, and the names of its data columns.

    ``ruled`` tells whether some of its options or rows have rules. ``fields`` are the names
    under which its answers are kept; ``blank`` is what rules see of it as long as none of them
    holds anything, all of its options and rows being shown.
    """

    question: Question
    kind: Kind[Any]
    ruled: bool
    whole: Shown
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    blank: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page with its questions and its show rule."""

    name: str
    show: str | None
    items: tuple[Item, ...]
    endings: tuple[Ending, ...]


@dataclass(frozen=True)
class Plan:
    """A questionnaire made ready for many interviews, with its own code lists."""

    lists: Lists
    pages: tuple[PagePlan, ...]
    item_by_name: dict[str, Item]
    page_of: dict[str, int]
    """The number of the page, from 0, by page name."""
    question_of: dict[str, Item]
    """The question by each of its fields."""
    place_of: dict[str, int]
    """The number of the page, from 0, by field."""

    def deciding(self, rule: str | None) -> set[str]:
        """The fields a rule depends on, through calculated values too."""
        found: set[str] = set()
        waiting = list(named(rule)) if rule else []
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            item = self.question_of.get(name)
            if item is not None and isinstance(item.question, Calculated):
                waiting.extend(named(item.question.value))
        return found


def _plan(questionnaire: Questionnaire) -> Plan:
    lists = Lists.of(questionnaire)
    pages: list[PagePlan] = []
    item_by_name: dict[str, Item] = {}
    question_of: dict[str, Item] = {}
    place_of: dict[str, int] = {}
    for place, page in enumerate(questionnaire.pages):
        items = tuple(_item(question, lists) for question in page.questions)
        pages.append(PagePlan(page.name, page.show, items, page.endings))
        for item in items:
            item_by_name.setdefault(item.question.name, item)
            for field in item.kind.answer_fields(item.question, lists):
                question_of.setdefault(field.name, item)
                place_of.setdefault(field.name, place)
    page_of = {page.name: place for place, page in enumerate(questionnaire.pages)}
    return Plan(lists, tuple(pages), item_by_name, page_of, question_of, place_of)


def _item(question: Question, lists: Lists) -> Item:
    rows = question.rows if isinstance(question, Matrix | Split) else ()
    whole = Shown(lists.options(question), rows, lists)
    ruled = any(option.show for option in whole.options) or any(row.show for row in rows)
    kind = kind_of(question)
    columns = tuple(column.name for column in kind.columns(question, lists))
    fields = tuple(kind.stored_fields(question, lists))
    return Item(question, kind, ruled, whole, columns, fields, kind.values(question, {}, whole))


plan_of: ByIdentity[Questionnaire, Plan] = ByIdentity(_plan)
