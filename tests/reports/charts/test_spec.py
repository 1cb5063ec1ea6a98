"""What a person decided about a chart is kept as plain data and holds for the next version of the data."""

from __future__ import annotations

import json

import pytest

from questionnaires.text import Text
from reports.charts.drawing import draw_spec
from reports.charts.spec import ChartSpec
from reports.errors import ReportError
from tests.reports.charts.tables import AGES, SECTORS, SOURCE, TITLES, by_sector, by_title, crossed

FULL = ChartSpec(
    form="ranked",
    title=Text(zh="工业的科技工作者最多", en="Most work in industry"),
    subtitle=Text(zh="按国民经济行业"),
    figure="share",
    order={"sector": ("3", "1")},
    labels={"sector": {"3": Text(zh="教育系统", en="Schools")}},
    intervals=False,
)


def test_a_specification_survives_json() -> None:
    again = ChartSpec.from_json(json.loads(json.dumps(FULL.to_json())))
    assert again == FULL
    assert again.key == FULL.key
    assert ChartSpec.from_json(ChartSpec().to_json()) == ChartSpec()
    assert FULL.to_json()["version"] == 1


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"version": 2}, "version"),
        ({"kind": "table"}, "version"),
        ({"colour": "red"}, "colour"),
        ({"title": "bare"}, "title"),
        ({"title": {"zh-CN": "长" * 201}}, "title"),
        ({"title": {"fr": "x"}}, "title"),
        ({"order": {"age": ["1", "1"]}}, "order.age"),
        ({"order": {"age": 7}}, "order.age"),
        ({"labels": {"age": {"1": 5}}}, "labels.age.1"),
        ({"intervals": "no"}, "intervals"),
        ({"form": ["ranked"]}, "form"),
    ],
)
def test_what_is_no_specification_is_refused_with_its_place(changed: dict, place: str) -> None:
    with pytest.raises(ReportError) as refused:
        ChartSpec.from_json({**FULL.to_json(), **changed})
    assert refused.value.place == place


@pytest.mark.parametrize("raw", [None, [], "x", {1: 2}])
def test_anything_but_a_mapping_is_refused(raw: object) -> None:
    with pytest.raises(ReportError):
        ChartSpec.from_json(raw)


def test_title_order_labels_and_intervals_are_drawn_as_decided_over_the_base_line() -> None:
    chart = draw_spec(by_sector(), FULL, SOURCE)
    assert chart.words.title == "工业的科技工作者最多"
    subtitle, base = chart.words.base.split("\n")
    assert subtitle == "按国民经济行业"
    assert base.startswith("基数：")
    assert [row[0] for row in chart.rows][:2] == ["教育系统", "工业"]
    assert not any(line.get_gid() == "interval" for line in chart.figure.axes[0].lines)


def test_a_code_that_is_gone_is_passed_over_and_a_new_one_stands_at_the_end() -> None:
    spec = ChartSpec(order={"title": ("9", "5", "1")})
    labels = [row[0] for row in draw_spec(by_title(), spec, SOURCE).rows]
    assert labels == [TITLES[4], TITLES[0], *TITLES[1:4]]


def test_order_by_size_turns_even_an_ordered_feature() -> None:
    rows = draw_spec(by_title(), ChartSpec(order={"title": "size"}), SOURCE).rows
    shares = [float(row[1].removesuffix(" %")) for row in rows]
    assert shares == sorted(shares, reverse=True)


def test_features_of_a_structure_can_be_exchanged_and_answers_cannot() -> None:
    table = crossed(("sector", "行业", SECTORS[:3]), ("age", "年龄", AGES))
    chart = draw_spec(table, ChartSpec(form="stacked", series="sector"), SOURCE)
    assert chart.columns[1:] == SECTORS[:3]
    answers = crossed(("sector", "行业", SECTORS[:3]), ("value", "年龄", AGES), within=True)
    with pytest.raises(ReportError, match=r"chart\.series"):
        draw_spec(answers, ChartSpec(form="stacked", series="sector"), SOURCE)


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (ChartSpec(form="pyramid"), "chart.form"),
        (ChartSpec(form="<script>"), "chart.form"),
        (ChartSpec(figure="median"), "chart.figure"),
        (ChartSpec(series="sex"), "chart.series"),
    ],
)
def test_a_kept_chart_that_no_longer_fits_says_what_does(spec: ChartSpec, code: str) -> None:
    with pytest.raises(ReportError) as refused:
        draw_spec(by_title(), spec, SOURCE)
    assert refused.value.code == code
    if code == "chart.form":
        assert "带区间的条形图" in refused.value.remedy.say("zh-CN")
