"""One option of several; consent is the same with two options."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from questionnaires.expressions import Type
from questionnaires.kinds import write_in
from questionnaires.kinds.answer import AnswerField, Answers, Stored, as_missing, text_in
from questionnaires.kinds.column import Column, ColumnValue, declared, labels
from questionnaires.kinds.kind import Kind, colon
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import HIDDEN_OPTION, UNKNOWN_OPTION, WRONG_SHAPE, said
from questionnaires.kinds.problem import Asking, Problem, Shown
from questionnaires.kinds.reading import Draft
from questionnaires.model import Consent, Missing, Option, Single


class ChoiceKind(Kind[Single | Consent]):
    """The answer is one option code."""

    @override
    def answer_fields(self, question: Single | Consent, lists: Lists) -> tuple[AnswerField, ...]:
        options = lists.options(question)
        main = AnswerField(question.name, question.name, Type.CODE, question.label, labels(options))
        return (main, *write_in.answer_fields(question, options))

    @override
    def read_answer(self, question: Single | Consent, draft: Draft) -> None:
        """Words typed beside the only option that asks for them choose it, where nothing was chosen."""
        options = draft.offered.lists.options(question)
        draft.one_code(question.name, labels(options))
        write_in.read(question, options, draft)
        written = [
            option.code
            for name, option in write_in.write_in_fields(question.name, options).items()
            if draft.values.get(name)
        ]
        if len(written) == 1 and draft.values.get(question.name, "") is None:
            draft.values[question.name] = written[0]

    @override
    def settle_answer(self, question: Single | Consent, answers: Answers, shown: Shown) -> dict[str, Stored]:
        code = text_in(answers, question.name)
        if not any(option.code == code for option in shown.options):
            return {}
        return {
            question.name: code,
            **write_in.settle(question, shown.lists.options(question), answers, [code]),
        }

    @override
    def faults(
        self, question: Single | Consent, answers: Answers, shown: Shown, asking: Asking
    ) -> Iterator[Problem]:
        value = answers.get(question.name)
        if value is None:
            return
        options = shown.lists.options(question)
        if not isinstance(value, str):
            yield self.fault(question, "unreadable", WRONG_SHAPE)
            return
        option = next((option for option in options if option.code == value), None)
        if option is None:
            yield self.fault(question, "unknown_option", UNKNOWN_OPTION)
        elif all(option.code != visible.code for visible in shown.options):
            yield self.fault(question, "hidden_option", said(HIDDEN_OPTION, option=option.label))
        else:
            yield from write_in.faults(question, options, answers, [value])

    @override
    def say_answer(self, question: Single | Consent, answers: Answers, language: str, lists: Lists) -> str:
        options = lists.options(question)
        code = text_in(answers, question.name)
        option = next((option for option in options if option.code == code), None)
        if option is None:
            return code
        return say_option(question, options, option, answers, language)

    @override
    def columns(self, question: Single | Consent, lists: Lists) -> tuple[Column, ...]:
        options = lists.options(question)
        main = Column(
            question.name,
            question.label,
            "code",
            question.name,
            codes=labels(options),
            missing=declared(options),
            role=question.role,
            privacy=question.privacy,
        )
        return (main, *write_in.columns(question, options))

    @override
    def answer_columns(
        self, question: Single | Consent, answers: Answers, shown: Shown
    ) -> dict[str, ColumnValue]:
        code = text_in(answers, question.name)
        options = shown.lists.options(question)
        return {
            question.name: code or as_missing(Missing.LEFT_OUT),
            **dict(write_in.column_values(question, options, answers, [code])),
        }


def say_option(
    question: Single | Consent, options: tuple[Option, ...], option: Option, answers: Answers, language: str
) -> str:
    """The label of an option with what was written beside it."""
    words = write_in.words_of(question, options, answers, option)
    label = option.label.say(language)
    return f"{label}{colon(language)}{words}" if words else label
