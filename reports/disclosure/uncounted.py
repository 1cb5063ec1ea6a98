"""Figures of those who gave a number where how many they are is not told.

One to nine who leave a number out are hidden, and with them how many gave it. What is told of the numbers must then not
tell how many there are, nor whose they are:

- a mean at full length is a fraction whose denominator is that number; and the means of groups with that of the whole
  say how those who left it out are parted among the groups, for one of them more in a group and one fewer in another
  moves the mean of all. So a mean is rounded to a step (1, 2 or 5 times a power of ten) no finer than half the threshold
  of standard deviations over the number of answers, nor than the unit in which numbers are given over it. Two such means
  leave the threshold open wherever groups lie no more than a standard deviation apart. Who knows every number but one
  is left half the threshold of standard deviations for that one. The standard error keeps one digit, rounded up, and the
  interval is made of what is printed (:func:`reports.disclosure.moments.rounded_mean`);
- quantiles are rounded as they always are (:mod:`reports.disclosure.positions`); only their n goes;
- a share of a class is rounded so that any number of answers that is possible has two whole numbers in the class.

Where numbers are dominated by one or two, or fewer than 30 are given, nothing is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reports.disclosure.cube import Floats
from reports.disclosure.moments import one_digit_up, rounded_mean, rounded_share, without_base
from reports.disclosure.positions import given_in
from reports.disclosure.rounding import round_number
from reports.estimates.estimate import Estimate

#: Means are no finer than this part of the threshold, times the standard deviation, over the number of answers.
PART = 0.5
FINEST_SHARE = 0.001
#: Shares leave so many whole numbers of answers in every class, whatever number of all is possible.
LEFT_OPEN = 2


def step_of_mean(values: Floats, threshold: int) -> float:
    """What a mean of ``values`` (n,), none missing, is rounded to so that it does not tell how many they are."""
    if not len(values):
        return 0.0
    least = max(PART * threshold * float(np.std(values)), given_in(values)) / len(values)
    return round_number(least) if least > 0 else 0.0


def mean_uncounted(mean: Estimate, values: Floats, threshold: int) -> Estimate:
    """The mean of ``values`` (n,), none missing, as it is told without their number."""
    return without_base(rounded_mean(mean, step_of_mean(values, threshold)))


def position_uncounted(one: Estimate) -> Estimate:
    """A quantile, rounded already, without the number of answers; its error to one digit."""
    return replace(without_base(one), se=None if one.se is None else one_digit_up(one.se), deff=None)


def shares_uncounted(
    shares: Sequence[Estimate], of_all: Sequence[Estimate], n: int, threshold: int
) -> list[Estimate]:
    """Shares of classes in ``n`` answers, told without that number; ``of_all`` are the same as shares of everybody."""
    step = round_number(max(FINEST_SHARE, LEFT_OPEN / max(n - threshold, 1)))
    return [rounded_share(one, whole, step) for one, whole in zip(shares, of_all, strict=True)]
