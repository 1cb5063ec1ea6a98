"""A small seeded county survey as a dataset, with one question of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from questionnaires.text import Text
from reports.codebook import DesignInfo, Group, MissingKind, Stratum, Variable
from reports.dataset import Dataset
from reports.documents.investigation import Investigation, Returns, Suggestions
from reports.weighting import weighted

STRATA = (
    Stratum("industry", Text(zh="工业", en="Industry"), 9200),
    Stratum("education", Text(zh="教育", en="Education"), 6400),
    Stratum("health", Text(zh="卫生", en="Health"), 5900),
)
SATISFIED = {
    "1": Text(zh="很不满意", en="Very dissatisfied"),
    "2": Text(zh="一般", en="Neutral"),
    "3": Text(zh="很满意", en="Very satisfied"),
}
OBSTACLES = {
    "1": Text(zh="没有时间", en="No time"),
    "2": Text(zh="缺经费", en="No money"),
    "3": Text(zh="缺设备", en="No equipment"),
}


def code(
    name: str, label: Text, codes: Mapping[str, Text], role: str | None = None, group: str | None = None
) -> Variable:
    """A coded variable; an option 9 counts as refused."""
    missing: dict[str, MissingKind] = {"9": "refused"} if "9" in codes else {}
    return Variable(
        name, label, "code", codes=codes, missing=missing, role=role, group=group, question=group or name
    )


SEXES = {
    "1": Text(zh="男", en="Male"),
    "2": Text(zh="女", en="Female"),
    "9": Text(zh="不愿说明", en="Rather not say"),
}
TITLES = {
    "412": Text(zh="副高", en="Deputy senior"),
    "420": Text(zh="中级", en="Middle"),
    "499": Text(zh="无", en="None"),
}

VARIABLES = (
    code("sex", Text(zh="性别", en="Sex"), SEXES, "sex"),
    Variable("birth_ym", Text(zh="出生年月", en="Birth"), "date", role="age", question="birth_ym"),
    code("title_lv", Text(zh="职称", en="Title"), TITLES, "title"),
    code("ind", Text(zh="行业", en="Industry"), {one: Text(zh=one, en=one) for one in "CPQ"}, "sector"),
    Variable("hours", Text(zh="每周工作小时", en="Hours a week"), "number", question="hours"),
    code("sat_1", Text(zh="工作内容", en="The work"), SATISFIED, group="sat"),
    code("sat_2", Text(zh="设备", en="Equipment"), SATISFIED, group="sat"),
    Variable("act_1", Text(zh="主持项目", en="Led a project"), "indicator", group="act", question="act"),
    Variable("act_2", Text(zh="申请专利", en="Filed a patent"), "indicator", group="act", question="act"),
    code("barr_1", Text(zh="障碍一", en="Obstacle 1"), OBSTACLES, group="barr"),
    code("barr_2", Text(zh="障碍二", en="Obstacle 2"), OBSTACLES, group="barr"),
)  # fmt: skip
GROUPS = (
    Group("sat", Text(zh="满意度", en="Satisfaction"), "matrix", ("sat_1", "sat_2")),
    Group("act", Text(zh="近三年做过的事", en="Done in three years"), "multiple", ("act_1", "act_2")),
    Group("barr", Text(zh="主要障碍", en="Obstacles"), "ranking", ("barr_1", "barr_2")),
)


def county(size: int = 600) -> Dataset:
    """``size`` weighted answers; four people are over 60, too few to be shown."""
    random = np.random.default_rng(20261121)
    births = [
        f"{year}-{month:02d}"
        for year, month in zip(random.integers(1968, 2002, size), random.integers(1, 13, size), strict=True)
    ]
    births[:4] = ["1960-01"] * 4
    first = random.choice(list("123"), size, p=[0.6, 0.3, 0.1])
    table = pd.DataFrame(
        {
            "response": np.arange(1, size + 1),
            "stratum": random.choice([one.code for one in STRATA], size, p=[0.5, 0.3, 0.2]),
            "sex": random.choice(["1", "2", "9"], size, p=[0.53, 0.44, 0.03]),
            "birth_ym": births,
            "title_lv": random.choice(["412", "420", "499"], size, p=[0.2, 0.5, 0.3]),
            "hours": random.normal(46, 6, size).round(1),
            "sat_1": random.choice(["1", "2", "3", "-9"], size, p=[0.2, 0.3, 0.4, 0.1]),
            "sat_2": random.choice(["1", "2", "3"], size),
            "act_1": random.integers(0, 2, size),
            "act_2": random.integers(0, 2, size),
            "barr_1": first,
            "barr_2": [{"1": "2", "2": "3", "3": "1"}[one] for one in first],
        }
    )
    table["ind"] = table["stratum"].map({"industry": "C", "education": "P", "health": "Q"})
    design = DesignInfo(strata=STRATA, reference_date="2026-06-30")
    dataset = Dataset(Text(zh="××县调查", en="County survey"), table, VARIABLES, design, GROUPS)
    return weighted(dataset)[0]


def investigation(**changes: object) -> Investigation:
    """A whole investigation around :func:`county`."""
    given: dict[str, object] = {
        "title": Text(zh="××县科技工作者状况调查", en="Survey of S&T workers"),
        "organiser": Text(zh="××县科学技术协会", en="County association"),
        "place": Text(zh="××县", en="the county"),
        "field_period": "2026-04-01 – 2026-06-30",
        "frozen_at": datetime(2026, 7, 1, tzinfo=UTC),
        "dataset": county(),
        "returns": [Returns(one.label, 240, 210, 200, 10, 5, 4, 3) for one in STRATA],
        "rates": [("RR1", 0.829), ("RR2", None)],
        "suggestions": Suggestions(
            520,
            400,
            [
                (Text(zh="待遇", en="Pay"), 215),
                (Text(zh="培训", en="Training"), 40),
                (Text(zh="设备", en="Equipment"), 12),
                (Text(zh="住房", en="Housing"), 4),
                (Text(zh="交通", en="Transport"), 5),
            ],
            [(Text(zh="待遇", en="Pay"), "More training, please.")],
        ),
        "questionnaire": [
            (
                Text(zh="基本情况", en="About you"),
                [(Text(zh="A1 性别", en="A1 Sex"), [Text(zh="1 男", en="1 Male")])],
            )
        ],
    }
    return Investigation(**{**given, **changes})  # type: ignore[arg-type]
