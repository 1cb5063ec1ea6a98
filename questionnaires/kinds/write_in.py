"""Words written beside an option that asks for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from questionnaires.expressions import Type
from questionnaires.kinds.answer import AnswerField, Answers, Stored, as_missing, text_in
from questionnaires.kinds.column import Column, ColumnValue, both, text_column
from questionnaires.kinds.messages import TOO_LONG, WRITE_IN_EMPTY, said
from questionnaires.kinds.problem import Problem, ProblemLevel
from questionnaires.kinds.reading import Draft
from questionnaires.model import Missing, Option, Question
from questionnaires.text import Text

WRITE_IN_LIMIT = 50


def write_in_fields(name: str, options: tuple[Option, ...]) -> dict[str, Option]:
    """The fields for written words: ``NAME_oth``, or ``NAME_oth_CODE`` where there are several."""
    asking = [option for option in options if option.write_in]
    if len(asking) == 1:
        return {f"{name}_oth": asking[0]}
    return {f"{name}_oth_{option.code.replace('-', 'm').replace('.', '_')}": option for option in asking}


def answer_fields(question: Question, options: tuple[Option, ...]) -> Iterator[AnswerField]:
    """The fields as rules know them."""
    for name, option in write_in_fields(question.name, options).items():
        yield AnswerField(name, question.name, Type.TEXT, both(question.label, option.label))


def read(question: Question, options: tuple[Option, ...], draft: Draft) -> None:
    """Read the written words, whether or not their option was chosen."""
    for name in write_in_fields(question.name, options):
        draft.words(name)


def settle(
    question: Question, options: tuple[Option, ...], answers: Answers, chosen: Collection[str]
) -> dict[str, Stored]:
    """The written words whose option is chosen."""
    return {
        name: text_in(answers, name)
        for name, option in write_in_fields(question.name, options).items()
        if option.code in chosen and text_in(answers, name).strip()
    }


def faults(
    question: Question, options: tuple[Option, ...], answers: Answers, chosen: Collection[str]
) -> Iterator[Problem]:
    """Chosen without words (soft), or with too many."""
    for name, option in write_in_fields(question.name, options).items():
        words = text_in(answers, name)
        if option.code not in chosen:
            continue
        if not words.strip():
            message = said(WRITE_IN_EMPTY, option=option.label)
            yield Problem(question.name, name, "write_in_empty", ProblemLevel.SOFT, message)
        elif len(words) > WRITE_IN_LIMIT:
            yield Problem(
                question.name, name, "too_long", ProblemLevel.HARD, too_long(len(words), WRITE_IN_LIMIT)
            )


def too_long(given: int, limit: int) -> Text:
    """How much too long a text is."""
    return said(TOO_LONG, limit=limit, given=given, over=given - limit)


def columns(question: Question, options: tuple[Option, ...]) -> Iterator[Column]:
    """One text column for each."""
    for name, option in write_in_fields(question.name, options).items():
        yield text_column(question, name, both(question.label, option.label))


def column_values(
    question: Question, options: tuple[Option, ...], answers: Answers, chosen: Collection[str]
) -> Iterator[tuple[str, ColumnValue]]:
    """The words; not shown where the option was not chosen, left out where nothing was written."""
    for name, option in write_in_fields(question.name, options).items():
        if option.code not in chosen:
            yield name, as_missing(Missing.NOT_SHOWN)
        else:
            yield name, answers.get(name) or as_missing(Missing.LEFT_OUT)


def words_of(question: Question, options: tuple[Option, ...], answers: Answers, option: Option) -> str:
    """What was written beside an option."""
    for name, found in write_in_fields(question.name, options).items():
        if found.code == option.code:
            return text_in(answers, name)
    return ""
