"""Results: the newest data of a survey, weighted, and the tables made from them. Nothing here writes.

The data are kept by the process as long as nothing changed in the survey; tables are kept by
the hash of the data they were made from, so that a page and its chart reckon once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from questionnaires.text import Text
from reports.charts.boundaries import Boundaries
from reports.charts.drawing import Provenance
from reports.codebook import Variable
from reports.crosstabs import Breakdown
from reports.crosstabs import breakdown as reckon
from reports.crosstabs.frequencies import frequencies as count
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy, ReleasedTable
from reports.documents.chapters.questions import question_names
from reports.errors import ReportError
from reports.groupings import DEFAULT_GROUPINGS, GROUPINGS, ROLE_LABELS, Grouping
from reports.purpose import PurposeTables, purpose_tables
from reports.sample_design import without_intervals
from reports.weighting import Weighting, WeightSet, expand
from survey.errors import Refusal
from survey.services import boundaries, snapshots, weightsets
from survey.services.memory import Memory
from survey.services.releases import Which
from survey.services.surveys import Card
from survey.store import frame as stored_frame
from survey.store import snapshots as stored_snapshots
from survey.store.engine import Store

KEPT_SURVEYS = 8
KEPT_CELLS = 60_000
STRATUM = Text(zh="层", en="Stratum")
#: The roles that the workforce is broken down by, in the order in which pages offer them.
ROLES = ("age", "title", "sector", "sex", "education", "unit_type", "political", "occupation", "degree")


@dataclass(frozen=True, eq=False)
class Analysis:
    """One version of the data, weighted. ``frozen`` names its snapshot, None where it has none yet.

    ``weights`` names the one set of weights that every figure of it is made with (``is_usual``: the one taken
    where none is named); ``remarks`` is what the set warns of.
    ``boundaries`` are those that maps are drawn from, None where the installation has none. ``watch`` is told of
    every table that is made from the data or taken from memory: outlets enter it in the ledger of releases.
    ``before`` gives the tables that were given away before one; without it no filtered table is made.
    """

    survey_code: str
    is_simulated: bool
    dataset: Dataset
    weighting: Weighting
    frozen: str | None
    frozen_at: datetime | None
    boundaries: Boundaries | None = None
    watch: Callable[[Which, Sequence[ReleasedTable]], None] | None = None
    weights: str = weightsets.BASE
    remarks: tuple[Text, ...] = ()
    is_usual: bool = True
    before: Callable[[Which], Sequence[Which]] | None = None

    def given(self, which: Which, *tables: ReleasedTable) -> None:
        """Tell who watches that tables are given away."""
        if self.watch is not None and tables:
            self.watch(which, tables)

    @property
    def version(self) -> str:
        """The hash of the data with their weights: no two sets of weights share it, so none are ever mixed."""
        return self.dataset.hash

    @property
    def data_version(self) -> str:
        """The hash of the data as they are frozen, whichever set of weights this is."""
        return self.dataset.source.get("data", "") or self.dataset.hash

    @property
    def weights_named(self) -> str | None:
        """The set of weights where an address must name it, None where it is the usual one."""
        return None if self.is_usual else self.weights

    @property
    def provenance(self) -> Provenance:
        """What tables and charts say of where they come from."""
        return Provenance.of(self.dataset, self.dataset.title, simulated=self.is_simulated)

    @cached_property
    def warnings(self) -> tuple[Text, ...]:
        """What every page and document must say of these data: who is not represented, why intervals lack."""
        return (*warnings_of(self.dataset, self.weighting), *self.remarks)


@dataclass(frozen=True)
class Feature:
    """Something to break down by: the name that ``by`` takes, its words, and the role behind it."""

    name: str
    label: Text
    role: str


@dataclass(frozen=True)
class Question:
    """A question as pages list it; ``kind`` is that of its variable or of its group."""

    name: str
    number: str
    label: Text
    kind: str


@dataclass(frozen=True)
class StratumWeight:
    """A stratum as the page of weights shows it; ``weight`` is None where nobody answered."""

    code: str
    label: Text
    population: float | None
    valid: int
    weight: float | None


def _cells(found: Any) -> int:
    tables: Sequence[ReleasedTable]
    if isinstance(found, PurposeTables):
        tables = tuple(found.tables.values())
    elif isinstance(found, Breakdown):
        tables = (found.table,)
    else:
        tables = found
    return sum(len(table) for table in tables) or 1


_analyses: Memory[tuple[int, int, str], tuple[list[Any], Analysis]] = Memory(KEPT_SURVEYS)
_tables: Memory[tuple[Any, ...], Any] = Memory(KEPT_CELLS, _cells)


def current(store: Store, instance: Path, survey: Card, *, at: datetime, weights: str = "") -> Analysis:
    """The valid answers of a survey as they are now, with one set of weights: the usual one if none is named.

    The set ``base`` is N/n by stratum; without any population counts every weight is 1. Where nothing changed
    since a snapshot was frozen, it is that one.

    :raises Refusal: nothing is valid yet, some strata have a population count and others none, or there is no
        such set of weights, it is a draft, or it does not fit the data.
    """
    chosen = weightsets.usable(store, survey.id, weights)
    with store.reading() as session:
        fingerprint = [*stored_snapshots.fingerprint(session, survey.id), survey.is_simulated]
        newest = next(iter(stored_snapshots.standing(session, survey.id)), None)
        fingerprint.append(newest.name if newest is not None else "")
    area = boundaries.usable(instance)
    fingerprint.append(area.digest if area is not None else "")
    fingerprint.append("" if chosen is None else chosen.digest)
    key = (store.number, survey.id, weightsets.BASE if chosen is None else chosen.name)
    kept = _analyses.find(key)
    if kept is not None and kept[0] == fingerprint:
        return kept[1]
    frozen = snapshots.unchanged(store, instance, survey.id)
    with refusals():
        dataset = (
            frozen.dataset if frozen is not None else snapshots.dataset_of(store, survey.id, at, instance)
        )
    _require_all_counts(store, survey, dataset)
    found = replace(analysis_of(survey, dataset, frozen, chosen), boundaries=area)
    _analyses.keep(key, (fingerprint, found))
    if kept is not None and kept[1].version != found.version:
        _tables.forget(lambda one: one[0] == kept[1].version)
    return found


def analysis_of(
    survey: Card,
    dataset: Dataset,
    frozen: snapshots.Frozen | None,
    chosen: weightsets.Named | None = None,
) -> Analysis:
    """A weighted dataset of a survey with what its weights cost and leave out; ``chosen`` None is ``base``.

    :raises Refusal: the recipe of the set does not fit the data.
    """
    with refusals():
        weighting = expand(dataset)
    name, moment = (frozen.name, frozen.created_at) if frozen is not None else (None, None)
    found = Analysis(survey.code, survey.is_simulated, dataset, weighting, name, moment)
    if chosen is None:
        return found
    return reweighted(found, weightsets.work_out(chosen.recipe, dataset), chosen.name, chosen.words)


def reweighted(base: Analysis, made: WeightSet, name: str, label: Text) -> Analysis:
    """The same data with another set of weights in place of ``base``."""
    dataset = made.applied(base.dataset, name, label)
    last = made.steps[-1]
    weighting = replace(
        base.weighting,
        weights=made.weights,
        design=dataset.design,
        deff=last.deff_after,
        effective_n=last.effective_after,
    )
    return replace(base, dataset=dataset, weighting=weighting, weights=name, remarks=made.warnings)


def warnings_of(dataset: Dataset, weighting: Weighting) -> tuple[Text, ...]:
    """Strata that nobody answers for, and why figures have no intervals, each with what to do."""
    found = [
        Text(
            zh=one.reason.say("zh-CN") + one.remedy.say("zh-CN"),
            en=f"{one.reason.say('en')} {one.remedy.say('en')}",
        )
        for one in weighting.warnings
    ]
    lacking = without_intervals(dataset)
    return (*found, *([lacking] if lacking is not None else []))


def features(analysis: Analysis) -> list[Feature]:
    """What the answers can be broken down by: every grouping of age and title, other roles, the stratum."""
    dataset = analysis.dataset
    found: list[Feature] = []
    for role in ROLES:
        variable = dataset.by_role(role)
        if variable is None or variable.kind == "text":
            continue
        groupings = [one for one in GROUPINGS.values() if one.role == role and _applies(variable, one)]
        if role in ("age", "title") and groupings:
            several = len({one.label for one in groupings}) < len(groupings)
            found += [Feature(one.name, _named(one, several), role) for one in groupings]
        elif variable.kind in ("code", "indicator") or groupings:
            found.append(Feature(role, ROLE_LABELS[role], role))
    if len(set(dataset.table["stratum"])) > 1:
        found.append(Feature("stratum", STRATUM, "stratum"))
    return found


def default_feature(analysis: Analysis, role: str) -> str:
    """The name under which the breakdown offers the grouping that the purpose tables use for a role."""
    offered = [one.name for one in features(analysis) if one.role == role]
    usual = DEFAULT_GROUPINGS.get(role, role)
    return usual if usual in offered else next(iter(offered), "")


def questions(analysis: Analysis) -> list[Question]:
    """The questions that have frequencies, in the order of the questionnaire."""
    dataset = analysis.dataset
    found = []
    for name in question_names(dataset):
        group = dataset.group(name)
        variable = dataset.variable(group.variables[0] if group is not None else name)
        label = group.label if group is not None else variable.label
        kind = group.kind if group is not None else variable.kind
        found.append(Question(name, _printed(variable.question, name), label, kind))
    return found


def purposes(analysis: Analysis) -> PurposeTables:
    """The five purpose tables: size, occupation, age, title and political status."""
    key = (analysis.version, "purpose")
    with refusals():
        made: PurposeTables = _tables.get(key, lambda: purpose_tables(analysis.dataset))
    for name, table in made.tables.items():
        analysis.given(Which((name,)), table)
    return made


def breakdown(
    analysis: Analysis,
    by: Sequence[str],
    question: str | None = None,
    groupings: Mapping[str, str] | None = None,
    policy: Policy = PUBLIC,
) -> Breakdown:
    """The answers by one to three features, or a question's answers within their groups.

    :raises Refusal: a name is unknown, has no categories, or a role is named twice.
    """
    require_one_of_each_role(by)
    key = (analysis.version, "by", tuple(by), question, tuple(sorted((groupings or {}).items())), policy)
    with refusals():
        made: Breakdown = _tables.get(key, lambda: reckon(analysis.dataset, by, groupings, question, policy))
    analysis.given(Which(tuple(by), question=question or ""), made.table)
    return made


def frequencies(analysis: Analysis, name: str) -> tuple[ReleasedTable, ...]:
    """The frequency tables of a question.

    :raises Refusal: there is no such question.
    """
    key = (analysis.version, "frequencies", name)
    with refusals():
        made: tuple[ReleasedTable, ...] = _tables.get(key, lambda: count(analysis.dataset, name))
    analysis.given(Which(question=name), *made)
    return made


def stratum_weights(analysis: Analysis) -> list[StratumWeight]:
    """Population, valid answers and weight of every stratum that has any of them."""
    dataset = analysis.dataset
    counts = dataset.table["stratum"].value_counts()
    weights = dataset.table.groupby("stratum", observed=True)["weight"].first()
    found = []
    for stratum in dataset.design.strata:
        valid = int(counts.get(stratum.code, 0))
        weight = float(weights[stratum.code]) if valid else None
        if valid or stratum.population is not None:
            found.append(StratumWeight(stratum.code, stratum.label, stratum.population, valid, weight))
    return found


@contextmanager
def refusals() -> Iterator[None]:
    """Say what the analysis module refuses as a refusal of this platform."""
    try:
        yield
    except ReportError as error:
        raise Refusal(error.code, place=error.place, reason=error.reason, remedy=error.remedy) from error


def _applies(variable: Variable, grouping: Grouping) -> bool:
    """Whether a grouping would group the variable, as :func:`reports.classification.classify` decides."""
    if grouping.role == "age":
        return variable.kind in ("number", "date")
    return variable.kind == "code" and bool(set(grouping.by_code) & set(variable.substantive))


def _named(grouping: Grouping, several: bool) -> Text:
    if not several:
        return grouping.label
    kinds = sum(not band.optional for band in grouping.bands)
    return Text(
        zh=f"{grouping.label.say('zh-CN')}（{kinds} 类）", en=f"{grouping.label.say('en')} ({kinds} groups)"
    )


def _printed(number: str, name: str) -> str:
    return number if number != name else ""


def require_one_of_each_role(by: Sequence[str]) -> None:
    """Refuse two groupings of one feature: crossed, or side by side in a model, they mean nothing.

    :raises Refusal: a role is named twice.
    """
    roles = [GROUPINGS[name].role if name in GROUPINGS else name for name in by]
    doubled = sorted({role for role in roles if roles.count(role) > 1})
    if doubled and len(set(by)) == len(by):
        raise Refusal(
            "breakdown.role",
            place=", ".join(by),
            reason=Text(
                zh="同一特征选了两种分组，交叉后会得到更细、没有意义的组",
                en="Two groupings of one feature were chosen; crossed, they give finer groups that mean nothing",
            ),
            remedy=Text(zh="每个特征请只选一种分组", en="Choose one grouping of each feature"),
        )


def _require_all_counts(store: Store, survey: Card, dataset: Dataset) -> None:
    """Refuse where the answers stayed unweighted because only some strata have a count."""
    if dataset.design.probability:
        return
    held = set(dataset.table["stratum"])
    with store.reading() as session:
        strata = [(one.code, one.label, one.population) for one in stored_frame.strata(session, survey.id)]
    lacking = [label for code, label, population in strata if population is None and code in held]
    lacking += sorted(held - {code for code, _, _ in strata} - {"all"})
    if not lacking or all(population is None for _, _, population in strata):
        return
    raise Refusal(
        "weighting.population",
        place="、".join(lacking),
        reason=Text(
            zh="这些层有有效答卷而没有总体人数，其他层有，因此无法加权",
            en="These strata have valid answers and no population count while others have one, "
            "so the answers cannot be weighted",
        ),
        remedy=Text(
            zh="请在“抽样”中补上这些层的人数；若都不知道，请把其他层的人数也清空，结果将不加权",
            en="Give these counts under Sampling; where nobody knows them, empty the others too "
            "and the results are unweighted",
        ),
    )
