"""The first options in order of importance."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from questionnaires.kinds import write_in
from questionnaires.kinds.answer import Answers, as_missing, codes_in
from questionnaires.kinds.column import Column, ColumnValue, both, declared, labels
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import REPEATED, said
from questionnaires.kinds.picks import PicksKind
from questionnaires.kinds.problem import Problem, Shown
from questionnaires.kinds.reading import Draft
from questionnaires.model import Missing, Option, Ranking
from questionnaires.text import Text


class RankingKind(PicksKind[Ranking]):
    """The answer is a list of option codes, most important first."""

    @override
    def read_answer(self, question: Ranking, draft: Draft) -> None:
        """``NAME`` in order, or without a script ``NAME.1``, ``NAME.2``… each one code; gaps close up.

        A repeated code is kept, so that the person is told of it.
        """
        positions = [f"{question.name}.{place}" for place in range(1, question.most + 1)]
        codes: list[str] | None
        if any(position in draft.posted for position in positions) and question.name not in draft.posted:
            codes = [code for position in positions for code in draft.choice(position) or ()]
        else:
            codes = draft.choice(question.name)
        if codes is not None:
            draft.values[question.name] = self.known(question, codes, draft) or None
        write_in.read(question, draft.offered.lists.options(question), draft)

    @override
    def order_faults(self, question: Ranking, chosen: list[Option]) -> Iterator[Problem]:
        for place, option in enumerate(chosen):
            if option in chosen[:place]:
                yield self.fault(question, "repeated", said(REPEATED, option=option.label))
                return

    @override
    def say_answer(self, question: Ranking, answers: Answers, language: str, lists: Lists) -> str:
        """``① … ② …`` in order."""
        said_options = self.say_options(question, answers, language, lists)
        return "  ".join(
            f"{chr(0x2460 + place) if place < 20 else place + 1} {words}"
            for place, words in enumerate(said_options)
        )

    @override
    def columns(self, question: Ranking, lists: Lists) -> tuple[Column, ...]:
        """One code column for each place."""
        options = lists.options(question)
        places = tuple(
            Column(
                f"{question.name}_{place}",
                both(question.label, Text(zh=f"第 {place} 位", en=f"rank {place}")),
                "code",
                question.name,
                codes=labels(options),
                missing=declared(options),
                role=question.role,
                privacy=question.privacy,
                position=place,
            )
            for place in range(1, question.most + 1)
        )
        return (*places, *write_in.columns(question, options))

    @override
    def answer_columns(self, question: Ranking, answers: Answers, shown: Shown) -> dict[str, ColumnValue]:
        """Places not taken are left out, or not applicable after an option that stands alone."""
        options = shown.lists.options(question)
        codes = codes_in(answers, question.name)
        alone = any((option.exclusive or option.missing) and option.code in codes for option in options)
        empty = as_missing(Missing.NOT_APPLICABLE if alone else Missing.LEFT_OUT)
        found: dict[str, ColumnValue] = {
            f"{question.name}_{place + 1}": codes[place] if place < len(codes) else empty
            for place in range(question.most)
        }
        found.update(write_in.column_values(question, options, answers, codes))
        return found
