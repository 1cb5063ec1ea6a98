"""The recipe of a set of weights as plain frozen data: base, nonresponse, calibration, trimming.

A recipe holds the known totals and every choice, so that it can be stored, named, compared and applied
again, to the answers themselves or to any replicate of them (:mod:`reports.weighting.application`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np

from questionnaires.text import Text
from reports.dataset import canonical_json
from reports.errors import ReportError
from reports.weighting.base import Base
from reports.weighting.distances import Distance
from reports.weighting.nonresponse import ClassRule
from reports.weighting.raking import RakingRule
from reports.weighting.trimming import Limits

Unanswered = Literal["refuse", "share"]
FORMAT = 1


@dataclass(frozen=True)
class Margin:
    """Known totals by category of one variable, or of several crossed.

    ``variables`` are what :func:`reports.classification.classify` knows (a variable, role, grouping,
    ``stratum``, ``mode``); ``totals`` by the codes in that order; ``merged`` names, by variable, the
    category a code joins. Rows without an answer are refused, or (``share``) keep their weighted share.
    ``source`` says where the totals come from.
    """

    variables: tuple[str, ...]
    totals: Mapping[tuple[str, ...], float]
    merged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unanswered: Unanswered = "refuse"
    source: str = ""

    @classmethod
    def of(cls, variable: str, totals: Mapping[str, float], **more: Any) -> Margin:
        """The margin of a single variable."""
        return cls((variable,), {(code,): float(total) for code, total in totals.items()}, **more)

    def to_json(self) -> dict[str, Any]:
        """The margin as plain JSON values; totals keep their order as a list of pairs."""
        return {
            "variables": list(self.variables),
            "totals": [[list(codes), total] for codes, total in self.totals.items()],
            "merged": {name: dict(codes) for name, codes in self.merged.items()},
            "unanswered": self.unanswered,
            "source": self.source,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Margin:
        """The margin that :meth:`to_json` wrote."""
        return cls(
            tuple(data["variables"]),
            {tuple(codes): total for codes, total in data["totals"]},
            data["merged"],
            data["unanswered"],
            data["source"],
        )


@dataclass(frozen=True)
class NumberTotal:
    """The known total of a number variable in the population."""

    variable: str
    total: float
    source: str = ""


@dataclass(frozen=True)
class ResponseClass:
    """A class of the nonresponse adjustment: the codes allowed by variable, all of which must fit, and the
    sum of the base weights of everyone who was asked in it.
    """

    rules: Mapping[str, tuple[str, ...]]
    asked: float


@dataclass(frozen=True)
class Nonresponse:
    """Adjustment for nonresponse in classes; those that are too small are joined by ``rule``."""

    classes: tuple[ResponseClass, ...]
    rule: ClassRule = field(default_factory=ClassRule)


@dataclass(frozen=True)
class PostStratification:
    """To the totals of one margin; with ``total`` the margin is scaled to that population."""

    margin: Margin
    total: float | None = None


@dataclass(frozen=True)
class Raking:
    """To the totals of several margins; with ``total`` all are scaled to that population."""

    margins: tuple[Margin, ...]
    total: float | None = None
    rule: RakingRule = field(default_factory=RakingRule)


@dataclass(frozen=True)
class Calibration:
    """To the totals of margins and of numbers at a distance; with ``total`` margins are scaled to it, and
    it is met itself.
    """

    margins: tuple[Margin, ...] = ()
    numbers: tuple[NumberTotal, ...] = ()
    distance: Distance = field(default_factory=Distance)
    total: float | None = None


@dataclass(frozen=True)
class Trimming:
    """Cut weights at ``limits``; ``again`` times the calibration follows, and weights outside are cut anew."""

    limits: Limits
    strict: bool = True
    again: int = 0


@dataclass(frozen=True)
class Recipe:
    """How weights come about, in this order; a step that is None is left out."""

    base: Base = field(default_factory=Base)
    nonresponse: Nonresponse | None = None
    calibration: PostStratification | Raking | Calibration | None = None
    trimming: Trimming | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the recipe: what a frozen set of weights is told apart by."""
        return hashlib.sha256(canonical_json(self.to_json())).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The recipe as plain JSON values, without infinite numbers."""
        return {
            "format": FORMAT,
            "base": self.base.to_json(),
            "nonresponse": None if self.nonresponse is None else _nonresponse_json(self.nonresponse),
            "calibration": None if self.calibration is None else _calibration_json(self.calibration),
            "trimming": None if self.trimming is None else asdict(self.trimming),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Recipe:
        """The recipe that :meth:`to_json` wrote; another format is refused."""
        if data.get("format") != FORMAT:
            raise ReportError(
                "weighting.format",
                str(data.get("format")),
                Text(zh="不认识这种加权方案的格式。", en="The recipe is in an unknown format."),
                Text(zh="请用当前版本重新设定加权方案。", en="Set the recipe up again in this version."),
            )
        nonresponse, trimming = data["nonresponse"], data["trimming"]
        return cls(
            base=Base.from_json(data["base"]),
            nonresponse=None if nonresponse is None else _nonresponse(nonresponse),
            calibration=None if data["calibration"] is None else _calibration(data["calibration"]),
            trimming=None
            if trimming is None
            else Trimming(Limits(**trimming["limits"]), trimming["strict"], trimming["again"]),
        )


def _nonresponse_json(step: Nonresponse) -> dict[str, Any]:
    classes = [
        {"rules": {name: list(codes) for name, codes in one.rules.items()}, "asked": one.asked}
        for one in step.classes
    ]
    return {"classes": classes, "rule": asdict(step.rule)}


def _nonresponse(data: Mapping[str, Any]) -> Nonresponse:
    classes = tuple(
        ResponseClass({name: tuple(codes) for name, codes in one["rules"].items()}, one["asked"])
        for one in data["classes"]
    )
    return Nonresponse(classes, ClassRule(**data["rule"]))


def _calibration_json(step: PostStratification | Raking | Calibration) -> dict[str, Any]:
    if isinstance(step, PostStratification):
        return {"kind": "poststratification", "margin": step.margin.to_json(), "total": step.total}
    margins = [margin.to_json() for margin in step.margins]
    if isinstance(step, Raking):
        return {"kind": "raking", "margins": margins, "total": step.total, "rule": asdict(step.rule)}
    distance = step.distance
    return {
        "kind": "calibration",
        "margins": margins,
        "numbers": [asdict(number) for number in step.numbers],
        "distance": {
            "name": distance.name,
            "low": _finite(distance.low),
            "high": _finite(distance.high),
        },
        "total": step.total,
    }


def _calibration(data: Mapping[str, Any]) -> PostStratification | Raking | Calibration:
    if data["kind"] == "poststratification":
        return PostStratification(Margin.from_json(data["margin"]), data["total"])
    margins = tuple(Margin.from_json(margin) for margin in data["margins"])
    if data["kind"] == "raking":
        return Raking(margins, data["total"], RakingRule(**data["rule"]))
    given = data["distance"]
    low = -np.inf if given["low"] is None else given["low"]
    high = np.inf if given["high"] is None else given["high"]
    numbers = tuple(NumberTotal(**number) for number in data["numbers"])
    return Calibration(margins, numbers, Distance(given["name"], low, high), data["total"])


def _finite(bound: float) -> float | None:
    return bound if np.isfinite(bound) else None
