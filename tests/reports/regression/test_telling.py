"""A reader with everything a model prints, who knows the rules, cannot tell the few that frequencies and crossings hide."""

import math
from dataclasses import replace

import numpy as np
import pytest

from reports.classification import classify
from reports.crosstabs import frequencies
from reports.crosstabs.unanswered import Span, left_out_told, missing_told
from reports.disclosure import PUBLIC
from reports.regression import Factor, fit, regress
from reports.regression.joint import wholes
from reports.regression.model import Coefficient, odds_of
from reports.regression.sizes import evened, sizes_told
from reports.regression.telling import told, whole_told
from reports.sample_design import design_of
from reports.tests.distributions import t_tails
from reports.tests.showing import values_of
from reports.weighting import weighted
from tests.reports.samples import county

COUNT = 800


def refusing(few, of="1"):
    """A county of one stratum, so of one weight, in which so many of a sex say nothing of it and nobody else does."""
    given = county(COUNT)
    sex = given.column("sex").to_numpy().astype(object)
    sex[np.isin(sex, ["9", "-9"])] = "1"
    sex[np.flatnonzero(sex == of)[:few]] = "9"
    return weighted(given.with_columns(sex=sex, stratum=np.full(COUNT, "1", dtype=object)))[0]


def printed(coefficients):
    """All that a page or a file prints of coefficients."""
    return tuple(
        (one.estimate.value, one.estimate.se, one.estimate.low, one.estimate.high, one.t, one.p)
        for one in coefficients
    )


class Reader:
    """One who works out, in closed form, what a logistic model of two groups prints for any numbers behind it."""

    def __init__(self, found, factor, spans):
        self.model, self.factor, self.spans = found.model, factor, spans

    def of(self, groups, left_out, spans):
        """What is printed where ``groups`` are (answers, of these chosen), the reference first."""
        (_, k1), (_, k2) = groups
        (rest1, rest2) = (n - k for n, k in groups)
        parts = [1 / k1 + 1 / rest1, 1 / k2 + 1 / rest2]
        values = [math.log(k1 / rest1), math.log(k2 / rest2) - math.log(k1 / rest1)]
        n = groups[0][0] + groups[1][0]
        df = float(n - 2)
        coefficients = []
        for one, value, square in zip(self.model.coefficients, values, [parts[0], sum(parts)], strict=True):
            se = math.sqrt(square * self.factor)
            estimate = replace(one.estimate, value=value, se=se, n=n)
            coefficients.append(
                Coefficient(one.column, estimate, value / se, t_tails(value / se, df), odds_of(estimate))
            )
        codes = np.repeat([0, 1], [size for size, _ in groups])
        each = np.array([part / size for part, (size, _) in zip(parts, groups, strict=True)])[codes]
        exact = replace(
            self.model,
            coefficients=tuple(coefficients),
            covariance=np.diag(np.square([one.estimate.se or 0.0 for one in coefficients])),
            squares=np.column_stack([np.where(codes == 0, each, 0), each]),
            df=df,
            n=n,
            left_out=COUNT - n,
        )
        behind = [min(k1, rest1), min(k1, rest1, k2, rest2)]
        even = evened(exact, {"sex": (codes, spans)}, left_out)
        made = told(exact, left_out, behind, even, 1.0, PUBLIC.threshold)
        return exact, printed(made.coefficients), whole_told(wholes(exact)[0], made.df).p


def both(reader, groups, left_out):
    """What the model prints against either group."""
    return tuple(reader.of(groups[::way], left_out, reader.spans[::way])[1:] for way in (1, -1))


def match(reader, seen, sizes, left_out):
    """Whether some numbers chosen in groups of these sizes print what was seen, against either group."""
    ((intercept, _), _), ((other, _), _) = seen
    for first in _near(sizes[0], intercept[0]):
        for second in _near(sizes[1], other[0]):
            if both(reader, [(sizes[0], first), (sizes[1], second)], left_out) == seen:
                return True
    return False


def _near(size, logit):
    """Numbers of ``size`` whose logit is near, the nearest first."""
    middle = size / (1 + math.exp(-logit))
    return sorted(range(10, size - 9), key=lambda one: abs(one - middle))[:40]


def taken_apart(data, left_out, others, outcome, answer=None):
    """The model by sex, a reader who knows its closed form, and what is behind it: (answers, of these chosen) by sex."""
    found = regress(data, outcome, ["sex"], answer=answer)
    chosen, _ = values_of(data, outcome, answer)
    groups = [(data.column("sex") == code).to_numpy() & ~np.isnan(chosen) for code in ("1", "2")]
    sizes = [(int(rows.sum()), int(chosen[rows].sum())) for rows in groups]
    # Answers of one stratum, less the share of the population that was asked.
    factor = COUNT / (COUNT - 1) * (1 - 1 / data.weights[0])
    (term,) = found.terms
    assert isinstance(term, Factor)
    spans = sizes_told(data, classify(data, "sex"), term, left_out, others, PUBLIC)
    reader = Reader(found, factor, spans)
    exact = fit(design_of(data), chosen, [term], "logistic")
    mine = reader.of(sizes, left_out, spans)[0]
    for one, other in zip(exact.coefficients, mine.coefficients, strict=True):
        assert (one.estimate.value, one.estimate.se, one.t) == pytest.approx(
            (other.estimate.value, other.estimate.se, other.t), rel=1e-9
        )
    return found, reader, sizes


def test_how_many_refused_a_feature_stays_open():
    """Seven refuse their sex, hidden beside women: as many other numbers print the same model as the threshold asks."""
    data = refusing(7, of="2")
    (table,) = frequencies(data, "sex")
    assert {cell.keys["sex"] for cell in table.inner() if cell.suppressed} == {"2", "9"}
    left = Span(0, 19)
    found, reader, sizes = taken_apart(data, left, 0, "act_1")
    assert (found.model.left_out, found.model.is_about) == (left.middle, True)
    seen = both(reader, sizes, left)
    assert seen[0] == (printed(found.model.coefficients), found.wholes[0].p)
    women = sizes[1][0] + 7
    open_ = [n for n in range(left.low, left.high + 1) if match(reader, seen, (sizes[0][0], women - n), left)]
    assert 7 in open_
    assert max(open_) - min(open_) >= PUBLIC.threshold
    assert len(open_) >= PUBLIC.threshold


def test_no_edge_lies_within_what_frequencies_leave_open():
    """Of 29 who refuse or are of a hidden occupation, 26 refuse: a step of 21 to 40 would leave 0 to 8 for the others."""
    assert left_out_told(26, [Span(0, 29)], 800, PUBLIC) == Span(0, 29)
    assert left_out_told(26, [Span(26, 26)], 800, PUBLIC) == Span(26, 26)
    # Of 15 and 14 the few who lack both stay as open as their crossing leaves them.
    assert left_out_told(27, [Span(15, 15), Span(14, 14)], 800, PUBLIC) == Span(15, 29)
    ends = [left_out_told(count, [Span(0, 90)], 800, PUBLIC) for count in (0, 19, 20, 79, 90)]
    assert ends == [Span(0, 19), Span(0, 19), Span(20, 39), Span(60, 90), Span(60, 90)]
    assert missing_told(refusing(20), "sex", PUBLIC) == Span(20, 20)
    few = missing_told(refusing(7), "sex", PUBLIC)
    assert few.low == 0
    assert few.high > 7 + PUBLIC.threshold


def test_points_of_a_scale_are_not_told_exactly_where_frequencies_hide_an_answer():
    """Of two hidden answers the exact mean would tell how many gave each: three the best, the others the next."""
    data = refusing(0)
    points = np.tile(["1", "2", "3"], COUNT)[:COUNT].astype(object)
    points[:15] = ["5"] * 3 + ["4"] * 12
    data = data.with_columns(sat_1=points)
    (table,) = frequencies(data, "sat_1")
    assert {"4", "5"} <= {cell.keys["sat_1"] for cell in table.inner() if cell.suppressed}
    found = regress(data, "sat_1", ["sex"])
    assert (found.model.left_out, found.model.is_exact) == (0, False)
    points[:15] = "1"
    assert regress(data.with_columns(sat_1=points), "sat_1", ["sex"]).model.is_exact


def test_who_left_the_outcome_out_is_not_told_by_group():
    """Twelve leave the outcome out, as frequencies say; that three of them are women is for no table to say."""
    data = refusing(0)
    given = data.column("sat_1").to_numpy().astype(object)
    for code, few in (("1", 9), ("2", 3)):
        given[np.flatnonzero((data.column("sex") == code).to_numpy())[:few]] = "-9"
    left = Span(12, 12)
    found, reader, sizes = taken_apart(data.with_columns(sat_1=given), left, 12, "sat_1", "5")
    seen = both(reader, sizes, left)
    assert seen[0][0] == printed(found.model.coefficients)
    men, women = sizes[0][0] + 9, sizes[1][0] + 3
    open_ = [n for n in range(13) if match(reader, seen, (men - 12 + n, women - n), left)]
    assert len(open_) >= PUBLIC.threshold


def test_points_of_two_hidden_answers_stay_open_by_group():
    """Nine of fifteen men and women gave the best point, the others the next: a mean would part them in each sex."""
    data = refusing(0)
    points = np.tile(["1", "2", "3"], COUNT)[:COUNT].astype(object)
    sex = data.column("sex").to_numpy()
    few = {code: np.flatnonzero(sex == code)[:15] for code in ("1", "2")}
    for code, best in (("1", 4), ("2", 5)):
        points[few[code]] = ["5"] * best + ["4"] * (15 - best)
    data = data.with_columns(sat_1=points)
    groups = {code: points[sex == code].astype(float) for code in ("1", "2")}
    fixed = {code: float(own[own < 4].sum()) for code, own in groups.items()}
    seen = []
    for reference in ("1", "2"):
        found = regress(data, "sat_1", ["sex"], references={"sex": reference}).model
        assert not found.is_exact
        seen.append([(one.estimate.value, one.step) for one in found.coefficients])
    open_ = set()
    for fives in np.ndindex(16, 16):
        mean = {
            code: (fixed[code] + 60 + k) / len(groups[code])
            for code, k in zip(("1", "2"), fives, strict=True)
        }
        fits = all(
            abs(mean[one] - told[0][0]) <= told[0][1] / 2 + 1e-9
            and abs(mean[other] - mean[one] - told[1][0]) <= told[1][1] / 2 + 1e-9
            for (one, other), told in zip((("1", "2"), ("2", "1")), seen, strict=True)
        )
        if fits:
            open_.add(fives)
    assert (4, 5) in open_
    for axis in (0, 1):
        ways = {fives[axis] for fives in open_}
        assert max(ways) - min(ways) >= PUBLIC.threshold
