"""What is published for whom: the rules of disclosure control as data, one policy for each audience.

The numbers are published rules. A threshold of 10, for percentages and derivable cells as well, is that of
the ONS Longitudinal Study and of UK LLC; some agencies ask for five, others for three (OECD). Dominance
(n = 2, k = 85) is the default of sdcTable and the example of Eurostat's CODED; the p% rule is that of
Hundepool et al. (2012), Statistical Disclosure Control, ch. 4. Eurostat's rounding of 2023 publishes 1 to 7
as 5 and 8 or more to the nearest ten. Tables by unit want ten answers and three units; political status is
never crossed with the unit, nor a small unit with the title; who heads a unit gets no small cell of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from questionnaires.text import Text

Rounding: TypeAlias = Literal["", "base5", "base10", "eurostat"]
Audience: TypeAlias = Literal["internal", "unit", "public"]

#: Features that are the same for everybody in a unit: tables by them are tables by unit.
UNIT_ROLES = ("unit", "unit_type")


@dataclass(frozen=True)
class Dominance:
    """A total is not published where its ``largest`` contributors make more than ``percent`` of it."""

    largest: int
    percent: float


@dataclass(frozen=True)
class Units:
    """A cell of a table by unit is published where it holds so many answers from so many units."""

    answers: int
    units: int


@dataclass(frozen=True)
class Crossing:
    """Features that are not crossed: never, or, where ``smaller_than`` is given, only for units of fewer answers."""

    roles: tuple[str, ...]
    smaller_than: int | None = None

    def covers(self, roles: Collection[str]) -> bool:
        """Whether a table by these features holds the crossing."""
        return set(self.roles) <= set(roles)


@dataclass(frozen=True)
class Policy:
    """What one audience may see.

    ``threshold`` is the least count published, ``dominance`` and ``p_percent`` the rules for totals and means
    of numbers, ``units`` that for tables by unit, ``crossings`` what is not crossed. With ``rounding`` counts
    are rounded rather than hidden (:mod:`reports.disclosure.controlled`). ``own_unit`` is the number of the
    unit that the reader belongs to (of a policy for units, :meth:`of_unit`): no cell is published in which the
    others are fewer than the threshold, for it would be that unit's own. ``reader`` is that unit's code, by which
    the ledger of releases names it.
    """

    name: str
    audience: Audience
    label: Text
    threshold: int
    dominance: Dominance | None
    p_percent: float | None
    units: Units | None
    crossings: tuple[Crossing, ...] = ()
    rounding: Rounding = ""
    own_unit: int | None = None
    reader: str = ""

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the rules, names left out: two policies of one hash publish the same."""
        rules = {name: value for name, value in asdict(self).items() if name not in ("label", "reader")}
        return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()

    def at(self, threshold: int) -> Policy:
        """The same with another threshold."""
        return self if threshold == self.threshold else replace(self, threshold=threshold)

    def of_unit(self, number: int, code: str = "") -> Policy:
        """The same for a reader of one unit, by its (masked) number and the code that the ledger knows it by."""
        return replace(self, own_unit=number, reader=code)

    def rounded(self, rounding: Rounding) -> Policy:
        """The same with counts rounded rather than hidden."""
        return self if rounding == self.rounding else replace(self, rounding=rounding)


#: Units with fewer answers than this are small: nobody's title could be hidden in them.
SMALL_UNIT = 30
DOMINANCE = Dominance(2, 85.0)
P_PERCENT = 10.0
NEVER = Crossing(("political", "unit"))
NOT_SMALL = Crossing(("unit", "title"), SMALL_UNIT)

PUBLIC = Policy(
    "public",
    "public",
    Text(zh="公开发布", en="Publication"),
    threshold=10,
    dominance=DOMINANCE,
    p_percent=P_PERCENT,
    units=Units(10, 3),
    crossings=(NEVER, NOT_SMALL),
)
UNIT = replace(PUBLIC, name="unit", audience="unit", label=Text(zh="反馈单位", en="For a unit"))
INTERNAL = replace(
    PUBLIC,
    name="internal",
    audience="internal",
    label=Text(zh="内部使用", en="Internal use"),
    threshold=5,
    units=None,
)
POLICIES: Mapping[str, Policy] = {one.name: one for one in (PUBLIC, UNIT, INTERNAL)}
#: Counts that are nobody's answers, such as those of a roster: all are published.
NOTHING_HIDDEN = PUBLIC.at(1)
