"""Published weighted figures are rounded, so that their last digits do not tell who is behind them.

Whoever knows the weights of the strata, and a weighted count to the last digit, can look for the whole
numbers of answers by stratum that give it, and often there is one solution only. Rounded to a step no finer
than the greatest weight, a weighted count fits one answer more or less of any stratum as well. Where only
one weight can be behind a cell the weighted count tells no more than n, and stays as it is.
"""

from __future__ import annotations

import math
from dataclasses import replace

from reports.disclosure.cube import Floats
from reports.estimates.estimate import Estimate

# Shares are published to a tenth of a percentage point, their standard errors to a hundredth.
SHARE_DIGITS = 3
SE_DIGITS = 4
SHARES = ("share", "valid_share", "mentions", "first", "over_")


def step_of(weights: Floats, least: float = 0.0) -> float:
    """What weighted counts are rounded to: 1, 2 or 5 times a power of ten, no less than the greatest weight.

    0, not rounded, where all weights are equal; at least a round number no less than ``least`` where that is given.
    """
    if not len(weights) or float(weights.max() - weights.min()) <= 1e-9 * float(weights.max()):
        weights = weights if least else weights[:0]
    return round_number(max(float(weights.max(initial=0.0)), least)) if len(weights) or least else 0.0


def rounded(number: float | None, step: float) -> float | None:
    """A weighted count to the nearest step; None stays None."""
    return number if number is None or not step else float(math.floor(number / step + 0.5) * step)


def rounded_figure(name: str, figure: Estimate, step: float) -> Estimate:
    """A figure as it is published: totals to the step, shares to a tenth of a percentage point."""
    if not step:
        return figure
    deff = None if figure.deff is None else round(figure.deff, 2)
    figure = replace(figure, weighted_n=rounded(figure.weighted_n, step), deff=deff)
    if name == "total":
        return replace(
            figure,
            value=rounded(figure.value, step),
            se=rounded(figure.se, step),
            low=rounded(figure.low, step),
            high=rounded(figure.high, step),
        )
    if name.startswith(SHARES):
        return replace(
            figure,
            value=_to(figure.value, SHARE_DIGITS),
            se=_to(figure.se, SE_DIGITS),
            low=_to(figure.low, SHARE_DIGITS),
            high=_to(figure.high, SHARE_DIGITS),
        )
    return figure


def _to(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def is_count(name: str) -> bool:
    """Whether a figure is a count of persons or a share of them, and so can be rounded as one."""
    return name == "total" or name.startswith(SHARES)


def grain_of(base: int, n: int) -> float:
    """What shares are rounded to where counts are rounded to ``base``: no finer than ``base`` of ``n`` answers."""
    return 1.0 if n <= base else min(1.0, round_number(base / n))


def coarse_figure(name: str, figure: Estimate, n: int, step: float, grain: float) -> Estimate:
    """A figure beside rounded counts, so that it tells no more of them: value, error and base are rounded too.

    ``n`` is the published base, ``step`` that of weighted counts, ``grain`` that of shares. A standard error
    keeps one digit, and the interval is the published value ± 1.96 published errors.
    """
    own = replace(figure, n=n, weighted_n=rounded(figure.weighted_n, step), deff=None)
    width = step if name == "total" else grain if name.startswith(SHARES) else 0.0
    if not width:
        return own
    value = rounded(figure.value, width)
    se = None if figure.se is None else _one_digit(figure.se)
    if value is None or se is None:
        return replace(own, value=value, se=se, low=None, high=None)
    top = math.inf if name == "total" else 1.0
    low, high = max(0.0, value - 1.96 * se), min(top, value + 1.96 * se)
    return replace(own, value=value, se=se, low=rounded(low, width), high=rounded(high, width))


def _one_digit(number: float) -> float:
    return 0.0 if number <= 0 else round(number, -math.floor(math.log10(number)))


def round_number(least: float) -> float:
    """The least 1, 2 or 5 times a power of ten that is no less than a positive number."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
