"""Tables that staff lay out themselves: what can be put where, the table of a layout, its tests in words.

Nothing here writes. A filtered table is made only where what was given away before is known
(:attr:`survey.services.results.Analysis.before`); it is held against all of that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE, ENGLISH, Text
from reports.classification import classify
from reports.crosstabs import Breakdown
from reports.crosstabs.beside import Earlier
from reports.crosstabs.filters import kept_rows
from reports.crosstabs.laid_out import LaidOut, lay_out
from reports.crosstabs.measures import measure_of
from reports.documents.investigation import Kept
from reports.layout import Layout
from survey.errors import Refusal
from survey.services import catalogue, claims, comparisons, savedtables
from survey.services.absent import absent
from survey.services.catalogue import ROLES, Feature
from survey.services.comparisons import Tested
from survey.services.labelling import filled
from survey.services.memory import Memory
from survey.services.refusing import refusals
from survey.services.releases import Source, Which
from survey.services.respond.interviewing import facts_of
from survey.services.results import Analysis
from survey.services.versions import questionnaire_of
from survey.store import surveys as stored_surveys
from survey.store import versions as stored_versions
from survey.store.engine import Store

KEPT_CELLS = 40_000
FEATURES = Text(zh="特征", en="Features")
OTHERS = Text(zh="其他题目", en="Other questions")

_made: Memory[tuple[Any, ...], LaidOut] = Memory(KEPT_CELLS, lambda one: len(one.table) or 1)


@dataclass(frozen=True)
class Offered:
    """A variable that can be laid out: ``kind`` is feature, code, number, multiple, matrix, ranking or part.

    ``heading`` is the page it was asked on. A ``part`` is an option or item of the question before it; it, and
    every variable of categories, can be filtered by; ``is_crossed`` says whether it can be a row or a column.
    """

    name: str
    number: str
    label: Text
    kind: str
    heading: Text

    @property
    def is_crossed(self) -> bool:
        """Whether it can stand in rows and columns."""
        return self.kind != "part"

    @property
    def is_filter(self) -> bool:
        """Whether it has categories to filter by."""
        return self.kind in ("feature", "code", "part")


@dataclass(frozen=True)
class Value:
    """A category that can be filtered by."""

    code: str
    label: Text


def offered(store: Store, survey_id: int, analysis: Analysis) -> list[Offered]:
    """What can be laid out: features first, then the questions in the order of the questionnaire."""
    dataset = analysis.dataset
    found = [Offered(one.name, "", one.label, "feature", FEATURES) for one in catalogue.features(analysis)]
    headings = _headings(store, survey_id)
    for one in catalogue.questions(analysis):
        group = dataset.group(one.name)
        if group is None and dataset.variable(one.name).role in ROLES:
            continue
        heading = headings.get(one.name, OTHERS)
        kind = "code" if one.kind == "indicator" else one.kind
        if kind not in ("code", "number", "multiple", "matrix", "ranking"):
            continue
        found.append(Offered(one.name, one.number, one.label, kind, heading))
        if group is not None and group.kind != "ranking":
            parts = [dataset.variable(name) for name in group.variables]
            found += [Offered(part.name, "", group.part(part.label), "part", heading) for part in parts]
    return found


def example(analysis: Analysis) -> tuple[Feature, Feature] | None:
    """Two features that are worth crossing, None where there are no two."""
    first: dict[str, Feature] = {}
    for one in catalogue.features(analysis):
        first.setdefault(one.role, one)
    found = list(first.values())[:2]
    return (found[0], found[1]) if len(found) == 2 else None


def values(analysis: Analysis, name: str) -> list[Value]:
    """The categories of a variable that can be filtered by, empty where it has none."""
    with refusals():
        return [Value(one.code, one.label) for one in classify(analysis.dataset, name).categories]


def laid_out(analysis: Analysis, layout: Layout) -> LaidOut:
    """The released table of a layout.

    :raises Refusal: it cannot be laid out, a variable is not there any more, too few answers are left, or the
        table would tell of too few beside those given away before.
    """
    _require_known(analysis, layout)
    which = which_of(analysis, layout)
    earlier = _earlier(analysis, layout, which)
    key = (analysis.version, layout, earlier)
    try:
        with refusals():
            made = _made.get(key, lambda: lay_out(analysis.dataset, layout, earlier))
    except Refusal:
        if layout.filters and analysis.retract is not None:
            analysis.retract(which)
        raise
    analysis.given(which, made.table)
    return made


def which_of(analysis: Analysis, layout: Layout) -> Which:
    """Which table a layout is, however its variables are arranged."""
    with refusals():
        measure = measure_of(analysis.dataset, layout)
    by = tuple(sorted(name for name in layout.crossed if name != measure))
    return Which(by, layout.filter, measure)


def tested(analysis: Analysis, made: LaidOut) -> list[Tested]:
    """What a test says of a table of two variables, filtered or not; nothing for others."""
    layout = made.layout
    if len(layout.crossed) != 2:
        return []
    features = {one.name for one in catalogue.features(analysis)}
    asked = [name for name in layout.crossed if name not in features]
    by = sorted(name for name in layout.crossed if name in features)
    if len(asked) > 1:
        return []
    question = asked[0] if asked else None
    if not layout.filters:
        found = comparisons.overall(analysis, by, question)
    else:
        rows = kept_rows(analysis.dataset, layout.filters, by, made.table.policy)
        found = comparisons.of_domain(analysis, Breakdown(made.table, tuple(by), question, made.figure), rows)
    return [] if found is None else [found]


def kept_tables(
    store: Store,
    instance: Path,
    survey_id: int,
    analysis: Analysis,
    held: Collection[str] | None = None,
) -> dict[str, Kept]:
    """The saved tables of a survey as a report takes them; ``held`` names those that it holds, None all of them.

    A filtered one is claimed when it is laid out, as on its page, so that two reports at the same moment know of
    each other. Those without filters, which nobody claims, count as given away before it wherever in the report
    they stand: they are entered before it in the ledger, by which the table is made again on its page.
    """
    source = Source(survey_id, analysis.data_version, analysis.weights, analysis.frozen or "")
    tables = [
        (one, one.layout, _which_or_crossed(analysis, one.layout))
        for one in savedtables.listed(store, survey_id)
        if one.layout is not None
    ]
    whole = tuple(
        which for one, _layout, which in tables if not which.filter and (held is None or one.name in held)
    )
    found: dict[str, Kept] = {}
    for one, layout, which in tables:
        asked = _Asked(store, instance, source, which, whole)
        watched = (asked.earlier, asked.refused) if which.filter else ()
        found[one.name] = Kept(one.label, layout, one.chart, *watched)
    return found


def _which_or_crossed(analysis: Analysis, layout: Layout) -> Which:
    """Which table a layout is, also where the data lack what it names: that is said where it would stand."""
    try:
        return which_of(analysis, layout)
    except Refusal:
        return Which(layout.crossed, layout.filter)


@dataclass(frozen=True)
class _Asked:
    """A saved table that a document may hold: claimed where it does, no claim any more where it is refused."""

    store: Store
    instance: Path
    source: Source
    which: Which
    beside: tuple[Which, ...]

    def earlier(self) -> tuple[Earlier, ...]:
        found = claims.before(self.store, self.instance, self.source, self.which, beside=self.beside)
        return tuple(Earlier(one.by, one.filter, one.question) for one in found)

    def refused(self) -> None:
        claims.retract(self.instance, self.source, self.which)


def gone(analysis: Analysis, layout: Layout) -> list[str]:
    """The variables of a layout that the data have not, or not any more."""
    return [name for name in layout.named if not _is_known(analysis, name)]


def _is_known(analysis: Analysis, name: str) -> bool:
    names = {one.name for one in catalogue.features(analysis)}
    for one in catalogue.questions(analysis):
        names.add(one.name)
        group = analysis.dataset.group(one.name)
        names |= set() if group is None else set(group.variables)
    return name in names


def _require_known(analysis: Analysis, layout: Layout) -> None:
    lacking = gone(analysis, layout)
    if lacking:
        raise absent(lacking)


def _earlier(analysis: Analysis, layout: Layout, which: Which) -> tuple[Earlier, ...]:
    if not layout.filters:
        return ()
    if analysis.before is None:
        raise Refusal(
            "layout.unwatched",
            place="filters",
            reason=Text(
                zh="这里不知道以前发布过哪些表，不能出筛选的表",
                en="What was released before is not known here, so that no filtered table is made",
            ),
            remedy=Text(zh="请在“自由制表”页面打开这张表", en="Open the table on the page Build a table"),
        )
    return tuple(Earlier(one.by, one.filter, one.question) for one in analysis.before(which))


def _headings(store: Store, survey_id: int) -> dict[str, Text]:
    """The title of the page of every question of the newest questionnaire."""
    with store.reading() as session:
        version_id = stored_versions.current_id(session, survey_id)
        if version_id is None:
            return {}
        questionnaire: Questionnaire = questionnaire_of(store, session, version_id)
        survey = stored_surveys.get(session, survey_id)
        facts = {language: facts_of(survey, language) for language in (CHINESE, ENGLISH)}
    return {
        question.name: filled(page.title or OTHERS, facts)
        for page in questionnaire.pages
        for question in page.questions
    }


def by_heading(found: Sequence[Offered]) -> list[tuple[Text, list[Offered]]]:
    """Variables under their headings, both in order."""
    listed: list[tuple[Text, list[Offered]]] = []
    for one in found:
        if not listed or listed[-1][0] != one.heading:
            listed.append((one.heading, []))
        listed[-1][1].append(one)
    return listed
