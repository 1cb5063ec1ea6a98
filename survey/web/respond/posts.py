"""Answers as a form posts them, and posts as the questionnaire kinds read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import Lists, kind_of, missing_in
from questionnaires.kinds.answer import number_words
from questionnaires.model import Question
from survey.services.respond import Layout

Raw = dict[str, list[str]]
DATE_PARTS = ("year", "month", "day")
#: Kinds whose offered missing answers stand in the same group of radio buttons.
ONE_GROUP = frozenset({"single", "scale"})


def as_raw(question: Question, answers: Mapping[str, Any], lists: Lists) -> Raw:
    """The answers to a question as its form fields hold them."""
    kind = kind_of(question)
    missing = kind.missing(question, answers)
    if missing is not None:
        return {f"{question.name}.missing": [missing.value]}
    found: Raw = {}
    for field in kind.stored_fields(question, lists):
        value = answers.get(field)
        if value is None or missing_in(value) is not None:
            continue
        if question.kind == "ranking" and isinstance(value, list):
            found.update({f"{field}.{place}": [code] for place, code in enumerate(value, 1)})
        elif question.kind == "date" and isinstance(value, str):
            parts = zip(DATE_PARTS, value.split("-"), strict=False)
            found.update({f"{field}.{part}": [text.lstrip("0")] for part, text in parts})
        elif isinstance(value, list):
            found[field] = [str(code) for code in value]
        else:
            found[field] = [number_words(value) if isinstance(value, float) else str(value)]
    return found


def all_raw(interview: Interview) -> Raw:
    """All answers as form fields hold them."""
    found: Raw = {}
    for question in interview.questionnaire.questions:
        if kind_of(question).asks:
            found.update(as_raw(question, interview.answers, interview.code_lists))
    return found


def as_read(layout: Layout, posted: Mapping[str, Iterable[str]]) -> Raw:
    """A post with offered missing answers under their own name.

    In a group of radio buttons ``.refused`` stands for the offered missing answer
    ``refused``, so that a browser without scripts lets only one thing be chosen.
    """
    owners = layout.owners
    found: Raw = {}
    for name, values in posted.items():
        texts = [values] if isinstance(values, str) else list(values)
        owner = owners.get(name)
        if owner is not None and owner.kind in ONE_GROUP and name == owner.name:
            missing = [text[1:] for text in texts if text[:1] == "."]
            found[name] = [text for text in texts if text[:1] != "."]
            if owner.offers:
                found.setdefault(f"{name}.missing", []).extend(missing)
        elif not name.endswith(".find"):
            found.setdefault(name, []).extend(texts)
    return found
