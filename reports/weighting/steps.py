"""The log of a weighting: what each step did to the weights and what it cost, as data that pages print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from questionnaires.text import Text
from reports.weighting.kish import effective_n, kish_deff
from reports.weighting.validity import Floats, filled

StepKind = Literal["base", "nonresponse", "poststratification", "raking", "calibration", "trimming"]

TITLES: Mapping[StepKind, Text] = {
    "base": Text(zh="基础权数", en="Base weights"),
    "nonresponse": Text(zh="无回答调整", en="Adjustment for nonresponse"),
    "poststratification": Text(zh="事后分层", en="Post-stratification"),
    "raking": Text(zh="边际迭代加权（raking）", en="Raking"),
    "calibration": Text(zh="校准", en="Calibration"),
    "trimming": Text(zh="权数截尾", en="Trimming"),
}
_BASE = Text(
    zh="{rows:,} 份答卷，基础权数合计 {after:,.1f}，在 {low:,.3f} 到 {high:,.3f} 之间。",
    en="{rows:,} answers; the base weights add up to {after:,.1f} and range from {low:,.3f} to {high:,.3f}.",
)
_BASE_COST = Text(
    zh="加权设计效应 {deff_after:.3f}，有效样本量 {n_after:,.0f}。",
    en="Kish design effect {deff_after:.3f}; effective sample size {n_after:,.0f}.",
)
_SIZE = Text(
    zh="{rows:,} 份答卷，权数合计由 {before:,.1f} 变为 {after:,.1f}。",
    en="{rows:,} answers; the weights add up to {after:,.1f}, before to {before:,.1f}.",
)
_FACTORS = Text(
    zh="调整系数在 {low:.3f} 到 {high:.3f} 之间。",
    en="Adjustment factors range from {low:.3f} to {high:.3f}.",
)
_COST = Text(
    zh="加权设计效应由 {deff_before:.3f} 变为 {deff_after:.3f}，有效样本量由 {n_before:,.0f} 变为 {n_after:,.0f}。",
    en="Kish design effect {deff_before:.3f} before, {deff_after:.3f} after; effective sample size "
    "{n_before:,.0f} before, {n_after:,.0f} after.",
)
_ROUNDS = Text(
    zh="迭代 {rounds} 次，{outcome}；最后一次的最大偏差为 {change:.1e}。",
    en="{rounds} iterations, {outcome}; the largest deviation at the end is {change:.1e}.",
)
_CONVERGED = Text(zh="已收敛", en="converged")
_UNCONVERGED = Text(zh="未收敛", en="not converged")


@dataclass(frozen=True)
class Step:
    """One step of a weighting, before and after.

    ``smallest`` and ``largest`` are the extremes of the factor w_after/w_before (the g-factors of a
    calibration). ``iterations``, ``change`` and ``converged`` are None for a step that does not
    iterate; ``trace`` holds the largest deviation after each iteration, so that it can be drawn.
    """

    kind: StepKind
    rows: int
    total_before: float
    total_after: float
    deff_before: float
    deff_after: float
    effective_before: float
    effective_after: float
    smallest: float
    largest: float
    iterations: int | None = None
    change: float | None = None
    converged: bool | None = None
    trace: tuple[float, ...] = ()
    notes: tuple[Text, ...] = field(default=())
    warnings: tuple[Text, ...] = field(default=())

    @classmethod
    def between(cls, kind: StepKind, before: Floats, after: Floats, **more: Any) -> Step:
        """The step that led from weights ``before`` (n,) to weights ``after`` (n,)."""
        factor = np.divide(after, before, out=np.ones_like(after), where=before != 0)
        return cls(
            kind=kind,
            rows=len(after),
            total_before=float(before.sum()),
            total_after=float(after.sum()),
            deff_before=kish_deff(before),
            deff_after=kish_deff(after),
            effective_before=effective_n(before),
            effective_after=effective_n(after),
            smallest=float(factor.min()),
            largest=float(factor.max()),
            **more,
        )

    @property
    def title(self) -> Text:
        """What the step is called."""
        return TITLES[self.kind]

    def lines(self) -> tuple[Text, ...]:
        """The step in sentences, the notes and warnings last."""
        figures = {
            "rows": self.rows,
            "before": self.total_before,
            "after": self.total_after,
            "low": self.smallest,
            "high": self.largest,
            "deff_before": self.deff_before,
            "deff_after": self.deff_after,
            "n_before": self.effective_before,
            "n_after": self.effective_after,
        }
        templates = (_BASE, _BASE_COST) if self.kind == "base" else (_SIZE, _FACTORS, _COST)
        told = [template.fill(**figures) for template in templates]
        if self.iterations is not None and self.change is not None:
            outcome = _CONVERGED if self.converged else _UNCONVERGED
            told.append(filled(_ROUNDS, rounds=self.iterations, outcome=outcome, change=self.change))
        return (*told, *self.notes, *self.warnings)

    def to_json(self) -> dict[str, Any]:
        """The step as plain JSON values."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            **data,
            "trace": list(self.trace),
            "notes": [dict(note) for note in self.notes],
            "warnings": [dict(warning) for warning in self.warnings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Step:
        """The step that :meth:`to_json` wrote."""
        return cls(
            **{
                **data,
                "trace": tuple(data["trace"]),
                "notes": tuple(Text(note) for note in data["notes"]),
                "warnings": tuple(Text(warning) for warning in data["warnings"]),
            }
        )
