"""A dataset with every difficulty that formats of data have with ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from questionnaires.text import Text
from reports.codebook import DesignInfo, Group, Stratum, Variable
from reports.dataset import Dataset
from reports.exports.anonymity import anonymity_of
from reports.exports.deidentify import deidentified
from reports.exports.origin import Origin
from reports.exports.profile import OWN, Profile
from reports.weighting import weighted

LONG = "您对所在单位在科研经费、仪器设备、学术交流和继续教育等方面提供的支持是否满意" * 6
SPEECH = "希望增加进修机会。" * 3000
FROZEN = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
MODES = {"phone": Text(zh="手机", en="Phone"), "paper": Text(zh="纸质", en="Paper")}
MISSING = ("-1", "-3", "-7", "-8", "-9")


def said(word: str) -> Text:
    return Text(zh=word, en=word)


def also_not_applicable(one: Variable) -> Variable:
    """As the survey labels every column: -3 is missing too, and an option of a code list."""
    codes = {**one.codes, "-3": said("不适用")} if one.kind == "code" else one.codes
    return replace(one, codes=codes, missing={**one.missing, "-3": "not_applicable"})


_PLAIN = (
    # Whole numbers, with one option that counts as missing.
    Variable(
        "sex",
        said("性别"),
        "code",
        {"1": said("男"), "2": said("女"), "9": said("不愿说明")},
        {"9": "refused"},
    ),
    # Letters; the standard codes of missing are five.
    Variable(
        "ind",
        Text(zh="行业", en="Sector"),
        "code",
        {letter: said(f"门类{letter}") for letter in "ABCDEF"},
        role="sector",
        privacy="quasi_identifying",
    ),
    # Leading noughts, and two options that count as missing.
    Variable(
        "polit",
        said("政治面貌"),
        "code",
        {
            "01": said("党员"),
            "03": said("团员"),
            "13": said("群众"),
            "97": said("说不清"),
            "98": said("不想说"),
        },
        {"97": "unknown", "98": "refused"},
        privacy="quasi_identifying",
    ),
    Variable("hours", Text(zh=LONG, en="Hours"), "number", question="B1"),
    Variable("change", said("增减"), "number", ambiguous=True),
    Variable("drop_of", said("得分变化"), "number"),
    Variable("born", said("出生年月"), "date", role="age", privacy="quasi_identifying"),
    Variable("act_1", said("培训"), "indicator", group="act"),
    Variable("act_2", Text(zh="活动 · " + "学" * 120, en="Activities"), "indicator", group="act"),
    Variable("with", said("保留字"), "code", {"1": Text(zh="是" * 300, en="yes"), "2": said("否")}),
    Variable("rank_1", said("第一"), "code", {"1": said("甲"), "2": said("乙")}, group="rank"),
    Variable("rank_2", said("第二"), "code", {"1": said("甲"), "2": said("乙")}, group="rank"),
    Variable("words", said("心里话"), "text", privacy="open"),
)
VARIABLES = tuple(also_not_applicable(one) for one in _PLAIN)
GROUPS = (
    Group("act", said("参加过的活动"), "multiple", ("act_1", "act_2")),
    Group("rank", said("最大的困难"), "ranking", ("rank_1", "rank_2")),
)


def everything(count: int = 60) -> Dataset:
    """Rows that go round: every code, every kind of missing, in every column."""
    at = np.arange(count)

    def turn(*values: object) -> list[object]:
        return [values[place % len(values)] for place in at]

    def numbers(*values: float) -> tuple[np.ndarray, list[str | None]]:
        gone = at % 7 >= 7 - len(MISSING) + 1
        found = np.where(gone, np.nan, np.array(values, dtype=float)[at % len(values)])
        return found, [
            MISSING[place % len(MISSING)] if none else None for place, none in zip(at, gone, strict=True)
        ]

    table = pd.DataFrame(
        {
            "stratum": turn("1", "2"),
            "psu": pd.Series(turn(11, 12, 13, 14, 15), dtype="Int64"),
            "mode": turn("phone", "phone", "paper"),
            "sex": turn("1", "2", "9", *MISSING),
            "ind": turn(*"ABCDEF", *MISSING),
            "polit": turn("01", "03", "13", "97", "98", *MISSING),
            "with": turn("1", "2", *MISSING),
            "rank_1": turn("1", "2", *MISSING),
            "rank_2": turn("2", "1", *MISSING),
        }
    )
    for name, values in {
        "hours": (40.0, 46.5, 60.0),
        "change": (-1.0, 0.0, -8.0, 5.0),
        "drop_of": (-2.0, 3.5),
        "act_1": (1.0, 0.0),
        "act_2": (0.0, 1.0, 1.0),
    }.items():
        table[name], table[f"{name}.missing"] = numbers(*values)
    for name, texts in {
        "born": ("1980-03", "1991", "1975-12"),
        "words": ("=1+1", SPEECH, "好，\n很好"),
    }.items():
        _, why = numbers(0)
        table[name] = [None if reason else texts[place % 3] for place, reason in zip(at, why, strict=True)]
        table[f"{name}.missing"] = why
    strata = (Stratum("1", said("教育"), 900.0), Stratum("2", said("卫生"), 1500.0))
    design = DesignInfo(strata, reference_date="2026-06-30")
    made = Dataset(Text(zh="某县", en="A county"), table, VARIABLES, design, GROUPS, {"survey": "county"})
    return weighted(made)[0]


def origin(dataset: Dataset, profile: Profile = OWN) -> Origin:
    return Origin("20261121T020000Z-abc", FROZEN, profile, anonymity_of(dataset, (), profile.k), MODES)


def let_out(dataset: Dataset, profile: Profile, seed: int = 1) -> tuple[Dataset, Origin]:
    """What a profile lets out, with masks drawn from a seed."""
    released, settled, anonymity, _ = deidentified(dataset, profile, np.random.default_rng(seed))
    return released, Origin("20261121T020000Z-abc", FROZEN, settled, anonymity, MODES)
