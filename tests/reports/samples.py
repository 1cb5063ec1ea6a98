"""A made-up county for the tests of the analysis module: known strata, known shares, every kind of question."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from questionnaires.text import Text
from reports.codebook import DesignInfo, Group, Stratum, Variable
from reports.dataset import Dataset

SECTIONS = "ABCDEFGHIJKLMNOPQRST"
SECTORS = {"B": "1", "C": "1", "D": "1", "E": "1", "A": "2", "P": "3", "Q": "4", "M": "5", "I": "5"}
POPULATIONS = {"1": 92000.0, "2": 11500.0, "3": 64000.0, "4": 59000.0, "5": 10500.0, "6": 123000.0}
POLITICAL = ("01", "02", "03", "05", "10", "12", "13", "-7")
TITLES = ("411", "412", "420", "434", "435", "499")


def said(word: str) -> Text:
    """A text that says the same in both languages."""
    return Text(zh=word, en=word)


def coded(name: str, codes: str | tuple[str, ...], role: str | None = None, **more: Any) -> Variable:
    return Variable(name, said(name), "code", {code: said(code) for code in codes}, role=role, **more)


def answers(count: int, seed: int = 1) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    section = draw.choice(list(SECTIONS), count)
    hours = np.round(draw.normal(46, 9, count), 1)
    hours[draw.random(count) < 0.03] = np.nan
    ranked = np.array([draw.permutation(list("1234"))[:3] for _ in range(count)], dtype=object)
    none = draw.random(count) < 0.05
    ranked[none] = "-9"
    sex = draw.choice(["1", "2", "9", "-9"], count, p=[0.55, 0.41, 0.03, 0.01])
    return pd.DataFrame(
        {
            "ind": section,
            "stratum": [SECTORS.get(letter, "6") for letter in section],
            "sex": sex,
            "polit": draw.choice(POLITICAL, count, p=[0.4, 0.03, 0.1, 0.02, 0.02, 0.02, 0.36, 0.05]),
            "title_lv": draw.choice(TITLES, count, p=[0.08, 0.2, 0.35, 0.15, 0.05, 0.17]),
            "birth_ym": [
                f"{year}-{month:02d}"
                for year, month in zip(
                    draw.integers(1955, 2004, count), draw.integers(1, 13, count), strict=True
                )
            ],
            "hours": hours,
            "occ": draw.choice(list("123456789"), count),
            "sat_1": draw.choice(list("12345"), count),
            "sat_2": draw.choice(["1", "2", "3", "4", "5", "6", "-1"], count),
            "act_1": (draw.random(count) < 0.3).astype(int),
            "act_2": (draw.random(count) < 0.5).astype(int),
            "act_3": (np.arange(count) < 3).astype(int),
            "rank_1": ranked[:, 0],
            "rank_2": ranked[:, 1],
            "rank_3": ranked[:, 2],
            "words": ["心声"] * count,
        }
    )


VARIABLES = (
    coded("ind", tuple(SECTIONS), "sector"),
    coded("sex", ("1", "2", "9"), "sex", missing={"9": "refused"}),
    coded("polit", POLITICAL[:-1], "political"),
    coded("title_lv", TITLES, "title"),
    Variable("birth_ym", said("birth"), "date", role="age"),
    Variable("hours", said("hours"), "number"),
    coded("occ", "123456789", "occupation"),
    coded("sat_1", "12345", group="sat"),
    coded("sat_2", "123456", group="sat", missing={"6": "not_applicable"}),
    *(Variable(f"act_{k}", said(f"act {k}"), "indicator", group="act") for k in (1, 2, 3)),
    *(coded(f"rank_{k}", "1234", group="rank") for k in (1, 2, 3)),
    Variable("words", said("words"), "text", privacy="open"),
)
GROUPS = (
    Group("sat", said("satisfaction"), "matrix", ("sat_1", "sat_2")),
    Group("act", said("activities"), "multiple", ("act_1", "act_2", "act_3")),
    Group("rank", said("obstacles"), "ranking", ("rank_1", "rank_2", "rank_3")),
)


def county(
    count: int = 2463, seed: int = 1, populations: dict[str, float] | None = None, **design
) -> Dataset:
    """The county's answers, not yet weighted."""
    sizes = POPULATIONS if populations is None else populations
    strata = tuple(Stratum(code, said(f"stratum {code}"), sizes.get(code)) for code in POPULATIONS)
    return Dataset(
        title=Text(zh="某县", en="A county"),
        table=answers(count, seed),
        variables=VARIABLES,
        design=DesignInfo(strata=strata, reference_date="2026-06-30", **design),
        groups=GROUPS,
        source={"survey": "county"},
    )
