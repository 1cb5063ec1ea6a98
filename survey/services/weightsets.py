"""Named sets of weights: a recipe is kept as a draft, looked at, and frozen before any figure is made with it.

``base`` is the set that needs no recipe: population over valid answers by stratum. A set keeps its recipe and
not the weights, so that an answer that is erased or judged anew is never weighted by what it once was; the log
says what the recipe came to, and on which data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.weighting import Recipe, Step, weigh
from reports.weighting.application import WeightSet
from survey.errors import Refusal
from survey.services import surveys
from survey.services.events import SYSTEM, Actor, log
from survey.services.naming import refused_name, require_name
from survey.services.refusing import refused_by
from survey.services.snapshots import Frozen
from survey.store import tables
from survey.store import weightsets as stored
from survey.store.engine import Session, Store

BASE = "base"
LONGEST_LABEL = 100
NAME = "weights_name"  # the code of refusals
DRAFT, FROZEN = "draft", "frozen"


@dataclass(frozen=True)
class Named:
    """A set of weights as pages and commands show it; ``hash`` names the data that ``steps`` were taken on."""

    name: str
    label: str
    recipe: Recipe
    digest: str
    hash: str
    rows: int
    steps: tuple[Step, ...]
    is_frozen: bool
    is_usual: bool
    created_at: datetime
    frozen_at: datetime | None
    who: str = ""

    @property
    def words(self) -> Text:
        """The label, which the person who made the set wrote in one language."""
        return Text(zh=self.label, en=self.label)


def listed(store: Store, survey_id: int) -> list[Named]:
    """The sets of a survey, drafts too, in the order they were made; ``base`` is not among them."""
    with store.reading() as session:
        return [_named(row, who) for row, who in stored.listed(session, survey_id)]


def one(store: Store, survey_id: int, name: str) -> Named:
    """A set by its name, draft or frozen.

    :raises Refusal: there is none.
    """
    with store.reading() as session:
        return _named(_found(session, survey_id, name))


def usable(store: Store, survey_id: int, name: str = "") -> Named | None:
    """The frozen set of a name, or the usual one where no name is given; None is ``base``.

    :raises Refusal: there is no such set, or it is a draft.
    """
    with store.reading() as session:
        if name == BASE:
            return None
        row = _found(session, survey_id, name) if name else stored.usual(session, survey_id)
        if row is None:
            return None
        if row.state != FROZEN:
            raise Refusal(
                "weights_draft",
                place=name,
                reason=Text(zh=f"权数“{name}”还是草稿", en=f"The weights {name!r} are still a draft"),
                remedy=Text(
                    zh="请在“加权”一页核对后冻结，再用它出表",
                    en="Look at them under Weighting and freeze them; then make tables with them",
                ),
            )
        return _named(row)


def work_out(recipe: Recipe, dataset: Dataset) -> WeightSet:
    """What a recipe comes to on a dataset.

    :raises Refusal: it does not fit the data.
    """
    try:
        made = weigh(recipe, dataset)
    except ReportError as error:
        raise refused_by(error) from error
    wrong = int(np.sum(made.weights <= 0))
    if wrong:
        raise _not_positive(wrong)
    return made


def _not_positive(count: int) -> Refusal:
    """Weights that linear calibration may come to: answers would count for nobody, or against others."""
    return Refusal(
        "weighting.not_positive",
        place="method",
        reason=Text(
            zh=f"这样校准，有 {count} 份答卷的权数成了零或负数，不能用来出表",
            en=f"Calibrated like this, {count} answers have a weight of zero or less: no table can be made with them",
        ),
        remedy=Text(
            zh="请改用边际迭代、有界线性（下界大于 0，例如 0.3）或 logit 校准，或核对总体数",
            en="Choose raking, bounded linear with a lower bound above 0, such as 0.3, or logit; or check the totals",
        ),
    )


def reweighted(frozen: Frozen, chosen: Named | None) -> Frozen:
    """A frozen version of the data with a set of weights in place of ``base``; None leaves it as it is.

    :raises Refusal: the recipe does not fit the data.
    """
    if chosen is None:
        return frozen
    made = work_out(chosen.recipe, frozen.dataset)
    return replace(frozen, dataset=made.applied(frozen.dataset, chosen.name, chosen.words))


def save(
    store: Store,
    survey_id: int,
    name: str,
    label: str,
    recipe: Recipe,
    dataset: Dataset,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> Named:
    """Keep a recipe under a new name, as a draft, with its log on these data.

    :raises Refusal: the name is taken or cannot be used, the label is missing, the recipe does not fit.
    """
    _check(name, label)
    made = work_out(recipe, dataset)
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        if stored.by_name(session, survey_id, name) is not None:
            raise refused_name(
                NAME, Text(zh="这个名称已有一套权数", en="There are weights of this name already")
            )
        stored.add(
            session,
            survey_id=survey_id,
            name=name,
            label=label.strip(),
            recipe=recipe.to_json(),
            digest=recipe.digest,
            hash=dataset.hash,
            rows=len(dataset),
            log=[step.to_json() for step in made.steps],
            state=DRAFT,
            is_usual=False,
            created_at=at,
            account_id=actor.account_id,
        )
        _log(session, actor, "weights.saved", survey_id, name, recipe.digest, at)
        return _named(_found(session, survey_id, name))


def freeze(
    store: Store, survey_id: int, name: str, dataset: Dataset, *, at: datetime, actor: Actor = SYSTEM
) -> Named:
    """Freeze a draft: from now on figures may be made with it and it stays as it is.

    Its log becomes that of these data. Freezing a frozen set changes nothing.

    :raises Refusal: there is no such set, or its recipe no longer fits the data.
    """
    made = work_out(one(store, survey_id, name).recipe, dataset)
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        row = _found(session, survey_id, name)
        if row.state != FROZEN:
            row.state, row.frozen_at = FROZEN, at
            row.hash, row.rows = dataset.hash, len(dataset)
            row.log = [step.to_json() for step in made.steps]
            _log(session, actor, "weights.frozen", survey_id, name, row.digest, at)
        return _named(row)


def remove(store: Store, survey_id: int, name: str, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Delete a draft.

    :raises Refusal: there is no such set, or it is frozen: figures may have been made with it.
    """
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        row = _found(session, survey_id, name)
        if row.state == FROZEN:
            raise Refusal(
                "weights_frozen",
                place=name,
                reason=Text(
                    zh="这套权数已冻结，可能已用它出过表",
                    en="These weights are frozen: figures may rest on them",
                ),
                remedy=Text(
                    zh="冻结的权数保留；可以另建一套", en="Frozen weights stay; make another set beside them"
                ),
            )
        stored.remove(session, row.id)
        _log(session, actor, "weights.removed", survey_id, name, row.digest, at)


def make_usual(store: Store, survey_id: int, name: str, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Take a frozen set, or ``base``, wherever no weights are named.

    :raises Refusal: there is no such set, or it is a draft.
    """
    chosen = usable(store, survey_id, name or BASE)
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        row = None if chosen is None else _found(session, survey_id, chosen.name)
        stored.make_usual(session, survey_id, None if row is None else row.id)
        digest = "" if row is None else row.digest
        _log(session, actor, "weights.usual", survey_id, name or BASE, digest, at)


def _named(row: tables.WeightSet, who: str = "") -> Named:
    return Named(
        name=row.name,
        label=row.label,
        recipe=Recipe.from_json(row.recipe),
        digest=row.digest,
        hash=row.hash,
        rows=row.rows,
        steps=tuple(Step.from_json(step) for step in row.log),
        is_frozen=row.state == FROZEN,
        is_usual=row.is_usual,
        created_at=row.created_at,
        frozen_at=row.frozen_at,
        who=who,
    )


def _found(session: Session, survey_id: int, name: str) -> tables.WeightSet:
    row = stored.by_name(session, survey_id, name)
    if row is not None:
        return row
    there = ", ".join([BASE, *(found.name for found, _ in stored.listed(session, survey_id))])
    raise Refusal(
        "weights_unknown",
        place=name,
        reason=Text(zh=f"没有名为“{name}”的权数", en=f"There are no weights called {name!r}"),
        remedy=Text(zh=f"可用的权数：{there}", en=f"The weights there are: {there}"),
    )


def _check(name: str, label: str) -> None:
    if name == BASE:
        raise refused_name(NAME, Text(zh="base 是按层 N/n 的权数", en="base are the weights N/n by stratum"))
    require_name(NAME, name)
    if not label.strip() or len(label.strip()) > LONGEST_LABEL:
        raise Refusal(
            "form",
            place="label",
            reason=Text(zh="请写这套权数的说明", en="Say what these weights are"),
            remedy=Text(
                zh=f"说明印在每张表下面，不超过 {LONGEST_LABEL} 个字，例如“按年龄和性别校准”",
                en=f"It stands under every table, in {LONGEST_LABEL} characters at most, such as “Raked to age and sex”",
            ),
        )


def _log(
    session: Session, actor: Actor, action: str, survey_id: int, name: str, digest: str, at: datetime
) -> None:
    log(
        session,
        actor,
        action,
        at=at,
        survey_id=survey_id,
        subject=("weights", name),
        detail={"digest": digest},
    )
