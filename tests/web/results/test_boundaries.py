"""Boundaries by the browser: read safely, shown before use, changed only by who keeps the platform."""

from __future__ import annotations

import io

import pytest

from survey.services import boundaries
from survey.services.events import SYSTEM
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, STRATA, analysed_survey, small
from tests.survey.services.test_boundaries import county

pytestmark = only_sqlite
AT = "/staff/county/boundaries"


def given(content: str | bytes, name="towns.geojson"):
    raw = content.encode() if isinstance(content, str) else content
    return {"file": (io.BytesIO(raw), name)}


@pytest.fixture
def survey(store):
    return analysed_survey(store, 60, questionnaire=small())


def test_a_file_is_put_looked_at_and_taken_away(survey, desk_of, hire, settings):
    desk = desk_of(hire("root", is_administrator=True))
    assert "放入边界" in desk.get(AT).text
    assert desk.get(f"{AT}.png").status_code == 404
    labels = [label for label, _ in STRATA.values()]
    put = desk.submit(AT, given(county([*labels[:-1], "外乡"])))
    assert put.status_code == 303
    page = desk.get(AT).text
    assert f"{len(labels)} 类中有 {len(labels) - 1} 类对得上" in page
    assert "可以画" in page
    assert labels[-1] in page
    assert desk.get(f"{AT}.png?by=stratum").mimetype == "image/png"
    assert "map" in desk.get("/staff/county/breakdown?by=stratum").text
    assert desk.submit(AT, {}, action=f"{AT}/remove").status_code == 303
    assert boundaries.standing(settings.instance) is None
    log = desk.get("/staff/accounts/log").text
    assert "移除边界文件" in log
    assert f"放入 {len(labels)} 个区域的边界" in log


def shaped(kind: str, coordinates: str) -> bytes:
    geometry = f'{{"type": "{kind}", "coordinates": {coordinates}}}'
    return f'{{"features": [{{"properties": {{"name": "乙"}}, "geometry": {geometry}}}]}}'.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"\xff\xfe",
        b'{"type": "FeatureCollection", "features": []}',
        b"",
        shaped("MultiPolygon", "[]"),
        shaped("Polygon", f"[[[{'9' * 400}, 36], [115, 36], [115, 37], [114, 36]]]"),
        shaped("Polygon", "[[[114, 36], [115, 36], [115, 37], [114, 36]]]").replace("乙".encode(), b""),
        shaped("Polygon", "[[[NaN, 36], [115, 36], [115, 37], [114, 36]]]"),
    ],
)
def test_what_is_no_map_is_refused_and_the_file_before_stays(store, survey, desk_of, hire, settings, content):
    boundaries.put(store, settings.instance, county(["甲"]).encode(), at=NOW, actor=SYSTEM)
    desk = desk_of(hire("root", is_administrator=True))
    refused = desk.submit(AT, given(content, "x.geojson"), action=AT)
    assert refused.status_code == 422
    assert "原来的边界没有变" in refused.text
    standing = boundaries.standing(settings.instance)
    assert standing is not None
    assert [area.names for area in standing.areas] == [frozenset({"甲"})]


def test_a_damaged_file_takes_the_maps_away_and_nothing_else(survey, desk_of, hire, settings):
    (settings.instance / boundaries.FILE).write_bytes(b"\x00")
    desk = desk_of(hire("root", is_administrator=True))
    assert desk.get("/staff/county/breakdown?by=stratum").status_code == 200
    assert "不是可读的 JSON" in desk.get(AT).text
    assert desk.submit(AT, given(county(["甲"])), action=AT).status_code == 303
    assert "1 个区域" in desk.get(AT).text


def test_an_analyst_sees_the_boundaries_and_is_offered_no_change(
    store, survey, desk_of, hire, give_role, settings
):
    person = hire("analyst")
    give_role(survey.id, person, "analyst")
    desk = desk_of(person)
    assert "请平台管理员" in desk.get(AT).text
    boundaries.put(store, settings.instance, county(["甲"]).encode(), at=NOW, actor=SYSTEM)
    page = desk.get(AT)
    assert "没有一个名称" in page.text
    assert 'type="file"' not in page.text
    assert "boundaries/remove" not in page.text
