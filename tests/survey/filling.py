"""Plausible answers to any question, as a form posts them."""

from __future__ import annotations

from questionnaires.interview import Interview
from questionnaires.kinds import kind_of
from questionnaires.model import Cascade, Question

SPECIAL: dict[str, dict[str, list[str]]] = {
    "birth_ym": {"birth_ym.year": ["1985"], "birth_ym.month": ["3"]},
    "year_work": {"year_work.year": ["2008"]},
    "edu": {"edu": ["21"]},
    "occ": {"occ": ["4"]},
    "title_lv": {"title_lv": ["420"]},
    "hours": {"hours": ["46.5"]},
    "suggest": {"suggest": ["希望增加进修机会。\n第二行"]},
    "att_chk": {"att_chk": ["4"]},
}


def plausible(interview: Interview, question: Question) -> dict[str, list[str]]:
    """Raw form fields that answer a question without a problem."""
    if not kind_of(question).asks:
        return {}
    if question.name in SPECIAL:
        return SPECIAL[question.name]
    return _chosen(interview, question) or _typed(interview, question)


def _chosen(interview: Interview, question: Question) -> dict[str, list[str]]:
    name = question.name
    options = [option.code for option in interview.shown_options(question)]
    match question.kind:
        case "single" | "consent":
            return {name: [options[0]]}
        case "multiple":
            return {name: options[: max(question.least, 2)]}
        case "ranking":
            return {f"{name}.{place}": [code] for place, code in enumerate(options[: question.most], 1)}
        case "matrix":
            rows = interview.shown_rows(question)
            return {row.name: [row.expect or options[place % 3 + 1]] for place, row in enumerate(rows)}
        case "cascade":
            return _entry(interview, question)
    return {}


def _typed(interview: Interview, question: Question) -> dict[str, list[str]]:
    name = question.name
    match question.kind:
        case "split":
            rows = interview.shown_rows(question)
            share = {row.name: ["0"] for row in rows}
            return {**share, rows[0].name: [f"{question.total:g}"]}
        case "number":
            return {name: [f"{question.least or 0:g}"]}
        case "scale":
            return {name: [str(question.most - 2)]}
        case "date":
            return {f"{name}.year": ["2000"], f"{name}.month": ["5"], f"{name}.day": ["1"]}
    return {name: ["一些文字"]}


def _entry(interview: Interview, question: Cascade) -> dict[str, list[str]]:
    entries = interview.code_lists.entries(question.list)
    found: dict[str, list[str]] = {}
    above: str | None = None
    for place, level in enumerate(question.levels):
        below = entries.below(place, above)
        above = next((one.code for one in below if entries.below(place + 1, one.code)), below[0].code)
        found[level.name] = [above]
    return found
