"""Maps by town from a boundary file of strangers, read within limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from reports.charts import boundaries, colours
from reports.charts.boundaries import read_boundaries
from reports.charts.drawing import draw, draw_spec, forms_for
from reports.charts.spec import ChartSpec
from reports.charts.townmap import class_limits
from reports.errors import ReportError
from tests.reports.charts.tables import SOURCE, dimension, released

TOWNS = ("清河镇", "柳林镇", "大王庄乡", "北关街道")


def square(x: float, y: float, wide: float = 0.1) -> list[list[float]]:
    return [[x, y], [x + wide, y], [x + wide, y + wide], [x, y + wide], [x, y]]


def feature(name: Any, *rings: list[list[Any]]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def county() -> bytes:
    places = [(114.0, 36.0), (114.1, 36.0), (114.0, 36.1), (114.1, 36.1)]
    return collection(*(feature(name, square(*at)) for name, at in zip(TOWNS, places, strict=True)))


def table(names: tuple[str, ...] = TOWNS, counts: tuple[int, ...] = (100, 200, 300, 400)):
    return released("各乡镇", [dimension("town", "乡镇", names)], counts)


def test_towns_are_shaded_by_their_figures_and_named() -> None:
    chart = draw(table(), "map", SOURCE, boundaries=read_boundaries(county()))
    axes = chart.figure.axes[0]
    towns = [patch for patch in axes.patches if patch.get_gid() == "town"]
    greys = [colours.luminance(to_hex(patch.get_facecolor())) for patch in towns]  # the largest share first
    assert greys == sorted(greys)
    assert len(set(greys)) == 3  # 30 % and 40 % share the class that ends at 40 %
    FigureCanvasAgg(chart.figure)
    for text in axes.texts:
        assert text.get_text().split("\n")[0] in TOWNS
    assert [row[1].split(" [")[0] for row in chart.rows] == ["40.0 %", "30.0 %", "20.0 %", "10.0 %"]


def test_a_hidden_town_is_hatched_and_one_the_file_lacks_is_named() -> None:
    given = table((*TOWNS[:3], "新城区"), (4, 5, 300, 400))
    chart = draw(given, "map", SOURCE, boundaries=read_boundaries(county()))
    axes = chart.figure.axes[0]
    hidden = sum(cell.suppressed for cell in given.inner() if cell.keys["town"] != "4")
    assert sum(patch.get_hatch() is not None for patch in axes.patches) == hidden >= 2
    assert "边界文件中没有：新城区" in chart.words.source
    assert {row[0]: row[1] for row in chart.rows}["清河镇"] == "▪"


def test_a_map_is_offered_only_where_half_the_categories_are_areas() -> None:
    area = read_boundaries(county())
    assert forms_for(table(), area)[0] == "map"
    assert "map" not in forms_for(table())
    assert "map" not in forms_for(table(("甲", "乙", "丙", "清河镇")), area)
    with pytest.raises(ReportError, match=r"chart\.form"):
        draw_spec(table(), ChartSpec(form="map"), SOURCE)


def test_a_town_in_several_parts_and_codes_of_divisions_are_found() -> None:
    parts = [feature("清河镇", square(114, 36)), feature("清河镇", square(115, 36))]
    area = read_boundaries(
        collection(*parts, feature(130534001, square(116, 36)), feature(7, square(117, 36)))
    )
    assert len(area.found("1", "清河镇")) == 2
    assert len(area.found("130534001", "别名")) == 1
    assert area.found("7", "别名") == ()


def test_rings_are_turned_so_that_holes_stay_open() -> None:
    hole = square(114.02, 36.02, 0.02)
    area = read_boundaries(collection(feature("甲", square(114, 36)[::-1], hole))).areas[0]
    outer, inner = area.polygons[0]

    def turned(ring) -> float:
        x, y = ring[:-1, 0], ring[:-1, 1]
        return float((x * ring[1:, 1] - ring[1:, 0] * y).sum())

    assert turned(outer) > 0 > turned(inner)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"features": []}',
        b'{"features": [1]}',
        collection({"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}),
        collection(feature("a", [[0, 0], [1, 1], [0, 0]])),
        collection(feature("a", square(500000, 4000000))),
        collection(feature("a", [["0", 0], [1, 0], [1, 1], [0, 0]])),
        collection(feature("a", [[True, 0], [1, 0], [1, 1], [0, 0]])),
        collection(feature("a", square(114, 36))).replace(b"114,", b"NaN,"),
        collection(feature("a", square(114, 36))).replace(b"114,", b"1e999,"),
        b"[" * 100_000,
        b'{"features": [' + b"1" * 5000 + b"]}",
    ],
)
def test_a_file_that_is_no_map_is_refused_with_the_way_out(content: bytes) -> None:
    with pytest.raises(ReportError) as refused:
        read_boundaries(content)
    assert refused.value.code == "chart.boundaries"
    assert "GeoJSON" in refused.value.remedy.say("zh-CN")


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_AREAS", "MOST_POINTS"])
def test_a_file_beyond_the_limits_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read_boundaries(county())
    monkeypatch.setattr(boundaries, limit, 3)
    with pytest.raises(ReportError):
        read_boundaries(county())


@pytest.mark.parametrize("values", [[], [0.2], [0.2, 0.2], [0.01, 0.5], [-3.0, 1e9]])
def test_classes_hold_every_figure(values: list[float]) -> None:
    limits = class_limits(values)
    assert limits == sorted(limits)
    assert 2 <= len(limits) <= 8
    assert all(limits[0] <= one <= limits[-1] for one in values)
