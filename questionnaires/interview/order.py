"""Options in random order: the same for one response at every look."""

from __future__ import annotations

import hashlib

from questionnaires.model import Option


def shuffled(options: tuple[Option, ...], seed: int, question: str) -> tuple[Option, ...]:
    """The options in the order that ``seed`` gives a question.

    Each option is placed by SHA-256 of seed, question and code, so that the order of two
    options does not depend on which others are shown. Options that stand alone, ask for
    words or declare a missing answer stay last, in the order of the questionnaire.
    """
    last = [option for option in options if option.exclusive or option.write_in or option.missing]
    loose = [option for option in options if not (option.exclusive or option.write_in or option.missing)]
    loose.sort(key=lambda option: hashlib.sha256(f"{seed}|{question}|{option.code}".encode()).digest())
    return (*loose, *last)
