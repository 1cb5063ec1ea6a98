"""Several options of one question: what a multiple choice and a ranking share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from typing_extensions import override

from questionnaires.expressions import Type, Value
from questionnaires.kinds import write_in
from questionnaires.kinds.answer import AnswerField, Answers, Stored, codes_in
from questionnaires.kinds.column import labels
from questionnaires.kinds.kind import Kind, colon, comma
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import (
    EXCLUSIVE,
    HIDDEN_OPTION,
    PICKS_EXACTLY,
    PICKS_LEAST,
    PICKS_MOST,
    UNKNOWN_OPTION,
    WRONG_SHAPE,
    said,
)
from questionnaires.kinds.problem import Asking, Problem, Shown
from questionnaires.kinds.reading import NOT_AN_OPTION, Draft
from questionnaires.model import Multiple, Option, Ranking

P = TypeVar("P", bound=Multiple | Ranking)


class PicksKind(Kind[P]):
    """The answer is a list of option codes."""

    @override
    def answer_fields(self, question: P, lists: Lists) -> tuple[AnswerField, ...]:
        options = lists.options(question)
        main = AnswerField(question.name, question.name, Type.CODES, question.label, labels(options))
        return (main, *write_in.answer_fields(question, options))

    def known(self, question: P, codes: list[str], draft: Draft) -> list[str]:
        """The codes that are options; others are put aside."""
        options = labels(draft.offered.lists.options(question))
        for code in codes:
            if code not in options:
                draft.put_aside(question.name, code, NOT_AN_OPTION)
        return [code for code in codes if code in options]

    @override
    def settle_answer(self, question: P, answers: Answers, shown: Shown) -> dict[str, Stored]:
        visible = {option.code for option in shown.options}
        codes = list(dict.fromkeys(code for code in codes_in(answers, question.name) if code in visible))
        if not codes:
            return {}
        return {
            question.name: codes,
            **write_in.settle(question, shown.lists.options(question), answers, codes),
        }

    @override
    def values(self, question: P, settled: Answers, shown: Shown) -> dict[str, Value]:
        words = super().values(question, settled, shown)
        return {**words, question.name: " ".join(codes_in(settled, question.name))}

    @override
    def faults(self, question: P, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        value = answers.get(question.name)
        if value is None:
            return
        codes = codes_in(answers, question.name)
        if not isinstance(value, list | tuple) or len(codes) != len(value):
            yield self.fault(question, "unreadable", WRONG_SHAPE)
            return
        options = {option.code: option for option in shown.lists.options(question)}
        chosen = [options[code] for code in codes if code in options]
        if len(chosen) < len(codes):
            yield self.fault(question, "unknown_option", UNKNOWN_OPTION)
        visible = {option.code for option in shown.options}
        for option in chosen:
            if option.code not in visible:
                yield self.fault(question, "hidden_option", said(HIDDEN_OPTION, option=option.label))
                return
        yield from self.order_faults(question, chosen)
        yield from self.count_faults(question, chosen)
        yield from write_in.faults(question, shown.lists.options(question), answers, codes)

    def order_faults(self, question: P, chosen: list[Option]) -> Iterator[Problem]:
        """Options chosen more than once."""
        return iter(())

    def count_faults(self, question: P, chosen: list[Option]) -> Iterator[Problem]:
        """Too few or too many, and an option that stands alone together with others."""
        alone = next((option for option in chosen if option.exclusive or option.missing), None)
        least, most, given = question.least, question.most, len(chosen)
        if alone is not None:
            if given > 1:
                yield self.fault(question, "exclusive", said(EXCLUSIVE, option=alone.label))
        elif 0 < given < least:
            message = PICKS_EXACTLY if least == most else PICKS_LEAST
            yield self.fault(question, "too_few", said(message, least=least, given=given))
        elif most is not None and given > most:
            over = given - most
            yield self.fault(question, "too_many", said(PICKS_MOST, most=most, given=given, over=over))

    def say_options(self, question: P, answers: Answers, language: str, lists: Lists) -> list[str]:
        """Each chosen option with what was written beside it."""
        options = lists.options(question)
        by_code = {option.code: option for option in options}
        found: list[str] = []
        for code in codes_in(answers, question.name):
            option = by_code.get(code)
            label = option.label.say(language) if option else code
            words = write_in.words_of(question, options, answers, option) if option else ""
            found.append(f"{label}{colon(language)}{words}" if words else label)
        return found

    @override
    def say_answer(self, question: P, answers: Answers, language: str, lists: Lists) -> str:
        return comma(language).join(self.say_options(question, answers, language, lists))
