"""A recipe carried through replicates: every replicate goes through the same steps as the sample did."""

from __future__ import annotations

from dataclasses import dataclass

from reports.weighting.application import Prepared
from reports.weighting.calibration import calibrated
from reports.weighting.controls import Controls
from reports.weighting.nonresponse import ResponseGroups, adjust_nonresponse, response_factors
from reports.weighting.poststratification import post_stratified
from reports.weighting.raking import RakingRule, raked
from reports.weighting.recipe import Calibration, PostStratification, Raking
from reports.weighting.trimming import trimmed
from reports.weighting.validity import Floats


@dataclass(frozen=True, eq=False)
class Carrier:
    """A prepared recipe with what the full sample decided and what stays decided in every replicate.

    That are the joining of response classes, the limits of trimming and, under R's rule of stopping, the
    number of raking sweeps (R rakes all replicates as often as the sample).
    """

    prepared: Prepared
    groups: ResponseGroups | None
    controls: Controls | None
    limits: tuple[float, float] | None
    rule: RakingRule

    @classmethod
    def of(cls, prepared: Prepared) -> Carrier:
        """Take the decisions on the full sample; whatever the recipe refuses there is refused."""
        recipe, weights, groups = prepared.recipe, prepared.base, None
        if prepared.response is not None and recipe.nonresponse is not None:
            weights, groups, _ = adjust_nonresponse(weights, prepared.response, recipe.nonresponse.rule)
        controls, rule = None, RakingRule()
        if isinstance(recipe.calibration, Calibration):
            controls = Controls.of(weights, prepared.margins, prepared.numbers, recipe.calibration.total)
        calibrated_, _, steps = prepared.calibrate(weights)
        if isinstance(recipe.calibration, Raking):
            rule = recipe.calibration.rule
            if rule.stop == "cells":
                rule = RakingRule(0.0, steps[0].iterations or 0, "cells")
        limits = None if recipe.trimming is None else recipe.trimming.limits.values(calibrated_)
        return cls(prepared, groups, controls, limits, rule)

    def carry(self, base: Floats, asked: Floats | None = None) -> tuple[Floats, bool]:
        """The weights (n,) of a replicate with base weights ``base``, and whether it met its totals.

        ``asked`` (C,) are the sums by response class of the replicate's weights over everyone who was
        asked; without it the sums of the recipe stand in for them. A category without weight in the
        replicate is passed over.
        """
        prepared, weights = self.prepared, base
        if prepared.response is not None and self.groups is not None:
            classes = prepared.response
            sums = classes.totals if asked is None else asked
            factors = response_factors(self.groups.group, classes.sums(weights), sums)
            weights = weights * factors[self.groups.group][classes.codes]
        weights, met = self._calibrated(weights)
        trimming = prepared.recipe.trimming
        if trimming is None or self.limits is None:
            return weights, met
        low, high = self.limits
        weights = trimmed(weights, low, high, trimming.strict)
        for turn in range(trimming.again if prepared.recipe.calibration is not None else 0):
            weights, met = self._calibrated(weights)
            if not ((weights < low) | (weights > high))[weights > 0].any():
                break
            if turn + 1 < trimming.again:
                weights = trimmed(weights, low, high, trimming.strict)
        return weights, met

    def _calibrated(self, weights: Floats) -> tuple[Floats, bool]:
        step, prepared = self.prepared.recipe.calibration, self.prepared
        if isinstance(step, PostStratification):
            return post_stratified(weights, prepared.margins[0]), True
        if isinstance(step, Raking):
            found, met = raked(weights, prepared.margins, self.rule)
            return found, met or self.rule.stop == "cells"
        if isinstance(step, Calibration) and self.controls is not None:
            controls = self.controls.shared(weights, prepared.margins)
            found, _, met = calibrated(weights, controls, step.distance)
            return found, met
        return weights, True
