"""A page costs little: path and problems of 60 questions."""

from __future__ import annotations

import time
from typing import Any

from questionnaires.interview import Interview
from questionnaires.model import Questionnaire
from tests.questionnaires.kinds.tiny import START, ask, form, option, options, page, row, text

SLOWEST_SECONDS = 0.02  # some 20 times what it takes, for a machine that is busy


def sixty() -> tuple[Questionnaire, dict[str, Any]]:
    """15 pages of 4 questions, half of them with rules, and answers to all."""
    pages: list[dict[str, Any]] = []
    answers: dict[str, Any] = {}
    for number in range(15):
        before = f"${{n{number - 1}}} >= 0 or selected(${{m{number - 1}}}, '1')" if number else "true()"
        check = {"code": "c", "require": ". >= 0 and . < 1000", "message": text("请检查")}
        pages.append(
            page(
                f"p{number}",
                ask("single", f"s{number}", options=options(*"12345"), required=True),
                ask("number", f"n{number}", least=0, most=120, checks=[check], show=before),
                ask("multiple", f"m{number}", options=[*options(*"123456789"), option("97", show=before)]),
                ask(
                    "matrix",
                    f"x{number}",
                    rows=[row(f"x{number}_{i}") for i in range(8)],
                    options=options(*"12345"),
                ),
                show=before,
            )
        )
        answers |= {f"s{number}": "3", f"n{number}": 40, f"m{number}": ["1", "4"]}
        answers |= {f"x{number}_{i}": "4" for i in range(8)}
    return form(*pages), answers


def test_path_and_problems_of_a_page_of_sixty_questions_are_quick(record_property):
    questionnaire, answers = sixty()
    best = 1.0
    for _ in range(20):
        started = time.perf_counter()
        look = Interview(questionnaire, answers, start=START)
        assert look.problems("p7") == ()
        assert look.page_after("p7") is not None
        best = min(best, time.perf_counter() - started)
    record_property("milliseconds", round(best * 1000, 3))
    assert best < SLOWEST_SECONDS
