"""A recipe applied to the answers of a dataset: weights, a log, and what they do to variances."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.estimates.adjustments import Adjustment
from reports.estimates.design import Design
from reports.weighting.calibration import calibrate
from reports.weighting.cells import Cells, agreeing
from reports.weighting.controls import Controls
from reports.weighting.expansion import unweighted_notes
from reports.weighting.nonresponse import adjust_nonresponse
from reports.weighting.poststratification import post_stratify
from reports.weighting.raking import rake
from reports.weighting.reading import cells_of, response_cells
from reports.weighting.recipe import Calibration, PostStratification, Raking, Recipe
from reports.weighting.steps import Step
from reports.weighting.trimming import trim
from reports.weighting.validity import Floats


@dataclass(frozen=True, eq=False)
class WeightSet:
    """Weights (n,), what their calibration does to variances, and the log of how they came about."""

    recipe: Recipe
    weights: Floats
    adjustments: tuple[Adjustment, ...]
    steps: tuple[Step, ...]

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Everything the log warns of."""
        return tuple(warning for step in self.steps for warning in step.warnings)

    def on(self, design: Design) -> Design:
        """The design with these weights, so that every estimate takes account of the calibration."""
        return dataclasses.replace(design, weights=self.weights, adjustments=self.adjustments)

    def applied(self, dataset: Dataset, name: str, label: Text) -> Dataset:
        """The dataset with these weights, so that every table and error made from it takes account of them.

        Instead of how it was weighted before, its notes say which set this is and how it came about; its
        ``source`` names the set (``weights``) and the hash of the dataset it was (``data``).
        """
        design = dataset.design
        notes = (
            *unweighted_notes(design),
            self.note(name, label, clustered=design.clustered),
            *(() if design.probability else (_INDICATIVE,)),
        )
        weighed = dataset.with_columns(dataclasses.replace(design, notes=notes), weight=self.weights)
        source = {**dataset.source, "data": dataset.hash, "weights": name}
        return dataclasses.replace(weighed, adjustments=self.adjustments, source=source)

    def note(self, name: str, label: Text, *, clustered: bool) -> Text:
        """The set in a sentence for under tables: its name, digest, steps and cost."""
        last = self.steps[-1]
        return Text(
            {
                language: _NOTE.say(language).format(
                    label=label.say(language),
                    name=name,
                    digest=self.recipe.digest[:12],
                    steps=_ARROW.join(step.title.say(language) for step in self.steps),
                    deff=last.deff_after,
                    n=last.effective_after,
                )
                + (_UNITS if clustered else _PERSONS).say(language)
                + (_RESIDUAL if self.adjustments else _PLAIN).say(language)
                for language in ("zh-CN", "en")
            }
        )


@dataclass(frozen=True, eq=False)
class Prepared:
    """A recipe read against a dataset once, so that it can be applied to many vectors of base weights."""

    recipe: Recipe
    base: Floats
    response: Cells | None
    margins: tuple[Cells, ...]
    numbers: tuple[tuple[Text, Floats, float], ...]

    @classmethod
    def of(cls, recipe: Recipe, dataset: Dataset) -> Prepared:
        """Read base weights, classes, margins and numbers; whatever does not fit the data is refused."""
        step = recipe.calibration
        margins: tuple[Cells, ...] = ()
        numbers: tuple[tuple[Text, Floats, float], ...] = ()
        if isinstance(step, PostStratification):
            margins = (cells_of(dataset, step.margin),)
        elif step is not None:
            margins = tuple(cells_of(dataset, margin) for margin in step.margins)
        if isinstance(step, Calibration):
            numbers = tuple(
                (dataset.variable(one.variable).label, _numbers(dataset, one.variable), one.total)
                for one in step.numbers
            )
        if step is not None and step.total is not None and margins:
            margins = agreeing(margins, step.total)
        return cls(
            recipe=recipe,
            base=recipe.base.weights(dataset),
            response=None if recipe.nonresponse is None else response_cells(dataset, recipe.nonresponse),
            margins=margins,
            numbers=numbers,
        )

    def weigh(self) -> WeightSet:
        """The weights of the answers themselves, with everything checked and logged."""
        weights = self.base
        steps = [Step.between("base", np.ones_like(weights), weights)]
        if self.response is not None and self.recipe.nonresponse is not None:
            weights, _, step = adjust_nonresponse(weights, self.response, self.recipe.nonresponse.rule)
            steps.append(step)
        weights, adjustments, logged = self.calibrate(weights)
        steps += logged
        if self.recipe.trimming is not None:
            weights, adjustments, logged = self._trim(weights, adjustments)
            steps += logged
        return WeightSet(self.recipe, weights, adjustments, tuple(steps))

    def calibrate(self, weights: Floats) -> tuple[Floats, tuple[Adjustment, ...], list[Step]]:
        """The calibration of the recipe alone, checked and logged; weights stay where there is none."""
        step = self.recipe.calibration
        adjustment: Adjustment
        if step is None:
            return weights, (), []
        if isinstance(step, PostStratification):
            weights, adjustment, log = post_stratify(weights, self.margins[0])
        elif isinstance(step, Raking):
            weights, adjustment, log = rake(weights, self.margins, step.rule)
        else:
            controls = Controls.of(weights, self.margins, self.numbers, step.total)
            weights, adjustment, log = calibrate(weights, controls, step.distance)
        if weights.sum() < len(weights):
            log = _warned(log, _SMALL.fill(total=weights.sum(), n=len(weights)))
        return weights, (adjustment,), [log]

    def _trim(
        self, weights: Floats, adjustments: tuple[Adjustment, ...]
    ) -> tuple[Floats, tuple[Adjustment, ...], list[Step]]:
        """Trim, and calibrate anew as often as asked for; limits are those of the first weights.

        The last calibration alone enters the variance: it meets the same totals with the final weights.
        """
        trimming, calibrates = self.recipe.trimming, self.recipe.calibration is not None
        if trimming is None:
            return weights, adjustments, []
        low, high = trimming.limits.values(weights)
        weights, log = trim(weights, low, high, trimming.strict)
        steps = [log]
        for turn in range(trimming.again if calibrates else 0):
            weights, adjustments, logged = self.calibrate(weights)
            steps += logged
            outside = int(np.sum((weights < low) | (weights > high)))
            if not outside:
                break
            if turn + 1 < trimming.again:
                weights, log = trim(weights, low, high, trimming.strict)
                steps.append(log)
            else:
                steps[-1] = _warned(steps[-1], _STILL.fill(n=outside, rounds=trimming.again))
        if calibrates and not trimming.again and log.smallest < log.largest:
            steps[-1] = _warned(log, _OFF)
        return weights, adjustments, steps


def weigh(recipe: Recipe, dataset: Dataset) -> WeightSet:
    """The weights of a dataset by a recipe, with log and adjustments; what does not fit is refused."""
    return Prepared.of(recipe, dataset).weigh()


def _warned(step: Step, warning: Text) -> Step:
    return dataclasses.replace(step, warnings=(*step.warnings, warning))


def _numbers(dataset: Dataset, name: str) -> Floats:
    variable = dataset.variable(name)
    if variable.kind not in ("number", "indicator"):
        raise ReportError(
            "weighting.number",
            name,
            Text(
                zh="“{label}”不是数值变量，不能校准到总量。",
                en="“{label}” is no number, so that it has no total to calibrate to.",
            ).fill(label=variable.label),
            Text(
                zh="请选择数值题，或改用类别的总体数。",
                en="Choose a number question, or give totals of categories.",
            ),
        )
    return dataset.numbers(name)


_ARROW = " → "
_NOTE = Text(
    zh="权数：{label}（{name}，方案摘要 {digest}），步骤：{steps}；加权设计效应 {deff:.3f}，有效样本量 {n:,.0f}。",
    en="Weights: {label} ({name}, recipe {digest}), steps: {steps}; Kish design effect {deff:.3f}, effective "
    "sample size {n:,.0f}. ",
)
_PERSONS = Text(zh="方差按分层抽取个人计算，", en="Variances are those of persons drawn by stratum, ")
_UNITS = Text(zh="方差以单位为初级抽样单元计算，", en="Variances take units as the primary sampling units, ")
_RESIDUAL = Text(zh="取校准后的残差。", en="of the residuals of the calibration.")
_PLAIN = Text(zh="权数当作已知。", en="with the weights taken as given.")
_INDICATIVE = Text(
    zh="没有各层总体人数，不作为概率样本推断总体，区间仅供参考。",
    en="No population counts of the strata: not a probability sample, intervals are indicative.",
)
_SMALL = Text(
    zh="加权后的合计（{total:,.6g}）小于有效答卷数（{n}）：若总体数填的是占比，请另填总体总数。",
    en="The weights add up to {total:,.6g}, less than the {n} answers: if the totals are shares, give the size of "
    "the population as well.",
)
_STILL = Text(
    zh="截尾与校准交替{rounds}次后，仍有{n}份答卷的权数在界限之外；总体数优先得到满足。",
    en="After {rounds} rounds of trimming and calibration {n} answers are still outside the limits; "
    "the known totals come first.",
)
_OFF = Text(
    zh="截尾之后权数不再严格等于总体数；需要时请选择截尾后重新校准。",
    en="After trimming the weights no longer meet the known totals exactly; choose to calibrate again if they must.",
)
