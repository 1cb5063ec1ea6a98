"""The whole: pages with their endings, the lists that answers are chosen from, and what a survey settles."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from questionnaires.model.part import Code, Name, Part, Rule
from questionnaires.model.question import Question
from questionnaires.text import Text

# Texts about the survey that labels and rules may quote as ${survey_title} and so on.
FACTS = (
    "survey_title",
    "survey_place",
    "survey_organiser",
    "survey_contact",
    "survey_phone",
    "survey_processor",
    "survey_selection",
    "survey_reference_date",
    "survey_link_destroyed_on",
    "survey_answers_kept_until",
)


class Ending(Part):
    """Ends the questionnaire early after the page it stands on, when its rule is true."""

    when: Rule
    outcome: Literal["refused", "ineligible"]
    reason: Name = Field(description="names the ending in counts, for example not_in_county")
    message: Text
    ask: tuple[Name, ...] = Field((), description="questions still offered on the page of thanks")


class Page(Part):
    """Questions that are shown together."""

    name: Name
    title: Text = Text()
    intro: Text = Text()
    show: Rule | None = None
    only: Name | None = None
    questions: tuple[Question, ...]
    endings: tuple[Ending, ...] = ()


class Entry(Part):
    """One line of a code list; ``parent`` is the code of its entry one level up."""

    code: Code
    label: Text
    parent: Code | None = None
    search: str = Field("", description="further words to find it by, such as pinyin initials")


class CodeList(Part):
    """Entries in one level or several, with the standard they come from."""

    name: Name
    title: Text = Text()
    standard: str = ""
    version: str = ""
    levels: tuple[Name, ...] = Field(
        (), description="names of the levels from the top; empty means one level"
    )
    entries: tuple[Entry, ...] = ()
    shared: Name | None = Field(None, description="a list of questionnaires.codelists, instead of entries")


class Setting(Part):
    """A choice made when a survey takes the questionnaire, such as core or extended."""

    name: Name
    label: Text
    default: bool = False


class Review(Part):
    """A condition on a finished response that proposes a look by a person."""

    code: Name
    when: Rule
    label: Text


class Questionnaire(Part):
    """The whole, as it is written, checked, published, answered and analysed."""

    name: Name
    title: Text
    languages: tuple[str, ...] = ("zh-CN",)
    introduction: Text = Text()
    settings: tuple[Setting, ...] = ()
    lists: tuple[CodeList, ...] = ()
    pages: tuple[Page, ...]
    reviews: tuple[Review, ...] = ()
    complete_when: tuple[Name, ...] = Field(
        (), description="fields without which a response is not complete, whatever else is answered"
    )
    thanks: Text = Text()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of the pages."""
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def question_by_name(self) -> dict[str, Question]:
        """Questions by name; of two with one name the first, which the checker reports."""
        found: dict[str, Question] = {}
        for question in self.questions:
            found.setdefault(question.name, question)
        return found

    @cached_property
    def page_by_name(self) -> dict[str, Page]:
        """Pages by name."""
        return {page.name: page for page in self.pages}

    @cached_property
    def list_by_name(self) -> dict[str, CodeList]:
        """Code lists by name."""
        return {listed.name: listed for listed in self.lists}
