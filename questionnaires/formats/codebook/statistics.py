"""What was counted of a data file, for a codebook that describes data and not only a questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of one variable.

    ``counts`` and ``weighted`` are by code, missing codes included; ``valid`` and ``invalid`` rows with
    and without an answer; ``summary`` of numbers by the words of DDI (``mean``, ``stdev``, ``min``, ``max``).
    Codes that are ``hidden`` protect persons: their counts are not told, nor what would tell them, so
    that ``valid`` and ``invalid`` may be None.
    """

    valid: int | None
    invalid: int | None
    counts: Mapping[str, int] = field(default_factory=dict)
    weighted: Mapping[str, float] = field(default_factory=dict)
    summary: Mapping[str, float] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counted:
    """The file that was counted, its rows, and the statistics of its variables by name."""

    file: str
    cases: int
    variables: Mapping[str, Statistics]
