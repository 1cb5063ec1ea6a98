"""Made-up released tables with the words of a county's investigation, for the tests of charts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from questionnaires.text import Text
from reports.charts.drawing import Provenance
from reports.classification import Category
from reports.disclosure import PUBLIC, Base, Dimension, RawTable, ReleasedTable, join, release
from reports.disclosure.cube import Cube, with_margins
from reports.estimates import Estimate

SOURCE = Provenance(
    Text(zh="清河县科技工作者状况调查", en="Survey of S&T workers of Qinghe"), "5f3a9c1e77b20d41"
)
AGES = ("35 岁以下", "35–44 岁", "45–54 岁", "55 岁及以上")
TITLES = ("正高级", "副高级", "中级", "初级", "未定级或无职称")
SECTORS = (
    "工业", "农业", "教育", "卫生", "科学研究和技术服务业", "信息传输、软件和信息技术服务业",
    "水利、环境和公共设施管理业",
)  # fmt: skip
AGREEMENT = ("很不同意", "不太同意", "一般", "比较同意", "很同意")
SEXES = ("男", "女")
PRESSURES = (
    "职称晋升竞争激烈", "考核指标与各类检查评比表格填报等非业务性工作负担过重", "收入水平", "科研经费不足",
    "家庭照顾", "知识更新快", "其他",
)  # fmt: skip


def dimension(name: str, label: str, labels: Sequence[str], codes: Sequence[str] = ()) -> Dimension:
    """A dimension whose categories are coded 1, 2, 3… unless told otherwise."""
    codes = codes or [str(number) for number in range(1, len(labels) + 1)]
    listed = tuple(Category(code, Text(zh=one, en=one)) for code, one in zip(codes, labels, strict=True))
    return Dimension(name, Text(zh=label, en=label), listed)


def released(
    title: str,
    dimensions: Sequence[Dimension],
    counts: object,
    *,
    figure: str = "share",
    within: bool = False,
    values: object = None,
    threshold: int = 10,
) -> ReleasedTable:
    """A table of counts with shares of the whole (or ``within`` the first dimension), or with given ``values``.

    Intervals are plain 1.96·√(p(1−p)/n): what they are does not matter here, only where they are drawn.
    """
    inner = np.asarray(counts, dtype=np.int64)
    cube = Cube(with_margins(inner[None, ...], 1), np.ones(1))
    whole = cube.counts[..., -1:] if within else cube.counts[cube.grand]
    base = np.broadcast_to(np.maximum(whole, 1), cube.counts.shape).astype(float)
    shares = cube.counts / base
    if values is not None:
        shares = np.zeros(cube.counts.shape)
        shares[tuple(slice(0, size) for size in cube.inner)] = np.asarray(values, dtype=np.float64)
    half = (
        1.96 * np.sqrt(np.clip(shares * (1 - shares), 0, None) / base)
        if values is None
        else shares * 0.06 + 0.01
    )
    estimates = [
        Estimate(
            float(value),
            float(wide) / 1.96,
            float(value - wide),
            float(value + wide),
            100.0,
            1.0,
            int(n),
            float(n),
        )
        for value, wide, n in zip(shares.ravel(), half.ravel(), cube.counts.ravel(), strict=True)
    ]
    figures = {figure: estimates}
    if not within and values is None:
        figures["total"] = estimates
    total = float(inner.sum())
    return release(
        RawTable(
            Text(zh=title, en=title), tuple(dimensions), cube, cube.counts.astype(float), figures,
            Base(int(total), total),
        ),
        PUBLIC.at(threshold),
    )  # fmt: skip


def counts(shape: tuple[int, ...], total: int = 2463, seed: int = 1) -> np.ndarray:
    """Plausible counts: a few large cells and many small ones."""
    draw = np.random.default_rng(seed)
    shares = draw.gamma(2.0, size=shape)
    return np.maximum(np.round(shares / shares.sum() * total), 12).astype(np.int64)


def by_title() -> ReleasedTable:
    return released("职称结构", [dimension("title", "职称", TITLES)], [203, 492, 861, 455, 452])


def by_sector(few: int = 88) -> ReleasedTable:
    return released("行业结构", [dimension("sector", "行业", SECTORS)], [720, 93, 540, 461, 88, few, 41])


def crossed(
    first: tuple[str, str, Sequence[str]], last: tuple[str, str, Sequence[str]], **more
) -> ReleasedTable:
    given = more.pop("counts", counts((len(first[2]), len(last[2]))))
    return released(f"{first[1]}×{last[1]}", [dimension(*first), dimension(*last)], given, **more)


def options_by(groups: Sequence[str]) -> ReleasedTable:
    """Options of a multiple choice by groups: tables side by side."""
    tables = []
    for number, option in enumerate(PRESSURES):
        chosen = counts((len(groups),), 900, seed=number + 5)
        given = np.stack([chosen, 700 - np.minimum(chosen, 680)], axis=1)
        dims = [dimension("sector", "行业", groups), dimension("chosen", option, ["是", "否"], ["1", "0"])]
        tables.append(released(option, dims, given, within=True))
    return join(
        Text(zh="工作中最大的压力来自哪里", en="Where pressure comes from"),
        dimension("pressure", "压力来源", PRESSURES), tables, keep={"chosen": "1"},
    )  # fmt: skip


def matrix(items: Sequence[str], steps: Sequence[str] = AGREEMENT) -> ReleasedTable:
    """Rows of a matrix by its answers."""
    tables = [
        released(item, [dimension("value", "评价", steps)], counts((len(steps),), seed=number), within=True)
        for number, item in enumerate(items)
    ]
    label = Text(zh="对工作环境的看法", en="Views of work")
    listed = tuple(Category(str(number), Text(zh=item, en=item)) for number, item in enumerate(items))
    return join(label, Dimension("item", label, listed), tables)


def over_waves(waves: Sequence[str], few: int = 300) -> ReleasedTable:
    """Answers to one question in several waves."""
    tables = []
    for number, wave in enumerate(waves):
        given = [400 + 60 * number, 700 - 40 * number, 500, few, 200 + 3 * number]
        tables.append(released(wave, [dimension("value", "压力来源", PRESSURES[:5])], given, within=True))
    return join(
        Text(zh="压力来源的变化", en="Sources of pressure over time"),
        dimension("wave", "调查", waves),
        tables,
    )
