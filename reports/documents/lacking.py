"""What a part of a template asks for that the data do not have: an editor marks it before a report is made."""

from __future__ import annotations

from questionnaires.text import Text
from reports.documents.chapters.questions import question_names
from reports.documents.chapters.structure import has
from reports.documents.chapters.tested import question_of
from reports.documents.investigation import Investigation
from reports.documents.quoting import known, quotes_of
from reports.templates import Answers, Crossed, Part, Published, Saved, Structure, Tests, WordsPart

NO_FEATURE = Text(
    zh="数据中没有“{name}”，报告会在这里说明并略去",
    en="The data have no “{name}”: the report says so here and leaves the part out",
)
NO_QUESTION = Text(
    zh="数据中没有可以列表的题目“{name}”，报告会在这里说明并略去",
    en="The data have no question “{name}” to tabulate: the report says so here and leaves the part out",
)
NO_QUOTE = Text(
    zh="文字引用了“{name}”，数据中没有；报告照常生成，在这句话里标出，并在末页列出",
    en="The sentence quotes “{name}”, which there is not; the report is made, with the quote marked and listed at the end",
)


NO_TABLE = Text(
    zh="没有短名为“{name}”的存下的表，它可能已改名或删除；报告会在这里说明并略去",
    en="No saved table is called “{name}”, it may be renamed or deleted: the report says so here and leaves the part out",
)


def lacking(investigation: Investigation, part: Part) -> Text | None:
    """What is not there for a part, None where everything is."""
    match part:
        case Structure():
            return _features(investigation, part.by)
        case Crossed():
            asked = () if part.question is None else (part.question,)
            return _features(investigation, *part.by) or _questions(investigation, *asked)
        case Answers():
            return _questions(investigation, part.question)
        case Tests():
            return _features(investigation, *part.by) or _questions(investigation, *part.questions)
        case Published():
            return _features(investigation, *part.by)
        case Saved():
            return None if part.saved in investigation.saved else NO_TABLE.fill(name=part.saved)
        case WordsPart():
            wrong = next((one for one in quotes_of(part.text) if not known(one, investigation)), None)
            return None if wrong is None else NO_QUOTE.fill(name=wrong)
        case _:
            return None


def _features(investigation: Investigation, *names: str) -> Text | None:
    absent = next((name for name in names if not has(investigation, name)), None)
    return None if absent is None else NO_FEATURE.fill(name=absent)


def _questions(investigation: Investigation, *names: str) -> Text | None:
    asked = question_names(investigation.dataset)
    found = {name: question_of(investigation.dataset, name) for name in names}
    absent = next((name for name, one in found.items() if one is None or one not in asked), None)
    return None if absent is None else NO_QUESTION.fill(name=absent)
