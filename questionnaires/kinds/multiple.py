"""Any number of options."""

from __future__ import annotations

from typing_extensions import override

from questionnaires.kinds import write_in
from questionnaires.kinds.answer import Answers, as_missing, codes_in
from questionnaires.kinds.column import YES_NO, Column, ColumnValue, both, column_code
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.picks import PicksKind
from questionnaires.kinds.problem import Shown
from questionnaires.kinds.reading import Draft
from questionnaires.model import Missing, Multiple


class MultipleKind(PicksKind[Multiple]):
    """The answer is a list of option codes in the order of the options."""

    @override
    def read_answer(self, question: Multiple, draft: Draft) -> None:
        options = draft.offered.lists.options(question)
        codes = draft.choice(question.name)
        if codes is not None:
            known = set(self.known(question, codes, draft))
            draft.values[question.name] = [option.code for option in options if option.code in known] or None
        write_in.read(question, options, draft)

    @override
    def columns(self, question: Multiple, lists: Lists) -> tuple[Column, ...]:
        """One indicator for each option, then the written words."""
        options = lists.options(question)
        indicators = tuple(
            Column(
                f"{question.name}_{column_code(option.code)}",
                both(question.label, option.label),
                "indicator",
                question.name,
                codes=YES_NO,
                role=question.role,
                privacy=question.privacy,
                code=option.code,
            )
            for option in options
        )
        return (*indicators, *write_in.columns(question, options))

    @override
    def answer_columns(self, question: Multiple, answers: Answers, shown: Shown) -> dict[str, ColumnValue]:
        """0 or 1; an option that declares a missing answer makes the others missing."""
        options = shown.lists.options(question)
        codes = codes_in(answers, question.name)
        reason = next((option.missing for option in options if option.missing and option.code in codes), None)
        visible = {option.code for option in shown.options}
        found: dict[str, ColumnValue] = {}
        for option in options:
            column = f"{question.name}_{column_code(option.code)}"
            if option.code in codes:
                found[column] = 1
            elif option.code not in visible:
                found[column] = as_missing(Missing.NOT_SHOWN)
            elif not codes:
                found[column] = as_missing(Missing.LEFT_OUT)
            else:
                found[column] = as_missing(Missing(reason)) if reason else 0
        found.update(write_in.column_values(question, options, answers, codes))
        return found
