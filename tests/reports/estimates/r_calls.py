"""What each call of make_reference.R gives when it is made with ours.

A call comes back as ways to work it out, each a table {(domain, term, stat): value}: the same figure has
to come out of every public function that can give it.
"""

import re
from collections.abc import Callable, Iterator
from typing import cast

import numpy as np
import pandas as pd
import pytest

from reports.estimates import (
    Estimates,
    Joint,
    ReplicateDesign,
    covariances,
    joint_means,
    joint_ratios,
    joint_totals,
    means,
    proportions,
    quantiles,
    ratios,
    shares,
    totals,
    variances,
)
from reports.estimates.intervals import ShareInterval, share_interval, t_interval
from reports.estimates.quantiles import QuantileInterval
from reports.estimates.replicates import rank_df
from reports.estimates.rules import RULES, running, step_down
from tests.reports.estimates.r_designs import RSample
from tests.reports.estimates.r_profile import r_profile_interval

Figures = dict[tuple[str, str, str], float]
LEVELS = {
    "age": ["25岁及以下", "26-35岁", "36-45岁", "46-55岁", "56-60岁", "60岁以上"],
    "title": ["高级", "副高级", "中级", "初级", "无职称"],
    "sector": ["教育", "卫生", "文化", "农业", "工业", "交通", "金融", "政府机关"],
    "region": ["东部", "中部", "西部", "东北", "直辖市"],
    "sex": ["男", "女"],
}
AT = (0.1, 0.25, 0.5, 0.75, 0.9)


def ways(sample: RSample, case: str, call: str) -> list[Figures]:
    """Every way to work a call out."""
    subset = re.fullmatch(r"subset\((.*?)\) (.*)", call)
    if subset:
        rows = _condition(sample.table, subset.group(1))
        return ways(RSample(sample.table, sample.design, rows), case, subset.group(2))
    kind, rest = re.fullmatch(r"(\w+)[( ]?(.*?)\)?", call).groups()
    if kind == "rep":
        return [{("", "", "df"): float(rank_df(sample.design.replicates))}]
    maker: Callable[[RSample, str], list[Figures]] = {
        "degf": lambda given, _: [{("", "", "df"): given.df}],
        "weights": _weights,
        "svymean": lambda given, said: _stat(given, said, joint_means, means),
        "svytotal": lambda given, said: _stat(given, said, joint_totals, totals),
        "svyby": _by,
        "svyratio": _ratio,
        "svyvar": _var,
        "svyciprop": _proportion,
        "svyquantile": _quantile,
        "oldsvyquantile": _old_quantile,
        "svycontrast": _contrast,
        "svytable": _table,
    }[kind]
    return maker(sample, rest)


# ---- columns of the data


def _condition(table: pd.DataFrame, said: str) -> np.ndarray:
    held = np.ones(len(table), dtype=bool)
    for part in said.split("&"):
        name, sign, value = re.fullmatch(r"([\w.]+)(==|>)(.*)", part).groups()
        held &= (table[name] == value if sign == "==" else table[name] > float(value)).to_numpy()
    return held


def _codes(table: pd.DataFrame, name: str) -> tuple[np.ndarray, list[str]]:
    """Codes of a factor, -1 where missing, and its levels as R prints them."""
    column = table[name]
    levels = LEVELS.get(name, sorted(column.dropna().unique()))
    codes = pd.Categorical(column, categories=levels).codes.astype(np.int64)
    return codes, [f"{level:g}" if isinstance(level, float) else str(level) for level in levels]


def _crossed(table: pd.DataFrame, names: list[str]) -> tuple[np.ndarray, list[str]]:
    """Codes of crossed factors, the first fastest, and their labels."""
    place, labels = np.zeros(len(table), dtype=np.int64), [""]
    for name in names:
        codes, levels = _codes(table, name)
        place = np.where((place < 0) | (codes < 0), -1, place + len(labels) * codes)
        labels = [f"{old}.{level}".removeprefix(".") for level in levels for old in labels]
    return place, labels


def _factor(table: pd.DataFrame, said: str) -> tuple[np.ndarray, list[str], str] | None:
    """The codes, levels and name of a term that is a factor; None for numbers."""
    said = said.strip()
    if match := re.fullmatch(r"interaction\((.*),\s*(.*)\)", said):
        return *_crossed(table, list(match.groups())), f"interaction({match[1]}, {match[2]})"
    if match := re.fullmatch(r"factor\((.*)\)", said):
        return *_codes(table, match[1]), said
    if match := re.fullmatch(r"I\((\w+) ?== ?(\d+)\)", said):
        column = table[match[1]]
        codes = np.where(column.isna(), -1, column == int(match[2])).astype(np.int64)
        return codes, ["FALSE", "TRUE"], f"I({match[1]} == {match[2]})"
    if not pd.api.types.is_numeric_dtype(table[said]):
        return *_codes(table, said), said
    return None


def _numbers(sample: RSample, name: str) -> np.ndarray:
    """A number, missing outside the domain."""
    column = sample.table[name.strip()].to_numpy(dtype=float)
    return np.where(sample.rows, column, np.nan)


# ---- tables of figures


def _each(found: Estimates, keys: list[tuple[str, str]], df: float, deff: str = "") -> Figures:
    made: Figures = {}
    norm, t = (t_interval(found.value, found.se, free) for free in (np.inf, df))
    # R's deff=TRUE compares with a draw without replacement, ours with one with replacement.
    full = np.where(found.weighted_n > 0, found.weighted_n, np.nan)
    drawn = np.zeros(len(found)) if deff == "replace" else found.n / full
    with np.errstate(divide="ignore", invalid="ignore"):
        effects = found.deff / (1 - drawn)
    for place, (domain, term) in enumerate(keys):
        figures = {
            "est": found.value[place],
            "se": found.se[place],
            "ci_l_norm": norm[0][place],
            "ci_u_norm": norm[1][place],
            "ci_l_t": t[0][place],
            "ci_u_t": t[1][place],
            "df": df,
            "deff": effects[place],
        }
        made |= {(domain, term, stat): float(value) for stat, value in figures.items()}
    return made


def _jointly(found: Joint, keys: list[tuple[str, str]], df: float) -> Figures:
    made = _each(found.estimates(), keys, df)
    made = {key: value for key, value in made.items() if key[2] != "deff"}
    for row, (domain, term) in enumerate(keys):
        for column in range(row):
            key = (domain, f"{term}|{keys[column][1]}", "cov")
            made[key] = float(found.covariance[row, column])
    return made


# ---- calls


def _weights(sample: RSample, _: str) -> list[Figures]:
    weights = sample.design.weights
    found = {"sum": weights.sum(), "min": weights.min(), "max": weights.max()}
    return [{("", "", stat): float(value) for stat, value in found.items()}]


def _stat(sample: RSample, said: str, joint: Callable, one: Callable) -> list[Figures]:
    formula, _, options = re.sub(r"(\([^)]*),", r"\1;", said).lstrip("~").partition(",")
    terms = [term.replace(";", ",") for term in formula.split("+")]
    deff = "replace" if "replace" in options else ""
    factor = _factor(sample.table, terms[0]) if len(terms) == 1 else None
    if factor is not None:
        return _stat_of_factor(sample, factor, joint, one, deff)
    columns = np.array([_numbers(sample, term) for term in terms]).T
    # As R with na.rm=TRUE, a row with any missing value counts in none.
    columns[np.isnan(columns).any(axis=1)] = np.nan
    keys = [("", term.strip()) for term in terms]
    alone: Figures = {}
    for key, column in zip(keys, columns.T, strict=True):
        alone |= _each(one(sample.design, column), [key], sample.df, deff)
    return [alone, _jointly(joint(sample.design, columns), keys, sample.df)]


def _stat_of_factor(sample: RSample, factor, joint, one, deff: str) -> list[Figures]:
    codes, levels, name = factor
    codes = np.where(sample.rows, codes, -1)
    keys = [("", name + level) for level in levels]
    indicators = np.where(codes[:, None] < 0, np.nan, codes[:, None] == np.arange(len(levels)))
    found = [_jointly(joint(sample.design, indicators), keys, sample.df)]
    if one is means:
        group = np.where(codes < 0, -1, 0)
        part = shares(sample.design, codes, len(levels), group, np.zeros(len(levels), dtype=np.int64))
        base = int((codes >= 0).sum())
        size = float(sample.design.weights[codes >= 0].sum())
        part = Estimates(
            part.value, part.se, part.low, part.high, part.deff,
            np.full(len(levels), base), np.full(len(levels), size), part.df,
        )  # fmt: skip
        return [*found, _each(part, keys, sample.df, deff)]
    return [*found, _each(totals(sample.design, np.ones(len(codes)), codes, len(levels)), keys, sample.df)]


def _by(sample: RSample, said: str) -> list[Figures]:
    if "svyratio" in said:
        return _ratio_by(sample, said)
    formula, groups, kind = said.split(",")[:3]
    cell, labels = _crossed(sample.table, groups.lstrip("~").split("+"))
    factor = _factor(sample.table, formula.lstrip("~"))
    if factor is not None:
        return [_shares_by(sample, factor, cell, labels)]
    y = _numbers(sample, formula.lstrip("~"))
    one, joint = (means, joint_means) if kind == "svymean" else (totals, joint_totals)
    keys = [(label, "") for label in labels]
    found = [_each(one(sample.design, y, cell, len(labels)), keys, sample.df)]
    if len(labels) <= 40:
        found.append(_jointly(joint(sample.design, y, cell, len(labels)), keys, sample.df))
    return found


def _shares_by(sample: RSample, factor, group: np.ndarray, labels: list[str]) -> Figures:
    codes, levels, name = factor
    size = len(levels)
    group = np.where(codes < 0, -1, group)
    cell = np.where(group < 0, -1, group * size + codes)
    found = shares(sample.design, cell, len(labels) * size, group, np.arange(len(labels) * size) // size)
    keys = [(f"{label}:{name}{level}", "") for label in labels for level in levels]
    return _each(found, keys, sample.df)


def _ratio_by(sample: RSample, said: str) -> list[Figures]:
    top, bottom, groups = re.fullmatch(r"~(.*?),denominator=~(.*?),~(.*?),svyratio", said).groups()
    cell, labels = _crossed(sample.table, [groups])
    keys = [(label, "") for label in labels]
    given = (sample.design, _numbers(sample, top), _numbers(sample, bottom), cell, len(labels))
    return [_each(ratios(*given), keys, sample.df), _jointly(joint_ratios(*given), keys, sample.df)]


def _ratio(sample: RSample, said: str) -> list[Figures]:
    top, bottom = (_numbers(sample, name) for name in said.split(","))
    found = ratios(sample.design, top, bottom)
    # R's svyratio drops rows that miss either; the quotient of two totals has to do it too.
    both = np.isnan(top) | np.isnan(bottom)
    parts = joint_totals(sample.design, np.array([np.where(both, np.nan, one) for one in (top, bottom)]).T)
    alone = _each(found, [("", "")], sample.df)
    if isinstance(sample.design, ReplicateDesign):
        return [alone]
    return [alone, _jointly(parts.quotient(0, 1), [("", "")], sample.df)]


def _var(sample: RSample, said: str) -> list[Figures]:
    names = said.lstrip("~").split("+")
    y, x = (_numbers(sample, name) for name in names)
    both = covariances(sample.design, y, x)
    made: Figures = {("", "cov", "est"): float(both.value[0])}
    for name, column in zip(names, (y, x), strict=True):
        made |= _each(variances(sample.design, column), [("", name)], sample.df)
    return [made]


def _proportion(sample: RSample, said: str) -> list[Figures]:
    formula, _, method = said.lstrip("~").rpartition(",")
    match = re.fullmatch(r'I\(([\w.]+) == "?(\w+)"?\)', formula)
    column = sample.table[match[1] if match else formula]
    wanted = match[2] if match else "1"
    holds = column == (wanted if wanted.isalpha() else float(wanted))
    y = np.where(column.isna() | ~sample.rows, np.nan, holds.astype(float))
    found = proportions(sample.design, y, df=sample.df, interval=cast(ShareInterval, method))
    low, high = float(found.low[0]), float(found.high[0])
    if method == "likelihood":
        low, high = _likelihood(sample, found, y)
    figures = {"est": found.value[0], "se": found.se[0], "ci_l": low, "ci_u": high}
    return [{("", method, stat): float(value) for stat, value in figures.items()}]


def _likelihood(sample: RSample, found: Estimates, y: np.ndarray) -> tuple[float, float]:
    """R's interpolated limits, once it is certain that the equation we solve has its root beside them.

    Where answers are missing R scales the cutoff, but not the deviance, by their mean weight.
    """
    weights = sample.design.weights
    scale = weights[~np.isnan(y)].mean() / weights.mean()
    limits = r_profile_interval(y, weights, float(found.se[0]), sample.df)
    solved = share_interval("likelihood", found.value, found.se * np.sqrt(scale), sample.df, found.n)
    assert [float(limit[0]) for limit in solved] == pytest.approx(limits, rel=5e-4)
    return limits


def _r_shah_vaish(values: np.ndarray, weights: np.ndarray, at: np.ndarray, equal: float) -> np.ndarray:
    """R's slip in this rule, up to survey 4.5: half the weight is taken off before it is scaled.

    The shares then do not rise with the values, and R's ``approx`` puts them in order.
    """
    shares_of = (running(weights / weights.mean()) + 0.5 - weights / 2) / (len(values) + 1)
    order = np.argsort(shares_of, kind="stable")
    return step_down(values[order], shares_of[order], at)


def _quantile(sample: RSample, said: str) -> list[Figures]:
    rule, interval = said.split(",")
    chosen = _r_shah_vaish if rule == "shahvaish" else RULES[rule]
    kind = cast(QuantileInterval, interval)
    made: Figures = {}
    for name in ("api00", "api99"):
        # equal=0: R lets rounding decide whether a share of the weight is reached.
        found = quantiles(sample.design, _numbers(sample, name), AT, sample.df, chosen, kind, equal=0.0)
        for place, at in enumerate(AT):
            made[f"{at}", name, "quantile"] = found.value[place]
            made[f"{at}", name, "ci.2.5"] = found.low[place]
            made[f"{at}", name, "ci.97.5"] = found.high[place]
            made[f"{at}", name, "se"] = found.se[place]
    return [made]


def _old_quantile(sample: RSample, _: str) -> list[Figures]:
    """R gives estimates point by point and standard errors variable by variable, and the file pairs them so."""
    names = ("api00", "api99")
    found = [
        quantiles(sample.design, _numbers(sample, name), AT, sample.df, "linear", "wald") for name in names
    ]
    errors = np.concatenate([one.se for one in found])
    made: Figures = {}
    for place, (at, one) in enumerate((at, one) for at in range(len(AT)) for one in range(len(names))):
        made[f"{AT[at]}:{names[one]}", "", "est"] = float(found[one].value[at])
        made[f"{AT[at]}:{names[one]}", "", "se"] = float(errors[place])
    return [made]


def _contrast(sample: RSample, _: str) -> list[Figures]:
    cell, labels = _crossed(sample.table, ["stype"])
    found = joint_means(sample.design, _numbers(sample, "api00"), cell, len(labels))
    made = [found.contrast([1, -1, 0]), found.differences([[0, 1]])]
    return [_jointly(one, [("", "")], sample.df) for one in made]


def _table(sample: RSample, said: str) -> list[Figures]:
    names = [name.strip() for name in said.lstrip("~").split("+")]
    (rows, row_labels), (columns, column_labels) = (_codes(sample.table, name) for name in names)
    cell = np.where((rows < 0) | (columns < 0) | ~sample.rows, -1, rows * len(column_labels) + columns)
    found = totals(sample.design, np.ones(len(cell)), cell, len(row_labels) * len(column_labels))
    keys = _pairs(row_labels, column_labels)
    return [{(*key, "count"): float(value) for key, value in zip(keys, found.value, strict=True)}]


def _pairs(rows: list[str], columns: list[str]) -> Iterator[tuple[str, str]]:
    return ((row, column) for row in rows for column in columns)
