"""Results: the newest data of a survey, weighted, and the tables made from them. Nothing here writes.

The data are kept by the process as long as nothing changed in the survey; tables are kept by
the hash of the data they were made from, so that a page and its chart reckon once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from questionnaires.text import Text
from reports.charts.boundaries import Boundaries
from reports.charts.drawing import Provenance
from reports.crosstabs import Breakdown
from reports.crosstabs import breakdown as reckon
from reports.crosstabs.frequencies import frequencies as count
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy, ReleasedTable
from reports.groupings import GROUPINGS
from reports.purpose import PurposeTables, purpose_tables
from reports.sample_design import without_intervals
from reports.weighting import Weighting, WeightSet, expand
from survey.errors import Refusal
from survey.services import boundaries, datasets, snapshots, weightsets
from survey.services.memory import Memory
from survey.services.refusing import refusals
from survey.services.releases import Which
from survey.services.strata import require_all_counts
from survey.services.surveys import Card
from survey.store import snapshots as stored_snapshots
from survey.store.engine import Store

KEPT_SURVEYS = 8
KEPT_CELLS = 60_000


@dataclass(frozen=True, eq=False)
class Analysis:
    """One version of the data, weighted. ``frozen`` names its snapshot, None where it has none yet.

    ``weights`` names the one set of weights that every figure of it is made with (``is_usual``: the one taken
    where none is named); ``remarks`` is what the set warns of.
    ``boundaries`` are those that maps are drawn from, None where the installation has none. ``watch`` is told of
    every table that is made from the data or taken from memory: outlets enter it in the ledger of releases.
    ``before`` gives the tables that were given away before one; without it no filtered table is made. ``retract`` is
    told of one that was refused after all.
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
    retract: Callable[[Which], None] | None = None

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
    def moment(self) -> datetime:
        """When the data were frozen; where they are not, one day for all, so that the same files come out."""
        return self.frozen_at or datetime(2000, 1, 1, tzinfo=UTC)

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


def current(store: Store, instance: Path, survey: Card, *, weights: str = "") -> Analysis:
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
        dataset = frozen.dataset if frozen is not None else datasets.dataset_of(store, survey.id, instance)
    require_all_counts(store, survey, dataset)
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
