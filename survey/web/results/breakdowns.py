"""结构分析: the answers by up to three features, chosen in a plain form."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from reports.charts.drawing import FORMS
from survey.errors import Refusal
from survey.services import catalogue, comparisons, published, results
from survey.services.absent import absent, absent_answer, no_feature
from survey.services.catalogue import Feature
from survey.services.charts import Wanted
from survey.services.comparisons import Versus
from survey.services.results import Analysis
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.listing import Listing, asked
from survey.web.results.addresses import (
    LONGEST_NAME,
    MOST_FEATURES,
    features_asked,
    look_of_address,
    table_addresses,
)
from survey.web.results.analysed import EXPLAINED, analysis, figure_or_usual, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.tables import page_of, shown_table
from survey.web.staff import page, sentence


@blueprint.get("/<survey>/breakdown")
@access(STAFF, "analyst")
@with_reasons("results")
def breakdown(survey: str) -> ResponseReturnValue:
    """The form and, once something is chosen, table and chart."""
    found = analysis()
    offered, questions = catalogue.features(found), catalogue.questions(found)
    by, question = _chosen(found), asked("question", LONGEST_NAME)
    names = {one.name for one in offered}
    lacking = [name for name in by if name not in names]
    unknown = [question] if question and question not in {one.name for one in questions} else []
    context = {
        "analysis": found,
        "offered": _by_role(offered),
        "questions": questions,
        "by": [*by, *([""] * (MOST_FEATURES - len(by)))],
        "question": question,
        "forms": FORMS,
        "answer": asked("answer", LONGEST_NAME),
    }
    if not by and not unknown:
        return page("results/breakdown.html", stage="results", problem="", shown=None, **context)
    try:
        if unknown:
            raise absent([*lacking, *unknown])
        if lacking:
            raise no_feature(found.dataset, lacking)
        return page(
            "results/breakdown.html", stage="results", problem="", **context, **_result(found, by, question)
        )
    except Refusal as refusal:
        if refusal.code in EXPLAINED:
            raise
        problem = sentence(refusal)
        html = page("results/breakdown.html", stage="results", problem=problem, shown=None, **context)
        return html, 422


def _result(found: Analysis, by: tuple[str, ...], question: str) -> dict[str, object]:
    made = results.breakdown(found, by, question or None)
    shown = shown_table(made.table, current_language(), by)
    wanted = Wanted(by=by, question=question)
    listing = Listing((), "")
    groups, pages = page_of(shown.groups, listing.page)
    listing.page = min(listing.page, pages)  # an address kept from before may name a page that is gone
    listing.total = pages * listing.size
    return {
        "shown": shown,
        "title": made.table.title,
        "groups": groups,
        "listing": listing,
        "figure": figure_or_usual(found, wanted, look_of_address()) if shown.groups else None,
        "files": table_addresses(found, wanted),
        **_tests(found, by, question),
        "published": published.against(made.table, by[0]) if len(by) == 1 and not question else [],
    }


def _tests(found: Analysis, by: tuple[str, ...], question: str) -> dict[str, object]:
    """Tests of what the table shows, and the answers that groups can be compared in."""
    offered = comparisons.choices(found, question) if question and len(by) == 1 else []
    answer = asked("answer", LONGEST_NAME)
    if answer and offered and answer not in {one.name for one in offered}:
        raise absent_answer(answer)
    made = [comparisons.overall(found, by, question or None)]
    if answer and offered:
        made.append(comparisons.compared(found, by, question, answer))
    return {"tests": [one for one in made if one is not None], "choices": offered}


def _chosen(found: Analysis) -> tuple[str, ...]:
    """The features asked for; a role, such as ``age``, stands for its usual grouping."""
    names = {one.name for one in catalogue.features(found)}
    by = (
        name if name in names else catalogue.default_feature(found, name) or name for name in features_asked()
    )
    return tuple(dict.fromkeys(by))


def _by_role(offered: list[Feature]) -> list[tuple[str, list[Feature]]]:
    """The features, those of one role together, so that a list can show them as a group."""
    found: dict[str, list[Feature]] = {}
    for one in offered:
        found.setdefault(one.role, []).append(one)
    return list(found.items())


@blueprint.app_template_filter("difference")
def difference(pair: Versus, is_share: bool) -> str:
    """What the second group has more than the first: percentage points of shares, else to two decimals."""
    value = pair.result.difference if pair.result is not None else None
    return "—" if value is None else f"{value * 100:+.1f}" if is_share else f"{value:+.2f}"


@blueprint.app_template_filter("difference_range")
def difference_range(pair: Versus, is_share: bool) -> str:
    """The interval of a difference; empty where there is none."""
    result = pair.result
    if result is None or result.low is None or result.high is None:
        return ""
    factor, digits = (100, 1) if is_share else (1, 2)
    return f"[{result.low * factor:.{digits}f}, {result.high * factor:.{digits}f}]"
